/** Answers of models that think before they answer (BioMedGPT-R1): the reasoning is kept apart from the answer. */
import { describe, expect, it } from "vitest";
import type { AnswerToken } from "../../../src/inference/engine.ts";
import { answerTextOf } from "../../../src/inference/process/reasoning.ts";
import { AnswerText } from "../../../src/inference/runtime/answerText.ts";
import { decodeWithMarks } from "../../../src/inference/runtime/wholeCharacters.ts";
import { nanoManifest } from "./models.ts";

interface Written {
	readonly reasoning: string;
	readonly text: string;
	readonly reasons: boolean;
	readonly stopped: boolean;
	/** What each token added, `reasoning›text`. */
	readonly tokens: readonly string[];
	/** What was shown after each token. */
	readonly steps: readonly string[];
}

/** Writes pieces of text, each a token. */
function write(...pieces: string[]): Written {
	const answer = new AnswerText((ids) => ids.map((id) => pieces[id] ?? "").join(""), ["Human:"], "</think>");
	const all: AnswerToken[] = [];
	const steps: string[] = [];
	const note = (tokens: readonly AnswerToken[]): void => {
		all.push(...tokens);
		steps.push(tokens.map(({ reasoning, text }) => `${reasoning ?? ""}›${text}`).join("|"));
	};
	for (const id of pieces.keys()) {
		note(answer.push({ id, probability: 0.5 }));
		if (answer.stopped) {
			break;
		}
	}
	note(answer.finish());
	expect(all.map(({ id }) => id), "each token once, in order").toEqual([...all.keys()]);
	return {
		reasoning: all.map(({ reasoning }) => reasoning ?? "").join(""),
		text: all.map(({ text }) => text).join(""),
		reasons: answer.reasons,
		stopped: answer.stopped,
		tokens: all.map(({ reasoning, text }) => (reasoning === undefined ? text : `${reasoning}›${text}`)),
		steps,
	};
}

describe("an answer that begins with reasoning", () => {
	it("is told apart from it, both trimmed, without the mark between them", () => {
		expect(write("\n", "Aspirin", " is an", " ester.", "\n", "</think>", "\n\n", "It is", " a drug.", "\n")).toMatchObject({ reasoning: "Aspirin is an ester.", text: "It is a drug.", reasons: false });
	});

	it("marks the tokens of the reasoning, and gives each of them once", () => {
		expect(write("Two", " rings", ".\n", "</think>", "\n\n", "Two", ".").tokens).toEqual(["Two›", " rings›", ".›", "›", "", "Two", "."]);
	});

	it("streams the reasoning as it comes", () => {
		expect(write("Two", " rings", "</think>", "Yes").steps).toEqual(["Two›", " rings›", "›", "›Yes", ""]);
	});

	it("shows nothing of a mark in pieces, not even for a moment", () => {
		const { steps, reasoning, text, tokens } = write("It is", ".</", "think", ">\n\nA drug", ".");
		expect(steps).toEqual(["It is›", "", "", ".›|›|›A drug", "›.", ""]);
		expect({ reasoning, text, tokens }).toEqual({ reasoning: "It is.", text: "A drug.", tokens: ["It is›", ".›", "›", "A drug", "."] });
	});

	it("has tokens that end the reasoning and begin the answer", () => {
		expect(write("Rings: ", "two</think>Two", ".")).toMatchObject({ reasoning: "Rings: two", text: "Two.", tokens: ["Rings: ›", "two›Two", "."] });
	});

	it("shows what only looked like the mark", () => {
		expect(write("a </think", "er> and ", "</b>", "</think>", "b")).toMatchObject({ reasoning: "a </thinker> and </b>", text: "b" });
	});

	it("may speak of the mark in its answer", () => {
		expect(write("Hm.", "</think>", "It ends with ", "</think>", ".")).toMatchObject({ reasoning: "Hm.", text: "It ends with </think>." });
	});

	it("may answer at once, or leave the answer out", () => {
		expect(write("</think>", "Yes.")).toMatchObject({ reasoning: "", text: "Yes.", reasons: false });
		expect(write("Hm.", "</think>", "\n")).toMatchObject({ reasoning: "Hm.", text: "", reasons: false });
	});

	it("never comes where the reasoning does not end", () => {
		expect(write("First ", "this, ", "then", " </thi")).toMatchObject({ reasoning: "First this, then </thi", text: "", reasons: true, stopped: false });
	});

	it("ends at a stop string, in the answer and in the reasoning", () => {
		expect(write("Hm.", "</think>", "Yes. ", "Human:", " more")).toMatchObject({ reasoning: "Hm.", text: "Yes.", stopped: true, reasons: false });
		expect(write("Hm. ", "Human:", "</think>", "Yes.")).toMatchObject({ reasoning: "Hm.", text: "", stopped: true, reasons: true });
	});
});

describe("a mark that the vocabulary holds as a control token", () => {
	const words = ["Hm", ".", "", "Yes", "."];
	const plain = (ids: readonly number[], before: readonly number[]): string => ids.map((id) => (words[id] === "Yes" && before.length === 0 ? " Yes" : (words[id] ?? ""))).join("");

	it("is read as its text, though the decoder writes nothing for it", () => {
		const answer = new AnswerText(decodeWithMarks(plain, new Map([[2, "</think>"]])), [], "</think>");
		const tokens = [...words.keys()].flatMap((id) => answer.push({ id, probability: 1 }));
		expect([...tokens, ...answer.finish()].map(({ reasoning, text }) => reasoning ?? text)).toEqual(["Hm", ".", "", "Yes", "."]);
		expect(answer.reasons).toBe(false);
	});

	it("ends an answer where it is among the model's stop strings, as the marks of turns are", () => {
		const turns = ["Yes", ".", "", "And", " now?"];
		const language = { detokenize: (ids: readonly number[]) => ids.map((id) => turns[id] ?? "").join(""), unwritten: (text: string) => (text === "<｜User｜>" ? 2 : undefined) };
		const { generation, ...nano } = nanoManifest();
		const answer = answerTextOf(language, { ...nano, generation: { ...generation, stop: ["<｜User｜>"], reasoning: undefined } });
		const shown = [0, 1, 2].flatMap((id) => answer.push({ id, probability: 1 })).concat(answer.finish());
		expect([answer.stopped, shown.map(({ text }) => text).join("")]).toEqual([true, "Yes."]);
	});

	it("leaves what stands around it as it is", () => {
		const decode = decodeWithMarks(plain, new Map([[2, "</think>"]]));
		expect(decode([0, 1, 2, 3, 4], [])).toBe("Hm.</think>Yes.");
		expect(decode([0, 1], [])).toBe("Hm.");
		expect(decodeWithMarks(plain, new Map())).toBe(plain);
	});
});
