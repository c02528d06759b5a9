import { describe, expect, it } from "vitest";
import { AnswerText } from "../../../src/inference/runtime/answerText.ts";

/** Ids are the bytes of UTF-8, as under the byte fallback. */
const decode = (ids: readonly number[]): string => new TextDecoder().decode(Uint8Array.from(ids));

function write(text: string, stops: string[] = ["###", "Human:"]): { pieces: string[]; stopped: boolean } {
	const answer = new AnswerText(decode, stops);
	const pieces: string[] = [];
	for (const byte of new TextEncoder().encode(text)) {
		pieces.push(answer.push(byte));
		if (answer.stopped) {
			break;
		}
	}
	pieces.push(answer.finish());
	return { pieces: pieces.filter(Boolean), stopped: answer.stopped };
}

describe("an answer as it is written", () => {
	it("is trimmed at both ends", () => {
		expect(write("  \n It has two rings. \n").pieces.join("")).toBe("It has two rings.");
	});

	it("keeps inner whitespace", () => {
		expect(write("One.\n\n- two\n- three").pieces.join("")).toBe("One.\n\n- two\n- three");
	});

	it("shows whole characters only", () => {
		const { pieces } = write("β-lactam 5′ 日本 🧪");
		expect(pieces.join("")).toBe("β-lactam 5′ 日本 🧪");
		expect(pieces.join("|")).not.toContain("\uFFFD");
	});

	it("ends at a stop string and shows nothing of it, not even for a moment", () => {
		const { pieces, stopped } = write("It is aspirin. ### Human: and now?");
		expect(stopped).toBe(true);
		expect(pieces.join("")).toBe("It is aspirin.");
		expect(pieces.some((piece) => piece.includes("#"))).toBe(false);
	});

	it("shows a hash that turns out to be no stop string", () => {
		expect(write("C# and ## and Humans")).toEqual({ pieces: expect.any(Array) as string[], stopped: false });
		expect(write("C# and ## and Humans").pieces.join("")).toBe("C# and ## and Humans");
		expect(write("ends with ##").pieces.join("")).toBe("ends with ##");
	});

	it("finds a stop string at the very beginning", () => {
		expect(write(" ### Human:")).toEqual({ pieces: [], stopped: true });
	});

	it("lets bytes that never become a character through as replacement marks", () => {
		const answer = new AnswerText(decode, []);
		const text = [0xff, 0xff, 0xff, 0xff, 65].map((byte) => answer.push(byte)).join("") + answer.finish();
		expect(text).toBe("\uFFFD\uFFFD\uFFFD\uFFFDA");
	});
});
