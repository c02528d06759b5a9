/** Figures against those of NLTK and scikit-learn, and against what can be counted by hand. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { bleuCounts, bleuOf } from "../../../src/evaluation/metrics/bleu.ts";
import { bootstrap, meanOf, sumsStatistic } from "../../../src/evaluation/metrics/bootstrap.ts";
import { meteor } from "../../../src/evaluation/metrics/meteor.ts";
import { ranked, rmseOf, rocAuc } from "../../../src/evaluation/metrics/numbers.ts";
import { stem } from "../../../src/evaluation/metrics/porter.ts";
import { drawn } from "../../../src/evaluation/metrics/random.ts";
import { rougeL, rougeN } from "../../../src/evaluation/metrics/rouge.ts";
import { isSameText, tokenF1 } from "../../../src/evaluation/metrics/textMatch.ts";
import { rougeScore, whitespace, wordsAndMarks, type Tokenisation } from "../../../src/evaluation/metrics/tokens.ts";

interface Reference {
	readonly pairs: readonly (readonly [string, string])[];
	readonly bleu: { readonly whitespace: readonly number[]; readonly marks: readonly number[] };
	readonly meteor: readonly number[];
	readonly stems: Readonly<Record<string, string>>;
	readonly rocAuc: { readonly labels: readonly number[]; readonly scores: readonly number[]; readonly value: number };
	readonly regression: { readonly truth: readonly number[]; readonly guess: readonly number[]; readonly rmse: number; readonly mae: number };
}

const reference = JSON.parse(readFileSync(path.resolve(import.meta.dirname, "../../fixtures/evaluation/metrics.json"), "utf8")) as Reference;
const signal = new AbortController().signal;

function corpusBleu(pairs: readonly (readonly [string, string])[], { tokens }: Tokenisation, longest: number, least: 0 | 1): number {
	const counts = pairs.map(([expected, given]) => bleuCounts(tokens(expected), tokens(given), longest, least));
	return bleuOf((counts[0] ?? []).map((_, at) => counts.reduce((sum, one) => sum + (one[at] ?? 0), 0)));
}

describe("BLEU", () => {
	it.each([[2, 0], [4, 1]] as const)("is NLTK's corpus BLEU-%i between white space, as BioMedGPT's own scripts compute it", (longest, at) => {
		expect(corpusBleu(reference.pairs, whitespace, longest, 1)).toBeCloseTo(reference.bleu.whitespace[at] ?? Number.NaN, 12);
	});

	it.each([[2, 0], [4, 1]] as const)("is that of the scorer of MolT5's published captions over words and marks (BLEU-%i)", (longest, at) => {
		expect(corpusBleu(reference.pairs, wordsAndMarks, longest, 0)).toBeCloseTo(reference.bleu.marks[at] ?? Number.NaN, 12);
	});

	it("is 1 for the same texts, and 0 where no pair of words is in common", () => {
		expect(corpusBleu([["It has one ring.", "It has one ring."]], wordsAndMarks, 4, 0)).toBe(1);
		expect(corpusBleu([["It has one ring.", "ring one has it"]], wordsAndMarks, 2, 0)).toBe(0);
		expect(corpusBleu([["It has one ring.", ""]], wordsAndMarks, 2, 0)).toBe(0);
	});
});

describe("ROUGE", () => {
	const expected = rougeScore.tokens("The quick brown fox jumps over the lazy dog");
	const given = rougeScore.tokens("The quick brown dog jumps on the log.");

	it("is what rouge_score's own example gives", () => {
		// 6 of 9 and 8 words in common, in pairs the quick and quick brown, in order the quick brown jumps the.
		expect(rougeN(expected, given, 1)).toBeCloseTo((2 * (6 / 8) * (6 / 9)) / (6 / 8 + 6 / 9), 12);
		expect(rougeN(expected, given, 2)).toBeCloseTo((2 * (2 / 7) * (2 / 8)) / (2 / 7 + 2 / 8), 12);
		expect(rougeL(expected, given)).toBeCloseTo((2 * (5 / 8) * (5 / 9)) / (5 / 8 + 5 / 9), 12);
	});

	it("is 0 for an answer that is empty or one word where pairs are counted", () => {
		expect(rougeL(expected, [])).toBe(0);
		expect(rougeN(expected, ["the"], 2)).toBe(0);
	});
});

describe("METEOR", () => {
	it("is NLTK's with matches of words and of stems, pair by pair", () => {
		const own = reference.pairs.map(([expected, given]) => meteor(whitespace.tokens(expected), whitespace.tokens(given)));
		own.forEach((value, at) => expect(value, reference.pairs[at]?.join(" | ")).toBeCloseTo(reference.meteor[at] ?? Number.NaN, 12));
	});

	it.each(Object.entries(reference.stems))("stems “%s” to “%s”, as NLTK does", (word, expected) => {
		expect(stem(word)).toBe(expected);
	});
});

describe("texts that say the same", () => {
	it("are known in spite of capitals, marks and white space", () => {
		expect(isSameText("It has 3 rings.", "it has  3 Rings")).toBe(true);
		expect(isSameText("It has 3 rings.", "It has 4 rings.")).toBe(false);
	});

	it("have an F1 over their words; a full stop in common earns nothing", () => {
		expect(tokenF1("DNA polymerase III.", "RNA polymerase.")).toBeCloseTo(2 / 5, 12);
		expect(tokenF1("Capsid protein.", "Kinase.")).toBe(0);
		// β-lactamase: a letter of another alphabet is one.
		expect(tokenF1("β-lactamase", "β lactamase")).toBe(1);
	});
});

describe("figures of predictions", () => {
	it("are scikit-learn's", () => {
		const { labels, scores, value } = reference.rocAuc;
		expect(rocAuc(ranked(labels.map(Boolean), scores), () => 1)).toBeCloseTo(value, 12);
		const { truth, guess, rmse, mae } = reference.regression;
		const errors = truth.map((one, at) => one - (guess[at] ?? 0));
		expect(rmseOf(errors.reduce((sum, error) => sum + error * error, 0), errors.length)).toBeCloseTo(rmse, 12);
		expect(errors.reduce((sum, error) => sum + Math.abs(error), 0) / errors.length).toBeCloseTo(mae, 12);
	});

	it("have no ROC curve where all rows are of one class", () => {
		expect(rocAuc(ranked([true, true], [0.1, 0.2]), () => 1)).toBeNaN();
	});
});

describe("a confidence interval", () => {
	const right = Array.from({ length: 400 }, (_, at) => (at % 4 === 0 ? 0 : 1));

	it("is about what the normal approximation gives for 300 right of 400", async () => {
		const { value, low, high } = await bootstrap(400, meanOf(right), { seed: 0, signal });
		const half = 1.96 * Math.sqrt((0.75 * 0.25) / 400);
		expect(value).toBe(0.75);
		expect(low).toBeCloseTo(0.75 - half, 1.9);
		expect(high).toBeCloseTo(0.75 + half, 1.9);
	});

	it("is the same for the same seed, and another one for another", async () => {
		const first = await bootstrap(400, meanOf(right), { seed: 7, signal });
		expect(await bootstrap(400, meanOf(right), { seed: 7, signal })).toEqual(first);
		expect(await bootstrap(400, meanOf(right), { seed: 8, signal })).not.toEqual(first);
	});

	it("stands around a figure of the whole corpus too, such as BLEU", async () => {
		const counts = reference.pairs.map(([expected, given]) => bleuCounts(whitespace.tokens(expected), whitespace.tokens(given), 2, 1));
		const { value, low, high } = await bootstrap(counts.length, sumsStatistic(counts, bleuOf), { seed: 0, signal });
		expect(value).toBeCloseTo(reference.bleu.whitespace[0] ?? Number.NaN, 12);
		expect(low).toBeLessThan(value);
		expect(high).toBeGreaterThan(value);
	});

	it("can be stopped", async () => {
		await expect(bootstrap(20_000, meanOf(new Array<number>(20_000).fill(1)), { seed: 0, signal: AbortSignal.abort() })).rejects.toThrow();
	});
});

describe("rows that a limit draws", () => {
	it("are the same for a seed, in their order, each once", () => {
		const rows = drawn(1000, 20, 3);
		expect(rows).toEqual(drawn(1000, 20, 3));
		expect(new Set(rows).size).toBe(20);
		expect(rows).toEqual([...rows].sort((one, other) => one - other));
		expect(rows).not.toEqual(drawn(1000, 20, 4));
		expect(drawn(5, 20, 0)).toEqual([0, 1, 2, 3, 4]);
	});
});
