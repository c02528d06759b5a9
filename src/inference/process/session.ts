import { identityIn, type Bundle, type SpeakingBundle } from "../bundle/manifest.ts";
import type { BatchTask, BatchValue } from "../batch.ts";
import type { AskEvent, Encoding, ModelIdentity, ModelPlan, PromptSegment, Reading, Settings, StopReason } from "../engine.ts";
import type { Block } from "../runtime/blocks.ts";
import type { DevicePreference } from "../runtime/devices.ts";
import { Encoders, entityKey, type PreparedEntity } from "../runtime/encoders.ts";
import { KnownEntities } from "../known/knownEntities.ts";
import { LanguageModel, type LoadOptions, type PromptRead } from "../runtime/language.ts";
import { readAsText, readableTurns } from "../runtime/prompt.ts";
import { softTokenSelfTest } from "../runtime/selfTest.ts";
import { resolveSampling, type ResolvedSampling } from "../runtime/sampling.ts";
import type { StepGate } from "../runtime/stepGate.ts";
import { BatchSession } from "./batchSession.ts";
import { checkLength } from "./checks.ts";
import { layOut, textIds } from "./layout.ts";
import type { OpenModel } from "./openModel.ts";
import type { PreparedItem, PreparedRequest } from "./protocol.ts";
import { answerTextOf, unfinishedReasoning } from "./reasoning.ts";
import { TextSender } from "./textSender.ts";

/** One loaded bundle with a language model inside the inference process: the road from prepared turns to an answer. */
export class Session implements OpenModel {
	private constructor(
		private readonly bundle: SpeakingBundle,
		private readonly encoders: Encoders,
		private readonly language: LanguageModel,
		readonly plan: ModelPlan,
		private readonly batches: BatchSession,
		private readonly known: KnownEntities,
	) {}

	/** Loads and self-tests a bundle whose files were verified. */
	static async open(described: Bundle, device: DevicePreference, scratch: string, options: LoadOptions): Promise<Session> {
		const { language, rows, bundle, plan, encoderBudget } = await LanguageModel.load(described, device, scratch, options);
		const { bos } = bundle.manifest.language;
		if (rows) {
			await softTokenSelfTest(language, rows, bos === null ? [] : [bos], new AbortController().signal);
		}
		const encoders = new Encoders(bundle, { budget: encoderBudget });
		const known = new KnownEntities(bundle);
		return new Session(bundle, encoders, language, plan, new BatchSession(bundle, encoders, language, language.lanes(), known), known);
	}

	get model(): ModelIdentity {
		return identityIn(this.bundle.manifest);
	}

	get device(): string {
		return this.plan.device;
	}

	get gate(): StepGate {
		return this.batches.lanes.gate;
	}

	async parallel(): Promise<number> {
		return this.batches.lanes.parallel();
	}

	async work(item: PreparedItem, task: BatchTask, signal: AbortSignal): Promise<BatchValue> {
		return this.batches.work(item, task, signal);
	}

	async encode(entity: PreparedEntity): Promise<Encoding> {
		return this.encoders.encode(entity);
	}

	countTokens(text: string): number {
		return this.language.tokenize(text).length;
	}

	async ask(request: PreparedRequest, signal: AbortSignal, emit: (event: AskEvent) => void): Promise<void> {
		const { manifest } = this.bundle;
		const started = performance.now();
		const wanted = checkLength(request.maxTokens ?? manifest.generation.maxTokens);
		const { turns: readable, notices } = readableTurns(manifest, request.turns);
		const turns = await this.told(readable);
		const encodings = await this.encodeAll(turns, emit, signal);
		const encoded = performance.now();
		const { segments, blocks, notices: layoutNotices, maxTokens } = layOut(turns, wanted, { manifest, encodings, tokenize: (text) => this.language.tokenize(text) });
		const settings = { ...resolveSampling(request.sampling), maxTokens };
		const reading = this.reading(segments);
		signal.throwIfAborted();
		emit({ type: "prompt", segments, notices: [...notices, ...readAsText(manifest, turns), ...layoutNotices], settings, model: this.model, reading });
		emit({ type: "stage", stage: "reading" });
		await this.write({ blocks, settings, reading, request, started, encoded }, signal, emit);
	}

	private async told(turns: PreparedRequest["turns"]): Promise<PreparedRequest["turns"]> {
		return Promise.all(turns.map(async (turn) => (turn.role === "assistant" ? turn : { ...turn, entities: await Promise.all(turn.entities.map((entity) => this.known.tell(entity))) })));
	}

	private async encodeAll(turns: PreparedRequest["turns"], emit: (event: AskEvent) => void, signal: AbortSignal): Promise<Map<string, Encoding>> {
		const encodings = new Map<string, Encoding>();
		// A text-only model has no encoders: it reads entities as text.
		const { manifest } = this.bundle;
		const entities = turns.flatMap((turn) => (turn.role === "user" ? turn.entities : [])).filter(({ kind }) => manifest[kind] !== undefined);
		if (entities.length > 0) {
			emit({ type: "stage", stage: "encoding" });
		}
		for (const entity of entities) {
			signal.throwIfAborted();
			encodings.set(entityKey(entity), await this.encoders.encode(entity));
		}
		return encodings;
	}

	/** Positions of a prompt. */
	private reading(segments: readonly PromptSegment[]): Reading {
		const softTokens = segments.reduce((sum, segment) => sum + (segment.kind === "entity" ? segment.softTokens : 0), 0);
		const promptTokens = segments.reduce((sum, segment) => sum + textIds(segment).length, softTokens);
		return { device: this.device, contextSize: this.bundle.manifest.language.context, promptTokens, softTokens };
	}

	private async write(plan: WritingPlan, signal: AbortSignal, emit: (event: AskEvent) => void): Promise<void> {
		const { blocks, settings, reading, request, started, encoded } = plan;
		const { manifest } = this.bundle;
		const text = answerTextOf(this.language, manifest);
		const sender = new TextSender(emit);
		const generatedIds: number[] = [];
		let readAt = encoded;
		let firstAt: number | undefined;
		let read: PromptRead | undefined;
		const onRead = (what: PromptRead): void => {
			readAt = performance.now();
			read = what;
		};
		try {
			for await (const token of this.language.generate(blocks, { sampling: settings, maxTokens: settings.maxTokens, fresh: request.fresh ?? false, signal, firstLogits: request.firstLogits ?? false, onRead })) {
				firstAt ??= performance.now();
				generatedIds.push(token.id);
				sender.add(text.push(token), token.id);
				if (text.stopped) {
					break;
				}
			}
		} catch (error) {
			if (!signal.aborted) {
				sender.cancel();
				throw error;
			}
		}
		sender.add(text.finish());
		sender.flush();
		const stop: StopReason = signal.aborted ? "cancelled" : text.stopped ? "stop-string" : generatedIds.length >= settings.maxTokens ? "length" : "end";
		const now = performance.now();
		const timings = { encode: encoded - started, prefill: readAt - encoded, firstToken: (firstAt ?? now) - started, total: now - started };
		const reasoning = manifest.generation.reasoning ? { reasoning: sender.reasoning, notices: text.reasons ? unfinishedReasoning(manifest.title, stop, settings.maxTokens) : [] } : {};
		const evidence = { reading, ...(read ? { reusedPositions: read.reused } : {}), ...(read?.firstLogits ? { firstLogits: read.firstLogits } : {}) };
		emit({ type: "done", answer: { text: sender.text, ...reasoning, generatedIds, tokens: sender.tokens, stop, settings, model: this.model, timings, ...evidence } });
	}
}

/** What is settled before the model reads. */
interface WritingPlan {
	readonly blocks: readonly Block[];
	readonly settings: ResolvedSampling & Pick<Settings, "maxTokens">;
	readonly reading: Reading;
	readonly request: PreparedRequest;
	/** When the request came and when its entities were encoded, by `performance.now()`. */
	readonly started: number;
	readonly encoded: number;
}
