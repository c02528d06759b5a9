/** What a person chooses and types on the way to an annotation. */
import { describe, expect, it, vi } from "vitest";

vi.mock("vscode", () => import("./vscode.ts"));
const { choicesIn, readChoices, schemaOf, tasksOf, usualChoices } = await import("../../../src/annotating/choices.ts");
const { factName, factsOf } = await import("../../../src/annotating/factNames.ts");
const { faultOfQuestion } = await import("../../../src/annotating/questions.ts");
const { walk } = await import("../../../src/annotating/steps.ts");
const { duration, shortName } = await import("../../../src/annotating/words.ts");

describe("the tasks that are offered", () => {
	it("are facts at first, and those of last time later", () => {
		expect(tasksOf(readChoices(undefined, "molecule"))).toEqual([{ kind: "facts", facts: expect.arrayContaining(["logP", "tpsa", "lipinski"]) as string[] }]);
		const last = { ...usualChoices("molecule"), kinds: ["ask", "embed"] as const, ask: " What is {name} used for? " };
		expect(tasksOf(readChoices(JSON.parse(JSON.stringify(last)), "molecule"))).toEqual([{ kind: "ask", question: "What is {name} used for?" }, { kind: "embed" }]);
	});

	it("are never of the other kind, nor what an older version may have kept", () => {
		expect(readChoices({ kinds: ["facts", "dance"], facts: ["logP", "gravy", 7], ask: 5, choose: "x" }, "protein")).toEqual({ ...usualChoices("protein"), facts: ["gravy"] });
	});

	it("have a name for every fact there is", () => {
		expect([...factsOf("molecule"), ...factsOf("protein")].filter((key) => factName(key) === key)).toEqual(["logP"]);
	});
});

describe("a question", () => {
	const titles = ["name", "smiles"];

	it("may name columns of the table, and none that is not there", () => {
		expect(faultOfQuestion("What is {name} used for?", titles)).toBeUndefined();
		expect(faultOfQuestion("What is {nmae} used for?", titles)).toBe("There is no column “nmae”. There are {name}, {smiles}.");
		expect(faultOfQuestion("  ", titles)).toMatch(/Type a question/);
		expect(faultOfQuestion("?".repeat(4001), titles)).toMatch(/4001 characters/);
	});
});

describe("answers and fields as they are typed", () => {
	it("are told apart by commas", () => {
		expect(choicesIn("yes, no ,, cannot tell;")).toEqual(["yes", "no", "cannot tell"]);
	});

	it("become a JSON schema", () => {
		expect(schemaOf("class: acid|base, rings: integer, use, aromatic: yes/no")).toEqual({
			type: "object",
			properties: { class: { enum: ["acid", "base"] }, rings: { type: "integer" }, use: { type: "string", maxLength: 80 }, aromatic: { type: "boolean" } },
			required: ["class", "rings", "use", "aromatic"],
			additionalProperties: false,
		});
		expect(schemaOf('{"type": "object"}')).toEqual({ type: "object" });
	});

	it("leave room for one another in an answer: the more texts, the shorter", () => {
		const lengths = (typed: string): readonly unknown[] => [...JSON.stringify(schemaOf(typed)).matchAll(/"maxLength":(\d+)/g)].map(([, length]) => Number(length));
		expect(lengths("use: text, target: text")).toEqual([50, 50]);
		expect(lengths("use: text, rings: integer, target: text, source: text, class: text")).toEqual([25, 25, 25, 25]);
		expect(lengths(Array.from({ length: 12 }, (_, index) => `f${index}x`).join(", "))).toEqual(Array.from({ length: 12 }, () => 20));
	});

	it.each(["", "rings: colour", "rings: integer, rings: text", "5: text", "{broken", "[]"])("are refused where they are none: %s", (typed) => {
		expect(schemaOf(typed)).toBeUndefined();
	});
});

describe("the way through the questions", () => {
	it("goes back to what was asked, past what was not, with what was chosen before", async () => {
		const seen: string[] = [];
		const answers = ["b1", "back", "a2", "b2"];
		const ask = (name: string) => async (draft: { said: string }, first: boolean) => {
			seen.push(`${name}${first ? " first" : ""}: ${draft.said}`);
			const answer = answers.shift() ?? "";
			return answer === "back" ? ("back" as const) : { said: `${draft.said} ${answer}` };
		};
		const result = await walk({ said: "" }, [async () => "skip", ask("one"), async () => "skip", ask("two"), async () => "skip"]);
		expect(result).toEqual({ said: " b1 a2 b2" });
		expect(seen).toEqual(["one first: ", "two:  b1", "one first:  b1", "two:  b1 a2"]);
	});

	it("ends where somebody leaves", async () => {
		expect(await walk({}, [async (draft) => draft, async () => undefined])).toBeUndefined();
	});
});

describe("times to come", () => {
	it.each([[0.2, "1 s"], [7, "7 s"], [42, "40 s"], [58, "1 min"], [540, "9 min"], [5400, "1 h 30 min"], [90_000, "25 h"]])("%d seconds read as %s", (seconds, text) => {
		expect(duration(seconds)).toBe(text);
	});
});

describe("a name", () => {
	it("that is long leaves room for how far its annotation is, and keeps its beginning and its end", () => {
		expect(shortName("second plate of the long-named series B, 2026-11-20.csv")).toBe("second plate…-11-20.csv");
		expect(shortName("compounds.csv")).toBe("compounds.csv");
		expect(shortName("🧪".repeat(40))).toBe(`${"🧪".repeat(12)}…${"🧪".repeat(10)}`);
	});
});
