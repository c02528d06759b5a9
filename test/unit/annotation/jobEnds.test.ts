/** The first and the last moments of an annotation, where an interruption meets a journal that is not there yet, or output that has its name already. */
import { copyFileSync, appendFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { JobResult } from "../../../src/annotation/job.ts";
import type { JobHeader } from "../../../src/annotation/job/journal.ts";
import { Ledger } from "../../../src/annotation/job/ledger.ts";
import { placesOf } from "../../../src/annotation/job/places.ts";
import { discard } from "../../../src/annotation/job/inspect.ts";
import { sealed } from "../../../src/annotation/job/lines.ts";
import { run, type RunOptions } from "../../../src/annotation/job/run.ts";
import type { JobServices } from "../../../src/annotation/job/services.ts";
import type { JobSpec } from "../../../src/annotation/spec.ts";
import { EchoEngine } from "../../support/jobs.ts";

let folder: string;
beforeEach(() => {
	folder = mkdtempSync(path.join(tmpdir(), "ends-"));
	writeFileSync(at("in.fasta"), Array.from({ length: 70 }, (_, index) => `>p${index}\nMKV${"LA".repeat(index)}\n`).join(""));
});
afterEach(() => rmSync(folder, { recursive: true }));

const at = (name: string): string => path.join(folder, name);
const got = (name: string): string => readFileSync(at(name), "utf8");
const JOURNAL = "out.csv.biomedgpt-job";

function job(spec: Partial<JobSpec> = {}, options: Partial<RunOptions> & { readonly services?: Partial<JobServices> } = {}): Promise<JobResult> {
	const services: JobServices = { engine: new EchoEngine(), facts: { factsOf: () => Promise.reject(new Error("a protein needs no RDKit")) }, program: "BioMedGPT 1.0.0", ...options.services };
	return run({ source: at("in.fasta"), output: at("out.csv"), tasks: [{ kind: "ask", question: "What is {name}?" }], ...spec }, services, { signal: new AbortController().signal, ...options });
}

/** What a process leaves that dies when all is written and nothing has its name yet. */
async function diedAtTheEnd(spec: Partial<JobSpec> = {}): Promise<void> {
	await job(spec, {
		progress: ({ phase }) => {
			if (phase === "finishing") {
				[JOURNAL, "out.csv.part"].forEach((name) => copyFileSync(at(name), at(`kept ${name}`)));
			}
		},
	});
	rmSync(at("out.csv"));
	renameSync(at("out.about.json"), at("out.about.json.part"));
	[JOURNAL, "out.csv.part"].forEach((name) => renameSync(at(`kept ${name}`), at(name)));
	appendFileSync(at(JOURNAL), sealed({ finishing: true }));
}

describe("an annotation that ends", () => {
	it("before its journal says what it is begins anew, also with --resume", async () => {
		const header = { get format(): never { throw new Error("the process dies here"); } } as unknown as JobHeader;
		await expect(Ledger.begin(placesOf(at("out.csv")), header, { signal: new AbortController().signal, waiting: () => undefined })).rejects.toThrow("dies here");
		expect(readdirSync(folder)).toEqual(["in.fasta"]);
		// Or with half of it on the disk.
		writeFileSync(at(`${JOURNAL}.new`), "0123456789abcdef {\"header\":{\"for");
		await job({}, { resume: true });
		expect(readdirSync(folder).sort()).toEqual(["in.fasta", "out.about.json", "out.csv"]);
	});

	it("before its journal says what it is can be discarded", async () => {
		writeFileSync(at(`${JOURNAL}.new`), "");
		await discard(at("out.csv"));
		expect(readdirSync(folder)).toEqual(["in.fasta"]);
	});

	it("when all is written only gets its name, also where its source is gone and the program is a newer one", async () => {
		await diedAtTheEnd();
		renameSync(at("in.fasta"), at("gone.fasta"));
		expect(await job({}, { resume: true, services: { program: "BioMedGPT 2.0.0" } })).toMatchObject({ rows: 70, ok: 70 });
		expect(got("out.csv").split("\n")).toHaveLength(72);
		expect(readdirSync(folder).sort()).toEqual(["gone.fasta", "out.about.json", "out.csv"]);
	});

	it("when all is written is not taken for the answer to another question, nor to another file", async () => {
		await diedAtTheEnd();
		await expect(job({ tasks: [{ kind: "describe" }] }, { resume: true })).rejects.toMatchObject({ code: "spec-changed" });
		writeFileSync(at("other.fasta"), ">a\nMKV\n");
		await expect(job({ source: at("other.fasta") }, { resume: true })).rejects.toMatchObject({ code: "source-changed" });
		expect(existsSync(at("out.csv"))).toBe(false);
	});

	it("when all is written, and lost its end with the power, has it written again", async () => {
		await diedAtTheEnd();
		const whole = got("out.csv.part");
		truncateSync(at("out.csv.part"), 100);
		await job({}, { resume: true });
		expect(got("out.csv")).toBe(whole);
	});

	it("when all is written goes on where that is nothing: the shard of a short table may have no rows", async () => {
		await diedAtTheEnd({ shard: { index: 2, of: 4 }, tasks: [{ kind: "facts", facts: ["length"] }] });
		expect(got("out.csv.part")).toBe("");
		expect(await job({ shard: { index: 2, of: 4 }, tasks: [{ kind: "facts", facts: ["length"] }] }, { resume: true })).toMatchObject({ rows: 0 });
		expect(got("out.csv")).toBe("");
	});

	it("before it has begun, because rows came to its file while the model was started, mixes no two versions", async () => {
		class SlowEngine extends EchoEngine {
			private started = false;

			override async countTokens(text: string): Promise<number> {
				// Once, before the first row is read: nothing changes any more while they are.
				if (!this.started) {
					appendFileSync(at("in.fasta"), ">late\nMKV\n");
				}
				this.started = true;
				return super.countTokens(text);
			}
		}
		await expect(job({}, { services: { engine: new SlowEngine() } })).rejects.toMatchObject({ code: "source-changed" });
	});
});
