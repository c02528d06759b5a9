import { Failure } from "../../science/failure.ts";
import { readBundle, type Bundle } from "../bundle/manifest.ts";
import { verifyFiles } from "../bundle/verify.ts";
import type { AskEvent, Encoding, ModelIdentity, PromptSegment, Reading, Settings, StopReason } from "../engine.ts";
import { AnswerText } from "../runtime/answerText.ts";
import type { DevicePreference } from "../runtime/devices.ts";
import { Encoders, entityKey, type PreparedEntity } from "../runtime/encoders.ts";
import { LanguageModel, softBlock, type Block, type PromptRead } from "../runtime/language.ts";
import { planPrompt, readableTurns, type PromptPart } from "../runtime/prompt.ts";
import { softTokenSelfTest } from "../runtime/selfTest.ts";
import { resolveSampling, type ResolvedSampling } from "../runtime/sampling.ts";
import { bareEntity, type PreparedRequest } from "./protocol.ts";
import { TextSender } from "./textSender.ts";

/** One loaded bundle inside the inference process: the road from prepared turns to an answer. */
export class Session {
	private constructor(
		private readonly bundle: Bundle,
		private readonly encoders: Encoders,
		private readonly language: LanguageModel,
	) {}

	/** Verifies, loads and self-tests a bundle. */
	static async open(directory: string, device: DevicePreference, scratch: string): Promise<Session> {
		const bundle = await readBundle(directory);
		await verifyFiles(bundle);
		const { language, rows } = await LanguageModel.load(bundle, device, scratch);
		const { bos } = bundle.manifest.language;
		if (rows) {
			await softTokenSelfTest(language, rows, bos === null ? [] : [bos], new AbortController().signal);
		}
		return new Session(bundle, new Encoders(bundle), language);
	}

	get model(): ModelIdentity {
		const { title, version, files, language } = this.bundle.manifest;
		return { name: title, version, checksum: files[language.file]?.sha256 ?? "" };
	}

	get device(): string {
		return this.language.device;
	}

	async encode(entity: PreparedEntity): Promise<Encoding> {
		return this.encoders.encode(entity);
	}

	/** Tokens of a text segment. */
	countTokens(text: string): number {
		return this.language.tokenize(text).length;
	}

	async ask(request: PreparedRequest, signal: AbortSignal, emit: (event: AskEvent) => void): Promise<void> {
		const { manifest } = this.bundle;
		const started = performance.now();
		const wanted = request.maxTokens ?? manifest.generation.maxTokens;
		if (!Number.isInteger(wanted) || wanted < 1) {
			throw new Failure("invalid-length", `An answer cannot have ${wanted} tokens at most. Give a whole number from 1 on.`);
		}
		const { turns, notices } = readableTurns(manifest, request.turns);
		const encodings = await this.encodeAll(turns, emit, signal);
		const encoded = performance.now();

		const tokens = new Map<string, number[]>();
		const tokenize = (text: string): number[] => {
			const ids = tokens.get(text) ?? this.language.tokenize(text);
			tokens.set(text, ids);
			return ids;
		};
		const encodingOf = (part: PromptPart & { kind: "entity" }): Encoding => required(encodings.get(entityKey(part.entity)));
		const plan = planPrompt(manifest, turns, {
			measure: (part) => (part.kind === "text" ? tokenize(part.text).length : encodingOf(part).softTokens.rows),
			maxTokens: wanted,
		});
		const { bos } = manifest.language;
		const segments = plan.parts.map((part, index): PromptSegment => {
			if (part.kind === "entity") {
				return { kind: "entity", entity: bareEntity(part.entity), softTokens: encodingOf(part).softTokens.rows };
			}
			return { kind: "text", text: part.text, ids: index === 0 && bos !== null ? [bos, ...tokenize(part.text)] : tokenize(part.text) };
		});
		const blocks = plan.parts.map((part, index): Block => (part.kind === "entity" ? softBlock(encodingOf(part)) : { kind: "text", ids: textIds(segments[index]) }));
		const settings = { ...resolveSampling(request.sampling), maxTokens: plan.maxTokens };
		const reading = this.reading(segments);
		signal.throwIfAborted();
		emit({ type: "prompt", segments, notices: [...notices, ...plan.notices, ...usedNotices(plan.parts, encodings)], settings, model: this.model, reading });
		emit({ type: "stage", stage: "reading" });
		await this.write({ blocks, settings, reading, request, started, encoded }, signal, emit);
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
		const text = new AnswerText((ids, before) => this.language.detokenize(ids, before), this.bundle.manifest.generation.stop);
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
		const evidence = { reading, ...(read ? { reusedPositions: read.reused } : {}), ...(read?.firstLogits ? { firstLogits: read.firstLogits } : {}) };
		emit({ type: "done", answer: { text: sender.text, generatedIds, tokens: sender.tokens, stop, settings, model: this.model, timings, ...evidence } });
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

function usedNotices(parts: readonly PromptPart[], encodings: ReadonlyMap<string, Encoding>): Encoding["notices"] {
	return parts.flatMap((part) => (part.kind === "entity" ? (encodings.get(entityKey(part.entity))?.notices ?? []) : []));
}

function textIds(segment: PromptSegment | undefined): readonly number[] {
	return segment?.kind === "text" ? segment.ids : [];
}

function required<T>(value: T | undefined): T {
	if (value === undefined) {
		throw new Failure("unexpected", "An attachment got lost on its way to the model. Ask again.", { detail: "an entity of the plan was not encoded" });
	}
	return value;
}
