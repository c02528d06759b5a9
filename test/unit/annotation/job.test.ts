/** A table is annotated, on a real disk: every row once and in its order, looked at before, told of meanwhile, also through a pipe. */
import { readdirSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { isOfTheFile } from "../../../src/annotation/fatal.ts";
import type { JobProgress } from "../../../src/annotation/job.ts";
import { preview } from "../../../src/annotation/job/preview.ts";
import type { JobSpec } from "../../../src/annotation/spec.ts";
import { Failure } from "../../../src/science/failure.ts";
import { ASK, FACTS, jobRuns, table } from "../../support/jobRuns.ts";
import { EchoEngine, MODEL } from "../../support/jobs.ts";

const { folder, services, job } = jobRuns();
const { at, put, got } = folder;

describe("a job", () => {
	it("writes every row in its order, and tells beside it how each column was made", async () => {
		put("in.csv", table(100));
		const result = await job({ tasks: [FACTS, ASK] });
		expect(result).toMatchObject({ rows: 100, ok: 98, failed: 2, skipped: 0, model: MODEL, output: at("out.csv"), about: at("out.about.json") });
		const lines = got("out.csv").split("\n");
		expect(lines[0]).toBe("name,smiles,facts_formula,facts_rings,biomedgpt_answer,status,reason");
		expect(lines[3]).toBe('m2,COC,C2H6O,0,"What is m2? COC: a “molecule”, of course",ok,');
		expect(lines[8]).toMatch(/^m7,C1CC,,,,failed,.*[Rr]ing/);
		expect(lines).toHaveLength(102);
		const about = JSON.parse(got("out.about.json")) as Record<string, unknown>;
		expect(about).toMatchObject({ table: "out.csv", madeFrom: "in.csv", by: "BioMedGPT 1.0.0", rows: 100, ok: 98, failed: 2, model: MODEL });
		expect(about["columns"]).toMatchObject([{ title: "facts_formula", method: expect.stringMatching(/RDKit/) as string }, { title: "facts_rings" }, { title: "biomedgpt_answer", generated: true, question: "What is {name}?" }, { title: "status" }, { title: "reason" }]);
		expect(readdirSync(folder.path).sort()).toEqual(["in.csv", "out.about.json", "out.csv"]);
	});

	it("makes text, choices with their probability, JSON and embeddings, each in its columns", async () => {
		put("in.csv", "name,smiles\nethanol,OCC\n");
		await job({ tasks: [{ kind: "describe" }, { kind: "choose", question: "Is it polar?", choices: ["no", "yes"], column: "polar" }, { kind: "json", question: "How long?", schema: { type: "object" } }, { kind: "embed" }], output: at("out.jsonl") });
		expect(JSON.parse(got("out.jsonl"))).toEqual({ name: "ethanol", smiles: "OCC", biomedgpt_description: "Please describe this molecule. CCO: a “molecule”, of course", polar: "yes", polar_probability: 0.75, biomedgpt_json: '{"length":3}', biomedgpt_embedding: "[1,1e-9,-2]", status: "ok", reason: "" });
	});

	it("holds its model and where that runs from the first block to the last, and no longer; facts hold nothing", async () => {
		put("in.csv", table(100));
		const engine = new EchoEngine();
		await job({ tasks: [FACTS, ASK] }, { services: { engine } });
		expect([engine.batches, engine.unheld, engine.holds, engine.holding]).toEqual([4, 0, 1, 0]);
		await job({ tasks: [FACTS], output: at("facts.csv") }, { services: { engine } });
		expect(engine.holds).toBe(1);
		const slow = new EchoEngine(MODEL, 20);
		const stop = new AbortController();
		const stopped = job({ tasks: [ASK], output: at("stopped.csv") }, { services: { engine: slow }, signal: stop.signal }).catch((error: unknown) => error);
		await expect.poll(() => slow.holding).toBe(1);
		stop.abort();
		expect(await stopped).toMatchObject({ code: "cancelled" });
		expect(slow.holding).toBe(0);
	});

	it("asks once about one molecule, however it is written", async () => {
		put("in.csv", "name,smiles\na,OCC\na,CCO\na,C(C)O\nb,CCO\n");
		const engine = new EchoEngine();
		await job({ tasks: [ASK] }, { services: { engine } });
		expect(engine.asked.map(({ text, entities }) => [text, entities[0]])).toEqual([["What is b?", { kind: "molecule", smiles: "CCO" }], ["What is a?", { kind: "molecule", smiles: "CCO" }]]);
	});
});

describe("a look before a job", () => {
	it("shows the first rows done, and how many there are and how long they take", async () => {
		put("in.csv", table(120));
		const looked = await preview({ source: at("in.csv"), output: at("out.csv"), tasks: [FACTS, ASK], maxRows: 100 }, services({ engine: new EchoEngine(MODEL, 20) }), new AbortController().signal);
		expect(looked).toMatchObject({ structures: { title: "smiles", kind: "molecule" }, rows: 100, counted: true });
		expect(looked.columns.map(({ title }) => title)).toEqual(["facts_formula", "facts_rings", "biomedgpt_answer", "status", "reason"]);
		expect(looked.first).toHaveLength(5);
		expect(looked.first[2]).toMatchObject({ line: 4, structure: "COC", values: ["C2H6O", 0, expect.stringMatching(/^What is m2/) as string, "ok", ""] });
		// 20 ms a row, and what RDKit and the machine take.
		expect(looked.seconds).toBeGreaterThan(2);
		expect(looked.seconds).toBeLessThan(60);
		expect(readdirSync(folder.path)).toEqual(["in.csv"]);
	});

	it("does not take the start of a model for its speed", async () => {
		class ColdEngine extends EchoEngine {
			override async *batch(...asked: Parameters<EchoEngine["batch"]>): ReturnType<EchoEngine["batch"]> {
				await sleep(this.batches === 0 ? 3000 : 0);
				yield* super.batch(...asked);
			}
		}
		put("in.csv", table(100));
		const { seconds } = await preview({ source: at("in.csv"), output: at("out.csv"), tasks: [ASK] }, services({ engine: new ColdEngine() }), new AbortController().signal);
		// A hundred rows at a fifth of three seconds each would be sixty.
		expect(seconds).toBeLessThan(50);
	});

	it("estimates the rows of a long file", async () => {
		put("in.csv", table(80_000));
		const { rows, counted } = await preview({ source: at("in.csv"), output: at("out.csv"), tasks: [FACTS] }, services(), new AbortController().signal);
		expect(counted).toBe(false);
		expect(Math.abs((rows ?? 0) - 80_000)).toBeLessThan(8000);
	});

	it("tells what the file is to blame for from what can be chosen in another way", async () => {
		put("cut.csv.gz", gzipSync(table(5000)).subarray(0, 2000));
		put("in.csv", table(5));
		const failureOf = (spec: Partial<JobSpec>): Promise<unknown> => preview({ source: at("in.csv"), output: at("out.csv"), tasks: [FACTS], ...spec }, services(), new AbortController().signal).catch((error: unknown) => error);
		for (const [spec, blamed] of [[{ source: at("cut.csv.gz") }, true], [{ source: at("none.csv") }, true], [{ tasks: [] }, false], [{ column: "compound" }, false]] as const) {
			const failure = await failureOf(spec);
			expect(failure).toBeInstanceOf(Failure);
			expect(failure instanceof Failure && isOfTheFile(failure.code), JSON.stringify(failure)).toBe(blamed);
		}
	});

	it("says what is wrong with what is asked", async () => {
		put("in.csv", table(5));
		const look = (spec: Partial<JobSpec>): Promise<unknown> => preview({ source: at("in.csv"), output: at("out.csv"), tasks: [FACTS], ...spec }, services(), new AbortController().signal);
		for (const [spec, code, sentence] of [
			[{ tasks: [] }, "invalid-input", /nothing to add/],
			[{ tasks: [{ kind: "facts", facts: ["gravy"] }] }, "invalid-input", /no fact “gravy”/],
			[{ tasks: [{ kind: "ask", question: "Is {compound} toxic?" }] }, "invalid-input", /\{compound\}.*“name”, “smiles”/],
			[{ tasks: [{ kind: "choose", question: "Toxic?", choices: ["yes", "yes"] }] }, "invalid-input", /different choices/],
			[{ tasks: [{ kind: "json", question: "What?", schema: {} }] }, "invalid-input", /JSON schema/],
			[{ tasks: [{ kind: "json", question: "What?", schema: { type: "object", properties: { rings: { type: "int" } } } }] }, "json-schema", /rings/],
			[{ output: at("out.sdf") }, "invalid-output", /\.csv or \.tsv or \.jsonl/],
			[{ source: at("none.csv") }, "file-missing", /moved or renamed/],
			[{ column: "structure" }, "no-such-column", /“name”, “smiles”/],
		] as const) {
			await expect(look(spec)).rejects.toMatchObject({ code, message: expect.stringMatching(sentence) as string });
		}
	});
});

describe("a pipe", () => {
	it("is annotated as it comes", async () => {
		const text = table(1000);
		async function* bytes(): AsyncGenerator<Uint8Array> {
			for (let start = 0; start < text.length; start += 1000) {
				yield Buffer.from(text.slice(start, start + 1000));
			}
		}
		const out: Uint8Array[] = [];
		const streams = { input: { bytes: bytes(), format: "csv" }, output: { write: async (part: Uint8Array) => void out.push(part), format: "jsonl" } };
		expect(await job({ source: "-", output: "-" }, { services: { streams } })).toMatchObject({ rows: 1000, failed: 20 });
		put("in.csv", text);
		await job({ output: at("out.jsonl") });
		expect(Buffer.concat(out).toString()).toBe(got("out.jsonl"));
	});
});

describe("how far a job is", () => {
	it("is told row by row where a model is slow, and never goes back", async () => {
		put("in.csv", table(64));
		const seen: JobProgress[] = [];
		await job({ tasks: [ASK, { kind: "describe" }] }, { services: { engine: new EchoEngine(MODEL, 80) }, progress: (progress) => seen.push(progress) });
		const rows = seen.filter(({ phase }) => phase === "annotating").map((progress) => progress.rows);
		expect([...rows].sort((one, other) => one - other)).toEqual(rows);
		expect(rows.filter((done) => done % 32 !== 0).length).toBeGreaterThan(2);
		expect(seen.at(-1)).toMatchObject({ phase: "finishing", rows: 64, total: 64, ok: 62, failed: 2 });
	});
});
