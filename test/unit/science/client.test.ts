import { writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { ChemistryClient } from "../../../src/science/chemistryClient.ts";
import { ResultCache } from "../../../src/science/resultCache.ts";
import { loadRdkit, withMolecule } from "../../../src/science/molecule/rdkit.ts";
import { moleculeFacts } from "../../../src/science/molecule/facts.ts";
import { moleculeGraph } from "../../../src/science/molecule/graph.ts";
import type { BuiltWorker } from "../../support/chemistry.ts";
import { buildWorker, rdkitWasm } from "../../support/chemistry.ts";

/** Its drawing takes RDKit two to five seconds: laying out 950 atoms is slow. */
const SLOW = "NC(C)C(=O)".repeat(190) + "O";
const DRAWING = { theme: "light", width: 300, height: 200 } as const;

let worker: BuiltWorker;
const open: ChemistryClient[] = [];

function client(timeLimit?: number, workerFile = worker.workerFile): ChemistryClient {
	const chemistry = new ChemistryClient(timeLimit === undefined ? { workerFile } : { workerFile, timeLimit });
	open.push(chemistry);
	return chemistry;
}

beforeAll(async () => {
	worker = await buildWorker();
});
afterEach(async () => {
	await Promise.all(open.splice(0).map((chemistry) => chemistry.dispose()));
});
afterAll(() => worker.remove());

describe("one bad molecule costs one answer", () => {
	test("what takes too long is stopped, and those waiting behind it are answered", async () => {
		const chemistry = client(2000);
		await chemistry.facts("C");
		const slow = chemistry.draw(SLOW, DRAWING);
		const others = Promise.all(["CCO", "CCN", "CCC"].map((smiles) => chemistry.facts(smiles)));
		await expect(slow).rejects.toMatchObject({ code: "chemistry-timeout", message: expect.stringMatching(/^RDKit needed more than 2 s to draw this molecule.* try again/u) as string });
		expect((await others).map(({ formula }) => formula)).toEqual(["C2H6O", "C2H7N", "C3H8"]);
	});

	test("what only waits for the processor, on a machine that others keep busy, is not stopped at once", async () => {
		const body = `parentPort.on("message", ({ id }) => setTimeout(() => parentPort.postMessage({ kind: "result", id, value: null }), 1000)); parentPort.postMessage({ kind: "ready" });`;
		const file = path.join(path.dirname(worker.workerFile), "starved.js");
		await writeFile(file, `const { parentPort } = require("node:worker_threads"); ${body}`);
		await expect(client(400, file).check("CCO")).resolves.toBeUndefined();
		await expect(client(100, file).check("CCO")).rejects.toMatchObject({ code: "chemistry-timeout" });
	});

	test("5,000 atoms overflow RDKit's stack: a clear sentence, and the next molecule is answered", async () => {
		const chemistry = client();
		const huge = chemistry.graph("C".repeat(5000));
		const next = chemistry.graph("CCO");
		await expect(huge).rejects.toMatchObject({ code: "molecule-too-large", message: expect.stringContaining("5,000 atoms") as string });
		expect((await next).atoms).toHaveLength(3);
	});

	test("256 and 700 atoms, where RDKit's binary form changes its numbers, keep their bond directions", async () => {
		const chemistry = client();
		for (const length of [200, 251, 252, 253, 696]) {
			const { atoms, bonds } = await chemistry.graph(`${"C".repeat(length)}/C=C\\C`);
			expect(atoms).toHaveLength(length + 3);
			expect(bonds.slice(-3)).toEqual([[length - 1, length, 0, 1], [length, length + 1, 1, 0], [length + 1, length + 2, 0, 2]]);
		}
	});

	test("above 1,000 heavy atoms facts and drawings are refused in a sentence", async () => {
		const chemistry = client();
		const expected = { code: "molecule-too-large", message: expect.stringContaining("1,001 heavy atoms") as string };
		await expect(chemistry.facts(`${"C.".repeat(1000)}C`)).rejects.toMatchObject(expected);
		await expect(chemistry.draw(`${"C.".repeat(1000)}C`, DRAWING)).rejects.toMatchObject(expected);
		await expect(chemistry.graph("C".repeat(200_000))).rejects.toMatchObject({ code: "molecule-too-large", message: expect.stringContaining("200,000 characters") as string });
	});
});

describe("many checks at once", () => {
	test("each structure gets its own answer, in order, also when it is given twice", async () => {
		const chemistry = client();
		const problems = await chemistry.checkAll(["CCO", "c1cccc1", "CCO |$a;b;c$|", "C1CC", "CCO>>CC=O", "c1cccc1", `${"C.".repeat(1000)}C`, "C".repeat(200_000)]);
		expect(problems.map((problem) => problem?.code)).toEqual([undefined, "invalid-smiles", undefined, "invalid-smiles", undefined, "invalid-smiles", "molecule-too-large", "molecule-too-large"]);
		expect(problems[3]).toMatchObject({ span: { start: 1, end: 2 }, message: expect.stringContaining("Ring 1 is opened") as string });
		expect(await chemistry.checkAll([])).toEqual([]);
		await expect(chemistry.check("c1cccc1")).rejects.toMatchObject(problems[1] ?? {});
	});

	test("5,000 molecules take a few messages and much less time than their facts", async () => {
		const chemistry = client();
		await chemistry.check("C");
		const many = Array.from({ length: 5000 }, (_, index) => `${"C".repeat(index % 50)}c1ccc(${"N".repeat(1 + (index % 3))}C${"C".repeat(Math.floor(index / 50))})cc1`);
		const began = performance.now();
		expect((await chemistry.checkAll(many)).filter((problem) => problem !== undefined)).toEqual([]);
		const first = performance.now() - began;
		await chemistry.checkAll(many);
		const again = performance.now() - began - first;
		console.log(`5,000 checks: ${first.toFixed(0)} ms, ${(first / 5000).toFixed(3)} ms each; again from the cache ${again.toFixed(0)} ms`);
		expect(first).toBeLessThan(20_000);
		expect(again).toBeLessThan(first / 4);
	});

	test("5,000 wrong ones are remembered too: the underlines of a whole document are there again after a keystroke", async () => {
		const chemistry = client();
		const wrong = Array.from({ length: 5000 }, (_, index) => `CC(=O)${"C".repeat(index % 50)}c1ccc(F)(${"C".repeat(1 + Math.floor(index / 50))})cc1`);
		const began = performance.now();
		expect((await chemistry.checkAll(wrong)).filter((problem) => problem?.code !== "invalid-smiles")).toEqual([]);
		const first = performance.now() - began;
		await chemistry.checkAll(wrong);
		expect(performance.now() - began - first).toBeLessThan(first / 20);
	});

	test("one that breaks the thread takes no other with it", async () => {
		const chemistry = client();
		const chain = "C".repeat(990);
		const problems = await chemistry.checkAll(["CCO", chain, "CCN", "c1cccc1"]);
		expect(problems.map((problem) => problem?.code)).toEqual([undefined, (await chemistry.checkAll([chain]))[0]?.code, undefined, "invalid-smiles"]);
	});

	test("a batch that takes too long is tried one by one, each under the time limit", async () => {
		const body = `parentPort.on("message", ({ id, operation, structure }) => { if (operation === "checkAll" || structure === "slow") { while (true); } parentPort.postMessage({ kind: "result", id, value: null }); }); parentPort.postMessage({ kind: "ready" });`;
		const file = path.join(path.dirname(worker.workerFile), "stuck.js");
		await writeFile(file, `const { parentPort } = require("node:worker_threads"); ${body}`);
		const problems = await client(300, file).checkAll(["CCO", "slow", "CCN"]);
		expect(problems.map((problem) => problem?.code)).toEqual([undefined, "chemistry-timeout", undefined]);
	});

	test("a hover does not wait for them", async () => {
		const chemistry = client();
		await chemistry.check("C");
		let checked = false;
		const checks = chemistry.checkAll(Array.from({ length: 3000 }, (_, index) => `${"C".repeat(index % 60)}c1ccc(N${"C".repeat(Math.floor(index / 60))})cc1`)).then(() => (checked = true));
		await chemistry.facts("CCO");
		expect(checked).toBe(false);
		await checks;
	});

	test("an abort ends them, and a disposed client answers none", async () => {
		const chemistry = client();
		const controller = new AbortController();
		const aborted = chemistry.checkAll(Array.from({ length: 1000 }, (_, index) => "C".repeat(index + 1)), controller.signal);
		controller.abort();
		await expect(aborted).rejects.toMatchObject({ code: "cancelled" });
		await chemistry.dispose();
		await expect(chemistry.checkAll(["C"])).rejects.toMatchObject({ code: "disposed" });
	});
});

describe("threads that break", () => {
	const thread = async (name: string, body: string): Promise<string> => {
		const file = path.join(path.dirname(worker.workerFile), name);
		await writeFile(file, `const { parentPort } = require("node:worker_threads"); ${body}`);
		return file;
	};

	test("a thread that dies at work fails that job only", async () => {
		const chemistry = client(undefined, await thread("dies.js", `parentPort.on("message", () => process.exit(7)); parentPort.postMessage({ kind: "ready" });`));
		const answers = await Promise.allSettled([chemistry.facts("C"), chemistry.facts("CC")]);
		expect(answers).toMatchObject([{ reason: { code: "chemistry-crashed", detail: "exit code 7" } }, { reason: { code: "chemistry-crashed" } }]);
	});

	test("a reply that is none is not believed", async () => {
		const chemistry = client(undefined, await thread("babbles.js", `parentPort.on("message", ({ id }) => parentPort.postMessage({ kind: "result", id, value: { facts: 1 } })); parentPort.postMessage({ kind: "ready" });`));
		await expect(chemistry.facts("C")).rejects.toMatchObject({ code: "chemistry-crashed" });
	});

	test("a missing worker or RDKit is told to everyone waiting", async () => {
		const chemistry = client(undefined, "/nowhere/chemistry-worker.js");
		const answers = await Promise.allSettled([chemistry.facts("C"), chemistry.graph("CC")]);
		expect(answers).toMatchObject([{ reason: { code: "chemistry-unavailable" } }, { reason: { code: "chemistry-unavailable" } }]);
	});
});

describe("asking", () => {
	test("an abort rejects at once, waiting or running, and the next question is answered", async () => {
		const chemistry = client();
		const controller = new AbortController();
		const running = chemistry.draw(SLOW, DRAWING, controller.signal);
		const waiting = chemistry.facts("CCCC", controller.signal);
		controller.abort();
		await expect(running).rejects.toMatchObject({ code: "cancelled" });
		await expect(waiting).rejects.toMatchObject({ code: "cancelled" });
		await expect(chemistry.facts("C", AbortSignal.abort())).rejects.toMatchObject({ code: "cancelled" });
		expect((await chemistry.facts("CCO")).formula).toBe("C2H6O");
	});

	test("the same question is computed once, also while it runs", async () => {
		const chemistry = client();
		const [first, second] = await Promise.all([chemistry.facts("CCO"), chemistry.facts("CCO")]);
		expect(second).toBe(first);
		expect(await chemistry.facts("CCO")).toBe(first);
		expect(await chemistry.draw("CCO", DRAWING)).not.toBe(await chemistry.draw("CCO", { ...DRAWING, theme: "dark" }));
	});

	test("one of two who ask may leave without the other losing the answer", async () => {
		const chemistry = client();
		const controller = new AbortController();
		const leaving = chemistry.facts("CCO", controller.signal);
		const staying = chemistry.facts("CCO");
		controller.abort();
		await expect(leaving).rejects.toMatchObject({ code: "cancelled" });
		expect((await staying).formula).toBe("C2H6O");
	});

	test("after dispose everything pending and everything new is refused", async () => {
		const chemistry = client();
		const pending = [chemistry.facts("C"), chemistry.draw(SLOW, DRAWING)].map((promise) => expect(promise).rejects.toMatchObject({ code: "disposed" }));
		await chemistry.dispose();
		await Promise.all(pending);
		await expect(chemistry.facts("C")).rejects.toMatchObject({ code: "disposed" });
	});

	test("the cache forgets the oldest first and never outgrows its budget", () => {
		const cache = new ResultCache<string>(100, (text) => text.length);
		for (let number = 0; number < 50; number++) {
			cache.set(`k${number}`, "x".repeat(17));
			cache.get("k0");
		}
		expect(cache.size).toBeLessThanOrEqual(5);
		expect(cache.get("k0")).toBeDefined();
		expect(cache.get("k1")).toBeUndefined();
		cache.set("huge", "x".repeat(99));
		expect(cache.get("huge")).toBeUndefined();
	});
});

test("no handle is forgotten: ten thousand molecules, good and bad, leave the memory as it was", async () => {
	const rdkit = await loadRdkit(rdkitWasm());
	const work = (count: number): void => {
		for (let index = 0; index < count; index++) {
			withMolecule(rdkit, `${"C".repeat(index % 20)}C/C=C/c1ccccc1`, (molecule) => (index % 5 === 0 ? moleculeFacts(molecule) : moleculeGraph(molecule)));
			expect(() => withMolecule(rdkit, "c1cccc1", () => 0)).toThrow();
			expect(() => withMolecule(rdkit, "C$C", moleculeGraph)).toThrow();
		}
	};
	work(300);
	const before = process.memoryUsage().rss;
	work(3300);
	// Forgotten handles cost 35 KB each: 3,300 times two would be 230 MB.
	expect((process.memoryUsage().rss - before) / 1e6).toBeLessThan(100);
});
