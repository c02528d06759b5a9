/**
 * The embedded model against PyTorch: encoders, prompt ids, first logits and greedy text of all 18 recorded cases
 * (float32 PyTorch on the float16 weights of `language.gguf`; 12 molecules and 6 proteins that were held out).
 */
import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Entity } from "../../src/science/entity.ts";
import { withSoftTokens } from "../support/encodings.ts";
import { realEngine, repository, tell, type RealEngine } from "../support/engine.ts";

interface Case {
	readonly id: string;
	readonly kind: "molecule" | "protein";
	readonly smiles?: string;
	readonly sequence?: string;
	readonly question: string;
	readonly atoms?: number[][];
	readonly bonds?: number[][];
	readonly ids?: number[];
	readonly segment_ids: number[][];
	readonly soft: { readonly shape: [number, number]; readonly first_two_rows: number[][]; readonly row_sums: number[] };
	readonly first_top20: [id: number, logit: number][];
	readonly greedy_ids: number[];
	readonly greedy_text: string;
}

const fixtures = path.join(repository, "test/fixtures/nano");
const { cases } = JSON.parse(readFileSync(path.join(fixtures, "cases.json"), "utf8")) as { cases: Case[] };
/** Steps that were recorded. */
const STEPS = 40;

let real: RealEngine;
beforeAll(async () => {
	real = await realEngine();
});
afterAll(async () => {
	await real.dispose();
	console.log(`largest differences from PyTorch: soft tokens ${largest.soft.toExponential(1)}, first logits ${largest.logit.toExponential(1)}`);
});

const largest = { soft: 0, logit: 0 };
/** The difference, noted for the summary. */
function difference(kind: keyof typeof largest, expected: number, actual: number | undefined): number {
	const size = Math.abs(expected - (actual ?? Number.NaN));
	largest[kind] = Math.max(largest[kind], size);
	return size;
}

const entityOf = (recorded: Case): Entity => (recorded.kind === "molecule" ? { kind: "molecule", smiles: recorded.smiles ?? "" } : { kind: "protein", sequence: recorded.sequence ?? "" });

describe.each(cases)("$id: $question", (recorded) => {
	it("is encoded as in PyTorch", async () => {
		const { input, softTokens, features } = await withSoftTokens(real.engine.encode(entityOf(recorded)));
		if (input.kind === "molecule") {
			expect(input.atoms).toEqual(recorded.atoms);
			expect(input.bonds).toEqual(recorded.bonds);
		} else {
			expect(input.ids).toEqual(recorded.ids);
		}
		expect([softTokens.rows, softTokens.columns]).toEqual(recorded.soft.shape);
		expect([features.rows, features.columns]).toEqual([softTokens.rows, recorded.kind === "molecule" ? 300 : 128]);
		const row = (index: number): number[] => [...softTokens.data.subarray(index * softTokens.columns, (index + 1) * softTokens.columns)];
		recorded.soft.first_two_rows.forEach((values, index) => {
			const actual = row(index);
			values.forEach((value, column) => expect(difference("soft", value, actual[column])).toBeLessThanOrEqual(2e-4));
		});
		recorded.soft.row_sums.forEach((sum, index) => {
			const actual = row(index).reduce((total, value) => total + value, 0);
			expect(Math.abs(sum - actual) / softTokens.columns).toBeLessThanOrEqual(2e-4);
		});
	});

	it("is read and answered as in PyTorch", async () => {
		const { answer, prompt, streamed } = await tell(real.engine, { turns: [{ role: "user", text: recorded.question, entities: [entityOf(recorded)] }], maxTokens: STEPS, firstLogits: true });
		expect(prompt.segments.flatMap((segment) => (segment.kind === "text" ? [segment.ids] : []))).toEqual(recorded.segment_ids);
		expect(answer.firstLogits).toHaveLength(4352);
		for (const [id, logit] of recorded.first_top20) {
			expect(difference("logit", logit, answer.firstLogits?.[id])).toBeLessThanOrEqual(2e-2);
		}
		expect(answer.generatedIds).toEqual(recorded.greedy_ids);
		expect(answer.text).toBe(recorded.greedy_text);
		expect(streamed).toBe(answer.text);
	});
});
