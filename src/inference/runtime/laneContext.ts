import type { Llama, LlamaContext, LlamaGrammar, LlamaModel } from "node-llama-cpp";
import { Failure } from "../../science/failure.ts";

/**
 * The parts of node-llama-cpp 3.22.1 below its sequences: several of them in one step, a sampler that lives longer than one token, a grammar in a
 * step that we control. They are internal, so the version is pinned, and tests compare what is written through them with `Engine.ask`.
 */
interface AddonContext {
	initBatch(size: number): void;
	addToBatch(sequence: number, first: number, ids: Uint32Array, wanted: Uint32Array): Uint32Array;
	decodeBatch(): Promise<void>;
	sampleToken(index: number, sampler: AddonSampler): Promise<number>;
	sampleToken(index: number, sampler: AddonSampler, probabilities: boolean, confidence: boolean, logits: LogitFilter, total: boolean): Promise<[id: number, probabilities: unknown, confidence: unknown, logits: number[] | undefined, total: number | undefined]>;
	removeTokenCellsFromSequence(sequence: number, start: number, end: number): boolean;
	setThreads(threads: number): void;
}
type LogitFilter = readonly [ids: readonly number[], highest: boolean, lowest: boolean, selected: boolean, best: number];
interface AddonSampler {
	applyConfig(config: Readonly<Record<string, unknown>>): void;
	dispose(): void;
}
interface Internals {
	readonly context: { readonly _ctx: AddonContext };
	readonly model: { readonly _model: object };
	readonly bindings: {
		readonly AddonSampler: new (model: object) => AddonSampler;
		readonly AddonGrammarEvaluationState: new (model: object, grammar: object) => object;
	};
}

/** A token of one sequence, to be read in a step. */
export interface Place {
	readonly sequence: number;
	readonly position: number;
	readonly id: number;
}

/** Chooses the likeliest token that may be written. */
export type GreedySampler = AddonSampler;

/** Raw logits of some tokens, and what makes probabilities of them. */
export interface SomeLogits {
	readonly logits: ReadonlyMap<number, number>;
	readonly highest: number;
	/** Sum of `exp(logit − highest)` over the whole vocabulary. */
	readonly total: number;
}

/** A context as llama.cpp has it. One step at a time: the next one overwrites the logits. */
export class LaneContext {
	private readonly native: AddonContext;
	private readonly internals: Internals;

	constructor(
		llama: Llama,
		model: LlamaModel,
		readonly context: LlamaContext,
		threads: number,
	) {
		this.internals = { context, model, bindings: (llama as unknown as { _bindings: Internals["bindings"] })._bindings } as unknown as Internals;
		this.native = this.internals.context._ctx;
		this.native.setThreads(threads);
	}

	/** Adds consecutive tokens to a sequence, without logits. */
	async read(sequence: number, position: number, ids: readonly number[]): Promise<void> {
		this.native.initBatch(ids.length);
		this.native.addToBatch(sequence, position, Uint32Array.from(ids), new Uint32Array());
		await this.native.decodeBatch();
	}

	/** Adds one token to each of some sequences; gives where their logits are. */
	async step(places: readonly Place[]): Promise<number[]> {
		this.native.initBatch(places.length);
		const first = Uint32Array.of(0);
		const indexes = places.map(({ sequence, position, id }) => this.native.addToBatch(sequence, position, Uint32Array.of(id), first)[0] ?? 0);
		await this.native.decodeBatch();
		return indexes;
	}

	/** Forgets a sequence from a position on. */
	forget(sequence: number, from: number): void {
		if (!this.native.removeTokenCellsFromSequence(sequence, from, -1)) {
			throw new Failure("unexpected", "The language model could not forget the end of a text. Start the batch again.", { detail: `sequence ${sequence} from ${from}` });
		}
	}

	/** @param barred ids that are never written */
	sampler(barred: readonly number[], grammar?: LlamaGrammar): GreedySampler {
		const sampler = new this.internals.bindings.AddonSampler(this.internals.model._model);
		const bias = barred.length === 0 ? {} : { tokenBiasKeys: Uint32Array.from(barred), tokenBiasValues: new Float32Array(barred.length).fill(Number.NEGATIVE_INFINITY) };
		const rules = grammar ? { grammarEvaluationState: new this.internals.bindings.AddonGrammarEvaluationState(this.internals.model._model, (grammar as unknown as { _grammar: object })._grammar) } : {};
		sampler.applyConfig({ temperature: 0, ...bias, ...rules });
		return sampler;
	}

	async choose(index: number, sampler: GreedySampler): Promise<number> {
		const id = await this.native.sampleToken(index, sampler);
		return id < 0 ? noLogits() : id;
	}

	/** The choice, and by how much its logit is above the next one's; `enough` where it is certainly above that. */
	async chooseWithLead(index: number, sampler: GreedySampler, enough: number): Promise<{ id: number; lead: number }> {
		const [id, , , , total = 0] = await this.native.sampleToken(index, sampler, false, false, [[], false, false, true, 0], true);
		// All others together weigh total − 1: none is nearer than that. Sorting the vocabulary, to look closer, takes longer than the step.
		if (id >= 0 && total - 1 < Math.exp(-enough)) {
			return { id, lead: enough };
		}
		const [, , , best = []] = await this.native.sampleToken(index, sampler, false, false, [[], false, false, false, 2], false);
		return id < 0 ? noLogits() : { id, lead: (best[1] ?? 0) - (best[3] ?? Number.NEGATIVE_INFINITY) };
	}

	async logits(index: number, sampler: GreedySampler, ids: readonly number[]): Promise<SomeLogits> {
		const [selected, , , flat = [], total = 0] = await this.native.sampleToken(index, sampler, false, false, [ids, false, false, true, 0], true);
		const logits = new Map<number, number>();
		for (let at = 0; at + 1 < flat.length; at += 2) {
			logits.set(flat[at] ?? -1, flat[at + 1] ?? Number.NaN);
		}
		const highest = logits.get(selected);
		return highest === undefined ? noLogits() : { logits, highest, total };
	}
}

function noLogits(): never {
	throw new Failure("no-logits", "The language model gave no numbers for the next token. Start the model again.");
}
