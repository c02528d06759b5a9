/** Somebody else's language model has no rows of zeros for soft tokens: ordinary tokens carry them, and the answers are the same. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Entity } from "../../src/science/entity.ts";
import { BundleCopy } from "../support/bundles.ts";
import { realEngine, repository, tell, type RealEngine } from "../support/engine.ts";

interface Case {
	readonly smiles?: string;
	readonly sequence?: string;
	readonly question: string;
	readonly greedy_ids: readonly number[];
	readonly first_top20: readonly (readonly [id: number, logit: number])[];
}
const { cases } = JSON.parse(readFileSync(path.join(repository, "test/fixtures/nano/cases.json"), "utf8")) as { cases: Case[] };
const entityOf = ({ smiles, sequence = "" }: Case): Entity => (smiles === undefined ? { kind: "protein", sequence } : { kind: "molecule", smiles });

describe("ordinary tokens as carriers, those of the question's own words among them", () => {
	const copy = new BundleCopy();
	let real: RealEngine;
	beforeAll(async () => {
		// The bytes of the tokeniser come first; what follows are the pieces that every question is made of.
		copy.describe((manifest) => ({ ...manifest, carriers: { first: 259, count: 600, rows: "own" } }));
		real = await realEngine(copy.directory);
	});
	afterAll(async () => {
		await real.dispose();
		copy.dispose();
	});

	it.each(cases.map((each, index) => [index, each] as const))("case %i is answered as in PyTorch", async (_, recorded) => {
		const { answer, prompt } = await tell(real.engine, { turns: [{ role: "user", text: recorded.question, entities: [entityOf(recorded)] }], maxTokens: 40, firstLogits: true, fresh: true });
		const words = prompt.segments.flatMap((segment) => (segment.kind === "text" ? segment.ids : []));
		expect(words.some((id) => id >= 259 && id < 859)).toBe(true);
		for (const [id, logit] of recorded.first_top20) {
			expect(Math.abs(logit - (answer.firstLogits?.[id] ?? Number.NaN))).toBeLessThanOrEqual(2e-2);
		}
		expect(answer.generatedIds).toEqual(recorded.greedy_ids);
	});
});
