import * as vscode from "vscode";
import { Failure, failureData, type FailureData } from "../science/failure.ts";

export type WorkKind = "import" | "download" | "verify";

export interface WorkProgress {
	/** Of the whole, from 0 to 1; undefined where nobody can tell. */
	readonly share: number | undefined;
	/** What is being done, in words. */
	readonly line: string;
}

/** Something under way that takes a while, or that stopped and can go on. */
export interface Work {
	readonly id: string;
	readonly kind: WorkKind;
	/** The model, as a person knows it. */
	readonly title: string;
	readonly status: "running" | "stopping" | "cancelled" | "failed";
	readonly progress: WorkProgress | undefined;
	readonly failure: FailureData | undefined;
}

/** @returns when it is done; fails with `cancelled` where `signal` stopped it */
export type Action = (signal: AbortSignal, report: (progress: WorkProgress) => void) => Promise<void>;

interface Entry {
	work: Work;
	readonly action: Action;
	readonly done: () => void;
	stop: AbortController;
	ended: Promise<void>;
}

/** Imports and downloads of this window. What is done leaves the list; what was stopped or failed stays until it goes on or is put away. */
export class Works implements vscode.Disposable {
	readonly #entries = new Map<string, Entry>();
	readonly #changed = new vscode.EventEmitter<void>();
	readonly onDidChange = this.#changed.event;
	#serial = 0;

	get all(): readonly Work[] {
		return [...this.#entries.values()].map(({ work }) => work);
	}

	get(id: string): Work | undefined {
		return this.#entries.get(id)?.work;
	}

	/**
	 * Begins something, once: the same that is under way or stopped is not begun beside itself. The promise fails as the action does.
	 *
	 * @param done called when it is done, also where it was stopped and went on
	 */
	async start(kind: WorkKind, title: string, action: Action, done: () => void = () => undefined): Promise<void> {
		const same = this.all.find((work) => work.kind === kind && work.title === title);
		if (same?.status === "running" || same?.status === "stopping") {
			throw new Failure("model-busy", vscode.l10n.t("{0} is being worked on already.", title));
		}
		if (same !== undefined) {
			this.#entries.delete(same.id);
		}
		const id = String(++this.#serial);
		const entry: Entry = { work: { id, kind, title, status: "running", progress: undefined, failure: undefined }, action, done, stop: new AbortController(), ended: Promise.resolve() };
		this.#entries.set(id, entry);
		await this.#run(entry);
	}

	/** Stops it; it can go on behind what was finished. */
	cancel(id: string): void {
		const entry = this.#entries.get(id);
		if (entry?.work.status === "running") {
			this.#set(entry, { status: "stopping" });
			entry.stop.abort();
		}
	}

	/** Lets go on what was stopped or failed. */
	async resume(id: string): Promise<void> {
		const entry = this.#entries.get(id);
		if (entry?.work.status === "cancelled" || entry?.work.status === "failed") {
			entry.stop = new AbortController();
			await this.#run(entry);
		}
	}

	/** Takes off the list what does not run. */
	putAway(id: string): void {
		const entry = this.#entries.get(id);
		if (entry?.work.status === "cancelled" || entry?.work.status === "failed") {
			this.#entries.delete(id);
			this.#changed.fire();
		}
	}

	/** Stops everything, so that it can go on with the next window; settles when it has. */
	async shutDown(): Promise<void> {
		const running = [...this.#entries.values()];
		running.forEach(({ stop }) => stop.abort());
		await Promise.allSettled(running.map(({ ended }) => ended));
	}

	dispose(): void {
		this.#changed.dispose();
	}

	#run(entry: Entry): Promise<void> {
		const ended = this.#carryOut(entry);
		entry.ended = ended;
		return ended;
	}

	async #carryOut(entry: Entry): Promise<void> {
		this.#set(entry, { status: "running", progress: undefined, failure: undefined });
		try {
			await entry.action(entry.stop.signal, (progress) => this.#set(entry, { progress }));
		} catch (error) {
			const failure = failureData(error);
			this.#set(entry, failure.code === "cancelled" || entry.stop.signal.aborted ? { status: "cancelled" } : { status: "failed", failure });
			throw error;
		}
		this.#entries.delete(entry.work.id);
		this.#changed.fire();
		entry.done();
	}

	#set(entry: Entry, change: Partial<Work>): void {
		entry.work = { ...entry.work, ...change };
		this.#changed.fire();
	}
}
