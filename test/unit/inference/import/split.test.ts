/** Large models are published as GGUF in pieces: they become the one file that they were cut from, or are refused with what is wrong. */
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, readdirSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readGgufPieces, writeJoined } from "../../../../src/inference/import/gguf/split.ts";
import { importModel } from "../../../../src/inference/import/import.ts";
import { planImport } from "../../../../src/inference/import/plan.ts";
import { splitGguf, type SplitOptions } from "../../../support/splitGguf.ts";

const nano = path.resolve("models/nano/language.gguf");
const sha256 = (file: string): string => createHash("sha256").update(readFileSync(file)).digest("hex");
let folder: string;
beforeEach(() => {
	folder = mkdtempSync(path.join(tmpdir(), "biomedgpt-split-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const cut = (count: number, options: SplitOptions = {}): Promise<string[]> => splitGguf(nano, folder, "Some-Model-Q4_K_M", count, options);

describe("a GGUF in pieces", () => {
	it.each([[3, false], [2, true], [1, false]] as const)("of %i (the first without weights: %s) becomes the file that it was cut from, byte by byte", async (count, bareFirst) => {
		const [first = ""] = await cut(count, { bareFirst });
		const { directory, manifest } = await importModel({ source: first }, { folder: path.join(folder, "models") });
		expect(sha256(path.join(directory, "language.gguf"))).toBe(sha256(nano));
		expect(manifest.origin?.files.map(({ name }) => name)).toEqual(readdirSync(folder).filter((name) => name.endsWith(".gguf")));
	});

	it("is planned as the whole, whichever piece is chosen", async () => {
		const pieces = await cut(3);
		const whole = await planImport({ source: nano }, folder);
		for (const source of [...pieces, folder]) {
			const { memory, writes, ...plan } = await planImport({ source }, folder);
			expect(plan.weights).toEqual(whole.weights);
			// Each piece has a header of its own.
			expect([writes / whole.writes, memory / whole.memory]).toEqual([expect.closeTo(1, 2), expect.closeTo(1, 2)]);
		}
	});

	it("names the piece that is missing", async () => {
		const [, second = ""] = await cut(3);
		renameSync(second, path.join(folder, "kept"));
		await expect(planImport({ source: folder }, folder)).rejects.toMatchObject({ code: "missing-file", message: expect.stringMatching(/one of 3 pieces.*Some-Model-Q4_K_M-00002-of-00003\.gguf.*--merge/) as string });
	});

	it.each([
		["says that it is another piece", { told: (index: number) => (index === 1 ? { number: 2 } : {}) }, /number 3 of 3/],
		["is of a split into more pieces", { told: (index: number) => (index === 1 ? { count: 4 } : {}) }, /number 2 of 4/],
		["lacks weights that the first speaks of", { told: () => ({ tensors: 999_999 }) }, /speaks of 999999 tensors/],
	])("is refused where one %s", async (_, options, reason) => {
		await cut(3, options);
		await expect(planImport({ source: folder }, folder)).rejects.toMatchObject({ code: "bad-gguf", message: expect.stringMatching(reason) as string });
	});

	it("is refused where two pieces hold the same weights", async () => {
		const [first = "", second = ""] = await cut(2);
		const [, other = ""] = await splitGguf(nano, folder, "other", 2, { bareFirst: true });
		renameSync(other, second);
		await expect(readGgufPieces(first)).rejects.toMatchObject({ code: "bad-gguf", message: expect.stringMatching(/an earlier piece holds/) as string });
	});

	it("leaves nothing behind where joining is stopped", async () => {
		const [first = ""] = await cut(2);
		const stop = new AbortController();
		const target = path.join(folder, "joined.gguf");
		await expect(writeJoined(await readGgufPieces(first), target, { signal: stop.signal, report: () => stop.abort() })).rejects.toThrow();
		expect(readdirSync(folder).filter((name) => name.startsWith("joined"))).toEqual([]);
	});
});
