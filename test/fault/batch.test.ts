/** The inference process dies or is stopped in the middle of a batch, and people ask meanwhile: each item has its one right result. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { BatchItem, BatchResult } from "../../src/inference/batch.ts";
import { realEngine, tell, type RealEngine } from "../support/engine.ts";

const TASK = { kind: "write", maxTokens: 24 } as const;
const LONG = { kind: "write", maxTokens: 160 } as const;
const describeIt = (smiles: string): BatchItem => ({ text: "Please describe this molecule.", entities: [{ kind: "molecule", smiles }] });
const alcohols = Array.from({ length: 24 }, (_, length) => describeIt(`${"C".repeat(length + 1)}O`));

let real: RealEngine;
beforeEach(async () => {
	real = await realEngine();
});
afterEach(() => real.dispose());

/** All results by index; `then` is called after each with their number. */
async function all(items: readonly BatchItem[], task: typeof TASK | typeof LONG, then: (count: number) => void = () => undefined, signal?: AbortSignal): Promise<BatchResult["result"][]> {
	const results: BatchResult["result"][] = [];
	let count = 0;
	for await (const { index, result } of real.engine.batch(items, task, signal)) {
		expect(results[index], "each index once").toBeUndefined();
		results[index] = result;
		then(++count);
	}
	return results;
}
const texts = (results: readonly BatchResult["result"][]): string[] => results.map((result) => (result.kind === "written" ? result.text : JSON.stringify(result)));
function kill(): void {
	if (real.engine.pid !== undefined) {
		process.kill(real.engine.pid, "SIGKILL");
	}
}

describe("kill -9 in the middle of a batch", () => {
	it("costs no item its text, and changes none", async () => {
		const expected = texts(await all(alcohols, TASK));
		const actual = texts(await all(alcohols, TASK, (count) => count % 7 === 0 && kill()));
		expect(actual).toEqual(expected);
		expect(expected.every((text) => text.startsWith("The molecule is"))).toBe(true);
	});

	it("while the model is being loaded is survived too", async () => {
		const running = all(alcohols.slice(0, 3), TASK);
		await expect.poll(() => real.engine.state().state, { timeout: 20_000, interval: 5 }).toBe("starting");
		kill();
		expect(texts(await running).every((text) => text.startsWith("The molecule is"))).toBe(true);
	});
});

describe("stop", () => {
	it("ends a batch within 300 ms, and the model is free for the next question", async () => {
		const stop = new AbortController();
		let stoppedAt = 0;
		const running = all(alcohols, LONG, (count) => {
			if (count === 2) {
				stoppedAt = performance.now();
				stop.abort();
			}
		}, stop.signal);
		await expect(running).rejects.toMatchObject({ code: "cancelled" });
		expect(performance.now() - stoppedAt).toBeLessThan(300);
		expect((await tell(real.engine, { turns: [{ role: "user", ...describeIt("CCO") }], maxTokens: 4 })).answer.stop).toBe("length");
	});

	it("before it began is a cancellation, and nothing is started", async () => {
		await expect(all(alcohols, TASK, undefined, AbortSignal.abort())).rejects.toMatchObject({ code: "cancelled" });
		expect(real.engine.pid).toBeUndefined();
	});

	it("by a reader who walks away ends the work", async () => {
		for await (const { result } of real.engine.batch(alcohols, LONG)) {
			expect(result.kind).toBe("written");
			break;
		}
		// Nothing of the batch is left that a new one would have to wait for.
		expect(texts(await all(alcohols.slice(0, 1), TASK))[0]).toMatch(/^The molecule is/);
	});
});

it("a person who asks while a batch runs goes first", async () => {
	const question = { turns: [{ role: "user" as const, ...describeIt("CC(=O)Oc1ccccc1C(=O)O") }], maxTokens: 12, fresh: true };
	const expected = (await tell(real.engine, question)).answer;
	let during = 0;
	let finished = 0;
	let asked: Promise<void> | undefined;
	const results = await all(alcohols, LONG, (count) => {
		finished = count;
		asked ??= tell(real.engine, question).then(({ answer }) => {
			during = finished;
			expect(answer.text).toBe(expected.text);
		});
	});
	await asked;
	expect(results).toHaveLength(alcohols.length);
	// At most what was at its last step when the question came.
	expect(during).toBeLessThanOrEqual(5);
});

it("an engine that is shut down ends its batches", async () => {
	await expect(all(alcohols, LONG, (count) => void (count === 1 && real.engine.dispose()))).rejects.toMatchObject({ code: "disposed" });
});

it("nothing to do is done at once, without a model", async () => {
	expect(await all([], TASK)).toEqual([]);
	expect(real.engine.pid).toBeUndefined();
});
