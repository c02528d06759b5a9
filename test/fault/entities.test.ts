/** What chemists and biologists really paste: each odd thing gets a sentence with the next step, in seconds, from a living engine. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Entity } from "../../src/science/entity.ts";
import { realEngine, tell, type RealEngine } from "../support/engine.ts";

let real: RealEngine;
beforeAll(async () => {
	real = await realEngine();
});
afterAll(() => real.dispose());

const ask = (entity: Entity) => tell(real.engine, { turns: [{ role: "user", text: "What is it?", entities: [entity] }], maxTokens: 8 });

describe("an attachment that cannot be read", () => {
	it.each<[string, Entity, string, RegExp]>([
		["a polymer of 5,000 atoms", { kind: "molecule", smiles: "C".repeat(5000) }, "molecule-too-large", /5,000 atoms/],
		["a dendrimer of 300 atoms", { kind: "molecule", smiles: "C(C)".repeat(150) }, "molecule-too-large", /300 atoms.*at most 256/],
		["a ring that never closes", { kind: "molecule", smiles: "C1CC" }, "invalid-smiles", /[Rr]ing 1.*never closed/],
		["a pentavalent carbon", { kind: "molecule", smiles: "CC(C)(C)(C)C" }, "invalid-smiles", /valence|bonds/i],
		["a dative bond", { kind: "molecule", smiles: "[NH3]->[Cu]" }, "unsupported-bond", /bond/],
		["a zero-width space", { kind: "molecule", smiles: "CC\u200BO" }, "invalid-smiles", /U\+200B.*[Rr]emove/],
		["nothing at all", { kind: "molecule", smiles: "" }, "invalid-smiles", /\w/],
		["two words", { kind: "molecule", smiles: "C C O" }, "invalid-smiles", /space/],
		["a protein of X", { kind: "protein", sequence: "X".repeat(120) }, "sequence-unknown", /[Nn]one of the 120 residues is known/],
		["an empty record", { kind: "protein", sequence: "" }, "invalid-sequence", /no sequence/],
		["DNA", { kind: "protein", sequence: "ATGGCCATTGTAATGGGCCGCTGAAAGGGTGCCCGATAG" }, "nucleotide-sequence", /DNA or RNA/],
		["a letter that is no residue", { kind: "protein", sequence: "MKT4AYI@KQR" }, "invalid-sequence", /character 8/],
	])("%s", async (_, entity, code, sentence) => {
		const started = performance.now();
		await expect(ask(entity)).rejects.toMatchObject({ code, message: expect.stringMatching(sentence) as string });
		expect(performance.now() - started).toBeLessThan(10_000);
	});

	it("does not harm the next question", async () => {
		const { answer } = await ask({ kind: "molecule", smiles: "CCO" });
		expect(answer.generatedIds.length).toBeGreaterThan(0);
	});
});

describe("an attachment that can be read in part", () => {
	it("a protein of 40,000 residues: its beginning is read and the user is told", async () => {
		const { prompt, answer } = await ask({ kind: "protein", sequence: "MKTAYIAKQRQISFVKSHFS".repeat(2000), name: "titin-like" });
		expect(prompt.segments.find(({ kind }) => kind === "entity")).toMatchObject({ softTokens: 64 });
		expect(prompt.notices).toMatchObject([{ code: "sequence-truncated", message: expect.stringMatching(/first 512 of the 40,000 residues of titin-like/) as string }]);
		expect(answer.text).not.toBe("");
	});
});

describe("a question that does not fit", () => {
	it("is refused with the numbers, at once", async () => {
		const long = "Is this molecule a steroid? ".repeat(400);
		await expect(tell(real.engine, { turns: [{ role: "user", text: long, entities: [] }] })).rejects.toMatchObject({ code: "context-overflow", message: expect.stringMatching(/reads at most \d+/) as string });
	});
});
