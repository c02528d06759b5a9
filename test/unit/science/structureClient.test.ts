/** Opening a structure never holds up the window: it is read in a thread of its own, which can be ended. */
import { build } from "esbuild";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { gzipSync } from "node:zlib";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { buffersOf } from "../../../src/science/structure/structureProtocol.ts";
import { StructureClient, type StructureClientOptions } from "../../../src/science/structure/structureClient.ts";
import { largeStructure } from "../../support/largeStructure.ts";
import { processorTime } from "../../support/processorTime.ts";

const ATOM = "ATOM      1  CA  ALA A   1      11.104   6.134  -6.504  1.00 20.00           C";
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

let folder = "";
const open: StructureClient[] = [];

function client(workerFile = path.join(folder, "structure-worker.js"), options: Omit<StructureClientOptions, "workerFile"> = {}): StructureClient {
	const structures = new StructureClient({ ...options, workerFile });
	open.push(structures);
	return structures;
}

/** A thread with a fault that ours must not have. */
async function faulty(name: string, code: string): Promise<string> {
	const file = path.join(folder, `${name}.js`);
	await writeFile(file, `const { parentPort } = require("node:worker_threads");\nparentPort.once("message", () => { ${code} });`);
	return file;
}

beforeAll(async () => {
	folder = await mkdtemp(path.join(os.tmpdir(), "structure-worker-"));
	const source = path.resolve(import.meta.dirname, "../../../src/science/structure/structureWorker.ts");
	await build({ bundle: true, platform: "node", target: "node20", format: "cjs", entryPoints: [source], outfile: path.join(folder, "structure-worker.js"), logLevel: "warning" });
});
afterEach(() => open.splice(0).forEach((structures) => structures.dispose()));
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("200,000 atoms", () => {
	const large = largeStructure(200_000);
	test.each([["mmCIF", large.cif()], ["PDB", large.pdb()]] as const)("as %s are read while the window goes on", async (format, bytes) => {
		const size = bytes.length;
		const delay = monitorEventLoopDelay({ resolution: 5 });
		delay.enable();
		const [since, began] = [processorTime(), performance.now()];
		const data = await client().read(bytes, "large");
		const [processor, clock] = [processorTime() - since, performance.now() - began];
		delay.disable();
		const columns = data.positions.byteLength + data.elements.byteLength + data.serials.byteLength + data.names.byteLength + data.bFactors.byteLength + data.residueOf.byteLength;
		console.log(`${format}, ${(size / 1e6).toFixed(1)} MB: ${processor.toFixed(0)} ms of the processor, ${clock.toFixed(0)} ms by the clock; atoms take ${(columns / 1e6).toFixed(1)} MB; the window waited ${(delay.max / 1e6).toFixed(0)} ms at most`);
		expect([data.atomCount, data.chains.length, data.ligands.length, data.secondaryStructure, data.warnings]).toEqual([200_000, 62, 62, "file", []]);
		expect(data.residues.structure.reduce((sum, one) => sum + one, 0)).toBe(24_000);
		expect(data.serials[199_999]).toBe(200_000);
		// VS Code sends at most 255 pieces of memory to a page.
		expect(buffersOf(data)).toHaveLength(1);
		expect(processor).toBeLessThan(1500);
		// Read here it would have waited all the time.
		expect(delay.max / 1e6).toBeLessThan(clock / 2);
		// The bytes were given away, not copied.
		expect(bytes.length).toBe(0);
	});
});

test("a part of a larger buffer, as Node gives small files, leaves the rest where it is", async () => {
	const buffer = Buffer.from(`before${ATOM}after`);
	expect((await client().read(buffer.subarray(6, 6 + ATOM.length), "x.pdb")).atomCount).toBe(1);
	expect(buffer.toString()).toContain("before");
});

test("compressed files are read, and refused ones tell why in their own words", async () => {
	const structures = client();
	expect((await structures.read(gzipSync(ATOM), "x.pdb.gz")).atomCount).toBe(1);
	await expect(structures.read(bytesOf(""), "x.pdb")).rejects.toMatchObject({ code: "structure-empty", message: expect.stringContaining("empty") as string });
});

test("many at once wait for each other and all come", async () => {
	const structures = client();
	const counts = await Promise.all(Array.from({ length: 7 }, async (_, index) => (await structures.read(bytesOf(`${ATOM}\n`.repeat(index + 1)), "x.pdb")).atomCount));
	expect(counts).toEqual([1, 2, 3, 4, 5, 6, 7]);
});

describe("a thread that goes wrong", () => {
	test("is ended after its time, and those behind it are read", async () => {
		const structures = client(await faulty("hang", "for (;;);"), { timeLimit: 300 });
		const results = await Promise.allSettled([1, 2, 3].map(() => structures.read(bytesOf(ATOM), "x")));
		expect(results.map((result) => result.status === "rejected" && (result.reason as { readonly code: string }).code)).toEqual(["structure-timeout", "structure-timeout", "structure-timeout"]);
	});

	test.each([
		["dies", "process.exit(3);"],
		["throws", "throw new Error('boom');"],
		["answers nonsense", "parentPort.postMessage({ kind: 'structure', data: { atomCount: 5, positions: [] } });"],
		["fills its memory", "const all = []; for (;;) { all.push(new Array(1000).fill({})); }"],
	])("that %s is a failure in a sentence", async (name, code) => {
		const file = await faulty(name.replace(/\s/g, "-"), code);
		await expect(client(file, { memory: 32 }).read(bytesOf(ATOM), "x")).rejects.toMatchObject({ code: "structure-crashed", message: expect.stringContaining("Open it again") as string });
	});
});

test("whoever closes the file while it is read ends the thread at once", async () => {
	const abort = new AbortController();
	const structures = client(await faulty("slow", "for (;;);"));
	const readings = [1, 2, 3].map(() => structures.read(bytesOf(ATOM), "x", abort.signal));
	setTimeout(() => abort.abort(), 50);
	const results = await Promise.allSettled(readings);
	expect(results.map((result) => result.status === "rejected" && (result.reason as { readonly code: string }).code)).toEqual(["cancelled", "cancelled", "cancelled"]);
	await expect(structures.read(bytesOf(ATOM), "x", abort.signal)).rejects.toMatchObject({ code: "cancelled" });
});

test("when all is switched off, nobody waits for ever", async () => {
	const structures = client(await faulty("off", "for (;;);"));
	const readings = [1, 2, 3].map(() => structures.read(bytesOf(ATOM), "x"));
	structures.dispose();
	expect((await Promise.allSettled([...readings, structures.read(bytesOf(ATOM), "x")])).map((result) => result.status === "rejected" && (result.reason as { readonly code: string }).code)).toEqual(["disposed", "disposed", "disposed", "disposed"]);
});
