/** A question is asked where a person sits, and whatever they do ends it. */
import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import { question } from "../../../src/terminal/question.ts";

const keyboard = (isTTY = true): PassThrough & { isTTY: boolean } => Object.assign(new PassThrough(), { isTTY });
const screen = (isTTY = true) => {
	const shown: string[] = [];
	return { isTTY, shown, write: (text: string) => shown.push(text) > 0 };
};
const never = new AbortController().signal;

describe("a question", () => {
	it("is shown, and takes one line", async () => {
		const [input, output] = [keyboard(), screen()];
		const answer = question(input, output)?.("Accept? ", never);
		input.write("yes\nmore\n");
		expect(await answer).toBe("yes");
		expect(output.shown).toEqual(["Accept? "]);
	});

	it("that meets the end of the input (Ctrl-D) is not answered", async () => {
		const input = keyboard();
		const answer = question(input, screen())?.("Accept? ", never);
		input.end();
		expect(await answer).toBe("");
	});

	it("ends with the command (Ctrl-C)", async () => {
		const stop = new AbortController();
		const answer = question(keyboard(), screen())?.("Accept? ", stop.signal);
		stop.abort();
		await expect(answer).rejects.toMatchObject({ name: "AbortError" });
	});

	it("is asked of nobody in a pipe", () => {
		expect(question(keyboard(false), screen())).toBeUndefined();
		expect(question(keyboard(), screen(false))).toBeUndefined();
	});
});
