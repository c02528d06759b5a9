/** How the next token is chosen, on the scores of a made-up vocabulary of six words. */
import { describe, expect, it } from "vitest";
import { candidatesWanted, chooseToken, resolveSampling, type Candidates } from "../../../src/inference/runtime/sampling.ts";
import type { Sampling } from "../../../src/inference/engine.ts";

/** Probabilities at temperature 1, by id. */
const shares = [0.5, 0.25, 0.125, 0.0625, 0.03125, 0.03125];
const candidates: Candidates = { logits: new Map(shares.map((share, id) => [id, 7 + Math.log(share)])), total: 1 / 0.5 };
const none: ReadonlySet<number> = new Set();

/** How often each id is chosen in so many positions. */
function frequencies(sampling: Sampling, barred = none, draws = 4000): number[] {
	const counts = shares.map(() => 0);
	for (let position = 0; position < draws; position++) {
		const id = chooseToken(candidates, resolveSampling(sampling), barred, position)?.id ?? -1;
		counts[id] = (counts[id] ?? 0) + 1;
	}
	return counts.map((count) => count / draws);
}

function expectShares(actual: readonly number[], expected: readonly number[]): void {
	expected.forEach((share, id) => (share === 0 ? expect(actual[id]).toBe(0) : expect(Math.abs(share - (actual[id] ?? 0))).toBeLessThan(0.03)));
}

describe("a greedy choice", () => {
	const greedy = resolveSampling(undefined);

	it("is the likeliest word, with the probability that the model gave it", () => {
		expect(chooseToken(candidates, greedy, none, 0)).toEqual({ id: 0, probability: 0.5 });
	});

	it("passes over what must not be written, and does not make the next one look likelier", () => {
		expect(chooseToken(candidates, greedy, new Set([0]), 0)).toEqual({ id: 1, probability: expect.closeTo(0.25, 12) as number });
		expect(chooseToken({ ...candidates, logits: new Map([[0, 7]]) }, greedy, new Set([0]), 0)).toBeUndefined();
	});

	it("asks for one candidate, and says nothing of settings that it ignores", () => {
		expect(candidatesWanted(greedy, 4352, 256)).toBe(1);
		expect(resolveSampling({ temperature: 0, topK: 5, topP: 0.5 })).toEqual({ temperature: 0, seed: 0 });
		expect(resolveSampling({ temperature: Number.NaN })).toEqual({ temperature: 0, seed: 0 });
	});
});

describe("a sampled choice", () => {
	it("at temperature 1 follows the model's probabilities", () => {
		expectShares(frequencies({ temperature: 1, topK: 0, topP: 1 }), shares);
	});

	it("at temperature 2 is bolder, at 0.5 more careful", () => {
		const tempered = (temperature: number): number[] => {
			const raw = shares.map((share) => share ** (1 / temperature));
			return raw.map((weight) => weight / raw.reduce((sum, each) => sum + each, 0));
		};
		expectShares(frequencies({ temperature: 2, topK: 0, topP: 1 }), tempered(2));
		expectShares(frequencies({ temperature: 0.5, topK: 0, topP: 1 }), tempered(0.5));
	});

	it("stays among the best k, and among the best that hold the share p", () => {
		expectShares(frequencies({ temperature: 1, topK: 2, topP: 1 }), [2 / 3, 1 / 3, 0, 0, 0, 0]);
		expectShares(frequencies({ temperature: 1, topK: 0, topP: 0.8 }), [4 / 7, 2 / 7, 1 / 7, 0, 0, 0]);
		expectShares(frequencies({ temperature: 1, topK: 0, topP: 1e-9 }), [1, 0, 0, 0, 0, 0]);
	});

	it("never writes what must not be written, and fills its place up", () => {
		expectShares(frequencies({ temperature: 1, topK: 2, topP: 1 }, new Set([0])), [0, 2 / 3, 1 / 3, 0, 0, 0]);
		expect(candidatesWanted(resolveSampling({ temperature: 1 }), 4352, 256)).toBe(296);
		expect(candidatesWanted(resolveSampling({ temperature: 1, topK: 0 }), 4352, 256)).toBe(4352);
	});

	it("still tells the probability before sampling", () => {
		expect(chooseToken(candidates, resolveSampling({ temperature: 1, topK: 1 }), none, 3)).toEqual({ id: 0, probability: 0.5 });
	});

	it("depends on seed and position alone", () => {
		const story = (seed: number): (number | undefined)[] => Array.from({ length: 40 }, (_, position) => chooseToken(candidates, resolveSampling({ temperature: 1, seed }), none, position)?.id);
		expect(story(7)).toEqual(story(7));
		expect(story(8)).not.toEqual(story(7));
		expect(new Set(story(7)).size).toBeGreaterThan(2);
	});
});
