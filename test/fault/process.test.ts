/** The inference process dies, hangs about or is stopped: one answer is lost at most, and the next question works. */
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { AskEvent, AskRequest } from "../../src/inference/engine.ts";
import { Failure } from "../../src/science/failure.ts";
import { slowMotion } from "../e2e/inferenceProcess.ts";
import { realEngine, tell, type RealEngine } from "../support/engine.ts";

const describeIt = (smiles: string, maxTokens = 160): AskRequest => ({ turns: [{ role: "user", text: "Please describe this molecule.", entities: [{ kind: "molecule", smiles }] }], maxTokens });
const steroid = describeIt("C[C@]12CCC(=O)C=C1CC[C@@H]3[C@@H]2C(=O)C[C@]\\4([C@H]3CC/C4=C/C(=O)OC)C");

let real: RealEngine;
beforeEach(async () => {
	real = await realEngine();
});
afterEach(() => real.dispose());

/** Reads events until some text has come, calls `then`, and returns all events and how it ended. */
async function interrupt(request: AskRequest, then: () => void, signal?: AbortSignal): Promise<{ events: AskEvent[]; error: unknown }> {
	const events: AskEvent[] = [];
	let done = false;
	try {
		for await (const event of real.engine.ask(request, signal)) {
			events.push(event);
			if (event.type === "text" && event.text && !done) {
				done = true;
				then();
			}
		}
		return { events, error: undefined };
	} catch (error) {
		return { events, error };
	}
}
const textOf = (events: readonly AskEvent[]): string => events.map((event) => (event.type === "text" ? event.text : "")).join("");

describe("kill -9 in the middle of an answer", () => {
	it("keeps what was written, says what happened, and answers the next question", async () => {
		const { events, error } = await interrupt(steroid, () => process.kill(real.engine.pid ?? 0, "SIGKILL"));
		expect(textOf(events)).toMatch(/^The/);
		expect(error).toBeInstanceOf(Failure);
		expect(error).toMatchObject({ code: "engine-died", message: expect.stringMatching(/ended unexpectedly \(SIGKILL\).*kept.*Ask again/) as string });
		expect(real.engine.state().state).toBe("asleep");
		const { answer } = await tell(real.engine, steroid);
		expect(answer.text).toMatch(/^The molecule is a 2-oxo steroid/);
	});

	it("does not touch the questions that wait behind it", async () => {
		const first = interrupt(steroid, () => process.kill(real.engine.pid ?? 0, "SIGKILL"));
		const second = tell(real.engine, describeIt("CCO", 4));
		expect((await first).error).toMatchObject({ code: "engine-died" });
		expect((await second).answer.stop).toBe("length");
	});

	it("again and again is answered by waiting a little longer each time, not by giving up", async () => {
		for (let death = 0; death < 3; death++) {
			const { error } = await interrupt(steroid, () => process.kill(real.engine.pid ?? 0, "SIGKILL"));
			expect(error).toMatchObject({ code: "engine-died" });
		}
		// No wait after the first death, half a second after the second, a second after the third.
		const asked = performance.now();
		const next = tell(real.engine, describeIt("CCO", 4));
		await expect.poll(() => real.engine.pid, { timeout: 20_000, interval: 10 }).toBeGreaterThan(0);
		expect(performance.now() - asked).toBeGreaterThan(700);
		expect((await next).answer.generatedIds).toHaveLength(4);
	});

	it("and then the window closes: nothing is started behind it", async () => {
		for (let death = 0; death < 2; death++) {
			await interrupt(steroid, () => process.kill(real.engine.pid ?? 0, "SIGKILL"));
		}
		const waiting = tell(real.engine, steroid);
		const ended = expect(waiting).rejects.toMatchObject({ code: expect.stringMatching(/disposed|cancelled/) as string });
		await real.engine.dispose();
		await ended;
		expect(real.engine.pid).toBeUndefined();
	});

	it("while the model is being loaded fails that question only", async () => {
		const starting = tell(real.engine, steroid);
		await expect.poll(() => real.engine.pid, { timeout: 20_000 }).toBeGreaterThan(0);
		process.kill(real.engine.pid ?? 0, "SIGKILL");
		await expect(starting).rejects.toMatchObject({ code: "engine-died" });
		expect((await tell(real.engine, describeIt("CCO", 4))).answer.stop).toBe("length");
	});
});

describe("stop", () => {
	it("in the middle of an answer ends it within 300 ms with the text so far", async () => {
		const stop = new AbortController();
		let stoppedAt = 0;
		const { events, error } = await interrupt(steroid, () => {
			stoppedAt = performance.now();
			stop.abort();
		}, stop.signal);
		expect(performance.now() - stoppedAt).toBeLessThan(300);
		expect(error).toBeUndefined();
		const done = events.at(-1);
		expect(done).toMatchObject({ type: "done", answer: { stop: "cancelled" } });
		expect(done?.type === "done" && done.answer.text.startsWith(textOf(events).trimEnd())).toBe(true);
		expect((await tell(real.engine, describeIt("CCO", 4))).answer.stop).toBe("length");
	});

	it("while the model is being loaded ends the question, not the loading", async () => {
		const stop = new AbortController();
		const waiting = tell(real.engine, steroid, stop.signal);
		await expect.poll(() => real.engine.state().state, { timeout: 20_000 }).toBe("starting");
		stop.abort();
		await expect(waiting).rejects.toMatchObject({ code: "cancelled" });
		expect((await tell(real.engine, describeIt("CCO", 4))).answer.stop).toBe("length");
	});

	it("while waiting in line leaves the line", async () => {
		const stop = new AbortController();
		const first = tell(real.engine, steroid);
		const second = tell(real.engine, describeIt("CCO"), stop.signal);
		await expect.poll(() => real.engine.state().state, { timeout: 20_000 }).toBe("ready");
		stop.abort();
		await expect(second).rejects.toMatchObject({ code: "cancelled" });
		expect((await first).answer.stop).toBe("end");
	});

	it("before the question was even sent is a cancellation", async () => {
		await expect(tell(real.engine, steroid, AbortSignal.abort())).rejects.toMatchObject({ code: "cancelled" });
	});
});

/** A thirtieth of the speed: what nano still had to write would take more than this (s), a short question much less. */
const REST_OF_ANSWER = 7;
async function inSlowMotion(): Promise<() => void> {
	await tell(real.engine, describeIt("CCO", 2));
	return slowMotion(real.engine.pid ?? 0);
}
async function secondsOfNextQuestion(): Promise<number> {
	const started = performance.now();
	const { answer } = await tell(real.engine, { turns: [{ role: "user", text: "Hello?", entities: [] }], maxTokens: 2 });
	expect(answer.generatedIds.length).toBeGreaterThan(0);
	return (performance.now() - started) / 1000;
}

it("a stopped model does not write on in the dark", async () => {
	const restore = await inSlowMotion();
	const stop = new AbortController();
	await interrupt(steroid, () => stop.abort(), stop.signal);
	expect(await secondsOfNextQuestion()).toBeLessThan(REST_OF_ANSWER);
	restore();
});

describe("a reader who walks away", () => {
	it("does not keep the model writing for nobody", async () => {
		const restore = await inSlowMotion();
		for await (const event of real.engine.ask(steroid)) {
			if (event.type === "text") {
				break;
			}
		}
		expect(await secondsOfNextQuestion()).toBeLessThan(REST_OF_ANSWER);
		restore();
	});
});

it("leaves no process and no scratch file behind", async () => {
	const { readdirSync } = await import("node:fs");
	const { tmpdir } = await import("node:os");
	// Our own alone: other engines may run on this machine.
	const scratch = (): string[] => readdirSync(tmpdir()).filter((name) => /^biomedgpt-[A-Za-z0-9]{6}$/.test(name) && !before.includes(name));
	const before: string[] = [];
	before.push(...scratch());
	await tell(real.engine, describeIt("CCO", 4));
	const pid = real.engine.pid ?? 0;
	const [ours] = scratch();
	expect(ours).toBeDefined();
	expect(readdirSync(path.join(tmpdir(), ours ?? "")), "no soft token is left on the disk").toEqual([]);
	await real.engine.dispose();
	expect(scratch()).not.toContain(ours);
	expect(() => process.kill(pid, 0)).toThrow();
});

describe("Ctrl-C and kill at a terminal", () => {
	it("Ctrl-C, which reaches the whole group, stops the answer and not the model", async () => {
		const stop = new AbortController();
		const { events, error } = await interrupt(steroid, () => {
			process.kill(real.engine.pid ?? 0, "SIGINT");
			stop.abort();
		}, stop.signal);
		expect(error).toBeUndefined();
		expect(events.at(-1)).toMatchObject({ type: "done", answer: { stop: "cancelled" } });
		const pid = real.engine.pid;
		expect((await tell(real.engine, describeIt("CCO", 4))).answer.stop).toBe("length");
		expect(real.engine.pid).toBe(pid);
	});
});
