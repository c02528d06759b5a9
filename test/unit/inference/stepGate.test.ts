/** A person's question against the steps of a batch. */
import { expect, it } from "vitest";
import { StepGate } from "../../../src/inference/runtime/stepGate.ts";

const moment = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

it("steps run side by side while nobody asks", async () => {
	const gate = new StepGate();
	let inside = 0;
	let most = 0;
	const step = async (): Promise<void> => {
		most = Math.max(most, ++inside);
		await moment();
		inside--;
	};
	await Promise.all([gate.step(step), gate.step(step)]);
	expect(most).toBe(2);
});

it("a question waits for the steps under way only, and later steps wait for it", async () => {
	const gate = new StepGate();
	const told: string[] = [];
	const step = (name: string): Promise<void> => gate.step(async () => {
		await moment();
		told.push(name);
	});
	const first = step("step 1");
	const question = gate.before(async () => {
		told.push("question");
		await moment();
		told.push("answer");
	});
	await Promise.all([first, question, step("step 2"), step("step 3")]);
	expect(told).toEqual(["step 1", "question", "answer", "step 2", "step 3"]);
});

it("a question or a step that fails holds up nobody", async () => {
	const gate = new StepGate();
	await expect(gate.step(() => Promise.reject(new Error("no step")))).rejects.toThrow("no step");
	await expect(gate.before(() => Promise.reject(new Error("no answer")))).rejects.toThrow("no answer");
	expect(await gate.step(() => Promise.resolve("done"))).toBe("done");
});
