import { readFileSync } from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { beforeAll, describe, expect, test } from "vitest";
import type { Rewrite } from "../../../src/science/chemistry.ts";
import { performJob } from "../../../src/science/chemistryJobs.ts";
import { Failure } from "../../../src/science/failure.ts";
import type { MoleculeFacts } from "../../../src/science/molecule/facts.ts";
import type { Rdkit } from "../../../src/science/molecule/rdkit.ts";
import { loadRdkit } from "../../../src/science/molecule/rdkit.ts";
import { rdkitWasm } from "../../support/chemistry.ts";

let rdkit: Rdkit;
beforeAll(async () => {
	rdkit = await loadRdkit(rdkitWasm());
});

const rewrite = (structure: string, change: Rewrite): string => performJob(rdkit, { operation: "rewrite", structure, change }) as string;
const factsOf = (structure: string): MoleculeFacts => performJob(rdkit, { operation: "facts", structure }) as MoleculeFacts;

/** Of a gzipped fixture with drugs and odd molecules; every tenth. */
function someMolecules(): readonly string[] {
	const rows = gunzipSync(readFileSync(path.resolve(import.meta.dirname, "../../fixtures/featuriser.jsonl.gz"))).toString().trim().split("\n");
	return rows.map((line) => (JSON.parse(line) as { smiles: string }).smiles).filter((smiles, index) => index % 10 === 0 && smiles.length < 200);
}

describe("notation only: the molecule stays the same", () => {
	test.each<[Rewrite, string, string]>([
		["canonical", "OCC", "CCO"], ["canonical", "C(C)(=O)O[H]", "CC(=O)O"], ["canonical", "[CH3:1][OH:2]", "[CH3:1][OH:2]"],
		["kekule", "c1ccccc1O", "OC1=CC=CC=C1"], ["kekule", "c1cc[nH]c1", "C1=CNC=C1"], ["kekule", "F/C=C\\c1ccncc1", "F/C=C\\C1=CC=NC=C1"],
		["add-hydrogens", "C[C@H](N)C(=O)O", "[H]OC(=O)[C@@]([H])(N([H])[H])C([H])([H])[H]"], ["add-hydrogens", "F/C=C/F", "[H]/C(F)=C(/[H])F"], ["add-hydrogens", "[13CH3][O-]", "[H][13C]([H])([H])[O-]"],
		["remove-hydrogens", "[H]OC(=O)[C@@]([H])(N([H])[H])C([H])([H])[H]", "C[C@H](N)C(=O)O"], ["remove-hydrogens", "[2H]C([H])([2H])O[H]", "[2H]C([2H])O"], ["remove-hydrogens", "[H][H]", "[H][H]"],
	])("%s: %s becomes %s", (change, smiles, expected) => {
		expect(rewrite(smiles, change)).toBe(expected);
		expect(factsOf(expected).inchiKey).toBe(factsOf(smiles).inchiKey);
	});

	test.each<Rewrite>(["canonical", "kekule", "add-hydrogens", "remove-hydrogens"])("%s keeps every InChIKey of real molecules, or says that it left one alone", (change) => {
		const molecules = someMolecules();
		let refused = 0;
		for (const smiles of molecules) {
			try {
				expect(factsOf(rewrite(smiles, change)).inchiKey, smiles).toBe(factsOf(smiles).inchiKey);
			} catch (error) {
				if (!(error instanceof Failure) || error.code !== "rewrite-refused") {
					throw error;
				}
				refused++;
			}
		}
		console.log(`${change}: ${molecules.length} molecules, ${refused} left alone`);
		expect(molecules.length).toBeGreaterThan(40);
		expect(refused).toBeLessThan(molecules.length / 20);
	});

	test("an extension stays with its molecule", () => {
		expect(rewrite("OCC |$first;;last$|", "canonical")).toBe("CCO |$last;;first$|");
		// A racemate, written as either enantiomer with the mark &1.
		expect(rewrite("F[C@H](C)Cl |&1:1|", "kekule")).toMatch(/^C\[C@@?H\]\(F\)Cl \|&1:1\|$/);
	});

	test.each<Rewrite>(["largest-fragment", "neutral", "add-hydrogens"])("%s refuses an extension rather than losing it", (change) => {
		expect(() => rewrite("CCO |$a;b;c$|", change)).toThrow(expect.objectContaining({ code: "rewrite-refused", message: expect.stringContaining("extension") as string }) as Error);
	});

	test("a reaction is not rewritten", () => {
		expect(() => rewrite("CCO>>CC=O", "canonical")).toThrow(expect.objectContaining({ code: "invalid-smiles", message: expect.stringContaining("This is a reaction") as string }) as Error);
	});
});

describe("the largest fragment is what somebody drew, not what it was sold with", () => {
	test.each([
		["[Na+].O=C([O-])c1ccccc1", "O=C([O-])c1ccccc1"], ["CN.OS(=O)(=O)O", "CN"], ["CC(=O)[O-].CC(=O)[O-].[Ca+2]", "CC(=O)[O-]"], ["O.O.NCC(=O)O.Cl", "NCC(=O)O"],
		["c1ccccc1.C1CCCCC1", "C1CCCCC1"], ["F[P-](F)(F)(F)(F)F.CCN", "CCN"], ["Cl[Pt]Cl.O", "[Cl][Pt][Cl]"], ["C[C@H](N)C(=O)O.Cl", "C[C@H](N)C(=O)O"], ["[13CH3]N.Cl", "[13CH3]N"],
		// Nothing here is a counter-ion of anything else.
		["[Na+].[Cl-]", "[Cl-].[Na+]"], ["OCC", "CCO"],
	])("%s gives %s", (smiles, expected) => {
		expect(rewrite(smiles, "largest-fragment")).toBe(expected);
	});
});

/** The first nine are MolVS's own tests of its charge parent (Swain 2016), one is RDKit's of its Uncharger; the rest is checked by hand. */
describe("neutral: protons move, bonds do not", () => {
	test.each([
		["C(C(=O)[O-])(Cc1n[n-]nn1)(C[NH3+])(C[N+](=O)[O-])", "NCC(Cc1nn[nH]n1)(C[N+](=O)[O-])C(=O)O"], ["n(C)1cc[n+]2cccc([O-])c12", "Cn1cc[n+]2cccc([O-])c12"],
		["C[N+](C)(C)CCO", "C[N+](C)(C)CCO"], ["C[NH+](C)CCO", "CN(C)CCO"], ["O=C([O-])c1ccccc1", "O=C(O)c1ccccc1"], ["[NH3+]C(Cc1cnc[nH]1)C(=O)[O-]", "NC(Cc1cnc[nH]1)C(=O)O"],
		["C[NH+](C)(C).[Cl-]", "CN(C)C.Cl"], ["[Na+].O=C([O-])c1ccccc1", "O=C([O-])c1ccccc1.[Na+]"], ["C[N+](C)(C)CC(C(=O)[O-])CC(=O)[O-]", "C[N+](C)(C)CC(CC(=O)O)C(=O)[O-]"],
	])("%s becomes %s", (smiles, expected) => {
		expect(rewrite(smiles, "neutral")).toBe(expected);
	});

	test.each([
		["a nitro group", "CC[N+](=O)[O-]"], ["an N-oxide", "C[N+](C)(C)[O-]"], ["an organic azide", "CN=[N+]=[N-]"], ["an isonitrile", "[C-]#[N+]C"], ["an ylide", "[CH2-][P+](C)(C)C"], ["a sulphoxide", "C[S+](C)[O-]"],
		["a betaine", "C[N+](C)(C)CC(=O)[O-]"], ["a quaternary salt", "C[n+]1ccccc1.[I-]"], ["hexafluorophosphate", "F[P-](F)(F)(F)(F)F"], ["borohydride", "[BH4-]"], ["a carbocation", "C[C+](C)C"], ["ferrocene", "[Fe+2].c1cc[cH-]c1.c1cc[cH-]c1"], ["carbon monoxide", "[C-]#[O+]"],
	])("%s stays as it is", (_, smiles) => {
		expect(rewrite(smiles, "neutral")).toBe(rewrite(smiles, "canonical"));
	});

	test.each([
		["a zwitterion", "C[C@H]([NH3+])C(=O)[O-]", "C[C@H](N)C(=O)O"], ["nitrate", "[O-][N+](=O)[O-]", "O=[N+]([O-])O"], ["azide", "[N-]=[N+]=[N-]", "[N-]=[N+]=N"], ["sulphate", "[O-]S(=O)(=O)[O-]", "O=S(=O)(O)O"],
		["the alkoxide before the carboxylate", "[O-]CC(=O)[O-].[K+]", "O=C([O-])CO.[K+]"], ["pyridinium", "c1cc[nH+]cc1", "c1ccncc1"], ["an amidinium", "C[NH+]=C(N)N", "CN=C(N)N"], ["cyclopentadienide", "[cH-]1cccc1", "C1=CCC=C1"],
		["isotopes and maps", "[13CH3:1][15NH3+:2]", "[13CH3:1][15NH2:2]"], ["a salt of two drugs", "C[NH3+].O=C([O-])c1ccccc1", "CN.O=C(O)c1ccccc1"], ["saccharin's anion", "O=C1[N-]S(=O)(=O)c2ccccc12", "O=C1NS(=O)(=O)c2ccccc21"],
	])("%s loses its charges", (_, smiles, expected) => {
		expect(rewrite(smiles, "neutral")).toBe(rewrite(expected, "canonical"));
	});

	test("of real molecules every result passes RDKit, has the same heavy atoms and no more charge, and does not change again", () => {
		for (const smiles of someMolecules()) {
			const result = rewrite(smiles, "neutral");
			const [before, after] = [factsOf(smiles), factsOf(result)];
			const value = (facts: MoleculeFacts, id: string): number => Number(facts.facts.find((fact) => fact.id === id)?.value);
			expect(value(after, "heavyAtoms")).toBe(value(before, "heavyAtoms"));
			expect(Math.abs(value(after, "charge")), smiles).toBeLessThanOrEqual(Math.abs(value(before, "charge")));
			expect(rewrite(result, "neutral")).toBe(result);
		}
	});
});

describe("what no change may lose", () => {
	test.each<Rewrite>(["canonical", "neutral", "largest-fragment", "kekule", "add-hydrogens", "remove-hydrogens"])("%s refuses numbered hydrogens, which RDKit would drop", (change) => {
		expect(() => rewrite("[C:1]([H:2])([H:3])([H:4])[OH:5]", change)).toThrow(/atom map numbers.*drop/);
	});

	test.each([["C[N+](C)(C)CCO.OC(C(O)C(=O)[O-])C(=O)O", "C[N+](C)(C)CCO"], ["CCN(CC)CC.OC(=O)C(F)(F)F", "CCN(CC)CC"]])("of %s the drug stays, not its acid", (smiles, expected) => {
		expect(rewrite(smiles, "largest-fragment")).toBe(expected);
	});

	test("cisplatin keeps its ammonia", () => {
		expect(rewrite("N.N.Cl[Pt]Cl", "largest-fragment")).toContain("N.N");
	});

	test("ferrocene, written as ions, is no salt", () => {
		expect(rewrite("c1cc[cH-]c1.[Fe+2].c1cc[cH-]c1", "largest-fragment")).toContain("[Fe+2]");
	});
});
