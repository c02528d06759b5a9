import type { ChildProcess } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Failure, failureFrom } from "../../science/failure.ts";
import type { BatchTask, BatchValue } from "../batch.ts";
import type { AskEvent, Encoding, ModelIdentity, ModelPlan } from "../engine.ts";
import type { DevicePreference } from "../runtime/devices.ts";
import type { PreparedEntity } from "../runtime/encoders.ts";
import { wishesOf, type Placement, type PlacementWishes } from "../runtime/placement.ts";
import { forkWorker } from "./forkWorker.ts";
import { abortable, deferred } from "./promises.ts";
import type { FromProcess, PreparedItem, PreparedRequest, ToProcess } from "./protocol.ts";

export interface ChildOptions {
	/** The bundled `worker.ts`. */
	readonly processFile: string;
	readonly bundleDirectory: string;
	readonly device: DevicePreference;
	/** What outranks the machine and the model; read at each start. */
	readonly wishes?: (() => Partial<PlacementWishes>) | undefined;
	/** Processor cores that it may use; all that the system gives if absent. */
	readonly cores?: number | undefined;
	/** Where it is remembered which large files of models were found right, so that they are not read in full at each start; always in full if absent. */
	readonly stamps?: string | undefined;
	/** What the process writes to its error output, and why it ended. */
	readonly log: (line: string) => void;
}

/**
 * The process gives a sign of life every second. So many looks (ms apart) in a row without one, and it hangs. Looks are
 * counted, not hours: a laptop that slept has looked only once.
 */
const SILENT_LOOKS = 12;
const LOOK_INTERVAL = 5_000;

export interface Question {
	cancel(): void;
	/** Whether the process still owes its last word. */
	open(): boolean;
}

interface Pending {
	readonly event: (event: AskEvent) => void;
	readonly encoding: (encoding: Encoding) => void;
	/** Tokens, or items at a time. */
	readonly count: (count: number) => void;
	readonly value: (value: BatchValue) => void;
	readonly failure: (failure: Failure) => void;
}

const NOTHING: Omit<Pending, "failure"> = { event: () => undefined, encoding: () => undefined, count: () => undefined, value: () => undefined };

/** What a loaded model says of itself. */
export interface Loaded {
	readonly model: ModelIdentity;
	readonly device: string;
	readonly plan: ModelPlan;
}

/** One life of the inference process, from fork to exit. It is never restarted; the supervisor makes a new one. */
export class InferenceChild {
	/** Resolves when the bundle is loaded and its self-test passed. */
	readonly ready: Promise<Loaded>;
	/** Resolves when it is known where the model is to go, before anything of it is loaded. */
	readonly planned: Promise<ModelPlan>;
	/** Resolves when the process is gone, with the failure that whoever still waits gets. */
	readonly ended: Promise<Failure>;
	memoryBytes = 0;
	/** The attempt to load the model in which the process ended by itself, if it did, and if a smaller one is left to try. */
	diedIn: Placement | undefined;
	private readonly process: ChildProcess;
	private readonly pending = new Map<number, Pending>();
	private readonly scratch = makeScratch();
	private cleared: Promise<void> = Promise.resolve();
	private serial = 0;
	private silentLooks = 0;
	private loaded = false;
	private ending = false;
	private living = true;
	private hung = false;
	private attempt: { readonly placement: Placement; readonly last: boolean } | undefined;
	private readonly loading = deferred<Loaded>();
	private readonly planning = deferred<ModelPlan>();

	/** @param died the attempt to load the model in which a process before this one ended */
	constructor(
		private readonly options: ChildOptions,
		wishes = wishesOf(options),
		private readonly died?: Placement,
	) {
		this.ready = this.loading.promise;
		this.planned = this.planning.promise;
		this.ready.catch(() => undefined);
		this.process = forkWorker(options, wishes.threads);
		for (const stream of [this.process.stdout, this.process.stderr]) {
			stream?.setEncoding("utf8").on("data", (text: string) => options.log(text.trimEnd()));
		}
		this.process.on("message", (message: FromProcess) => this.receive(message));
		this.ended = this.watch();
		this.send({ kind: "load", bundleDirectory: options.bundleDirectory, scratch: this.scratch, stamps: options.stamps, wishes, died });
	}

	/** False as soon as the exit is known, before anybody is told. */
	get alive(): boolean {
		return this.living;
	}

	get pid(): number | undefined {
		return this.process.pid;
	}

	/** Starts a question; `failure` is called at most once and ends it, like the `done` event. */
	ask(request: PreparedRequest, event: (event: AskEvent) => void, failure: (failure: Failure) => void): Question {
		const id = this.expect({ event, failure });
		this.send({ kind: "ask", id, request });
		return { cancel: () => this.send({ kind: "cancel", id }), open: () => this.pending.has(id) };
	}

	async encode(entity: PreparedEntity, signal?: AbortSignal): Promise<Encoding> {
		const encoding = deferred<Encoding>();
		const id = this.expect({ encoding: encoding.resolve, failure: encoding.reject });
		this.send({ kind: "encode", id, entity });
		return this.settled(id, encoding.promise, signal);
	}

	/** Tokens of a text. */
	async count(text: string, signal?: AbortSignal): Promise<number> {
		const count = deferred<number>();
		const id = this.expect({ count: count.resolve, failure: count.reject });
		this.send({ kind: "count", id, text });
		return this.settled(id, count.promise, signal);
	}

	/** Items of a batch that it works on at a time. */
	async parallel(signal?: AbortSignal): Promise<number> {
		const count = deferred<number>();
		const id = this.expect({ count: count.resolve, failure: count.reject });
		this.send({ kind: "parallel", id });
		return this.settled(id, count.promise, signal);
	}

	/** Works on one item of a batch. */
	async item(item: PreparedItem, task: BatchTask, signal?: AbortSignal): Promise<BatchValue> {
		const value = deferred<BatchValue>();
		const id = this.expect({ value: value.resolve, failure: value.reject });
		this.send({ kind: "item", id, item, task });
		return this.settled(id, value.promise, signal);
	}

	private async settled<T>(id: number, result: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
		try {
			return await abortable(result, signal);
		} finally {
			if (this.pending.delete(id)) {
				this.send({ kind: "cancel", id });
			}
		}
	}

	/** Ends the process on purpose; what it was doing fails with `disposed`. */
	async end(): Promise<void> {
		this.ending = true;
		this.process.kill("SIGKILL");
		await this.ended;
		await this.cleared;
	}

	/** Ends a process that no longer obeys; what it was doing fails with `engine-stuck`. */
	endStuck(): void {
		this.hung = true;
		this.process.kill("SIGKILL");
	}

	private expect(expected: Partial<Pending> & Pick<Pending, "failure">): number {
		const pending = { ...NOTHING, ...expected };
		const id = ++this.serial;
		if (this.living) {
			this.pending.set(id, pending);
		} else {
			void this.ended.then(pending.failure);
		}
		return id;
	}

	private send(message: ToProcess): void {
		if (this.living && this.process.connected) {
			// A failing send means that the process is going: `exit` tells everybody.
			this.process.send(message, () => undefined);
		}
	}

	private receive(message: FromProcess): void {
		this.silentLooks = 0;
		switch (message.kind) {
			case "beat":
				this.memoryBytes = message.memoryBytes;
				return;
			case "attempt":
				this.attempt = message;
				return;
			case "planned":
				return this.planning.resolve(message.plan);
			case "ready":
				this.loaded = true;
				this.memoryBytes = message.memoryBytes;
				return this.loading.resolve(message);
			case "event":
				this.pending.get(message.id)?.event(message.event);
				if (message.event.type === "done") {
					this.pending.delete(message.id);
				}
				return;
			case "encoding":
				this.pending.get(message.id)?.encoding(message.encoding);
				this.pending.delete(message.id);
				return;
			case "count":
				this.pending.get(message.id)?.count(message.tokens);
				this.pending.delete(message.id);
				return;
			case "parallel":
				this.pending.get(message.id)?.count(message.items);
				this.pending.delete(message.id);
				return;
			case "value":
				this.pending.get(message.id)?.value(message.value);
				this.pending.delete(message.id);
				return;
			case "failure":
				if (message.id === undefined) {
					return this.loading.reject(failureFrom(message.failure));
				}
				this.pending.get(message.id)?.failure(failureFrom(message.failure));
				this.pending.delete(message.id);
		}
	}

	private async watch(): Promise<Failure> {
		const looks = setInterval(() => this.look(), LOOK_INTERVAL);
		looks.unref();
		const reason = await new Promise<string>((resolve) => {
			this.process.once("error", (error) => resolve(error.message));
			this.process.once("exit", (code, signal) => resolve(signal ?? `exit code ${code}`));
		});
		clearInterval(looks);
		this.living = false;
		this.diedIn = this.loaded || this.ending || this.hung || this.attempt?.last !== false ? undefined : this.attempt.placement;
		const failure = this.lastWord(reason);
		// Everybody hears of it before anything else that might fail.
		this.loading.reject(failure);
		for (const pending of this.pending.values()) {
			pending.failure(failure);
		}
		this.pending.clear();
		this.options.log(`inference process ${this.pid ?? "?"} ended: ${reason}`);
		this.cleared = rm(this.scratch, { recursive: true, force: true, maxRetries: 3 }).catch((error: unknown) => this.options.log(`${this.scratch} is left behind: ${String(error)}`));
		return failure;
	}

	private lastWord(reason: string): Failure {
		if (this.ending) {
			return new Failure("disposed", "The model was ended. Ask again to start it.", { detail: reason });
		}
		if (this.hung) {
			return new Failure("engine-stuck", "The model stopped responding and was ended. What it had written is kept. Ask again: it starts by itself.", { detail: reason });
		}
		if (!this.loaded && this.died && this.attempt) {
			return new Failure("engine-died", `The model's process ended each time while it was loading, the last time with the processor alone and ${this.attempt.placement.contextSize.toLocaleString("en")} positions (${reason}). Close other programs, or choose a smaller model.`, { detail: reason });
		}
		return this.loaded
			? new Failure("engine-died", `The model's process ended unexpectedly (${reason}). What it had written is kept. Ask again: it starts by itself.`, { detail: reason })
			: new Failure("engine-died", `The model's process ended while it was starting (${reason}). Ask again. If it happens each time, choose the processor in the setting biomedgpt.device, or install the extension again for this platform.`, { detail: reason });
	}

	private look(): void {
		if (++this.silentLooks > SILENT_LOOKS) {
			this.endStuck();
		}
	}
}

/** A private folder for what passes to the language model by file. */
function makeScratch(): string {
	try {
		return mkdtempSync(path.join(tmpdir(), "biomedgpt-"));
	} catch (error) {
		throw new Failure("no-scratch", `The temporary folder ${tmpdir()} cannot be written, and the model needs a little room there. Free some space, or set TMPDIR to a folder that can be written.`, { cause: error, detail: String(error) });
	}
}
