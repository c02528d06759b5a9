/** A fixed sample of `npm run bench:recognition`: fifty molecules written down in every way, and code that holds none. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { describe, expect, it } from "vitest";
import { recognise } from "../../../src/science/recognise.ts";
import { recallOf } from "../../bench/recognition/positives.ts";
import { TEMPLATES } from "../../bench/recognition/templates.ts";

const MOLECULES = [
	// Drugs as ChEMBL and PubChem write them.
	"CC(=O)Oc1ccccc1C(=O)O", "CC(=O)OC1=CC=CC=C1C(=O)O", "Cn1cnc2c1c(=O)n(C)c(=O)n2C", "CC(C)Cc1ccc(cc1)C(C)C(=O)O", "CC(=O)Nc1ccc(O)cc1", "CN1CCC[C@H]1c1cccnc1",
	"Cc1ccc(NC(=O)c2ccc(CN3CCN(C)CC3)cc2)cc1Nc1nccc(-c2cccnc2)n1", "COc1cc2ncnc(Nc3ccc(F)c(Cl)c3)c2cc1OCCCN1CCOCC1", "C#Cc1cccc(Nc2ncnc3cc(OCCOC)c(OCCOC)cc23)c1", "CC1(C)S[C@@H]2[C@H](NC(=O)Cc3ccccc3)C(=O)N2[C@H]1C(=O)O",
	"CC[C@H](C)[C@H](N)C(=O)O", "OC[C@H]1O[C@@H](O)[C@H](O)[C@@H](O)[C@@H]1O", "C[C@]12CC[C@H]3[C@@H](CCC4=CC(=O)CC[C@]34C)[C@@H]1CC[C@@H]2O", "FC(F)(F)c1cc(C(F)(F)F)cc(c1)C(=O)Nc1nc2ccccc2s1",
	// Double bonds, with and without a backslash.
	"C/C=C/C(=O)O", "C/C=C\\C", "F/C=C\\F", "CN(C)C/C=C/C(=O)Nc1cc2c(Nc3ccc(F)c(Cl)c3)ncnc2cc1O[C@H]1CCOC1", "OC(=O)/C=C/c1ccc(O)c(O)c1", "COc1ccc2c(c1)/C(=C\\c1c[nH]cn1)C(=O)N2", "FC(F)Oc1cccc(c1)C(=O)NCCN2C(=O)S\\C(=C/c3cccnc3)\\C2=O",
	// Salts, charges, isotopes, metals, atom maps.
	"COc1ccc2cc([C@H](C)C(=O)[O-])ccc2c1.[Na+]", "[O-][N+](=O)c1ccc(Cl)cc1", "C[N+](C)(C)CC([O-])=O", "N[Pt](N)(Cl)Cl", "[2H]C([2H])([2H])O", "[13CH3]C(=O)O", "CC(=O)[O-].[K+]", "[NH4+].[Cl-]", "[CH3:1][C:2](=[O:3])[OH:4]", "[Na+].[Cl-]",
	// Rings and branches of all sorts.
	"C12C3C4C1C5C2C3C45", "c1ccc2c(c1)ccc1ccccc12", "C%10CCCCC%10", "C1CCC2(CC1)OCCO2", "O=C1NC(=O)c2ccccc12", "c1ccsc1", "c1cc[nH]c1", "O=S(=O)(N)c1ccccc1", "CC(C)(C)OC(=O)N1CCNCC1", "N#Cc1ccccc1", "OB(O)c1ccccc1", "C[Si](C)(C)Cl",
	// As Accelrys tools write aromatic nitrogen.
	"C[N]1C=CC=C1C2=CC=CC=C2", "COC1=CC=C(C=C1)[N]2N=CC3=C(N=CN=C23)N",
];
/** With nothing around them that speaks of molecules these are words like others. */
const SMALL = ["CCO", "CO", "C", "C1CC1", "C#N", "O=O", "ClCCl"];

describe("molecules written down in every way", () => {
	for (const cue of [true, false]) {
		const least = cue ? 0.99 : 0.9;
		it(`are found to ${least * 100} % ${cue ? "with" : "without"} a cue`, () => {
			const templates = TEMPLATES.filter((template) => template.cue === cue);
			const sure = templates.filter(({ head, line }) => cue && /smi/i.test(`${head ?? ""}${line}`));
			const recalls = [...recallOf(MOLECULES, templates), ...recallOf(SMALL, sure)];
			const asked = recalls.reduce((sum, one) => sum + one.asked, 0);
			const missed = recalls.flatMap(({ template, misses }) => misses.map(({ smiles, cause }) => `${template.language}, ${template.what}: ${smiles}: ${cause}`));
			expect(1 - missed.length / asked, missed.join("\n")).toBeGreaterThanOrEqual(least);
		});
	}
});

describe("code and prose without chemistry", () => {
	it.each([
		["TypeScript's own library", "typescript/lib/lib.dom.d.ts", "typescript"],
		["a compiler", "typescript/lib/_tsc.js", "javascript"],
		["a readme", "vitest/README.md", "markdown"],
		["a list of versions", "typescript/package.json", "json"],
	])("give no molecule: %s", (_, file, languageId) => {
		const text = readFileSync(createRequire(import.meta.url).resolve("typescript/package.json").replace(/typescript.package\.json$/, file), "utf8");
		expect(recognise(text, { languageId, fileName: file })).toEqual([]);
	});
});
