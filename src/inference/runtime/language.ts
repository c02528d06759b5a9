import { createHash } from "node:crypto";
import path from "node:path";
import type { Llama, LlamaContextSequence, LlamaModel, Token } from "node-llama-cpp";
import { Failure } from "../../science/failure.ts";
import { speaking, type Bundle, type SpeakingBundle } from "../bundle/manifest.ts";
import type { ModelPlan } from "../engine.ts";
import { AdapterSlot } from "./adapterSlot.ts";
import { READ_STEP, adapterGroups, type Block } from "./blocks.ts";
import { Carriers } from "./carriers.ts";
import type { DevicePreference } from "./devices.ts";
import type { EmbeddingRows } from "./embeddingRows.ts";
import { entityKey } from "./encoders.ts";
import { inspectLanguage, languageHeader } from "./languageFile.ts";
import type { LanePlan } from "./lanePlan.ts";
import { Lanes } from "./lanes.ts";
import { firstPlan, modelPlan } from "./machine.ts";
import { loadPlaced, placed } from "./placedModel.ts";
import { encoderBudget, NO_WISHES, type Placement, type PlacementWishes } from "./placement.ts";
import { planLanguage } from "./planModel.ts";
import { candidatesWanted, chooseToken, type Candidates, type GeneratedToken, type ResolvedSampling } from "./sampling.ts";

/** What a position of the key-value cache holds: an id, or one soft token of an entity. */
type Position = number | string;

export interface GenerateOptions {
	readonly sampling: ResolvedSampling;
	readonly maxTokens: number;
	/** Ignore what the cache still holds of earlier prompts. */
	readonly fresh: boolean;
	readonly signal: AbortSignal;
}

export interface PromptRead {
	/** Positions that the cache still held from before. */
	readonly reused: number;
	/** Raw logits of the first answer position, where wanted: `[vocabulary]`. */
	readonly firstLogits: readonly number[] | undefined;
}

export interface LoadOptions {
	readonly wishes?: Partial<PlacementWishes> | undefined;
	/** The attempt in which a process before this one died. */
	readonly died?: Placement | undefined;
	/** Called before anything of it is loaded. */
	readonly onPlan?: ((plan: ModelPlan) => void) | undefined;
	/** Called before each attempt to load it; `last` where nothing smaller is left. */
	readonly onAttempt?: ((placement: Placement, last: boolean) => void) | undefined;
}

export interface LoadedLanguage {
	readonly language: LanguageModel;
	readonly rows: EmbeddingRows | undefined;
	/** With the context that the model was given. */
	readonly bundle: SpeakingBundle;
	readonly plan: ModelPlan;
	/** Bytes that encoders may take beside it. */
	readonly encoderBudget: number;
}

/**
 * The language model of a bundle: one context, one sequence.
 *
 * Soft tokens stand at carrier ids while an adapter gives those their vectors; the adapter is attached only while the
 * prompt is read. The cache keeps what it has read and remembers whose soft tokens those were, since the carrier ids
 * alone do not tell.
 */
export class LanguageModel {
	private held: Position[] = [];
	/** Ids that must never be written. */
	private readonly barred: ReadonlySet<number>;

	private constructor(
		private readonly bundle: SpeakingBundle,
		readonly llama: Llama,
		private readonly model: LlamaModel,
		private readonly sequence: LlamaContextSequence,
		private readonly carriers: Carriers,
		private readonly adapter: AdapterSlot,
		private readonly scratch: string,
	) {
		this.barred = new Set(carriers.barred);
	}

	/**
	 * Fails with `no-language-model` for an encoder alone.
	 *
	 * @param scratch a private folder for adapter files; each is deleted as soon as it is read
	 */
	static async load({ directory, manifest: described }: Bundle, device: DevicePreference, scratch: string, options: LoadOptions = {}): Promise<LoadedLanguage> {
		const manifest = speaking(described);
		const bundle = { directory, manifest };
		const modelPath = path.join(directory, manifest.language.file);
		const header = await languageHeader(modelPath);
		const rows = await inspectLanguage(modelPath, manifest, header);
		const { llama, plan } = await planLanguage(bundle, header, { ...NO_WISHES, device, ...options.wishes }, options.died, (placement) => options.onAttempt?.(placement, false));
		options.onPlan?.(firstPlan(plan));
		const { model, context, placement, sentences } = await loadPlaced({ llama, manifest, modelPath, onAttempt: options.onAttempt }, plan);
		const effective = { ...bundle, manifest: placed(manifest, placement) };
		const carriers = new Carriers(manifest, rows);
		const adapter = new AdapterSlot(model, context, manifest.language, carriers, scratch);
		const language = new LanguageModel(effective, llama, model, context.getSequence(), carriers, adapter, scratch);
		return { language, rows, bundle: effective, plan: modelPlan(plan, placement, sentences), encoderBudget: encoderBudget(plan, placement) };
	}

	/**
	 * Contexts of their own for batches.
	 *
	 * @param plan by the machine and the model if absent
	 */
	lanes(plan?: LanePlan): Lanes {
		const { bundle, llama, model, carriers, scratch } = this;
		return new Lanes({ bundle, llama, model, carriers, scratch }, plan);
	}

	/** Whether a token ends an answer. */
	isEnd(id: number): boolean {
		return this.model.isEogToken(id as Token);
	}

	/** Ids of one text segment, without BOS. */
	tokenize(text: string): number[] {
		return this.model.tokenize(text, this.bundle.manifest.language.specialTokensInText);
	}

	/** Text of ids that follow other ids. */
	detokenize(ids: readonly number[], before: readonly number[] = []): string {
		return this.model.detokenize(ids as Token[], false, before.slice(-4) as Token[]);
	}

	/** The token that a text is as a whole, where {@link detokenize} writes nothing for it: a mark such as `</think>` in some vocabularies. */
	unwritten(text: string): number | undefined {
		const [id, ...more] = this.model.tokenize(text, true);
		return id !== undefined && more.length === 0 && this.detokenize([id]) === "" ? id : undefined;
	}

	/**
	 * Reads a prompt and returns the tokens that the model writes after it, as they come, without the end mark.
	 *
	 * @param onRead called when the prompt is read
	 */
	async *generate(blocks: readonly Block[], options: GenerateOptions & { readonly firstLogits: boolean; readonly onRead: (read: PromptRead) => void }): AsyncGenerator<GeneratedToken> {
		const { last, reused } = await this.readAllButLast(blocks, options);
		options.onRead({ reused, firstLogits: options.firstLogits ? await this.logitsAfter(last) : undefined });
		let previous = last;
		for (let count = 0; count < options.maxTokens && !options.signal.aborted; count++) {
			const token = await this.next(previous, options.sampling, count);
			this.held.push(previous);
			if (this.isEnd(token.id)) {
				return;
			}
			yield token;
			previous = token.id;
		}
	}

	/** Reads a token and chooses what follows it. */
	private async next(id: number, sampling: ResolvedSampling, position: number): Promise<GeneratedToken> {
		const wanted = candidatesWanted(sampling, this.bundle.manifest.language.vocabulary, this.barred.size);
		const chosen = chooseToken(await this.candidates(id, wanted), sampling, this.barred, position);
		if (chosen) {
			return chosen;
		}
		// The likeliest is a carrier, which stands for nothing that could be written: the best that is none.
		await this.keep(this.held.length);
		return chooseToken(await this.candidates(id, this.barred.size + 1), sampling, this.barred, position) ?? noLogits();
	}

	private async candidates(id: number, count: number): Promise<Candidates> {
		// At temperature 0 the token that llama.cpp selects is the likeliest one: found without sorting.
		const filter = count === 1 ? { tokens: [], includeSelected: true } : { tokens: [], includeTop: count };
		const output = await this.sequence.controlledEvaluate([[id as Token, { generateNext: { logits: { filter }, totalLogitWeight: true, options: { temperature: 0 } } }]]);
		const { logits, totalLogitWeight } = output[0]?.next ?? {};
		return logits && totalLogitWeight !== undefined ? { logits, total: totalLogitWeight } : noLogits();
	}

	/** Raw logits after a whole prompt; used by the self-test. */
	async logits(blocks: readonly Block[], signal: AbortSignal): Promise<readonly number[]> {
		const { last } = await this.readAllButLast(blocks, { fresh: true, signal });
		return this.logitsAfter(last);
	}

	/** Brings the cache to everything but the prompt's last token and returns that one. */
	private async readAllButLast(blocks: readonly Block[], { fresh, signal }: Pick<GenerateOptions, "fresh" | "signal">): Promise<{ last: number; reused: number }> {
		const positions = blocks.flatMap((block): Position[] => (block.kind === "text" ? [...block.ids] : softPositions(block)));
		const last = positions.at(-1);
		if (typeof last !== "number") {
			throw new Error("A prompt must end in text.");
		}
		// A step that failed may have promised one position more than was read.
		this.held.length = Math.min(this.held.length, this.sequence.nextTokenIndex);
		// The last token is read again in any case: its logits are wanted.
		const reused = fresh ? 0 : commonLength(this.held, positions.slice(0, -1));
		await this.keep(reused);
		let start = reused;
		const carriers = this.carriers.of(blocks);
		for (const group of adapterGroups(blocks, carriers.length)) {
			const ids = group.ids(carriers);
			const from = Math.max(0, start - group.start);
			const to = Math.min(ids.length, positions.length - 1 - group.start);
			if (from < to) {
				signal.throwIfAborted();
				// What the cache holds already needs no adapter.
				const soft = group.softBetween(from, to) ? group.soft() : [];
				await this.adapter.with(soft, carriers, () => this.read(ids.slice(from, to), signal));
				this.held.push(...positions.slice(group.start + from, group.start + to));
				start = group.start + to;
			}
		}
		signal.throwIfAborted();
		return { last, reused };
	}

	/** In steps, since a native step cannot be interrupted. */
	private async read(ids: readonly number[], signal: AbortSignal): Promise<void> {
		for (let start = 0; start < ids.length; start += READ_STEP) {
			signal.throwIfAborted();
			await this.sequence.controlledEvaluate(ids.slice(start, start + READ_STEP) as Token[]);
		}
	}

	private async logitsAfter(id: number): Promise<readonly number[]> {
		const length = this.held.length;
		const output = await this.sequence.controlledEvaluate([[id as Token, { generateNext: { logits: true, options: { temperature: 0 } } }]]);
		const logits = output.at(-1)?.next.logits;
		await this.sequence.eraseContextTokenRanges([{ start: length, end: this.sequence.nextTokenIndex }]);
		if (!logits) {
			return noLogits();
		}
		const row = new Array<number>(this.bundle.manifest.language.vocabulary).fill(Number.NEGATIVE_INFINITY);
		for (const [token, value] of logits) {
			row[token] = value;
		}
		return row;
	}

	/** Forgets everything behind the first `length` positions; also what an interrupted answer left there. */
	private async keep(length: number): Promise<void> {
		if (length < this.sequence.nextTokenIndex) {
			await this.sequence.eraseContextTokenRanges([{ start: length, end: this.sequence.nextTokenIndex }]);
		}
		this.held.length = length;
	}
}

function noLogits(): never {
	throw new Failure("no-logits", "The language model gave no numbers for the next token. Start the model again.");
}

function softPositions({ entity, soft }: Block & { kind: "soft" }): string[] {
	// Short: a sequence of thousands of residues would otherwise stand in each of its positions.
	const key = createHash("sha256").update(entityKey(entity)).digest("base64");
	return Array.from({ length: soft.rows }, (_, row) => `${row}:${key}`);
}

function commonLength(held: readonly Position[], wanted: readonly Position[]): number {
	const differs = wanted.findIndex((position, index) => position !== held[index]);
	return differs < 0 ? wanted.length : differs;
}
