/** An agent annotates what scientists keep: on a real disk, with real RDKit and the embedded model. */
import { existsSync, readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { PROTEIN_FACTS } from "../../../src/science/protein/factKeys.ts";
import type { TaskServices } from "../../../src/annotation/makeTasks.ts";
import type { BatchItem } from "../../../src/inference/batch.ts";
import type { Engine } from "../../../src/inference/engine.ts";
import { Failure, failureData } from "../../../src/science/failure.ts";
import { MOLECULE_FACTS } from "../../../src/science/molecule/factKeys.ts";
import { proteinFacts } from "../../../src/science/protein/facts.ts";
import { FolderFiles } from "../../../src/terminal/folderFiles.ts";
import { runTool } from "../../../src/tools/run.ts";
import type { ToolResult, ToolServices } from "../../../src/tools/tool.ts";
import { realEngine } from "../../support/engine.ts";
import { testFolder } from "../../support/folder.ts";
import { started } from "../../support/started.ts";

const ASPIRIN = "CC(=O)Oc1ccccc1C(=O)O";

const real = started(() => realEngine());
const folder = testFolder("annotate-");
const { at, put, got } = folder;

function annotate(given: Record<string, unknown>, more: Partial<ToolServices> = {}): Promise<ToolResult> {
	return runTool("annotate_table", given, { engine: real().engine, chemistry: real().chemistry, annotation: real().annotation, properties: { describe: () => Promise.reject(new Error("no heads")), predict: () => Promise.reject(new Error("no heads")) }, files: new FolderFiles([folder.path]), signal: new AbortController().signal, ...more });
}

/** The real services, but for what answers questions. */
function asking(batch: Engine["batch"]): TaskServices {
	const { engine, annotation: { facts } } = real();
	return { facts, engine: { batch, countTokens: (text, signal) => engine.countTokens(text, signal), hold: (signal) => engine.hold(signal), state: () => engine.state() } };
}

describe("a table of compounds", () => {
	it("gets the facts that were asked for, in its order, and says why a row has none", async () => {
		put("screen.csv", `id,smiles\n1,${ASPIRIN}\n2,c1ccccc\n3,\n4,CCO\n`);
		const { text, data } = await annotate({ file: "screen.csv", tasks: { facts: ["formula", "averageMass", "lipinski"] } });
		const lines = got("screen.annotated.csv").split("\n");
		expect(lines[0]).toBe("id,smiles,facts_formula,facts_averageMass,facts_lipinski,status,reason");
		expect(lines[1]).toBe(`1,${ASPIRIN},C9H8O4,180.159,passes,ok,`);
		expect(lines[2]).toMatch(/^2,c1ccccc,,,,failed,.*ring/i);
		expect(lines[3]).toBe("3,,,,,failed,There is no molecule in this row.");
		expect(lines[4]).toBe("4,CCO,C2H6O,46.069,passes,ok,");
		expect(data).toMatchObject({ path: at("screen.annotated.csv"), rows: 4, ok: 2, failed: 2, skipped: 0, generated: false });
		expect(text).toMatch(/2 rows are ok, 2 failed[^]*facts_averageMass: Average mass in g\/mol · standard atomic weights \(RDKit[^]*line 2: CC\(=O\)Oc1ccccc1C\(=O\)O · facts_formula="C9H8O4" · facts_averageMass=180\.159/);
	});

	it("keeps how each column was made beside it", async () => {
		put("screen.csv", `smiles\n${ASPIRIN}\n`);
		await annotate({ file: "screen.csv", tasks: { facts: ["logP"], question: "How many rings does it have?" } });
		const about = JSON.parse(got("screen.annotated.about.json")) as { columns: unknown[] };
		expect(about).toMatchObject({ table: "screen.annotated.csv", madeFrom: "screen.csv", structures: { column: "smiles", kind: "molecule" }, rows: 1, ok: 1 });
		expect(about.columns.slice(0, 2)).toEqual([
			{ title: "facts_logP", computed: true, label: "logP", unit: null, method: expect.stringMatching(/Crippen.*RDKit/) as string },
			{ title: "biomedgpt_answer", generated: true, warning: expect.stringMatching(/may be wrong/) as string, question: "How many rings does it have?", model: { name: "BioMedGPT nano", version: expect.any(String) as string, checksum: expect.stringMatching(/^[0-9a-f]{64}$/) as string } },
		]);
	});

	it("of proteins gets theirs, with empty cells where a fact makes no sense", async () => {
		put("two.fasta", ">a first\nGIVEQCCTSICSLYQLENYCN\n>b\nGIVXEQCC\n>c\nACGTACGTACGT\n");
		await annotate({ file: "two.fasta", tasks: { facts: ["length", "gravy"] } });
		const lines = got("two.annotated.csv").split("\n");
		expect(lines.slice(0, 3)).toEqual(["name,description,sequence,facts_length,facts_gravy,status,reason", expect.stringMatching(/^a,first,GIVEQCCTSICSLYQLENYCN,21,0\.2\d*,ok,$/), "b,,GIVXEQCC,8,,ok,"]);
		expect(lines[3]).toMatch(/^c,,ACGTACGTACGT,,,failed,.*DNA or RNA/);
	});

	it("does not lose columns that are called like the new ones, nor its mark for Excel", async () => {
		put("again.csv", "\ufeffsmiles,status,facts_logP\nCCO,mine,1\n");
		await annotate({ file: "again.csv", tasks: { facts: ["logP"] } });
		expect(got("again.annotated.csv")).toBe("\ufeffsmiles,status,facts_logP,facts_logP_2,status_2,reason\nCCO,mine,1,0,ok,\n");
	});

	it("from an older Windows is written as UTF-8, its letters as they were", async () => {
		put("alt.csv", Buffer.from("smiles;Stoff\nCCO;Äthanol\n", "latin1"));
		await annotate({ file: "alt.csv", tasks: { facts: ["rings"] } });
		expect(got("alt.annotated.csv")).toBe("smiles;Stoff;facts_rings;status;reason\nCCO;Äthanol;0;ok;\n");
	});

	it("that is longer than asked for keeps all its rows, and the file says which were skipped", async () => {
		put("long.jsonl", '{"smiles":"CCO"}\n'.repeat(5));
		const { data } = await annotate({ file: "long.jsonl", tasks: { facts: ["rings"] }, maxRows: 2 });
		expect(data).toMatchObject({ rows: 5, ok: 2, failed: 0, skipped: 3 });
		const rows = got("long.annotated.jsonl").trimEnd().split("\n").map((line) => JSON.parse(line) as { status: string; reason: string });
		expect(rows.map(({ status }) => status)).toEqual(["ok", "ok", "skipped", "skipped", "skipped"]);
		expect(rows[2]?.reason).toMatch(/first 2 rows/);
	});
});

describe("the language model", () => {
	it("answers about each row with its cells in the question, once for what is the same", async () => {
		const asked: BatchItem[] = [];
		const annotation = asking((items, task, signal) => (asked.push(...items), real().engine.batch(items, task, signal)));
		put("ask.csv", `smiles,part\n${ASPIRIN},rings\nc1ccccc1,rings\n${ASPIRIN},rings\n`);
		const { text, data } = await annotate({ file: "ask.csv", tasks: { question: "How many {part} does it have?" } }, { annotation });
		expect(got("ask.annotated.csv")).toBe(`smiles,part,biomedgpt_answer,status,reason\n${ASPIRIN},rings,It has one ring.,ok,\nc1ccccc1,rings,It has one ring.,ok,\n${ASPIRIN},rings,It has one ring.,ok,\n`);
		expect(asked.map(({ text }) => text)).toEqual(["How many rings does it have?", "How many rings does it have?"]);
		expect(text).toMatch(/biomedgpt_answer: GENERATED text.* may be wrong · by BioMedGPT nano/);
		expect(data["generated"]).toBe(true);
	});

	it("describes, and its failures are those of the row", async () => {
		put("describe.smi", `${ASPIRIN} aspirin\n${"C".repeat(400)} wax\n`);
		await annotate({ file: "describe.smi", tasks: { describe: true } });
		const [, first, second] = got("describe.annotated.csv").split("\n");
		expect(first).toMatch(/^CC\(=O\)Oc1ccccc1C\(=O\)O,aspirin,"?[A-Z].{10,}ok,$/);
		expect(second).toMatch(/,wax,,failed,.*256/);
	});

	it("that dies at one molecule costs that row; that keeps dying, the annotation, and nothing is written", async () => {
		// The model is a process: what its supervisor tells when that ends.
		const dying = (deadly: (smiles: string) => boolean): TaskServices =>
			asking(async function* (items, task, signal) {
				for (const [index, item] of items.entries()) {
					const [entity] = item.entities;
					for await (const answer of real().engine.batch([item], task, signal)) {
						yield entity?.kind === "molecule" && deadly(entity.smiles) ? { ...answer, index, result: { kind: "failed", failure: failureData(new Failure("engine-died", "The model's process ended unexpectedly (SIGKILL). Ask again.")) } } : { ...answer, index };
					}
				}
			});
		put("deadly.csv", "smiles\nCCO\nCCCl\nc1ccccc1\n");
		const tasks = { question: "How many rings does it have?" };
		const { data } = await annotate({ file: "deadly.csv", tasks }, { annotation: dying((smiles) => smiles === "CCCl") });
		expect(data).toMatchObject({ ok: 2, failed: 1 });
		expect(got("deadly.annotated.csv").split("\n")[2]).toMatch(/^CCCl,,failed,.*SIGKILL/);
		await expect(annotate({ file: "deadly.csv", tasks, output: "again.csv" }, { annotation: dying(() => true) })).rejects.toMatchObject({ code: "engine-keeps-dying" });
		expect(readdirSync(folder.path).sort()).toEqual(["deadly.annotated.about.json", "deadly.annotated.csv", "deadly.csv"]);
	});
});

describe("nothing is ever written over", () => {
	const tasks = { facts: ["rings"] };

	it("neither the table nor a file beside it, nor one that comes meanwhile", async () => {
		put("a.csv", "smiles\nCCO\nCCN\nCCC\nCCS\nCCF\n");
		put("mine.csv", "mine");
		put("b.about.json", "mine");
		for (const output of ["a.csv", "mine.csv", "b.csv"]) {
			await expect(annotate({ file: "a.csv", tasks, output }), output).rejects.toMatchObject({ code: "output-exists" });
		}
		const late = annotate({ file: "a.csv", tasks, output: "late.csv" }, { report: (step) => step.startsWith("5 of 5") && put("late.csv", "mine") });
		await expect(late).rejects.toMatchObject({ code: "output-exists" });
		expect([got("a.csv"), got("mine.csv"), got("late.csv"), got("b.about.json")]).toEqual(["smiles\nCCO\nCCN\nCCC\nCCS\nCCF\n", "mine", "mine", "mine"]);
		expect(readdirSync(folder.path)).toHaveLength(4);
	});

	it("and nothing outside its folder, whatever the name is", async () => {
		put("a.csv", "smiles\nCCO\n");
		for (const output of ["../b.csv", "/tmp/b.csv", "c:\\b.csv", "sub/b.csv", "a\0.csv", ".csv", "x.csv:y.csv", "nul.csv", "b.sh", "b", "b.xlsx"]) {
			await expect(annotate({ file: "a.csv", tasks, output }), output).rejects.toMatchObject({ code: "invalid-output" });
		}
		expect(readdirSync(folder.path)).toEqual(["a.csv"]);
	});

	it("also when it is cancelled: nothing is left behind", async () => {
		put("big.csv", `smiles\n${Array.from({ length: 20_000 }, (_, index) => `${"C".repeat(1 + (index % 90))}N\n`).join("")}`);
		const stop = new AbortController();
		let steps = 0;
		await expect(annotate({ file: "big.csv", tasks, maxRows: 20_000 }, { signal: stop.signal, report: () => ++steps === 20 && stop.abort() })).rejects.toMatchObject({ code: "cancelled" });
		expect(readdirSync(folder.path)).toEqual(["big.csv"]);
		expect(steps).toBeLessThan(30);
	});
});

describe("what an agent gets wrong", () => {
	it("is told before a single row is worked on", async () => {
		put("a.csv", "smiles,name\nCCO,ethanol\n");
		put("p.fasta", ">a\nGIVEQCCTSICSLYQLENYCN\n");
		for (const [given, sentence] of [
			[{ file: "a.csv", tasks: {} }, /no facts, no description and no question/],
			[{ file: "a.csv", tasks: { describe: false } }, /at least one/],
			[{ file: "a.csv", tasks: { facts: ["boiling point"] } }, /tasks\.facts\.0/],
			[{ file: "a.csv", tasks: { facts: ["gravy"] } }, /no fact “gravy” of a molecule/],
			[{ file: "p.fasta", tasks: { facts: ["logP"] } }, /no fact “logP” of a protein/],
			[{ file: "a.csv", tasks: { question: "Is {compound} toxic?" } }, /\{compound\}.*“smiles”, “name”/],
			[{ file: "a.csv", column: "structure", tasks: { describe: true } }, /no column “structure”/],
			[{ file: "a.csv", tasks: { describe: true }, maxRows: 0 }, /maxRows/],
			[{ file: "none.csv", tasks: { describe: true } }, /no file none\.csv/],
		] as const) {
			await expect(annotate(given, { annotation: asking(() => { throw new Error("nobody asks"); }) })).rejects.toMatchObject({ message: expect.stringMatching(sentence) as string });
		}
		expect(existsSync(at("a.annotated.csv"))).toBe(false);
	});

	it("cannot be a fact: the names offered are those that science knows", async () => {
		const { facts, verdicts } = await real().chemistry.facts(ASPIRIN);
		expect(MOLECULE_FACTS).toEqual(["canonicalSmiles", "inchi", "inchiKey", ...facts.map(({ id }) => id), "lipinski", "veber"]);
		expect(verdicts.map(({ rule }) => rule)).toEqual([expect.stringMatching(/^Lipinski/), expect.stringMatching(/^Veber/)]);
		expect(new Set(PROTEIN_FACTS)).toEqual(new Set([...proteinFacts("GIVEQCCTSICSLYQLENYCN"), ...proteinFacts("GXU")].map(({ id }) => id)));
		put("all.csv", `smiles\n${ASPIRIN}\n`);
		await annotate({ file: "all.csv", tasks: { facts: MOLECULE_FACTS } });
		expect(got("all.annotated.csv")).toContain(`${ASPIRIN},${ASPIRIN},"InChI=1S/C9H8O4/c1-6(10)13-8-5-3-2-4-7(8)9(11)12/h2-5H,1H3,(H,11,12)",BSYNRYMUTXBXSQ-UHFFFAOYSA-N,C9H8O4,180.159,`);
	});
});

describe("a table of half a million rows", () => {
	it("takes no more memory than a small one, and lets others work", async () => {
		put("huge.csv", `smiles,note\n${`${ASPIRIN},${"x".repeat(60)}\n`.repeat(500_000)}`);
		let longest = 0;
		let last = performance.now();
		let most = 0;
		const before = process.memoryUsage().heapUsed;
		const watch = setInterval(() => {
			longest = Math.max(longest, performance.now() - last - 5);
			last = performance.now();
			most = Math.max(most, process.memoryUsage().heapUsed - before);
		}, 5);
		const { data } = await annotate({ file: "huge.csv", tasks: { facts: ["rings"] }, maxRows: 100_000 });
		clearInterval(watch);
		expect(data).toMatchObject({ rows: 500_000, ok: 100_000, skipped: 400_000 });
		// Its text has 43 MB, and its rows in memory several times as much; garbage that waits to be collected is counted.
		expect(most).toBeLessThan(130_000_000);
		// On a machine that others use, too.
		expect(longest).toBeLessThan(250);
	});
});
