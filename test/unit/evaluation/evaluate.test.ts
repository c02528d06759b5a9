/** Evaluations with the real nano, from the files to the report. */
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { EvaluationReport } from "../../../src/evaluation/report/report.ts";
import { answeredBefore, evaluate, type EvaluationServices } from "../../../src/evaluation/run.ts";
import type { BenchmarkSpec, EvaluationProgress, EvaluationSpec } from "../../../src/evaluation/spec.ts";
import { BundleCopy } from "../../support/bundles.ts";
import { CAPTIONS, PROTEINS, QUESTIONS, written } from "../../support/benchmarks.ts";
import { realEngine, repository, tell, type RealEngine } from "../../support/engine.ts";

let real: RealEngine;
let services: EvaluationServices;
let folder: string;
beforeAll(async () => {
	real = await realEngine();
	services = { engine: real.engine, chemistry: real.chemistry, publishedFile: path.join(repository, "models/published.json"), program: "BioMedGPT test" };
	folder = mkdtempSync(path.join(tmpdir(), "evaluation-"));
});
afterAll(async () => {
	await real.dispose();
	rmSync(folder, { recursive: true });
});

const never = new AbortController().signal;
const file = (name: string, text: string | Uint8Array): string => written(folder, name, text);

function specOf(output: string, benchmarks: readonly BenchmarkSpec[], more: Partial<EvaluationSpec> = {}): EvaluationSpec {
	return { benchmarks, output: path.join(folder, output), seed: 0, ...more };
}

describe("an evaluation of nano", () => {
	let report: EvaluationReport;
	let markdown: string;
	const progress: EvaluationProgress[] = [];

	beforeAll(async () => {
		const spec = specOf("all.json", [
			{ name: "pubmed", file: file("pubmed.json", QUESTIONS.pubmedqa) },
			{ name: "medmcqa", file: file("medmcqa.jsonl", QUESTIONS.medmcqa) },
			{ name: "usmle", file: file("usmle.jsonl", QUESTIONS.medqa) },
			{ name: "anatomy", file: file("anatomy_test.csv", QUESTIONS.mmlu) },
			{ name: "captions", file: file("chebi.tsv", CAPTIONS), training: file("known.tsv", `${CAPTIONS}1\tCCCO\tThe molecule is a primary alcohol.\n2\tOC(=O)c1ccccc1O\tThe molecule is a benzoic acid.\n3\tCC=CC\tThe molecule is a benzoic acid.\n`) },
			{ name: "proteins", file: file("proteins.tsv", PROTEINS), training: file("swissprot.tsv", "sequence\tfunction\nMALWMRFLPLLALLALWGPDPAAAFVNQHLCGSHLVEALYLVCGERGFFYTPKTRREAEDLQVGQVELGGGPGAGSLQPLALEGSLQKRGIVEQCCTSICSLYQLENYCG\tLowers blood glucose.\nMKKLLPTAAAGLLLLAAQPAMAMDIGINSDPQ\tA leader peptide.\n") },
			{ name: "rings", file: file("rings.csv", "smiles,question,answer\nc1ccccc1,How many rings does it have?,It has one ring.\nCCO,How many rings does it have?,It has no rings.\n") },
		]);
		const result = await evaluate(spec, services, { signal: never, progress: (one) => progress.push(one) });
		report = JSON.parse(readFileSync(result.json, "utf8")) as EvaluationReport;
		markdown = readFileSync(result.markdown, "utf8");
	}, 120_000);

	const metric = (name: string, id: string) => report.benchmarks.find((one) => one.name === name)?.metrics.find((one) => one.id === id);

	it("tells which model, which files and which seed", () => {
		expect(report).toMatchObject({ format: "biomedgpt-evaluation-report", version: 1, program: "BioMedGPT test", model: { name: "BioMedGPT nano", title: "BioMedGPT nano", version: "0.1.0" }, seed: 0, limit: null });
		expect(report.benchmarks.map(({ kind, evaluated }) => [kind, evaluated])).toEqual([["choices", 3], ["choices", 3], ["choices", 2], ["choices", 3], ["captions", 3], ["protein-function", 2], ["questions", 2]]);
		expect(report.benchmarks[0]?.file).toEqual({ name: "pubmed.json", bytes: QUESTIONS.pubmedqa.length, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string });
		expect(report.run).toMatchObject({ device: "cpu", speed: { length: 7 } });
		expect(report.run.speed.every(({ answersPerSecond }) => answersPerSecond > 0)).toBe(true);
		expect(report.run.speed.map(({ tokensPerSecond }) => tokensPerSecond !== null)).toEqual([false, false, false, false, true, true, true]);
		expect(report.run.memory).toBeGreaterThan(20_000_000);
	});

	it("takes of several options the one that the engine gives the highest probability", async () => {
		const text = "Which gas do plants take up?\nA. Oxygen\nB. Carbon dioxide\nC. Argon, mostly\nD. Helium\nAnswer with the letter of the right option.";
		const chosen: number[] = [];
		for await (const { result } of real.engine.batch([{ text, entities: [] }], { kind: "choose", choices: ["A", "B", "C", "D"] })) {
			if (result.kind === "chosen") {
				chosen.push(result.probabilities.indexOf(Math.max(...result.probabilities)));
			}
		}
		const samples = report.benchmarks.find(({ name }) => name === "anatomy")?.samples ?? [];
		expect(samples[0]).toMatchObject({ question: "Which gas do plants take up?", reference: "B. Carbon dioxide", answer: ["A. Oxygen", "B. Carbon dioxide", "C. Argon, mostly", "D. Helium"][chosen[0] ?? -1] });
		expect(metric("anatomy", "accuracy")?.value).toBeCloseTo(samples.filter(({ reference, answer }) => reference === answer).length / 3, 5);
	});

	it("measures written answers with what the same question gives in the chat", async () => {
		const { answer } = await tell(real.engine, { turns: [{ role: "user", text: "Please describe this molecule.", entities: [{ kind: "molecule", smiles: "CCO" }] }] });
		expect(report.benchmarks.find(({ name }) => name === "captions")?.samples[0]?.answer).toBe(answer.text);
		expect(metric("rings", "exact")).toMatchObject({ value: 1, low: 1, high: 1 });
		expect(metric("captions", "bleu2")?.value).toBeGreaterThan(0);
		expect(report.benchmarks.find(({ name }) => name === "captions")?.metrics.map(({ id }) => id)).toEqual(["bleu2", "bleu4", "rougeL-marks", "bleu2-whitespace", "bleu4-whitespace", "rouge1", "rouge2", "rougeL", "meteor", "tokenF1", "exact"]);
	});

	it("sets the commonest answer and the nearest known molecule or protein beside it", () => {
		expect(report.benchmarks[3]?.baselines).toMatchObject([{ id: "majority", label: "Always “B”", metrics: [{ id: "accuracy", value: 0.666667 }] }]);
		const [majority, nearest] = report.benchmarks.find(({ name }) => name === "captions")?.baselines ?? [];
		// What is in the benchmark itself is not copied.
		expect(majority?.how).toContain("The molecule is a benzoic acid.");
		expect(nearest?.how).toMatch(/Morgan.*3 rows; 3 more are in the benchmark too, and left out/);
		expect(nearest?.metrics[0]?.value).toBeGreaterThan(0);
		const proteins = report.benchmarks.find(({ name }) => name === "proteins")?.baselines[1];
		expect(proteins?.how).toContain("words of 4 residues");
		expect(proteins?.metrics.find(({ id }) => id === "tokenF1")?.value).toBeGreaterThan(0.2);
		const rings = report.benchmarks.find(({ name }) => name === "rings");
		expect(rings?.baselines).toMatchObject([{ id: "majority", label: "Always “It has one ring.”" }]);
		expect(rings?.baselines[0]?.metrics.find(({ id }) => id === "exact")?.value).toBe(0.5);
		expect(rings).toMatchObject({ distinct: 2, commonest: { answer: "It has one ring.", count: 1 } });
	});

	it("sets published figures beside it, with their source and setting", () => {
		expect(report.benchmarks[0]?.published).toContainEqual({ benchmark: "pubmedqa", system: "BioMedGPT-LM-7B", metrics: { accuracy: 0.761 }, setting: expect.stringContaining("fine-tuned") as string, source: expect.stringContaining("model card") as string });
		expect(report.benchmarks[3]?.published.map(({ benchmark }) => benchmark)).toEqual(["mmlu-anatomy"]);
		expect(report.benchmarks.find(({ name }) => name === "rings")?.published).toEqual([]);
	});

	it("writes it for people, with what is generated shown as such", () => {
		expect(markdown).toMatch(/^# Evaluation of BioMedGPT nano\n/);
		expect(markdown).toMatch(/\| Metric \| Model \| The commonest text \| The nearest neighbour’s text \| How \|/);
		expect(markdown).toMatch(/\| Row \| Asked about \| Right \| Generated \|/);
		expect(markdown).toContain("Not for clinical use");
		expect(markdown).not.toMatch(/undefined|NaN|\[object/);
	});

	it("tells how far it is", () => {
		expect(progress.map(({ phase }) => phase).filter((phase, at, all) => phase !== all[at - 1])).toEqual(["reading", "asking", "comparing", "reporting"]);
		expect(progress.at(-1)).toMatchObject({ done: 18, total: 18, failed: 0 });
	});

	it("leaves nothing but the reports, and writes over neither", async () => {
		expect(readdirSync(folder).filter((name) => name.startsWith("all"))).toEqual(["all.json", "all.md"]);
		const spec = specOf("all.json", [{ name: "a", file: path.join(folder, "medmcqa.jsonl") }]);
		await expect(evaluate(spec, services, { signal: never })).rejects.toMatchObject({ code: "output-exists" });
		await expect(evaluate({ ...spec, output: path.join(folder, "all.md.json") }, services, { signal: never })).resolves.toBeDefined();
	});
});

describe("rows that a limit draws", () => {
	it("are the same in every evaluation with the seed", async () => {
		const rows = Array.from({ length: 30 }, (_, at) => `${"C".repeat(at + 1)},How many rings does it have?,It has no rings.`).join("\n");
		const benchmark = { name: "chains", file: file("chains.csv", `smiles,question,answer\n${rows}\n`) };
		const ids = async (output: string, seed: number): Promise<readonly string[]> => (await evaluate(specOf(output, [benchmark], { limit: 4, seed }), services, { signal: never })).report.benchmarks[0]?.samples.map(({ id }) => id) ?? [];
		const first = await ids("seed1.json", 1);
		expect(first).toHaveLength(4);
		expect(await ids("again1.json", 1)).toEqual(first);
		expect(await ids("seed2.json", 2)).not.toEqual(first);
	});
});

describe("what a model cannot answer", () => {
	it("counts as wrong, and is told", async () => {
		const long = `${"word ".repeat(3000)}?`;
		const rows = [{ question: long, choices: ["yes", "no"], answer: 0 }, { question: "Is water wet?", choices: ["yes", "no"], answer: 0 }];
		const { report, markdown } = await evaluate(specOf("long.json", [{ name: "long", file: file("long.jsonl", rows.map((row) => JSON.stringify(row)).join("\n")) }]), services, { signal: never });
		expect(report.benchmarks[0]).toMatchObject({ evaluated: 2, failures: [{ code: "context-overflow", count: 1 }] });
		expect(report.benchmarks[0]?.metrics[0]?.value).toBeLessThanOrEqual(0.5);
		expect(readFileSync(markdown, "utf8")).toMatch(/1 of 2 questions have no answer/);
	});

	it("is a molecule that is none, and no reason to stop", async () => {
		const { report } = await evaluate(specOf("wrong.json", [{ name: "wrong", file: file("wrong.csv", "smiles,description\nCCO,The molecule is an alcohol.\nc1ccccc,The molecule is broken.\nCCN,The molecule is an amine.\n") }]), services, { signal: never });
		expect(report.benchmarks[0]).toMatchObject({ published: [], baselines: [{ id: "majority", how: expect.stringMatching(/“The molecule is an alcohol\.”, the first right text of these rows, which all differ/) as string }] });
		expect(report.benchmarks[0]).toMatchObject({ evaluated: 3, failures: [{ code: "invalid-smiles", count: 1, example: expect.stringMatching(/ring 1/i) as string }] });
	});

	it("is what it was still reasoning about when its tokens ended", async () => {
		const bundle = new BundleCopy();
		// A mark that nano never writes.
		bundle.describe((manifest) => ({ ...manifest, generation: { ...manifest.generation, reasoning: { end: "</think>" }, maxTokens: 8 } }));
		const thinking = await realEngine(bundle.directory);
		try {
			const { report, markdown } = await evaluate(specOf("reasoning.json", [{ name: "captions", file: file("chebi.tsv", CAPTIONS) }]), { ...services, engine: thinking.engine }, { signal: never });
			expect(report.benchmarks[0]).toMatchObject({ cut: 0, reasoning: { unfinished: 3, maxTokens: 8 } });
			const text = readFileSync(markdown, "utf8");
			expect(text).toContain("3 of 3 were still reasoning and gave no answer (at most 8 tokens)");
			expect(text).not.toMatch(/maximum length|different answer/);
		} finally {
			await thinking.dispose();
			bundle.dispose();
		}
	});

	it("is every molecule, of a model that reads proteins alone: that benchmark is left out, and the others are not", async () => {
		const bundle = new BundleCopy();
		bundle.describe((manifest) => ({ ...manifest, molecule: undefined }));
		const proteins = await realEngine(bundle.directory);
		try {
			const spec = specOf("proteins-alone.json", [{ name: "captions", file: file("chebi.tsv", CAPTIONS) }, { name: "proteins", file: file("proteins.tsv", PROTEINS) }]);
			const { report, markdown } = await evaluate(spec, { ...services, engine: proteins.engine }, { signal: never });
			expect(report.benchmarks).toMatchObject([{ name: "captions", evaluated: 0, notRun: expect.stringMatching(/cannot read molecules/) as string, metrics: [] }, { name: "proteins", evaluated: 2, notRun: null }]);
			expect(readFileSync(markdown, "utf8")).toMatch(/\*\*Not run\.\*\* BioMedGPT nano cannot read molecules/);
		} finally {
			await proteins.dispose();
			bundle.dispose();
		}
	});

	it("is a property, where the model has heads for none", async () => {
		const spec = specOf("properties.json", [{ name: "esol", file: file("esol.csv", "smiles,logS\nCCO,-0.77\nCCC,-1.9\n") }]);
		await expect(evaluate(spec, services, { signal: never })).rejects.toMatchObject({ code: "no-property-heads", message: expect.stringMatching(/esol.*Leave it out/) as string });
		expect(existsSync(`${spec.output}.biomedgpt-evaluation`)).toBe(false);
	});

	it("is a property that a model with heads does predict", async () => {
		const benchmark = { name: "esol", file: file("classes.csv", "smiles,logS,toxic\nCCO,-0.5,0\nCCC,-1.5,1\nCCCC,-3,1\nC,0.5,0\n") };
		// What heads would say is taken for granted here.
		const predictor = { predict: async (molecules: readonly string[]) => molecules.map((smiles) => ({ kind: "predicted" as const, values: [-smiles.length / 2, smiles.length >= 3 && !smiles.includes("O") ? 0.9 : 0.2] })) };
		const { report } = await evaluate(specOf("heads.json", [benchmark]), { ...services, predictor }, { signal: never });
		expect(report.benchmarks[0]?.metrics.map(({ id, value }) => [id, value])).toEqual([["rmse:logS", Math.sqrt((1 + 0 + 1 + 1) / 4)], ["mae:logS", 0.75], ["rocAuc:toxic", 1]]);
	});

	it("is a property that a model was trained on: the molecules that it never saw are told first, and how many it saw", async () => {
		const benchmark = { name: "esol", file: file("seen.csv", "smiles,logS\nCCO,-0.5\nCCC,-1.5\nCCCC,-3\nCCCCC,1\n") };
		const predictor = { predict: async (molecules: readonly string[]) => molecules.map((smiles) => ({ kind: "predicted" as const, values: [-1], similarity: [smiles.length === 3 ? 1 : 0.4] })) };
		const { report, markdown } = await evaluate(specOf("seen.json", [benchmark]), { ...services, predictor }, { signal: never });
		const [figures] = report.benchmarks;
		expect(figures?.metrics.map(({ id, rows, value }) => [id, rows, value])).toEqual([["rmse-unseen:logS", 2, 2], ["mae-unseen:logS", 2, 2], ["rmse:logS", 4, Math.sqrt(8.5 / 4)], ["mae:logS", 4, 1.25]]);
		expect(figures?.trainedOn).toEqual([{ title: "logS", rows: 4, same: 2 }]);
		// The mean of all four, of the rows that it is compared on.
		expect(figures?.baselines[0]?.metrics.map(({ id, value }) => [id, value])).toEqual([["rmse-unseen:logS", 2], ["mae-unseen:logS", 2], ["rmse:logS", Math.sqrt(8.5 / 4)], ["mae:logS", 1.25]]);
		expect(readFileSync(markdown, "utf8")).toContain("2 of 4 molecules of logS have the same fingerprint as one that the heads were trained on: figures with these flatter. Those of the other 2 stand first.");
	});
});

describe("questions that a model should refuse", () => {
	it("are counted where its manifest tells how a refusal begins", async () => {
		const benchmark = { name: "scope", file: file("scope.tsv", "question\tanswer\nWhat is asthma?\tno\nWhat cures a cold?\tno\nTell me a joke.\tno\n") };
		const plain = (await evaluate(specOf("plain.json", [benchmark]), services, { signal: never })).report.benchmarks[0];
		expect(plain?.metrics.map(({ id }) => id)).not.toContain("refused");
		const [first = "", ...others] = plain?.samples.map(({ answer }) => answer.slice(0, 6)) ?? [];
		const expected = [first, ...others].filter((opening) => opening === first).length / 3;
		const bundle = new BundleCopy();
		bundle.describe((manifest) => ({ ...manifest, generation: { ...manifest.generation, refusals: [first] } }));
		const honest = await realEngine(bundle.directory);
		try {
			const { report, markdown } = await evaluate(specOf("scope.json", [benchmark]), { ...services, engine: honest.engine }, { signal: never });
			expect(report.benchmarks[0]?.metrics.find(({ id }) => id === "refused")).toMatchObject({ value: expected, rows: 3 });
			expect(readFileSync(markdown, "utf8")).toMatch(/\| Refused \| \*\*\d+\.\d %/);
		} finally {
			await honest.dispose();
			bundle.dispose();
		}
	});
});

describe("an evaluation that is not asked for in a way that can be understood", () => {
	it.each([
		["two benchmarks of one name", [{ name: "a", file: "x" }, { name: "a", file: "y" }], /Two benchmarks are called “a”/],
		["a name with a line break", [{ name: "a\n# b", file: "x" }], /cannot be the name/],
		["no benchmark", [], /nothing to evaluate/],
	])("is refused: %s", async (_, benchmarks, sentence) => {
		await expect(evaluate(specOf("none.json", benchmarks), services, { signal: never })).rejects.toMatchObject({ code: "invalid-input", message: expect.stringMatching(sentence) as string });
	});

	it("is refused where a file is not there, is a folder, or a training table is of another kind, before anything is asked", async () => {
		const captions = file("captions.tsv", CAPTIONS);
		await expect(evaluate(specOf("none.json", [{ name: "a", file: path.join(folder, "missing.csv") }]), services, { signal: never })).rejects.toMatchObject({ code: "file-missing" });
		await expect(evaluate(specOf("none.json", [{ name: "a", file: folder }]), services, { signal: never })).rejects.toMatchObject({ code: "is-folder", message: expect.stringMatching(/questions and right answers/) as string });
		await expect(evaluate(specOf("none.json", [{ name: "a", file: captions, training: file("other.tsv", PROTEINS) }]), services, { signal: never })).rejects.toMatchObject({ code: "invalid-input", message: expect.stringMatching(/same kind/) as string });
		await expect(evaluate(specOf("none.json", [{ name: "a", file: file("q.jsonl", QUESTIONS.medqa), question: "What?" }]), services, { signal: never })).rejects.toMatchObject({ code: "invalid-input", message: expect.stringMatching(/questions of its own/) as string });
		await expect(evaluate({ ...specOf("", [{ name: "a", file: captions }]), output: path.join(folder, "nowhere", "x.json") }, services, { signal: never })).rejects.toMatchObject({ code: "not-writable", message: expect.stringMatching(/Choose another place for the report/) as string });
		expect(readdirSync(folder).filter((name) => name.startsWith("none"))).toEqual([]);
	});
});

describe("an evaluation that is stopped", () => {
	const rows = Array.from({ length: 24 }, (_, at) => `${"C".repeat(at + 1)}O\tThe molecule is an alcohol.`).join("\n");
	const spec = (output: string): EvaluationSpec => specOf(output, [{ name: "alcohols", file: file("alcohols.tsv", `SMILES\tdescription\n${rows}\n`) }]);

	it("keeps what is answered, goes on behind it, and ends with the same report", async () => {
		const whole = await evaluate(spec("whole.json"), services, { signal: never });
		const stop = new AbortController();
		const stopped = evaluate(spec("stopped.json"), services, { signal: stop.signal, progress: ({ done }) => (done >= 3 ? stop.abort() : undefined) });
		await expect(stopped).rejects.toMatchObject({ code: "cancelled" });
		const before = (await answeredBefore(spec("stopped.json").output)) ?? 0;
		expect(before).toBeGreaterThan(0);
		expect(before).toBeLessThan(24);
		await expect(evaluate(spec("stopped.json"), services, { signal: never })).rejects.toMatchObject({ code: "job-exists" });
		await expect(evaluate({ ...spec("stopped.json"), seed: 5 }, services, { signal: never, resume: true })).rejects.toMatchObject({ code: "spec-changed", message: expect.stringMatching(/the seed/) as string });
		const first: number[] = [];
		const resumed = await evaluate(spec("stopped.json"), services, { signal: never, resume: true, progress: ({ phase, done }) => (phase === "asking" ? first.push(done) : undefined) });
		expect(first[0]).toBe(before);
		expect({ ...resumed.report, run: 0 }).toEqual({ ...whole.report, run: 0 });
	});

	it("can begin anew", async () => {
		const stop = new AbortController();
		await expect(evaluate(spec("anew.json"), services, { signal: stop.signal, progress: ({ done }) => (done >= 1 ? stop.abort() : undefined) })).rejects.toMatchObject({ code: "cancelled" });
		const done: number[] = [];
		await evaluate(spec("anew.json"), services, { signal: never, restart: true, progress: ({ phase, done: now }) => (phase === "asking" ? done.push(now) : undefined) });
		expect(done[0]).toBe(0);
	});
});
