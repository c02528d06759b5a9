/** What a batch does when the inference process dies over an item; the process is a made-up one here, so that it dies when it should. */
import { expect, it } from "vitest";
import type { BatchItem, BatchResult, BatchValue } from "../../../src/inference/batch.ts";
import { BatchRun, type BatchServices, type BatchWorker } from "../../../src/inference/process/batchRun.ts";
import { Failure } from "../../../src/science/failure.ts";

const model = { name: "made up", version: "1", checksum: "" };
const died = (): Failure => new Failure("engine-died", "The model's process ended unexpectedly (SIGABRT).");
const items = ["a", "b", "poison", "d", "e", "f"].map((text): BatchItem => ({ text, entities: [] }));

/** Processes that work on four items at a time and die with all of them over an item that `kills` names. */
class Workshop {
	lives = 0;
	results = 0;
	/** Items under way when a process died. */
	readonly deaths: string[][] = [];
	private current: BatchWorker | undefined;

	constructor(private readonly kills: (text: string, life: number) => boolean) {}

	readonly services: BatchServices = {
		running: () => Promise.resolve((this.current ??= this.start())),
		prepare: ({ text }) => (text === "unreadable" ? Promise.reject(new Failure("invalid-smiles", "No molecule.")) : Promise.resolve({ text, entities: [] })),
		onResult: () => this.results++,
	};

	private start(): BatchWorker {
		const life = ++this.lives;
		const under = new Map<string, (error: Failure) => void>();
		const die = (): void => {
			this.deaths.push([...under.keys()].sort());
			this.current = undefined;
			under.forEach((reject) => reject(died()));
		};
		const item: BatchWorker["item"] = ({ text }) =>
			new Promise<BatchValue>((resolve, reject) => {
				under.set(text, reject);
				setTimeout(() => {
					if (under.has(text) && this.kills(text, life)) {
						die();
					}
					under.delete(text);
					resolve({ kind: "written", text: text.toUpperCase(), stop: "end", notices: [] });
				}, 2);
			});
		return { ready: Promise.resolve({ model, device: "cpu", plan: { device: "cpu", gpus: [], layers: 1, gpuLayers: 0, contextSize: 1, threads: 1, memory: [], sentences: [] } }), parallel: () => Promise.resolve(2), item };
	}
}

async function run(workshop: Workshop, all: readonly BatchItem[] = items): Promise<(BatchResult["result"] | undefined)[]> {
	const results: BatchResult["result"][] = [];
	for await (const { index, result } of new BatchRun(all, { kind: "write" }, workshop.services).results(undefined)) {
		expect(results[index], "each index once").toBeUndefined();
		results[index] = result;
	}
	return results;
}
const told = (results: readonly (BatchResult["result"] | undefined)[]): string[] => results.map((result) => (result?.kind === "written" ? result.text : result?.kind === "failed" ? result.failure.code : "nothing"));

it("an item that kills each time fails with that reason, and costs its neighbours nothing", async () => {
	const workshop = new Workshop((text) => text === "poison");
	expect(told(await run(workshop))).toEqual(["A", "B", "engine-died", "D", "E", "F"]);
	// Once among others, twice alone.
	expect(workshop.deaths.map(({ length }) => length > 1)).toEqual([true, false, false]);
	expect(workshop.deaths.slice(1)).toEqual([["poison"], ["poison"]]);
});

it("an item that was there when the process died by chance, even twice, has its text in the end", async () => {
	expect(told(await run(new Workshop((text, life) => text === "poison" && life <= 2)))).toEqual(["A", "B", "POISON", "D", "E", "F"]);
});

it("an item that cannot be read fails alone", async () => {
	const workshop = new Workshop(() => false);
	expect(told(await run(workshop, [{ text: "a", entities: [] }, { text: "unreadable", entities: [] }]))).toEqual(["A", "invalid-smiles"]);
	expect(workshop.lives).toBe(1);
});

it("a model that cannot be loaded ends the batch with that failure", async () => {
	const broken = new Workshop(() => false);
	const services = { ...broken.services, running: () => Promise.reject(new Failure("bundle-broken", "The model's description is not valid.")) };
	const results = new BatchRun(items, { kind: "write" }, services).results(undefined);
	await expect(results.next()).rejects.toMatchObject({ code: "bundle-broken" });
});

it("a machine without the memory for a batch ends it, instead of failing each row", async () => {
	const workshop = new Workshop(() => false);
	const { ready, parallel } = await workshop.services.running(new AbortController().signal);
	const poor: BatchWorker = { ready, parallel, item: () => Promise.reject(new Failure("not-enough-memory", "There is not enough memory for a batch.")) };
	const results = new BatchRun(items, { kind: "write" }, { ...workshop.services, running: () => Promise.resolve(poor) }).results(undefined);
	await expect(results.next()).rejects.toMatchObject({ code: "not-enough-memory" });
});

it("a process that dies at each start is not started for ever", async () => {
	let starts = 0;
	const services: BatchServices = { ...new Workshop(() => false).services, running: () => Promise.reject((starts++, died())) };
	await expect(new BatchRun(items, { kind: "write" }, services).results(undefined).next()).rejects.toMatchObject({ code: "engine-died" });
	expect(starts).toBe(4);
});
