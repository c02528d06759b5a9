import { fork, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Failure, failureFrom } from "../../science/failure.ts";
import type { AskEvent, Encoding, ModelIdentity } from "../engine.ts";
import type { DevicePreference } from "../runtime/devices.ts";
import type { PreparedEntity } from "../runtime/encoders.ts";
import { deferred } from "./promises.ts";
import type { FromProcess, PreparedRequest, ToProcess } from "./protocol.ts";

export interface ChildOptions {
	/** The bundled `worker.ts`. */
	readonly processFile: string;
	readonly bundleDirectory: string;
	readonly device: DevicePreference;
	/** What the process writes to its error output, and why it ended. */
	readonly log: (line: string) => void;
}

/** Without any sign of life for so long (ms), the process hangs in native code. */
const SILENCE_LIMIT = 60_000;
const SILENCE_CHECK = 5_000;

export interface Question {
	cancel(): void;
	/** Whether the process still owes its last word. */
	open(): boolean;
}

interface Pending {
	readonly event: (event: AskEvent) => void;
	readonly encoding: (encoding: Encoding) => void;
	readonly failure: (failure: Failure) => void;
}

/** One life of the inference process, from fork to exit. It is never restarted; the supervisor makes a new one. */
export class InferenceChild {
	/** Resolves when the bundle is loaded and its self-test passed. */
	readonly ready: Promise<{ readonly model: ModelIdentity; readonly device: string }>;
	/** Resolves when the process is gone, with the failure that whoever still waits gets. */
	readonly ended: Promise<Failure>;
	memoryBytes = 0;
	private readonly process: ChildProcess;
	private readonly pending = new Map<number, Pending>();
	private readonly scratch = mkdtempSync(path.join(tmpdir(), "biomedgpt-"));
	private serial = 0;
	private heardAt = Date.now();
	private alive = true;
	private hung = false;
	private readonly loading = deferred<{ readonly model: ModelIdentity; readonly device: string }>();

	constructor(private readonly options: ChildOptions) {
		this.ready = this.loading.promise;
		this.ready.catch(() => undefined);
		this.process = fork(options.processFile, [], {
			serialization: "advanced",
			// Without inspector flags of the extension host, and as plain Node inside Electron.
			execArgv: [],
			env: { ...process.env, ELECTRON_RUN_AS_NODE: "1" },
			stdio: ["ignore", "pipe", "pipe", "ipc"],
		});
		for (const stream of [this.process.stdout, this.process.stderr]) {
			stream?.setEncoding("utf8").on("data", (text: string) => options.log(text.trimEnd()));
		}
		this.process.on("message", (message: FromProcess) => this.receive(message));
		this.ended = this.watch();
		this.send({ kind: "load", bundleDirectory: options.bundleDirectory, device: options.device, scratch: this.scratch });
	}

	get pid(): number | undefined {
		return this.process.pid;
	}

	/** Starts a question; `failure` is called at most once and ends it, like the `done` event. */
	ask(request: PreparedRequest, event: (event: AskEvent) => void, failure: (failure: Failure) => void): Question {
		const id = this.expect({ event, failure, encoding: () => undefined });
		this.send({ kind: "ask", id, request });
		return { cancel: () => this.send({ kind: "cancel", id }), open: () => this.pending.has(id) };
	}

	encode(entity: PreparedEntity, signal?: AbortSignal): Promise<Encoding> {
		return new Promise((resolve, reject) => {
			const id = this.expect({ event: () => undefined, encoding: resolve, failure: reject });
			signal?.addEventListener("abort", () => this.send({ kind: "cancel", id }), { once: true });
			this.send({ kind: "encode", id, entity });
		});
	}

	/** Ends the process now; what it was doing fails. */
	async kill(): Promise<void> {
		this.process.kill("SIGKILL");
		await this.ended;
	}

	private expect(pending: Pending): number {
		const id = ++this.serial;
		if (this.alive) {
			this.pending.set(id, pending);
		} else {
			void this.ended.then(pending.failure);
		}
		return id;
	}

	private send(message: ToProcess): void {
		if (this.alive && this.process.connected) {
			// A failing send means that the process is going: `exit` tells everybody.
			this.process.send(message, () => undefined);
		}
	}

	private receive(message: FromProcess): void {
		this.heardAt = Date.now();
		switch (message.kind) {
			case "beat":
				this.memoryBytes = message.memoryBytes;
				return;
			case "ready":
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
			case "failure":
				if (message.id === undefined) {
					return this.loading.reject(failureFrom(message.failure));
				}
				this.pending.get(message.id)?.failure(failureFrom(message.failure));
				this.pending.delete(message.id);
		}
	}

	private async watch(): Promise<Failure> {
		const silence = setInterval(() => this.checkSilence(), SILENCE_CHECK);
		silence.unref();
		const reason = await new Promise<string>((resolve) => {
			this.process.once("error", (error) => resolve(error.message));
			this.process.once("exit", (code, signal) => resolve(signal ?? `exit code ${code}`));
		});
		clearInterval(silence);
		this.alive = false;
		rmSync(this.scratch, { recursive: true, force: true });
		const failure = this.hung
			? new Failure("engine-stuck", "The model stopped responding and was ended. What it had written is kept. Ask again: it starts by itself.", { detail: reason })
			: new Failure("engine-died", `The model's process ended unexpectedly (${reason}). What it had written is kept. Ask again: it starts by itself.`, { detail: reason });
		this.options.log(`inference process ${this.pid ?? "?"} ended: ${reason}`);
		this.loading.reject(failure);
		for (const pending of this.pending.values()) {
			pending.failure(failure);
		}
		this.pending.clear();
		return failure;
	}

	private checkSilence(): void {
		if (Date.now() - this.heardAt > SILENCE_LIMIT) {
			this.hung = true;
			this.process.kill("SIGKILL");
		}
	}
}
