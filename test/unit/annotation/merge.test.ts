/** Shards are put together as they are: whoever gives them another ending would get a file that no program reads. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { merge } from "../../../src/annotation/job/merge.ts";
import { run } from "../../../src/annotation/job/run.ts";
import { EchoEngine } from "../../support/jobs.ts";

let folder: string;
const at = (name: string): string => path.join(folder, name);
const factsOf = (): Promise<never> => Promise.reject(new Error("a protein needs no RDKit"));

async function shard(output: string, index: number): Promise<void> {
	await run({ source: at("in.fasta"), output: at(output), tasks: [{ kind: "facts", facts: ["length"] }], shard: { index, of: 2 } }, { engine: new EchoEngine(), facts: { factsOf }, program: "BioMedGPT 1.0.0" }, { signal: new AbortController().signal });
}

beforeAll(async () => {
	folder = mkdtempSync(path.join(tmpdir(), "merge-"));
	writeFileSync(at("in.fasta"), ">a\nMKV\n>b\nMKL\n");
	await shard("a1.csv", 1);
	await shard("a2.csv", 2);
	await shard("b1.tsv", 1);
	await shard("c1.csv.gz", 1);
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("shards", () => {
	it.each([
		[["a1.csv", "a2.csv"], "all.csv.gz", /a1\.csv is CSV, and all\.csv\.gz would be CSV\.GZ/],
		[["a1.csv", "a2.csv"], "all.tsv", /a1\.csv is CSV, and all\.tsv would be TSV/],
		[["b1.tsv", "a2.csv"], "all.csv", /b1\.tsv is TSV/],
		[["c1.csv.gz", "a2.csv"], "all.csv", /c1\.csv\.gz is CSV\.GZ/],
	])("%j do not become %s", async (parts, output, message) => {
		await expect(merge(parts.map(at), at(output))).rejects.toMatchObject({ code: "shards-differ", message: expect.stringMatching(message) as string });
		expect(existsSync(at(output))).toBe(false);
	});

	it("of one ending do", async () => {
		expect(await merge([at("a2.csv"), at("a1.csv")], at("whole.csv"))).toMatchObject({ rows: 2 });
	});
});
