/** What floors below say for the window, as somebody at a terminal can follow it. */
import { describe, expect, it } from "vitest";
import { diskFailure, endless, refused } from "../../../src/inference/bundle/download/failures.ts";
import { Failure, failureData } from "../../../src/science/failure.ts";
import { inCommandWords, threadsRemark } from "../../../src/terminal/commandWords.ts";

describe("a failure at a terminal", () => {
	it.each([
		["a file behind a form", refused("https://example.org/a.bin", 403), /then give it to: biomedgpt models import PATH\.$/],
		["a file that is gone", refused("https://example.org/a.bin", 404), /then give it to: biomedgpt models import PATH\.$/],
		["a file of unknown length", endless("https://example.org/a.bin"), /then give it to: biomedgpt models import PATH\.$/],
		["a folder that cannot be written", diskFailure(Object.assign(new Error("no"), { code: "EACCES" }), "/x"), /Choose another folder with --models-folder DIR or the variable BIOMEDGPT_MODELS\.$/],
		["a driver that ends the program", new Failure("engine-died", "It ended. Choose the processor in the setting biomedgpt.device."), /Choose the processor with --device cpu\.$/],
		["a worker that is broken", new Failure("unexpected", "It stopped. Reload the window; if it stays, report it."), /^It stopped\. Give the command again; if it stays, report it\.$/],
	])("says of %s what to type, not what to choose in a window", (_, failure, words) => {
		const { message, ...rest } = inCommandWords(failureData(failure));
		expect(message).toMatch(words);
		expect(message).not.toMatch(/I have the files|the settings?\b|the window/);
		expect(rest).toMatchObject({ code: failure.code });
	});

	it("that says what to do anywhere is as it was", () => {
		const failure = failureData(new Failure("disk-full", "Make room, then do it again."));
		expect(inCommandWords(failure)).toEqual(failure);
	});
});

describe("more threads than cores", () => {
	const placement = { threads: "auto" } as const;

	it.each([
		[{ command: "annotate", threads: 64, placement }, "--threads 64: this machine gives 8 cores to a program, so 8 are used."],
		[{ command: "ask", placement: { threads: 9 } }, "--threads 9: this machine gives 8 cores to a program, so 8 are used."],
		[{ command: "ask", placement: { threads: 8 } }, undefined],
		[{ command: "annotate", threads: undefined, placement }, undefined],
		[{ command: "devices", placement: { threads: 64 } }, undefined],
	])("are told in one line: %o", (args, line) => {
		expect(threadsRemark(args, 8)).toBe(line);
	});
});
