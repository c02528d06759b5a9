/** Several people, or one with several panels, want shapes in space of one worker: each gets its time, and the best that is known. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { type ConformerChemistry, ConformerClient } from "../../../src/science/molecule/conformerClient.ts";

/** In the place of openchemlib: what is asked says what is answered. "held" waits for the file `go`, "crowded" needs another seed, and "rough" is never finished. */
const SCRIPT = `const { parentPort } = require("node:worker_threads"); const { existsSync } = require("node:fs"); let asked = 0;
parentPort.on("message", ({ id, block, seed }) => {
	while (block === "held" && !existsSync(__dirname + "/go")) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
	if (block === "crowded" && seed === 42) parentPort.postMessage({ kind: "failure", id, failure: { code: "conformer-refused", message: "Two atoms collide." } });
	else parentPort.postMessage({ kind: "made", id, conformer: { molBlock: "\\n\\n\\n  0  0", order: [], method: "answer " + ++asked + ", seed " + seed, unfinished: block.startsWith("rough") } });
});`;

let folder: string;
let clients: ConformerClient[] = [];
beforeAll(async () => {
	folder = await mkdtemp(path.join(os.tmpdir(), "conformer-queue-"));
	await writeFile(path.join(folder, "worker.js"), SCRIPT);
});
afterEach(() => {
	vi.restoreAllMocks();
	clients.forEach((client) => client.dispose());
	clients = [];
});
afterAll(async () => rm(folder, { recursive: true, force: true }));

function started(chemistry: Partial<ConformerChemistry> = {}): ConformerClient {
	const client = new ConformerClient({ workerFile: path.join(folder, "worker.js"), timeLimit: 60_000, chemistry: { embeddable: async (block) => ({ block, written: [], open: 0 }), checkConformer: async () => ({ same: true, lost: [] }), ...chemistry } });
	clients.push(client);
	return client;
}

test("a crowded molecule that waited for another one still gets its second try", async () => {
	const client = started();
	const [now, clock] = [performance.now.bind(performance), { ahead: 0 }];
	vi.spyOn(performance, "now").mockImplementation(() => now() + clock.ahead);
	const before = client.conformer("held");
	const crowded = client.conformer("crowded");
	await new Promise((resolve) => setImmediate(resolve));
	clock.ahead = 59_000;
	await writeFile(path.join(folder, "go"), "");
	await before;
	expect((await crowded).method).toContain("seed 43");
});

test("a rough shape of more time is not replaced by one of less that was asked for meanwhile", async () => {
	const client = started();
	const [long, short] = await Promise.all([client.conformer("rough", undefined, 60_000), client.conformer("rough", undefined, 20_000)]);
	expect([short.method, (await client.conformer("rough", undefined, 60_000)).method]).toEqual([long.method, long.method]);
	expect((await client.conformer("rough", undefined, 90_000)).method).toMatch(/^answer 2,/);
});

test("a rough shape tells how much time it was given, whoever asked for it", async () => {
	const client = started();
	expect((await client.conformer("rough", undefined, 120_000)).timeLimit).toBe(120_000);
	expect((await client.conformer("rough")).timeLimit).toBe(120_000);
});

test("stereochemistry that a rough shape lost may be there with more time; that of a finished one is not", async () => {
	const client = started({ checkConformer: async () => ({ same: false, lost: [1] }) });
	await expect(client.conformer("rough")).rejects.toMatchObject({ code: "conformer-unfinished", message: expect.stringMatching(/^Time ended .* of atom 2/) as string });
	await expect(client.conformer("fine")).rejects.toMatchObject({ code: "conformer-refused" });
});
