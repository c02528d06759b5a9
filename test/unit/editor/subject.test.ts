import { describe, expect, it } from "vitest";
import { withoutInvisible } from "../../../src/editor/invisible.ts";
import { drawsAgents, reactionParts, withoutAgents } from "../../../src/editor/reactionParts.ts";
import { moleculeEntity, subjectOf } from "../../../src/science/recognition/subject.ts";
import { readInchi } from "../../../src/science/molecule/inchi.ts";
import type { Found } from "../../../src/science/recognition/found.ts";

const record = (kind: Found["kind"], text: string, more: Partial<Found> = {}): Found => ({ kind, notation: "fasta", start: 0, end: text.length, text, cue: "certain", name: "A", ...more });

describe("a record of a FASTA file", () => {
	it("is a sequence, its gaps counted where it is a row of an alignment", () => {
		expect(subjectOf(record("protein", "MKTAYIAKQRQISF", { gaps: 3 }))).toEqual({ kind: "protein", sequence: "MKTAYIAKQRQISF", gaps: 3 });
		expect(subjectOf(record("nucleotide", "ATGGCCAAATTTTAA"))).toEqual({ kind: "nucleotide", sequence: "ATGGCCAAATTTTAA", gaps: 0 });
	});

	it("is told with its reason where it cannot be read", () => {
		const problem = { message: "“?” at character 8 is no residue in one-letter code.", span: { start: 7, end: 8 } };
		expect(subjectOf(record("protein", "MKTAYIA?KQR", { problem }))).toEqual({ kind: "unreadable", of: "protein", reason: problem.message });
	});
});

describe("what a question is about", () => {
	const found = (notation: Found["notation"], text: string): Found => ({ kind: "molecule", notation, start: 0, end: text.length, text, cue: "certain" });

	it("is the SMILES as written, without the extension of CXSMILES", () => {
		expect(moleculeEntity(found("smiles", "OCC"), "CCO")).toMatchObject({ smiles: "OCC" });
		expect(moleculeEntity(found("cxsmiles", "OCC |$;;R1$|"), "CCO")).toMatchObject({ smiles: "OCC" });
	});

	it("is the canonical SMILES of a mol block", () => {
		expect(moleculeEntity(found("molfile", "\n  Mrv\n\n"), "CCO")).toMatchObject({ smiles: "CCO" });
	});
});

describe("a reaction", () => {
	it("is taken apart into reactants, agents and products", () => {
		expect(reactionParts("CC(=O)O.OCC>[H+].[Cl-]>CC(=O)OCC.O")).toEqual({ reactants: ["CC(=O)O", "OCC"], agents: ["[H+]", "[Cl-]"], products: ["CC(=O)OCC", "O"] });
		expect(reactionParts("C=C>>CC |f:0.1|")).toEqual({ reactants: ["C=C"], agents: [], products: ["CC"] });
	});

	it("is drawn without its agents where they would be squeezed above the arrow", () => {
		const suzuki = reactionParts("Brc1ccccc1.OB(O)c1ccccc1>[Pd].O=C([O-])[O-].[K+].[K+]>c1ccc(-c2ccccc2)cc1");
		expect(drawsAgents(suzuki)).toBe(false);
		expect(withoutAgents(suzuki)).toBe("Brc1ccccc1.OB(O)c1ccccc1>>c1ccc(-c2ccccc2)cc1");
		expect(drawsAgents(reactionParts("CC(=O)O.OCC>[H+]>CC(=O)OCC.O"))).toBe(true);
	});
});

describe("an InChI", () => {
	it("tells its layers by its text", () => {
		const { formula, layers } = readInchi("InChI=1S/C3H7NO2/c1-2(4)3(5)6/h2H,4H2,1H3,(H,5,6)/t2-/m0/s1");
		expect(formula).toBe("C3H7NO2");
		expect(layers.map(({ prefix }) => prefix)).toEqual(["c", "h", "t", "m", "s"]);
	});

	it("may have no formula: a proton", () => {
		expect(readInchi("InChI=1S/p+1")).toMatchObject({ formula: "", layers: [{ prefix: "p", text: "+1" }] });
	});
});

describe("invisible characters", () => {
	it("may part two molecules: those stay", () => {
		expect(withoutInvisible("CC(=O)O\u00a0CCN(C)C")).toBeUndefined();
		expect(withoutInvisible('CC(=O" "O(CC')).toBeUndefined();
	});

	it("are what web pages and PDF files leave behind", () => {
		expect(withoutInvisible("CC(=O)\u200bOc1cc\u00adccc1")).toBe("CC(=O)Oc1ccccc1");
		expect(withoutInvisible("\ufeffCCO\u00a0")).toBe("CCO");
	});

	it("are not the letters of other alphabets, which would have to be guessed", () => {
		expect(withoutInvisible("\u0421CO")).toBeUndefined();
		expect(withoutInvisible("CCO")).toBeUndefined();
	});
});
