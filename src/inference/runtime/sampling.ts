import { createHash } from "node:crypto";
import type { Sampling } from "../engine.ts";

/** The likeliest next tokens, best first, with their raw logits. */
export interface Candidates {
	readonly logits: ReadonlyMap<number, number>;
	/** Sum of `exp(logit − highest logit)` over the whole vocabulary. */
	readonly total: number;
}

export interface GeneratedToken {
	readonly id: number;
	/** As the model gave it before sampling: softmax of the raw logits over the whole vocabulary, at temperature 1. */
	readonly probability: number;
}

/** Sampling with nothing left open, so that it can be told and repeated. The fields of {@link Sampling} that a greedy choice ignores are absent. */
export type ResolvedSampling = { readonly temperature: number; readonly seed: number; readonly topK?: number | undefined; readonly topP?: number | undefined };

/** llama.cpp's own defaults. */
const TOP_K = 40;
const TOP_P = 0.95;

export function resolveSampling(sampling: Sampling | undefined): ResolvedSampling {
	const seed = sampling?.seed ?? 0;
	return sampling && sampling.temperature > 0 ? { temperature: sampling.temperature, seed, topK: sampling.topK ?? TOP_K, topP: sampling.topP ?? TOP_P } : { temperature: 0, seed };
}

/** How many candidates a choice needs. One is cheap; for more, llama.cpp sorts the vocabulary. */
export function candidatesWanted({ temperature, topK = 0 }: ResolvedSampling, vocabulary: number, barred: number): number {
	return temperature > 0 ? Math.min(vocabulary, (topK > 0 ? topK : vocabulary) + barred) : 1;
}

/**
 * The next token; undefined where every candidate is barred.
 *
 * Chosen here and not by llama.cpp, whose probabilities are those after sampling (of few tokens, at another temperature). The order is
 * llama.cpp's: the best k, of those the best that hold the share p, of those one by chance at the temperature.
 *
 * @param position number of tokens generated before: with the seed it fixes the chance
 */
export function chooseToken({ logits, total }: Candidates, sampling: ResolvedSampling, barred: ReadonlySet<number>, position: number): GeneratedToken | undefined {
	const allowed = [...logits].filter(([id]) => !barred.has(id));
	const [, highest] = logits.entries().next().value ?? [0, 0];
	const chosen = sampling.temperature > 0 ? draw(nucleus(allowed, sampling), sampling.temperature, chance(sampling.seed, position)) : allowed[0];
	return chosen && { id: chosen[0], probability: Math.exp(chosen[1] - highest) / total };
}

type Logit = readonly [id: number, logit: number];

function nucleus(allowed: readonly Logit[], { topK = 0, topP = 1 }: ResolvedSampling): readonly Logit[] {
	const best = topK > 0 ? allowed.slice(0, topK) : allowed;
	const shares = weights(best, 1);
	let held = 0;
	const last = shares.findIndex((share) => (held += share) >= topP);
	return last < 0 ? best : best.slice(0, last + 1);
}

function draw(best: readonly Logit[], temperature: number, at: number): Logit | undefined {
	const shares = weights(best, temperature);
	let passed = 0;
	const index = shares.findIndex((share) => (passed += share) > at);
	return best[index < 0 ? best.length - 1 : index];
}

/** Softmax. */
function weights(best: readonly Logit[], temperature: number): number[] {
	const highest = best[0]?.[1] ?? 0;
	const raw = best.map(([, logit]) => Math.exp((logit - highest) / temperature));
	const sum = raw.reduce((total, weight) => total + weight, 0);
	return raw.map((weight) => weight / sum);
}

/** Evenly between 0 and 1; the same on every machine. */
function chance(seed: number, position: number): number {
	return createHash("sha256").update(`${seed}:${position}`).digest().readUIntBE(0, 6) / 2 ** 48;
}
