/** Rows of JSONL and SDF have titles of their own: what comes late in a pipe must neither be written over nor be lost. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { run } from "../../../src/annotation/job/run.ts";
import { EchoEngine } from "../../support/jobs.ts";

let folder: string;
beforeEach(() => {
	folder = mkdtempSync(path.join(tmpdir(), "late-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const ROWS = `${'{"sequence":"MKV"}\n'.repeat(10_000)}{"sequence":"MKL","status":"kept"}\n`;

async function streamed(source: "-" | "file", to: "jsonl" | "csv"): Promise<readonly string[]> {
	const file = path.join(folder, "in.jsonl");
	writeFileSync(file, ROWS);
	const written: Uint8Array[] = [];
	const streams = { input: { bytes: pieces(), format: "jsonl" }, output: { write: async (bytes: Uint8Array) => void written.push(bytes), format: to } };
	await run({ source: source === "-" ? "-" : file, output: "-", column: "sequence", structures: "protein", tasks: [{ kind: "facts", facts: ["length"] }] }, { engine: new EchoEngine(), facts: { factsOf: () => Promise.reject(new Error("a protein needs no RDKit")) }, program: "BioMedGPT 1.0.0", streams }, { signal: new AbortController().signal });
	return Buffer.concat(written).toString().trimEnd().split("\n");
}

async function* pieces(): AsyncGenerator<Uint8Array> {
	yield readFileSync(path.join(folder, "in.jsonl"));
}

describe("a row with a title that none before it had", () => {
	it("keeps its cell where the file can be looked through first", async () => {
		expect((await streamed("file", "jsonl")).at(-1)).toBe('{"sequence":"MKL","status":"kept","facts_length":3,"status_2":"ok","reason":""}');
		const csv = await streamed("file", "csv");
		expect([csv[0], csv.at(-1)]).toEqual(["sequence,status,facts_length,status_2,reason", "MKL,kept,3,ok,"]);
	});

	it.each(["jsonl", "csv"] as const)("ends what goes through a pipe as %s, and is not lost unsaid", async (to) => {
		await expect(streamed("-", to)).rejects.toMatchObject({ code: "late-column", message: expect.stringContaining("“status”") as string });
	});
});
