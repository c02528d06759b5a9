import { describe, expect, it } from "vitest";
import { AnswerText } from "../../../src/inference/runtime/answerText.ts";

/** Ids are the bytes of UTF-8, as under the byte fallback. */
const decode = (ids: readonly number[]): string => new TextDecoder().decode(Uint8Array.from(ids));
const joined = (tokens: readonly { readonly text: string }[]): string => tokens.map(({ text }) => text).join("");

function write(text: string, stops: string[] = ["###", "Human:"]): { pieces: string[]; stopped: boolean } {
	const answer = new AnswerText(decode, stops);
	const pieces: string[] = [];
	for (const byte of new TextEncoder().encode(text)) {
		pieces.push(joined(answer.push({ id: byte, probability: 1 })));
		if (answer.stopped) {
			break;
		}
	}
	pieces.push(joined(answer.finish()));
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
		const text = joined([0xff, 0xff, 0xff, 0xff, 65].flatMap((id) => answer.push({ id, probability: 1 }))) + joined(answer.finish());
		expect(text).toBe("\uFFFD\uFFFD\uFFFD\uFFFDA");
	});
});

/** Writes pieces of several bytes each, as larger vocabularies do, and returns what each step shows, `text` with the token's number. */
function steps(...pieces: (string | number[])[]): string[] {
	const bytes = pieces.map((piece) => (typeof piece === "string" ? [...new TextEncoder().encode(piece)] : piece));
	const answer = new AnswerText((ids) => decode(ids.flatMap((id) => bytes[id] ?? [])), ["###"]);
	const shown: string[] = [];
	const note = (tokens: readonly { id: number; text: string; probability: number }[]): void => {
		expect(tokens.map(({ id, probability }) => probability - id / 10)).toEqual(tokens.map(() => 0));
		shown.push(tokens.map(({ id, text }) => `${id}:${text}`).join("|"));
	};
	for (const id of bytes.keys()) {
		note(answer.push({ id, probability: id / 10 }));
		if (answer.stopped) {
			break;
		}
	}
	note(answer.finish());
	return shown;
}

describe("the tokens of an answer", () => {
	it("show their own text, without the white space that the answer begins with", () => {
		expect(steps(" ", " Two", " rings", ".")).toEqual(["0:", "1:Two", "2: rings", "3:.", ""]);
	});

	it("wait until all of their text may show, and come once", () => {
		expect(steps("One.\n\n", "Two", "##", " no stop")).toEqual(["", "0:One.\n\n|1:Two", "", "2:##|3: no stop", ""]);
		expect(steps("C", "#", " is a key", "#\n")).toEqual(["0:C", "", "1:#|2: is a key", "", "3:#"]);
	});

	it("are all there at the end, also those that never show", () => {
		expect(steps("Aspirin", ". #", "##", " never written")).toEqual(["0:Aspirin", "", "", "1:.|2:"]);
		expect(steps("Aspirin", ".\n\n")).toEqual(["0:Aspirin", "", "1:."]);
	});

	it("have a character where it begins, when it takes several of them", () => {
		const [first = 0, second = 0, third = 0] = new TextEncoder().encode("β′").slice(2);
		expect(steps("5", [first], [second], [third], "-end")).toEqual(["0:5", "", "", "1:′|2:|3:", "4:-end", ""]);
		const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = new TextEncoder().encode("日本");
		expect(steps([a], [b, c, d], [e, f, 33])).toEqual(["", "", "0:日|1:本|2:!", ""]);
	});

	it("of bytes that never become a character still make the text", () => {
		expect(steps("5", [0xe2, 0x80])).toEqual(["0:5", "", "1:\uFFFD"]);
	});
});
