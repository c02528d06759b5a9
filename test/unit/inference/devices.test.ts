import { describe, expect, it } from "vitest";
import { inferenceThreads, processorCores } from "../../../src/inference/runtime/devices.ts";

describe("processor cores of the inference process", () => {
	it("are all that there are, or as many of them as it was told", () => {
		expect(processorCores(undefined, 8)).toBe(8);
		expect(processorCores("2", 8)).toBe(2);
		expect(processorCores("64", 8)).toBe(8);
		expect(["", "0", "-1", "many", "1.5"].map((told) => processorCores(told, 8))).toEqual([8, 8, 8, 8, 8]);
	});

	it("leave one to the editor", () => {
		expect([1, 2, 8].map((cores) => inferenceThreads(cores))).toEqual([1, 1, 7]);
	});

	it("are as many threads as a person set, but not more than there are", () => {
		expect(["3", "64", "0", "auto", ""].map((wished) => inferenceThreads(8, wished))).toEqual([3, 8, 7, 7, 7]);
	});
});
