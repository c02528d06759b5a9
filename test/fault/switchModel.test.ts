/** Another model is chosen while the first one works: nobody gets an answer of a model that he did not ask. */
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { nanoDirectory, realEngine, tell, type RealEngine } from "../support/engine.ts";

const question = (text: string, maxTokens = 24) => ({ turns: [{ role: "user" as const, text, entities: [{ kind: "molecule" as const, smiles: "CCO" }] }], maxTokens });

let folder: string;
let twin: string;
let real: RealEngine;

beforeAll(async () => {
	folder = await mkdtemp(path.join(tmpdir(), "switch-"));
	twin = path.join(folder, "twin");
	await cp(nanoDirectory, twin, { recursive: true });
	const file = path.join(twin, "manifest.json");
	await writeFile(file, JSON.stringify({ ...(JSON.parse(await readFile(file, "utf8")) as object), name: "twin", title: "Its twin" }));
});
afterAll(() => rm(folder, { recursive: true, force: true }));
beforeEach(async () => {
	real = await realEngine();
});
afterEach(() => real.dispose());

describe("choosing another model", () => {
	it("ends the old one's process when its answer is written, and the next question has the new one's answer", async () => {
		const begun: string[] = [];
		const first = tell(real.engine, question("Please describe this molecule.", 120)).then(({ answer }) => (begun.push("answer"), answer));
		await expect.poll(() => real.engine.state().state, { timeout: 30_000, interval: 5 }).toBe("ready");
		const { pid } = real.engine;
		const switched = real.engine.use(twin).then(() => begun.push("switched"));
		const second = tell(real.engine, question("Please describe this molecule."));
		expect((await first).model.name).toBe("BioMedGPT nano");
		await switched;
		expect(begun).toEqual(["answer", "switched"]);
		expect((await second).answer.model.name).toBe("Its twin");
		expect(real.engine.pid).not.toBe(pid);
		expect(() => process.kill(pid ?? 0, 0), "the old process is gone").toThrow();
		expect((await real.engine.describe()).title).toBe("Its twin");
	});

	it("and back again gives the first one's answer to the letter", async () => {
		const before = await tell(real.engine, question("Please describe this molecule."));
		await real.engine.use(twin);
		expect(real.engine.state()).toEqual({ state: "asleep" });
		await real.engine.use(nanoDirectory);
		const after = await tell(real.engine, question("Please describe this molecule."));
		expect([after.answer.text, after.answer.model]).toEqual([before.answer.text, before.answer.model]);
	});

	it("that reads molecules as text gets their computed facts, also in a question that waited meanwhile", async () => {
		const reading = path.join(folder, "reading");
		await cp(nanoDirectory, reading, { recursive: true });
		const file = path.join(reading, "manifest.json");
		const manifest = JSON.parse(await readFile(file, "utf8")) as { readonly prompt: object };
		await writeFile(file, JSON.stringify({ ...manifest, molecule: undefined, prompt: { ...manifest.prompt, molecule: ["<SMILES>{smiles}</SMILES> (computed: {facts})", ""] } }));
		const first = tell(real.engine, question("Please describe this molecule.", 60));
		await expect.poll(() => real.engine.state().state, { timeout: 30_000, interval: 5 }).toBe("ready");
		const switched = real.engine.use(reading);
		const waiting = tell(real.engine, question("What is it?"));
		await Promise.all([first, switched]);
		for (const { prompt } of [await waiting, await tell(real.engine, question("What is it?"))]) {
			expect(prompt.segments.map((segment) => (segment.kind === "text" ? segment.text : "")).join("")).toContain("(computed: Formula C2H6O;");
		}
	});

	it("that is not there is told by the next question, and the way back is open", async () => {
		await real.engine.use(path.join(folder, "nowhere"));
		await expect(tell(real.engine, question("What is it?"))).rejects.toMatchObject({ code: "bundle-missing" });
		await real.engine.use(nanoDirectory);
		expect((await tell(real.engine, question("What is it?"))).answer.model.name).toBe("BioMedGPT nano");
	});

	it("waits for the end of an annotation: all of its rows are one model's", async () => {
		const items = Array.from({ length: 6 }, (_, length) => ({ text: "Please describe this molecule.", entities: [{ kind: "molecule" as const, smiles: `${"C".repeat(length + 1)}O` }] }));
		let count = 0;
		for await (const { result } of real.engine.batch(items, { kind: "write", maxTokens: 16 })) {
			expect(result.kind).toBe("written");
			if (count++ === 0) {
				await expect(real.engine.use(twin)).rejects.toMatchObject({ code: "model-busy" });
			}
		}
		expect(count).toBe(items.length);
		await real.engine.use(twin);
		expect((await tell(real.engine, question("What is it?"))).answer.model.name).toBe("Its twin");
	});

	it("is refused from an annotation's first moment on, before its process has said anything", async () => {
		const items = [{ text: "Please describe this molecule.", entities: [{ kind: "molecule" as const, smiles: "CCO" }] }];
		const batch = real.engine.batch(items, { kind: "write", maxTokens: 4 });
		const first = batch.next();
		await expect(real.engine.use(twin)).rejects.toMatchObject({ code: "model-busy" });
		expect((await first).value).toMatchObject({ model: { name: "BioMedGPT nano" } });
		await batch.return(undefined);
	});

	it("does not disturb who counts tokens meanwhile, and keeps the model where waiting was given up", async () => {
		const counts = Array.from({ length: 5 }, () => real.engine.countTokens("aspirin"));
		await real.engine.use(twin);
		expect(new Set(await Promise.all(counts)).size).toBe(1);
		const writing = real.engine.ask(question("Please describe this molecule.", 120));
		expect((await writing.next()).value).toMatchObject({ type: "stage" });
		const stop = new AbortController();
		const waiting = real.engine.use(nanoDirectory, stop.signal);
		stop.abort();
		await expect(waiting).rejects.toMatchObject({ code: "cancelled" });
		await writing.return(undefined);
		expect((await real.engine.describe()).id).toBe("twin");
	});
});
