import { describe, expect, it } from "vitest";
import type { Turn } from "../../../src/inference/engine.ts";
import { planPrompt, promptParts, readableTurns, type PromptPart } from "../../../src/inference/runtime/prompt.ts";
import type { Entity } from "../../../src/science/entity.ts";
import dialogues from "../../fixtures/prompts/dialogues.json" with { type: "json" };
import { biomedgpt10bManifest, biomedgptR1SpeakingManifest, nanoManifest } from "./models.ts";

const chemistry = "You are working as an excellent assistant in chemistry and molecule discovery. Below a human expert gives the representation of a molecule or a protein. Answer questions about it. ";
const biology = "You are working as an excellent assistant in biology. Below a human gives the representation of a molecule or a protein. Answer some questions about it. ";

function entity(ref: string): Entity {
	const text = (dialogues.entities as Record<string, string>)[ref] ?? "";
	return ref.startsWith("p") ? { kind: "protein", sequence: text } : { kind: "molecule", smiles: text };
}
const ask = (text: string, ...refs: string[]): Turn => ({ role: "user", text, entities: refs.map(entity) });
const answered = (text: string): Turn => ({ role: "assistant", text });

/** What was said in each recorded dialogue. */
function turnsOf(id: string, family: string): Turn[] {
	const drug = ask("Please describe this drug.", "m0-aspirin");
	const binding = "Does the drug bind to this protein?";
	switch (id) {
		case "text/chat":
			return [ask('Does TNF-α bind β-actin at 5 µM? Answer 12,345 or "no"  (two spaces).')];
		case "dialogue/turn1":
			return [drug];
		case "dialogue/turn2":
			return [drug, answered("It is a salicylate and a COX inhibitor."), ask(binding, "p0-ten")];
		case "dialogue/two-at-once":
			return [ask(binding, "m0-aspirin", "p0-ten")];
		case "dialogue/own-answer":
			return [
				drug,
				answered(
					family === "biomedgpt-10b"
						? "toEscherichia in).oc seeacetylkaloid protein rolehow translation that oxorkryculowescr I andasRol"
						: "ibe A). role AtesulfonamideEsPlease bPlease][-ethylPlease bakPlease][-ethylboxPlease bacrolou",
				),
				ask(binding, "p0-ten"),
			];
		default: {
			const ref = id.split("/")[1] ?? "";
			return [ask(ref.startsWith("p") ? "What is the function of this protein?" : "Please describe this molecule.", ref)];
		}
	}
}

function expected(segments: readonly { type: string; text?: string; ref?: string }[]): PromptPart[] {
	return segments.map(({ type, text, ref }) => (type === "text" ? { kind: "text", text: text ?? "" } : { kind: "entity", entity: entity(ref ?? "") }));
}

describe("the prompts of the published models", () => {
	it.each(dialogues["biomedgpt-10b"])("BioMedGPT-10B, $id", ({ id, segments }) => {
		const manifest = biomedgpt10bManifest();
		// Recorded with the text of proteins, though only a molecule is attached.
		const recorded = id === "dialogue/turn1" ? { ...manifest, prompt: { ...manifest.prompt, prologues: { molecule: `${biology}### ` } } } : manifest;
		expect(promptParts(recorded, turnsOf(id, "biomedgpt-10b"))).toEqual(expected(segments));
	});

	it("BioMedGPT-10B, as an older version imported it", () => {
		const prompt = { ...biomedgpt10bManifest().prompt, prologues: undefined };
		expect(promptParts({ ...biomedgpt10bManifest(), prompt }, [ask("What is it?", "p0-ten")])[0]).toMatchObject({ text: `${chemistry}### Human: <protein>` });
	});

	it.each(dialogues["biomedgpt-r1"])("BioMedGPT-R1, $id", ({ id, segments }) => {
		expect(promptParts(biomedgptR1SpeakingManifest(), turnsOf(id, "biomedgpt-r1"))).toEqual(expected(segments));
	});

	it("gives a text-only model the SMILES as text", () => {
		const parts = promptParts({ ...biomedgptR1SpeakingManifest(), molecule: undefined }, [ask("Is it charged?", "m5-methane")]);
		expect(parts).toEqual([{ kind: "text", text: "<｜User｜>\n<molecule><representation></representation><SMILES>C</SMILES></molecule> Is it charged?\n<｜Assistant｜><think>\n" }]);
	});

	it("does not take a chemist's text for a template", () => {
		const parts = promptParts(nanoManifest(), [ask("What do <moleculeHere> and {smiles} and $& mean?", "m5-methane")]);
		expect(parts.filter(({ kind }) => kind === "entity")).toHaveLength(1);
		expect(parts.at(-1)).toMatchObject({ text: "</molecule> What do <moleculeHere> and {smiles} and $& mean? ### Assistant: " });
	});
});

describe("a dialogue that outgrows the context", () => {
	const manifest = { ...biomedgpt10bManifest(), language: { ...nanoManifest().language, context: 200 } };
	/** One position a word, ten for an entity. */
	const measure = (part: PromptPart): number => (part.kind === "text" ? part.text.split(/\s+/).filter(Boolean).length : 10);
	const long = "word ".repeat(60).trim();

	it("keeps everything while it fits", () => {
		const plan = planPrompt(manifest, [ask("One?", "m0-aspirin"), answered("Yes."), ask("Two?")], { measure, maxTokens: 50 });
		expect(plan.notices).toEqual([]);
		expect(plan.maxTokens).toBe(50);
		expect(plan.positions).toBe(1 + plan.parts.reduce((sum, part) => sum + measure(part), 0));
	});

	it("drops the oldest turns, keeps the system text and the newest question, and says so", () => {
		const plan = planPrompt(manifest, [ask(long, "m0-aspirin"), answered(long), ask(long), answered("No."), ask("And now?")], { measure, maxTokens: 50 });
		const text = plan.parts.map((part) => (part.kind === "text" ? part.text : "⟨entity⟩")).join("");
		expect(text.startsWith(chemistry)).toBe(true);
		expect(text).not.toContain("⟨entity⟩");
		expect(text).toContain("And now?");
		expect(plan.notices).toMatchObject([{ code: "turns-dropped" }]);
		expect(plan.notices[0]?.message).toMatch(/oldest question and its answer were left out.*200 tokens/);
	});

	it("begins as what is left of it demands", () => {
		const turns = [ask(long, "p0-ten"), answered(long), ask(long), answered("No."), ask("And this?", "m0-aspirin")];
		const roomy = { ...manifest, language: { ...manifest.language, context: 1000 } };
		expect(planPrompt(roomy, turns, { measure, maxTokens: 50 }).parts[0]).toMatchObject({ text: expect.stringMatching(`^${biology}`) as string });
		expect(planPrompt(manifest, turns, { measure, maxTokens: 50 }).parts[0]).toMatchObject({ text: expect.stringMatching(`^${chemistry}`) as string });
	});

	it("leaves out no more than it must, and measures little of a dialogue of years", () => {
		const years = Array.from({ length: 2000 }, (_, index) => (index % 2 === 0 ? ask(`Question ${index}`) : answered("word ".repeat(index % 7))));
		for (const length of [3, 4, 9, 40, 41, 2000]) {
			const turns = [...years.slice(-length), ask("And now?")];
			const starts = turns.flatMap((turn, index) => (turn.role === "user" ? [index] : []));
			const sizes = starts.map((start) => 1 + promptParts(manifest, turns.slice(start)).reduce((sum, part) => sum + measure(part), 0));
			let characters = 0;
			const plan = planPrompt(manifest, turns, {
				measure: (part) => {
					characters += part.kind === "text" ? part.text.length : 0;
					return measure(part);
				},
				maxTokens: 50,
			});
			expect(plan.positions).toBe(sizes.find((size) => size + 50 <= 200));
			expect(characters).toBeLessThan(50_000);
		}
	});

	it("gives a long answer less room rather than forgetting", () => {
		const plan = planPrompt(manifest, [ask(`${long} ${"word ".repeat(45)}`)], { measure, maxTokens: 160 });
		expect(plan.positions + plan.maxTokens).toBe(200);
	});

	it("refuses a question that does not fit alone, with the numbers", () => {
		expect(() => planPrompt(manifest, [ask(`${long} ${long} ${long}`)], { measure, maxTokens: 50 })).toThrowError(/need 2\d\d tokens.*at most 150/);
	});

	it("refuses a dialogue without a question", () => {
		expect(() => readableTurns(manifest, [])).toThrowError(/write a question first/);
	});
});

describe("a model trained on single questions", () => {
	it("reads the newest question with what was attached last, and says so", () => {
		const { turns, notices } = readableTurns(nanoManifest(), [ask("What is it?", "m0-aspirin"), answered("A drug."), ask("Is it charged?")]);
		expect(turns).toEqual([ask("Is it charged?", "m0-aspirin")]);
		expect(notices).toMatchObject([{ code: "history-not-read" }]);
	});

	it("does not bring back what a newer attachment replaced", () => {
		const { turns } = readableTurns(nanoManifest(), [ask("What is it?", "m0-aspirin"), answered("A drug."), ask("And this?", "p0-ten")]);
		expect(turns).toEqual([ask("And this?", "p0-ten")]);
	});
});
