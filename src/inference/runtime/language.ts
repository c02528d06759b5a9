import { createHash } from "node:crypto";
import path from "node:path";
import type { Llama, LlamaContextSequence, LlamaModel, Token } from "node-llama-cpp";
import type { Entity } from "../../science/entity.ts";
import { Failure } from "../../science/failure.ts";
import type { Bundle } from "../bundle/manifest.ts";
import type { Encoding, Matrix } from "../engine.ts";
import { AdapterSlot } from "./adapterSlot.ts";
import { inferenceThreads, type DevicePreference } from "./devices.ts";
import type { EmbeddingRows } from "./embeddingRows.ts";
import { entityKey } from "./encoders.ts";
import { inspectLanguage } from "./languageFile.ts";
import { native } from "./native.ts";
import { candidatesWanted, chooseToken, type Candidates, type GeneratedToken, type ResolvedSampling } from "./sampling.ts";

/** A piece of the prompt ready to be read: ids, or the soft tokens of one entity. */
export type Block = { readonly kind: "text"; readonly ids: readonly number[] } | { readonly kind: "soft"; readonly entity: Entity; readonly soft: Matrix };

/** Tokens read between two looks at the cancel signal: seconds for the largest models on a processor. */
const READ_STEP = 128;

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
		private readonly bundle: Bundle,
		private readonly llama: Llama,
		private readonly model: LlamaModel,
		private readonly sequence: LlamaContextSequence,
		private readonly adapter: AdapterSlot,
	) {
		this.barred = new Set(carrierIds(bundle));
	}

	/** @param scratch a private folder for adapter files; each is deleted as soon as it is read */
	static async load(bundle: Bundle, preference: DevicePreference, scratch: string): Promise<{ language: LanguageModel; rows: EmbeddingRows | undefined }> {
		const { manifest } = bundle;
		const modelPath = path.join(bundle.directory, manifest.language.file);
		const rows = await inspectLanguage(modelPath, manifest);
		// ESM only, and heavy: loaded in the child process alone.
		const { getLlama, LlamaLogLevel } = await native("node-llama-cpp", import("node-llama-cpp"));
		const threads = inferenceThreads();
		const gpu = preference === "cpu" || manifest.language.device === "cpu" ? false : "auto";
		const llama = await native("llama.cpp", getLlama({ gpu, build: "never", skipDownload: true, progressLogs: false, maxThreads: threads, logLevel: LlamaLogLevel.error }));
		const model = await llama.loadModel({ modelPath }).catch((error: unknown) => {
			throw new Failure("language-model-broken", `The language model ${manifest.language.file} cannot be loaded: llama.cpp refuses it. It may be cut or too large for this machine's memory. Install or import the model again.`, { cause: error, detail: String(error) });
		});
		const cache = manifest.language.keyValueCache;
		const context = await model
			.createContext({ contextSize: manifest.language.context, threads, sequences: 1, experimentalKvCacheKeyType: cache, experimentalKvCacheValueType: cache })
			.catch((error: unknown) => {
				throw new Failure("not-enough-memory", `There is not enough memory for ${manifest.title} with its ${manifest.language.context.toLocaleString("en")} positions. Close other programs, or choose a smaller model.`, { cause: error, detail: String(error) });
			});
		const adapter = new AdapterSlot(model, context, manifest.language, scratch);
		return { language: new LanguageModel(bundle, llama, model, context.getSequence(), adapter), rows };
	}

	/** `cpu`, `vulkan`, `metal` or `cuda`. */
	get device(): string {
		return this.llama.gpu || "cpu";
	}

	/** Ids of one text segment, without BOS. */
	tokenize(text: string): number[] {
		return this.model.tokenize(text, this.bundle.manifest.language.specialTokensInText);
	}

	/** Text of ids that follow other ids. */
	detokenize(ids: readonly number[], before: readonly number[] = []): string {
		return this.model.detokenize(ids as Token[], false, before.slice(-4) as Token[]);
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
			if (this.model.isEogToken(token.id as Token)) {
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
		const carriers = carrierIds(this.bundle);
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

export function carrierIds({ manifest }: Bundle): number[] {
	const { first, count } = manifest.carriers ?? { first: 0, count: 0 };
	return Array.from({ length: count }, (_, index) => first + index);
}

export function softBlock(encoding: Encoding): Block {
	return { kind: "soft", entity: encoding.entity, soft: encoding.softTokens };
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

/** Blocks that one adapter serves: as many entities as there are carriers for. */
class AdapterGroup {
	readonly blocks: Block[] = [];
	softTokens = 0;

	constructor(
		/** Position of its first token in the prompt. */
		readonly start: number,
	) {}

	get length(): number {
		return this.blocks.reduce((sum, block) => sum + (block.kind === "text" ? block.ids.length : block.soft.rows), 0);
	}

	soft(): Matrix[] {
		return this.blocks.flatMap((block) => (block.kind === "soft" ? [block.soft] : []));
	}

	/** Whether a soft token stands in this part of the group. */
	softBetween(from: number, to: number): boolean {
		let start = 0;
		return this.blocks.some((block) => {
			const end = start + (block.kind === "text" ? block.ids.length : block.soft.rows);
			const inside = block.kind === "soft" && start < to && end > from;
			start = end;
			return inside;
		});
	}

	/** The ids to read, carriers in place of soft tokens. */
	ids(carriers: readonly number[]): number[] {
		let used = 0;
		return this.blocks.flatMap((block) => (block.kind === "text" ? [...block.ids] : carriers.slice(used, (used += block.soft.rows))));
	}
}

function adapterGroups(blocks: readonly Block[], carriers: number): AdapterGroup[] {
	let group = new AdapterGroup(0);
	const groups = [group];
	for (const block of blocks) {
		if (block.kind === "soft") {
			if (block.soft.rows > carriers) {
				throw new Failure("entity-too-long", `What is attached needs ${block.soft.rows} soft tokens, and this model takes at most ${carriers} at once. Attach a part of it.`);
			}
			if (group.softTokens + block.soft.rows > carriers) {
				group = new AdapterGroup(group.start + group.length);
				groups.push(group);
			}
			group.softTokens += block.soft.rows;
		}
		group.blocks.push(block);
	}
	return groups;
}
