/** How likely each of some answers is, on a made-up model whose probabilities are known. */
import { expect, it } from "vitest";
import { bestChoice, choiceProbabilities, type FollowUp } from "../../../src/inference/runtime/choices.ts";

const NON = 1;
const TOXIC = 2;
const TO = 3;
const FISH = 4;
const YES = 5;
const NO = 6;

/** Probabilities of what follows; what is not told has none. */
const model: Readonly<Record<string, Readonly<Record<number, number>>>> = {
	"": { [YES]: 0.3, [NO]: 0.1, [NON]: 0.2, [TOXIC]: 0.4 },
	[`${NON}`]: { [TOXIC]: 0.5 },
	[`${NON},${TOXIC}`]: { [TO]: 0.25 },
	[`${NON},${TOXIC},${TO}`]: { [FISH]: 0.4 },
};
const asked: string[] = [];
const follow: FollowUp = (path, ids) => {
	asked.push(path.join());
	return Promise.resolve(new Map(ids.map((id) => [id, Math.log(model[path.join()]?.[id] ?? 0)])));
};
const near = (values: readonly number[]): number[] => values.map((value) => Math.round(value * 1e12) / 1e12);

it("answers of one token have the model's own shares, the rest of the vocabulary left out", async () => {
	const probabilities = await choiceProbabilities([[YES], [NO]], follow);
	expect(near(probabilities)).toEqual([0.75, 0.25]);
	expect(bestChoice(probabilities)).toBe(0);
});

it("an answer of several tokens has the product of their probabilities", async () => {
	// 0.2 × 0.5 against 0.4
	expect(near(await choiceProbabilities([[NON, TOXIC], [TOXIC]], follow))).toEqual([0.2, 0.8]);
});

it("an answer that begins another one has what is left when that one does not come", async () => {
	const toFish = 0.2 * 0.5 * 0.25 * 0.4;
	const probabilities = await choiceProbabilities([[NON, TOXIC, TO, FISH], [NON, TOXIC], [TOXIC]], follow);
	expect(near(probabilities)).toEqual(near([toFish / 0.5, (0.1 - toFish) / 0.5, 0.8]));
	expect(probabilities.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 12);
});

it("what answers begin with in common is read once, and the last token of an answer not at all", async () => {
	asked.length = 0;
	await choiceProbabilities([[NON, TOXIC], [NON, TO], [YES]], follow);
	expect(asked).toEqual(["", `${NON}`]);
});

it("answers so long that their probabilities are too small for a number are still told apart", async () => {
	const long = (last: number): number[] => [...new Array<number>(400).fill(9), last];
	const rare: FollowUp = (_, ids) => Promise.resolve(new Map(ids.map((id) => [id, id === 9 ? -5 : Math.log(id === YES ? 0.6 : 0.2)])));
	expect(near(await choiceProbabilities([long(YES), long(NO)], rare))).toEqual([0.75, 0.25]);
});
