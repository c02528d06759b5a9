/** An evaluation of the embedded model through the product's engine against what PyTorch wrote for the same questions, greedily, in at most 40 tokens. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { evaluate } from "../../src/evaluation/run.ts";
import { written } from "../support/benchmarks.ts";
import { realEngine, repository, type RealEngine } from "../support/engine.ts";

interface Case {
	readonly smiles?: string;
	readonly sequence?: string;
	readonly question: string;
	readonly greedy_text: string;
}
const { cases } = JSON.parse(readFileSync(path.join(repository, "test/fixtures/nano/cases.json"), "utf8")) as { cases: Case[] };
/** Answers that a report quotes of each benchmark. */
const QUOTED = 10;

let real: RealEngine;
let folder: string;
beforeAll(async () => {
	real = await realEngine();
	folder = mkdtempSync(path.join(tmpdir(), "evaluation-"));
});
afterAll(async () => {
	await real.dispose();
	rmSync(folder, { recursive: true });
});

it("gives PyTorch's answers, and figures of 1 where PyTorch's answer is the reference", async () => {
	const short = (one: Case): number => one.greedy_text.length;
	const sorted = [...cases].sort((one, other) => short(one) - short(other));
	const parts = [sorted.filter(({ smiles }) => smiles !== undefined), sorted.filter(({ sequence }) => sequence !== undefined)].flatMap((some) => Array.from({ length: Math.ceil(some.length / QUOTED) }, (_, at) => some.slice(at * QUOTED, (at + 1) * QUOTED)));
	const benchmarks = parts.map((some, at) => ({ name: `part ${at}`, file: written(folder, `part${at}.jsonl`, some.map(({ smiles, sequence, question, greedy_text: answer }) => JSON.stringify({ ...(smiles === undefined ? { sequence } : { smiles }), question, answer })).join("\n")) }));
	const { report } = await evaluate({ benchmarks, output: path.join(folder, "report.json"), seed: 0 }, { engine: real.engine, chemistry: real.chemistry, publishedFile: path.join(repository, "models/published.json"), program: "BioMedGPT test" }, { signal: new AbortController().signal });
	let [whole, wholeParts] = [0, 0];
	for (const [at, { samples, metrics, evaluated }] of report.benchmarks.entries()) {
		expect(evaluated).toBe(parts[at]?.length);
		// PyTorch was stopped after 40 tokens, and the product goes on.
		samples.forEach(({ answer, reference }) => expect(answer.startsWith(reference), `${reference} | ${answer}`).toBe(true));
		const same = samples.filter(({ answer, reference }) => answer === reference).length;
		whole += same;
		expect(metrics.find(({ id }) => id === "exact")?.value).toBeCloseTo(same / samples.length, 12);
		if (same === samples.length) {
			wholeParts++;
			expect(metrics.filter(({ id }) => id.startsWith("rougeL") || id === "tokenF1").map(({ value }) => value)).toEqual([1, 1, 1]);
		}
	}
	expect(report.benchmarks.flatMap(({ samples }) => samples)).toHaveLength(cases.length);
	expect(whole).toBeGreaterThan(cases.length / 4);
	expect(wholeParts).toBeGreaterThan(0);
}, 120_000);
