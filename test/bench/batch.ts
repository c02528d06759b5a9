/** A batch of captions against the same engine asked one by one, in turns of a few molecules each, with the embedded model. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import type { BatchItem } from "../../src/inference/batch.ts";
import type { Engine } from "../../src/inference/engine.ts";
import { SupervisedEngine } from "../../src/inference/process/supervisor.ts";
import { ChemistryClient } from "../../src/science/chemistryClient.ts";
import { Failure } from "../../src/science/failure.ts";
import { pairedRatio, percentile, residentMemory, type Figure } from "./figures.ts";

/** Molecules of a turn: a busy machine drifts, so each turn is compared with its neighbour. */
const TURN = 50;
const QUESTION = "Please describe this molecule.";

/** @param count molecules; 2,000 are there */
export async function batchFigures(repository: string, count: number): Promise<Figure[]> {
	const dist = path.join(repository, "dist");
	const chemistry = new ChemistryClient({ workerFile: path.join(dist, "chemistry-worker.js") });
	const engine = new SupervisedEngine({ processFile: path.join(dist, "inference-process.mjs"), bundleDirectory: path.join(repository, "models/nano"), device: "auto", chemistry, log: () => undefined });
	const items = molecules(repository).slice(0, count);
	try {
		await askAll(engine, items.slice(0, 2));
		await batchAll(engine, items.slice(0, 4));
		const alone: number[] = [];
		const together: number[] = [];
		let same = 0;
		for (let start = 0; start < items.length; start += TURN) {
			const turn = items.slice(start, start + TURN);
			const asked = await timed(() => askAll(engine, turn));
			const batched = await timed(() => batchAll(engine, turn));
			alone.push(asked.milliseconds / turn.length);
			together.push(batched.milliseconds / turn.length);
			same += batched.texts.filter((text, index) => text === asked.texts[index]).length;
		}
		const waits = await waitsDuringBatch(engine, items);
		const ratio = pairedRatio(alone, together);
		const identical = (100 * same) / items.length;
		const grown = await memoryGrown(engine, items);
		return [
			{ name: `captions of ${items.length} molecules, asked one by one`, value: 1000 / percentile(alone, 50), unit: "rows/s" },
			{ name: "captions in a batch", value: 1000 / percentile(together, 50), unit: "rows/s" },
			{ name: "batch ÷ one by one", value: ratio, unit: "×", goal: "≥ 2.5", met: ratio >= 2.5 },
			{ name: "texts identical to one by one", value: identical, unit: "%", goal: "≥ 99", met: identical >= 99 },
			{ name: "a person's question during a batch, to its first token, slowest of 8", value: Math.max(...waits), unit: "ms", goal: "≤ 1000", met: Math.max(...waits) <= 1000 },
			...(Number.isNaN(grown) ? [] : [{ name: "memory grown after a tenth of the rows", value: grown, unit: "MB", goal: "≤ 30", met: grown <= 30 }]),
		];
	} finally {
		await engine.dispose();
		await chemistry.dispose();
	}
}

/** Megabytes by which the process grows over one batch of all molecules, after the first tenth of them. */
async function memoryGrown(engine: SupervisedEngine, items: readonly BatchItem[]): Promise<number> {
	let count = 0;
	let early: number | undefined;
	for await (const { result } of engine.batch(items, { kind: "write" })) {
		void result;
		if (++count >= items.length / 10) {
			early ??= residentMemory(engine.pid ?? 0);
		}
	}
	return (residentMemory(engine.pid ?? 0) ?? Number.NaN) - (early ?? Number.NaN);
}

/** Milliseconds to the first token of questions that a person asks while a batch runs. */
async function waitsDuringBatch(engine: Engine, items: readonly BatchItem[]): Promise<number[]> {
	const stop = new AbortController();
	const running = batchAll(engine, items, stop.signal).catch(() => undefined);
	const waits: number[] = [];
	for (const { text, entities } of items.slice(0, 8)) {
		await new Promise((resolve) => setTimeout(resolve, 300));
		const started = performance.now();
		for await (const event of engine.ask({ turns: [{ role: "user", text, entities }], sampling: { temperature: 0 } })) {
			if (event.type === "text") {
				waits.push(performance.now() - started);
				break;
			}
		}
	}
	stop.abort();
	await running;
	return waits;
}

function molecules(repository: string): BatchItem[] {
	const lines = gunzipSync(readFileSync(path.join(repository, "test/fixtures/featuriser.jsonl.gz"))).toString("utf8").trim().split("\n");
	return lines.map((line) => ({ text: QUESTION, entities: [{ kind: "molecule", smiles: (JSON.parse(line) as { smiles: string }).smiles }] }));
}

async function timed(work: () => Promise<string[]>): Promise<{ texts: string[]; milliseconds: number }> {
	const started = performance.now();
	const texts = await work();
	return { texts, milliseconds: performance.now() - started };
}

/** The texts; where there is none, why. */
async function askAll(engine: Engine, items: readonly BatchItem[]): Promise<string[]> {
	const texts: string[] = [];
	for (const { text, entities } of items) {
		try {
			for await (const event of engine.ask({ turns: [{ role: "user", text, entities }], sampling: { temperature: 0 } })) {
				if (event.type === "done") {
					texts.push(event.answer.text);
				}
			}
		} catch (error) {
			texts.push(error instanceof Failure ? error.code : String(error));
		}
	}
	return texts;
}

async function batchAll(engine: Engine, items: readonly BatchItem[], signal?: AbortSignal): Promise<string[]> {
	const texts: string[] = [];
	for await (const { index, result } of engine.batch(items, { kind: "write" }, signal)) {
		texts[index] = result.kind === "written" ? result.text : result.kind === "failed" ? result.failure.code : result.kind;
	}
	return texts;
}
