import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { AskEvent } from "../../../src/inference/engine.ts";
import { FLUSH_INTERVAL, TextSender } from "../../../src/inference/process/textSender.ts";

beforeEach(() => {
	vi.useFakeTimers();
});
afterEach(() => {
	vi.useRealTimers();
});

/** Writes a word each so many milliseconds; returns what was sent, and how long the oldest word of each message had waited. */
function write(words: readonly string[], every: number): { sender: TextSender; texts: string[]; waits: number[] } {
	const texts: string[] = [];
	const waits: number[] = [];
	const sender = new TextSender((event: AskEvent) => {
		if (event.type === "text") {
			texts.push(event.text);
			waits.push(performance.timeOrigin + performance.now() - (event.producedAt ?? Number.NaN));
			expect(event.tokens.map(({ text }) => text).join("")).toBe(event.text);
		}
	});
	words.forEach((text, id) => {
		sender.add([{ id, text, probability: 0.5 }], id);
		vi.advanceTimersByTime(every);
	});
	return { sender, texts, waits };
}

describe("an answer on its way to the screen", () => {
	it("shows its first word at once", () => {
		expect(write(["The"], 0)).toMatchObject({ texts: ["The"], waits: [0] });
	});

	it("sends words that come fast together, none later than the interval", () => {
		const { sender, texts, waits } = write(Array.from({ length: 100 }, (_, index) => `${index} `), 2);
		sender.flush();
		expect(texts.length).toBeLessThan(100 * (2 / FLUSH_INTERVAL) + 3);
		expect(texts.join("")).toBe(sender.text);
		expect(sender.tokens.map(({ id }) => id)).toEqual(Array.from({ length: 100 }, (_, index) => index));
		expect(Math.max(...waits)).toBeLessThanOrEqual(FLUSH_INTERVAL + 1);
	});

	it("does not let a word wait for the next one, which a large model may be long about", () => {
		const { texts, waits } = write(["The", " molecule"], FLUSH_INTERVAL / 4);
		expect(texts).toEqual(["The"]);
		vi.advanceTimersByTime(FLUSH_INTERVAL);
		expect(texts).toEqual(["The", " molecule"]);
		expect(waits[1]).toBeLessThanOrEqual(FLUSH_INTERVAL + 1);
	});

	it("sends nothing more once it has failed", () => {
		const { sender, texts } = write(["The", " molecule"], 1);
		sender.cancel();
		vi.advanceTimersByTime(1000);
		expect(texts).toEqual(["The"]);
	});
});
