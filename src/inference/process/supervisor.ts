import type { Chemistry } from "../../science/chemistry.ts";
import type { Entity } from "../../science/entity.ts";
import { Failure } from "../../science/failure.ts";
import { readSequence } from "../../science/protein/sequence.ts";
import type { Answer, AnswerToken, AskEvent, AskRequest, Encoding, Engine, EngineState, ModelDescription, Turn } from "../engine.ts";
import type { PreparedEntity } from "../runtime/encoders.ts";
import { InferenceChild, type ChildOptions } from "./child.ts";
import { EventChannel } from "./channel.ts";
import { abortable, delay } from "./promises.ts";
import type { PreparedRequest } from "./protocol.ts";
import { SerialQueue, cancelled } from "./queue.ts";

export interface EngineOptions extends ChildOptions {
	readonly chemistry: Pick<Chemistry, "graph">;
}

/** Wait (ms) before a restart: nothing after one death, then doubling. */
const FIRST_BACK_OFF = 500;
const LONGEST_BACK_OFF = 30_000;
/** How long (ms) a stopped answer may take to say its last word; then what has arrived is the answer. */
const STOP_GRACE = 150;
/** A process that has not obeyed a stop by then (ms) hangs: a step of reading takes a large model seconds, not minutes. */
const STOP_LIMIT = 60_000;

/**
 * The engine as every face sees it: starts the inference process on the first question, restarts it after a death, and
 * lets questions wait for each other.
 */
export class SupervisedEngine implements Engine {
	private child: InferenceChild | undefined;
	private current: EngineState = { state: "asleep" };
	private deaths = 0;
	private notBefore = 0;
	private readonly disposal = new AbortController();
	private readonly queue = new SerialQueue();

	constructor(private readonly options: EngineOptions) {}

	async *ask(request: AskRequest, signal?: AbortSignal): AsyncGenerator<AskEvent> {
		const prepared = await this.prepare(request, signal);
		if (this.queue.occupied) {
			yield { type: "stage", stage: "queued" };
		}
		const leave = await this.queue.enter(signal);
		try {
			if (this.current.state !== "ready") {
				yield { type: "stage", stage: "starting" };
			}
			const child = await this.running(signal);
			yield* this.converse(child, prepared, signal);
			this.deaths = 0;
		} finally {
			leave();
		}
	}

	async encode(entity: Entity, signal?: AbortSignal): Promise<Encoding> {
		const prepared = await this.prepareEntity(entity, signal);
		const leave = await this.queue.enter(signal);
		try {
			const child = await this.running(signal);
			return await child.encode(prepared, signal);
		} finally {
			leave();
		}
	}

	async describe(): Promise<ModelDescription> {
		// Later than activation: the schema's library takes a while to load.
		const { describeBundle } = await import("../bundle/describe.ts");
		return describeBundle(this.options.bundleDirectory);
	}

	async countTokens(text: string, signal?: AbortSignal): Promise<number> {
		return (await this.running(signal)).count(text, signal);
	}

	state(): EngineState {
		return this.current.state === "ready" ? { ...this.current, memoryBytes: this.child?.memoryBytes ?? 0 } : this.current;
	}

	/** The process to look at in a task manager; undefined while asleep. */
	get pid(): number | undefined {
		return this.child?.pid;
	}

	async dispose(): Promise<void> {
		this.disposal.abort();
		await this.child?.end();
	}

	private async prepare(request: AskRequest, signal: AbortSignal | undefined): Promise<PreparedRequest> {
		const turns: Turn<PreparedEntity>[] = [];
		for (const turn of request.turns) {
			turns.push(turn.role === "assistant" ? turn : { ...turn, entities: await this.prepareEntities(turn.entities, signal) });
		}
		return { ...request, turns };
	}

	/** One after the other: the chemistry worker would do them so anyway. */
	private async prepareEntities(entities: readonly Entity[], signal: AbortSignal | undefined): Promise<PreparedEntity[]> {
		const prepared: PreparedEntity[] = [];
		for (const entity of entities) {
			prepared.push(await this.prepareEntity(entity, signal));
		}
		return prepared;
	}

	private async prepareEntity(entity: Entity, signal: AbortSignal | undefined): Promise<PreparedEntity> {
		if (entity.kind === "protein") {
			return { ...entity, sequence: readSequence(entity.sequence) };
		}
		return { ...entity, graph: await this.options.chemistry.graph(entity.smiles, signal) };
	}

	/** One exchange with a loaded process. */
	private async *converse(child: InferenceChild, request: PreparedRequest, signal: AbortSignal | undefined): AsyncGenerator<AskEvent> {
		const channel = new EventChannel<AskEvent>();
		const record = new AnswerRecord();
		const question = child.ask(request, (event) => channel.push(event), (failure) => channel.fail(failure));
		const stop = (): void => {
			question.cancel();
			setTimeout(() => channel.end(), STOP_GRACE);
		};
		signal?.addEventListener("abort", stop, { once: true });
		if (signal?.aborted) {
			stop();
		}
		try {
			for await (const event of channel) {
				record.note(event);
				yield event;
				if (event.type === "done") {
					return;
				}
			}
			yield { type: "done", answer: record.cancelledAnswer() };
		} finally {
			signal?.removeEventListener("abort", stop);
			// Stopped, or the consumer left early (a closed view): the process need not write on, and must obey some day.
			question.cancel();
			if (question.open()) {
				setTimeout(() => question.open() && child.endStuck(), STOP_LIMIT).unref();
			}
		}
	}

	private async running(signal: AbortSignal | undefined): Promise<InferenceChild> {
		if (this.child && !this.child.alive) {
			this.onEnd(this.child);
		}
		const wait = this.notBefore - Date.now();
		if (!this.child && wait > 0) {
			await delay(wait, signal ? AbortSignal.any([signal, this.disposal.signal]) : this.disposal.signal);
		}
		if (this.disposal.signal.aborted) {
			throw new Failure("disposed", "BioMedGPT is shutting down.");
		}
		const child = this.child ?? this.start();
		await abortable(child.ready, signal);
		return child;
	}

	private start(): InferenceChild {
		const child = new InferenceChild(this.options);
		this.child = child;
		this.current = { state: "starting" };
		child.ready.then(
			({ model, device }) => {
				this.current = { state: "ready", model, device, memoryBytes: 0 };
			},
			(failure: Failure) => {
				if (this.child === child) {
					// No death to back off from: the bundle may be mended before the next question, which starts afresh.
					this.child = undefined;
					this.current = { state: "failed", message: failure.message };
					void child.end();
				}
			},
		);
		void child.ended.then(() => this.onEnd(child));
		return child;
	}

	private onEnd(child: InferenceChild): void {
		if (this.child !== child) {
			return;
		}
		this.child = undefined;
		this.current = { state: "asleep" };
		const backOff = this.deaths === 0 ? 0 : Math.min(LONGEST_BACK_OFF, FIRST_BACK_OFF * 2 ** (this.deaths - 1));
		this.deaths++;
		this.notBefore = Date.now() + backOff;
	}
}

/** What has been seen of an answer, in case its own summary never comes. */
class AnswerRecord {
	private readonly started = performance.now();
	private prompt: (AskEvent & { type: "prompt" }) | undefined;
	private promptAt = 0;
	private firstAt = 0;
	private text = "";
	private readonly ids: number[] = [];
	private readonly tokens: AnswerToken[] = [];

	note(event: AskEvent): void {
		if (event.type === "prompt") {
			this.prompt = event;
			this.promptAt = performance.now() - this.started;
		} else if (event.type === "text") {
			this.firstAt ||= performance.now() - this.started;
			this.text += event.text;
			this.ids.push(...event.ids);
			this.tokens.push(...event.tokens);
		}
	}

	cancelledAnswer(): Answer {
		if (!this.prompt) {
			throw cancelled();
		}
		const total = performance.now() - this.started;
		const { settings, model, reading } = this.prompt;
		return { text: this.text, generatedIds: this.ids, tokens: this.tokens, stop: "cancelled", settings, model, reading, timings: { encode: this.promptAt, prefill: (this.firstAt || total) - this.promptAt, firstToken: this.firstAt || total, total } };
	}
}
