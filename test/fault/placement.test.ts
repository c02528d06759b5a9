/** Where memory is short, or a loading model takes its process with it, the next start is smaller, and says so. */
import { afterEach, describe, expect, it } from "vitest";
import type { AskRequest } from "../../src/inference/engine.ts";
import { planBundle } from "../../src/inference/runtime/planModel.ts";
import { NO_WISHES } from "../../src/inference/runtime/placement.ts";
import { BundleCopy } from "../support/bundles.ts";
import { nanoDirectory, realEngine, tell, type RealEngine } from "../support/engine.ts";

const question: AskRequest = { turns: [{ role: "user", text: "Please describe this molecule.", entities: [{ kind: "molecule", smiles: "CCO" }] }], maxTokens: 4 };
const ABSURD = 100_000_000;
const wishes = (contextSize: number) => () => ({ gpuLayers: "auto", contextSize, threads: "auto" }) as const;
/** Ends the process as the system does when memory runs out, as soon as it has said that it tries more than so many positions. */
const killedAbove = (positions: number): string => `
const send = process.send.bind(process);
process.send = (message) => send(message, () => message.kind === "attempt" && message.placement.contextSize > ${positions} && process.kill(process.pid, "SIGKILL"));`;

const killedOnGpu = `
const send = process.send.bind(process);
process.send = (message) => send(message, () => message.kind === "attempt" && message.placement.gpuLayers > 0 && process.kill(process.pid, "SIGKILL"));`;
/** Plans that are made apart, without a model that is loaded, arrive so many milliseconds later. */
const slowPlans = (milliseconds: number): string => `
const sendNow = process.send.bind(process);
process.send = (message, ...more) => (message.kind === "planned" && message.id !== undefined ? setTimeout(() => sendNow(message, ...more), ${milliseconds}) : sendNow(message, ...more));`;
/** A system that says it has so many bytes of memory, and so many of them free. */
const memory = (total: number, free: number): string => `
import os from "node:os";
import { syncBuiltinESMExports } from "node:module";
os.totalmem = () => ${total};
os.freemem = process.availableMemory = () => ${free};
syncBuiltinESMExports();`;

let real: RealEngine | undefined;
let copy: BundleCopy | undefined;
afterEach(async () => {
	await real?.dispose();
	copy?.dispose();
	real = copy = undefined;
});

describe("a wish for the context", () => {
	it("is kept, and told with the answer", async () => {
		real = await realEngine(nanoDirectory, { wishes: wishes(800) });
		const { answer } = await tell(real.engine, question);
		expect(answer.reading).toMatchObject({ contextSize: 800, device: "cpu" });
		expect(real.engine.state()).toMatchObject({ state: "ready", plan: { device: "cpu", gpuLayers: 0, contextSize: 800, sentences: [] } });
	});

	it("that changes holds from the next question on, and nothing else ends the process", async () => {
		let contextSize = 800;
		real = await realEngine(nanoDirectory, { wishes: () => ({ contextSize }) });
		const { engine } = real;
		const states: string[] = [];
		const unwatch = engine.watch(() => states.push(engine.state().state));
		expect(await engine.describe()).toMatchObject({ context: 800 });
		await tell(engine, question);
		const { pid } = engine;
		await tell(engine, question);
		expect(engine.pid).toBe(pid);
		contextSize = 900;
		expect(await engine.describe()).toMatchObject({ context: 900 });
		expect(engine.pid).toBe(pid);
		expect((await tell(engine, question)).answer.reading).toMatchObject({ contextSize: 900 });
		expect(engine.pid).not.toBe(pid);
		expect(states).toEqual(["starting", "starting", "ready", "asleep", "starting", "starting", "ready"]);
		unwatch();
		contextSize = 1000;
		await tell(engine, question);
		expect(states).toHaveLength(7);
	});

	it("that changes while the model starts does not disturb who counts tokens meanwhile", async () => {
		let contextSize = 800;
		real = await realEngine(nanoDirectory, { wishes: () => ({ contextSize }) });
		const { engine } = real;
		const count = engine.countTokens("aspirin");
		contextSize = 900;
		const [tokens, { answer }] = await Promise.all([count, tell(engine, question)]);
		expect(tokens).toBe(await engine.countTokens("aspirin"));
		expect(answer.reading).toMatchObject({ contextSize: 900 });
	});

	it("waits for an annotation under way, whose rows are all to be of one process", async () => {
		let contextSize = 800;
		real = await realEngine(nanoDirectory, { wishes: () => ({ contextSize }) });
		const { engine } = real;
		const [item = { text: "", entities: [] }] = question.turns.flatMap((turn) => (turn.role === "user" ? [turn] : []));
		const batch = engine.batch(Array.from({ length: 8 }, () => item), { kind: "write", maxTokens: 4 })[Symbol.asyncIterator]();
		await batch.next();
		const { pid } = engine;
		contextSize = 900;
		expect((await tell(engine, question)).answer.reading).toMatchObject({ contextSize: 800 });
		while ((await batch.next()).done !== true) {
			expect(engine.pid).toBe(pid);
		}
		expect((await tell(engine, question)).answer.reading).toMatchObject({ contextSize: 900 });
	});

	it("that changes between two batches of a job waits for the job's end, as another model does", async () => {
		let contextSize = 800;
		real = await realEngine(nanoDirectory, { wishes: () => ({ contextSize }) });
		const { engine } = real;
		const items = question.turns.flatMap((turn) => (turn.role === "user" ? [turn] : []));
		const answered = async (): Promise<void> => {
			for await (const { result } of engine.batch(items, { kind: "write", maxTokens: 4 })) {
				expect(result.kind).toBe("written");
			}
		};
		await answered();
		contextSize = 900;
		const release = await engine.hold();
		await answered();
		const { pid } = engine;
		expect(engine.state()).toMatchObject({ plan: { contextSize: 900 } });
		contextSize = 1000;
		await answered();
		await expect(engine.use("/elsewhere")).rejects.toMatchObject({ code: "model-busy" });
		expect(engine.pid).toBe(pid);
		expect(engine.state()).toMatchObject({ plan: { contextSize: 900 } });
		release();
		release();
		await answered();
		expect(engine.state()).toMatchObject({ plan: { contextSize: 1000 } });
	});

	it("below what a question needs, or above what the model has, is bounded", async () => {
		real = await realEngine(nanoDirectory, { wishes: wishes(16) });
		expect(await real.engine.plan()).toMatchObject({ contextSize: 768, sentences: [expect.stringContaining("needs 768")] });
		expect(real.engine.state()).toEqual({ state: "asleep" });
		await real.dispose();
		real = await realEngine(nanoDirectory, { wishes: wishes(5000) });
		expect((await tell(real.engine, question)).answer.reading).toMatchObject({ contextSize: 1024 });
	});
});

it("the plan is known before anything is loaded", async () => {
	real = await realEngine();
	const plan = await real.engine.plan();
	expect(plan).toMatchObject({ device: "cpu", gpus: [], gpuLayers: 0, contextSize: 1024, sentences: [] });
	const parts = Object.fromEntries(plan.memory.map(({ part, bytes }) => [part, bytes]));
	expect(parts["weights"]).toBeGreaterThan(14e6);
	expect(parts).toMatchObject({ molecule: 7753166, protein: 3396944 });
	await tell(real.engine, question);
	const state = real.engine.state();
	expect(state).toMatchObject({ plan: { ...plan, memory: expect.any(Array) as unknown } });
});

it("a context that no memory of this machine could hold is made as long as fits, and is not even tried", async () => {
	copy = boundless(1_000_000_000);
	// A small laptop: of the whole memory of this machine others want to have something, too.
	real = await realEngine(copy.directory, { wishes: wishes(1_000_000_000), before: memory(4e9, 2e9) });
	const { answer } = await tell(real.engine, question);
	expect(answer.generatedIds.length).toBeGreaterThan(0);
	const state = real.engine.state();
	const plan = state.state === "ready" ? state.plan : undefined;
	expect(plan?.sentences).toEqual([expect.stringMatching(/with 1,000,000,000 positions the model needs about .* GB: its context has [\d,]+ positions instead\.$/)]);
	expect(answer.reading?.contextSize).toBe(plan?.contextSize);
	expect(plan?.contextSize).toBeGreaterThan(50_000);
	expect(plan?.memory.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThan(2e9);
});

it("a context for which no memory can be had gives way to a smaller one, with a sentence", async () => {
	copy = boundless();
	real = await realEngine(copy.directory, { wishes: wishes(ABSURD), before: memory(2 ** 50, 2e9) });
	const { answer } = await tell(real.engine, question);
	expect(answer.generatedIds.length).toBeGreaterThan(0);
	const state = real.engine.state();
	const plan = state.state === "ready" ? state.plan : undefined;
	expect(plan?.contextSize).toBeLessThan(ABSURD);
	expect(plan?.sentences.join(" ")).toMatch(/it is tried, since that context was asked for\. There was not enough memory with the processor alone and 100,000,000 positions: it was started with/);
	expect(answer.reading?.contextSize).toBe(plan?.contextSize);
});

it("a plan that comes late does not take the place of what came true meanwhile", async () => {
	// The model's own process dies with more than 800 positions; what plans apart is slow.
	real = await realEngine(nanoDirectory, { before: `${killedAbove(800)}${slowPlans(6000)}` });
	const { engine } = real;
	const planned = engine.plan();
	await tell(engine, question);
	expect(await engine.describe()).toMatchObject({ context: 768 });
	expect(await planned).toMatchObject({ contextSize: 1024 });
	expect(await engine.describe()).toMatchObject({ context: 768 });
});

it("an engine that is disposed of ends what plans for it, and plans no more", async () => {
	real = await realEngine(nanoDirectory, { before: `console.log("pid " + process.pid);${slowPlans(600_000)}` });
	const { engine, log } = real;
	const planned = engine.plan().catch((error: unknown) => error);
	await expect.poll(() => log.join()).toMatch(/pid \d/);
	const pid = Number(/pid (\d+)/.exec(log.join())?.[1]);
	await engine.dispose();
	expect(await planned).toMatchObject({ code: "disposed" });
	await expect.poll(() => isAlive(pid)).toBe(false);
	await expect(engine.plan()).rejects.toMatchObject({ code: "disposed" });
	await expect(engine.devices()).rejects.toMatchObject({ code: "disposed" });
	expect(log.filter((line) => line.includes("pid "))).toHaveLength(1);
});

it("what the machine has is known without a model", async () => {
	real = await realEngine();
	const devices = await real.engine.devices();
	expect(devices.encoderProviders).toContain("cpu");
	expect(devices.freeRam).toBeGreaterThan(0);
	expect(devices.freeRam).toBeLessThanOrEqual(devices.totalRam);
	expect(real.engine.state()).toEqual({ state: "asleep" });
});

it("of several models each has its plan, or what is wrong with it", async () => {
	real = await realEngine();
	const [nano, missing, again] = await real.engine.plansOf([nanoDirectory, "/nowhere", nanoDirectory]);
	expect(nano).toMatchObject({ contextSize: 1024 });
	expect(missing).toMatchObject({ code: "bundle-missing" });
	expect(again).toMatchObject({ contextSize: 1024 });
});

describe("a process that is killed while it loads", () => {
	it("is started smaller for the same question, and stays so", async () => {
		real = await realEngine(nanoDirectory, { before: killedAbove(800) });
		const { answer } = await tell(real.engine, question);
		expect(answer.reading).toMatchObject({ contextSize: 768 });
		expect(real.engine.state()).toMatchObject({ plan: { contextSize: 768, sentences: [expect.stringMatching(/ended while it was loading with the processor alone and 1,024 positions: it was started .* 768 positions/)] } });
		expect(real.log.filter((line) => line.includes("SIGKILL"))).toHaveLength(1);
		expect(await real.engine.describe()).toMatchObject({ context: 768 });
		process.kill(real.engine.pid ?? 0, "SIGKILL");
		await expect.poll(() => real?.engine.state().state).toBe("asleep");
		await tell(real.engine, question);
		expect(real.log.filter((line) => line.includes("SIGKILL"))).toHaveLength(2);
	});

	it("by a GPU's driver is started on the processor, where no driver is asked", async () => {
		copy = new BundleCopy();
		copy.describe((manifest) => ({ ...manifest, language: { ...manifest.language, device: "auto" } }));
		const { layers } = await planBundle(copy.directory, { ...NO_WISHES, device: "cpu" });
		real = await realEngine(copy.directory, { before: killedOnGpu });
		const { answer } = await tell(real.engine, question);
		expect(answer.reading).toMatchObject({ device: "cpu", contextSize: 1024 });
		expect(real.engine.state()).toMatchObject({ plan: { gpuLayers: 0, sentences: [`The model's process ended while it was loading with ${layers} layers on the GPU and 1,024 positions: it was started with the processor alone and 1,024 positions.`] } });
		expect(real.log.filter((line) => line.includes("SIGKILL"))).toHaveLength(1);
	});

	it("each time is one clear failure after as many starts as there are plans", async () => {
		real = await realEngine(nanoDirectory, { before: killedAbove(0) });
		await expect(tell(real.engine, question)).rejects.toMatchObject({ code: "engine-died", message: expect.stringMatching(/each time while it was loading, the last time with the processor alone and 768 positions \(SIGKILL\).*smaller model/) as string });
		expect(real.log.filter((line) => line.includes("SIGKILL"))).toHaveLength(2);
	});
});

function isAlive(pid: number): boolean {
	try {
		return process.kill(pid, 0);
	} catch {
		return false;
	}
}

/** nano, whose files say that it was made for contexts of so many positions. */
function boundless(positions = ABSURD): BundleCopy {
	const copy = new BundleCopy();
	const change = (bytes: Buffer): Buffer => {
		const key = Buffer.from("llama.context_length");
		// The key is followed by its type (uint32: 4) and the value.
		bytes.writeUInt32LE(positions, bytes.indexOf(key) + key.length + 4);
		return bytes;
	};
	copy.damage("language.gguf", change, { resign: true });
	copy.describe((manifest) => ({ ...manifest, language: { ...manifest.language, context: positions } }));
	return copy;
}
