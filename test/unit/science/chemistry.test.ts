import { readFile } from "node:fs/promises";
import path from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import type { DrawingTheme } from "../../../src/science/chemistry.ts";
import type { ChemistryClient } from "../../../src/science/chemistryClient.ts";
import { PALETTES } from "../../../src/science/molecule/depict.ts";
import type { Fact } from "../../../src/science/molecule/facts.ts";
import { realChemistry } from "../../support/chemistry.ts";

const SIZE = { theme: "light", width: 300, height: 200 } as const;
const ASPIRIN = "CC(=O)Oc1ccccc1C(=O)O";

let chemistry: ChemistryClient;

beforeAll(async () => {
	const real = await realChemistry();
	({ chemistry } = real);
	return real.dispose;
});

const value = (facts: readonly Fact[], id: string): Fact["value"] | undefined => facts.find((fact) => fact.id === id)?.value;

describe("facts of a molecule", () => {
	test("aspirin is what the handbooks say", async () => {
		const facts = await chemistry.facts(ASPIRIN);
		expect(facts).toMatchObject({ formula: "C9H8O4", canonicalSmiles: ASPIRIN, inchiKey: "BSYNRYMUTXBXSQ-UHFFFAOYSA-N", inchi: "InChI=1S/C9H8O4/c1-6(10)13-8-5-3-2-4-7(8)9(11)12/h2-5H,1H3,(H,11,12)" });
		const expected = { averageMass: 180.159, monoisotopicMass: 180.04226, logP: 1.31, tpsa: 63.6, hbd: 1, hba: 3, rotatableBonds: 2, rings: 1, aromaticRings: 1, stereocentres: 0, charge: 0, heavyAtoms: 13 };
		for (const [id, number] of Object.entries(expected)) {
			expect({ id, value: value(facts.facts, id) }).toEqual({ id, value: number });
		}
		expect(facts.verdicts).toMatchObject([{ rule: "Lipinski's rule of five", passes: true, failing: [] }, { rule: "Veber's rule", passes: true, failing: [] }]);
	});

	test("every number says how it was computed, and masses their unit", async () => {
		const { facts } = await chemistry.facts(ASPIRIN);
		expect(facts.filter(({ method }) => !method.includes("RDKit 2026.09.1"))).toEqual([]);
		expect(facts.filter(({ unit }) => unit !== undefined).map(({ id, unit }) => [id, unit])).toEqual([["averageMass", "g/mol"], ["monoisotopicMass", "Da"], ["tpsa", "Å²"]]);
		expect(facts.find(({ id }) => id === "logP")?.method).toMatch(/^Crippen/);
	});

	test("a big, greasy or many-armed molecule fails the rule of five with its terms named", async () => {
		const { verdicts } = await chemistry.facts("CCCCCCCCCCCCCCCCCC(=O)OCC(COC(=O)CCCCCCCCCCCCCCCCC)OC(=O)CCCCCCCCCCCCCCCCC");
		expect(verdicts[0]).toMatchObject({ passes: false });
		expect(verdicts[0]?.failing).toEqual([expect.stringMatching(/^mass 891\.\d > 500$/), expect.stringMatching(/^logP \d+\.\d+ > 5$/)]);
	});

	test("Veber's rule fails with a single term: lipids turn too much, sugars and peptides are too polar", async () => {
		const veber = async (smiles: string): Promise<unknown> => (await chemistry.facts(smiles)).verdicts.find(({ rule }) => rule === "Veber's rule");
		expect(await veber("CCCCCCCCCCCCCCCC(=O)O")).toMatchObject({ passes: false, failing: ["rotatable bonds 14 > 10"] });
		expect(await veber("OC[C@H]1O[C@@](CO)(O[C@H]2O[C@H](CO)[C@@H](O)[C@H](O)[C@H]2O)[C@@H](O)[C@@H]1O")).toMatchObject({ passes: false, failing: ["TPSA 189.53 > 140 Å²"] });
		expect(await veber("CN1C=NC2=C1C(=O)N(C(=O)N2C)C")).toMatchObject({ passes: true, failing: [], method: expect.stringContaining("Veber et al. 2002") as string });
	});

	test("stereocentres that were left open are counted apart", async () => {
		const { facts } = await chemistry.facts("C[C@H](N)C(=O)NC(C)C(=O)O");
		expect([value(facts, "stereocentres"), value(facts, "unspecifiedStereocentres")]).toEqual([2, 1]);
	});

	test.each([
		["[Na+].[Cl-]", "ClNa"], ["C[N+](C)(C)CC(=O)[O-]", "C5H11NO2"], ["[NH4+]", "H4N+"], ["[13CH3]C([2H])([2H])O", "C2H6O"], ["[Ca+2]", "Ca+2"], ["[O-]S(=O)(=O)[O-]", "O4S-2"],
		["CC(=O)O.Cl", "C2H5ClO2"], ["*CCO", "C2H5O*"], ["[H][H]", "H2"], ["OS(=O)(=O)O", "H2O4S"], ["[235U]", "U"], ["BrC(Cl)(F)I", "CBrClFI"], ["N#N", "N2"], ["C12C3C4C1C5C2C3C45", "C8H8"], ["[Fe+3].[O-]C(=O)C", "C2H3FeO2+2"],
	])("the formula of %s is %s", async (smiles, formula) => {
		expect((await chemistry.facts(smiles)).formula).toBe(formula);
	});

	test("the formula agrees with InChI's for neutral molecules", async () => {
		for (const smiles of [ASPIRIN, "CN1C=NC2=C1C(=O)N(C(=O)N2C)C", "CC(C)Cc1ccc(cc1)C(C)C(=O)O", "OC[C@H]1OC(O)[C@H](O)[C@@H](O)[C@@H]1O", "ClC(Cl)(Cl)Cl", "C[Si](C)(C)C"]) {
			const { formula, inchi } = await chemistry.facts(smiles);
			expect(inchi.split("/")[1]).toBe(formula);
		}
	});

	test("a fragment with an open end has facts, but no InChI", async () => {
		expect(await chemistry.facts("*c1ccccc1")).toMatchObject({ inchi: "", inchiKey: "" });
	});
});

describe("other notations than SMILES", () => {
	const block = async (name: string): Promise<string> => readFile(path.resolve(import.meta.dirname, "../../fixtures", name), "utf8");

	test("an extension changes what it says and nothing else; the SMILES is given without it", async () => {
		expect(await chemistry.facts("CCO |$start;;end$|")).toMatchObject({ smiles: "CCO", canonicalSmiles: "CCO", formula: "C2H6O" });
		expect(await chemistry.facts("CCO |^1:0|")).toMatchObject({ smiles: "CCO", canonicalSmiles: "[CH2]CO", formula: "C2H5O" });
		expect(await chemistry.draw("C[C@H](F)Cl |&1:1|", SIZE)).toMatch(/^<svg/);
	});

	test.each([
		["CCO |nonsense|", /cannot read the extension \|nonsense\| at character 5; the SMILES before it is right/, { start: 4, end: 14 }],
		["CCO |$a;b;c$", /opened with “\|” at character 5 is never closed/, { start: 4, end: 12 }],
		["CCO |$a$| and |$b$|", /ends with the “\|” at character 9, but more follows/, { start: 9, end: 19 }],
		["CCOCC.CCO |(0,0,;1,1,;2,2,)|", /has coordinates of 3 atoms, but the SMILES before it has 8/, { start: 10, end: 28 }],
		["CC(C)(C)(C)C |$a$|", /The carbon at character 2 has 5 bonds/, { start: 1, end: 2 }],
	])("%j says whether the extension or the SMILES is wrong", async (text, message, span) => {
		for (const ask of [() => chemistry.facts(text), () => chemistry.check(text)]) {
			await expect(ask()).rejects.toMatchObject({ code: "invalid-smiles", message: expect.stringMatching(message) as string, span });
		}
	});

	test.each(["alanine-v2000.mol", "alanine-v3000.mol"])("%s is L-alanine, also with Windows line ends and as a record of an SDF", async (name) => {
		const text = await block(name);
		for (const version of [text, text.replaceAll("\n", "\r\n"), `${text}> <ID>\n7\n\n$$$$\n`]) {
			expect(await chemistry.facts(version)).toMatchObject({ smiles: "C[C@H](N)C(=O)O", canonicalSmiles: "C[C@H](N)C(=O)O", inchiKey: "QNAYBMKLOCPYGJ-REOHCLBHSA-N", formula: "C3H7NO2" });
		}
		expect(await chemistry.draw(text, SIZE)).toMatch(/^<svg/);
		await expect(chemistry.check(text)).resolves.toBeUndefined();
	});

	test("a mol block that was cut off, has too many bonds or too many atoms is refused in words", async () => {
		const text = await block("alanine-v2000.mol");
		const lines = text.split("\n");
		await expect(chemistry.facts([...lines.slice(0, 7), "M  END", ""].join("\n"))).rejects.toMatchObject({ code: "invalid-molfile", message: expect.stringContaining("promises 6 atoms and 5 bonds, but there are only 3 lines") as string });
		await expect(chemistry.facts(text.replace("  4  5  2", "  4  5  3"))).rejects.toMatchObject({ code: "invalid-molfile", message: expect.stringContaining("Atom 4 (C) of this mol block has 5 bonds") as string });
		await expect(chemistry.facts("\n\n\nCCO\nM  END\n")).rejects.toMatchObject({ code: "invalid-molfile", message: expect.stringContaining("fourth line") as string });
		const atoms = Array.from({ length: 1001 }, (_, index) => `M  V30 ${index + 1} C 0 0 0 0`);
		const crowd = ["", "", "", "  0  0  0     0  0            999 V3000", "M  V30 BEGIN CTAB", "M  V30 COUNTS 1001 0 0 0 0", "M  V30 BEGIN ATOM", ...atoms, "M  V30 END ATOM", "M  V30 END CTAB", "M  END", ""].join("\n");
		await expect(chemistry.draw(crowd, SIZE)).rejects.toMatchObject({ code: "molecule-too-large", message: expect.stringContaining("1,001 heavy atoms") as string });
	});
});

describe("reactions", () => {
	test.each(["CCO>>CC=O", "OCC>[Cr]>CC=O", "CC(=O)O.OCC>[H+].[Cl-]>CC(=O)OCC.O", "[CH3:1][OH:2]>>[CH2:1]=[O:2]", "CC.O>>CCO |f:0.1|", "N->[Cu]>>[Cu].N", ">>CC=O"])("%s is drawn, in colours that can be seen on a dark ground", async (reaction) => {
		await expect(chemistry.check(reaction)).resolves.toBeUndefined();
		const svg = await chemistry.draw(reaction, { ...SIZE, theme: "dark" });
		expect(svg).toMatch(/^<svg/);
		expect(svg).not.toMatch(/#000000|<rect|<script/);
	});

	test.each([
		["CCO>>CC(C)(C)(C)C", /The carbon at character 7 has 5 bonds/, { start: 6, end: 7 }],
		["CCO>C1CC>CC=O", /Ring 1 is opened at character 6 and never closed/, { start: 5, end: 6 }],
		["CCO>CC=O", /has two “>”.*this one has 1.*character 4/, { start: 3, end: 4 }],
		[">>", /neither reactants nor products/, { start: 0, end: 2 }],
		["C>>[Xx]", /There is no element “Xx” \(character 5\)/, { start: 4, end: 6 }],
		["CC.>>C", /The dot at character 3/, { start: 2, end: 3 }],
	])("%s is refused with the place in the whole text", async (reaction, message, span) => {
		for (const ask of [() => chemistry.check(reaction), () => chemistry.draw(reaction, SIZE)]) {
			await expect(ask()).rejects.toMatchObject({ code: "invalid-smiles", message: expect.stringMatching(message) as string, span });
		}
	});

	test("it has no facts of one molecule, and goes to no encoder", async () => {
		await expect(chemistry.facts("CCO>>CC=O")).rejects.toMatchObject({ code: "invalid-smiles", message: expect.stringContaining("This is a reaction") as string });
		await expect(chemistry.graph("CCO>>CC=O")).rejects.toMatchObject({ code: "invalid-smiles" });
	});
});

describe("InChIKeys of InChIs", () => {
	test.each([
		["InChI=1S/C9H8O4/c1-6(10)13-8-5-3-2-4-7(8)9(11)12/h2-5H,1H3,(H,11,12)", "BSYNRYMUTXBXSQ-UHFFFAOYSA-N"],
		["InChI=1S/C3H7NO2/c1-2(4)3(5)6/h2H,4H2,1H3,(H,5,6)/t2-/m0/s1", "QNAYBMKLOCPYGJ-REOHCLBHSA-N"],
		["InChI=1S/ClH.Na/h1H;/q;+1/p-1", "FAPWRFPIFSIZLT-UHFFFAOYSA-M"],
		["InChI=1S/H2O/h1H2/i/hD2", "XLYOFNOQVPJJNP-ZSJDYOACSA-N"],
		["InChI=1S/p+1", "GPRLSGONYQIRFK-UHFFFAOYSA-N"],
	])("%s", async (inchi, key) => {
		expect(await chemistry.inchiKey(inchi)).toBe(key);
	});

	test.each([
		["InChI=1S/foo", /“foo” at character 10 is no formula/], ["InChI=1S/CH4/h1H4/zzz", /“\/zzz” at character 19 is no layer/], ["InChI=1S/CH4/h1H4/c1", /“\/c1” at character 19/],
		["InChI=1/CH4/h1H4", /not a standard one/], ["InChI=1S/CH4/f/h1H4", /belongs to InChI with special settings/], ["VNWKTOKETHGBQD-UHFFFAOYSA-N", /This is no InChI/], ["InChI=1S/C2H6O/c1-2-3/h3H, 2H2,1H3", /Character 27 is a space/],
		["InChI=1S/C9H8O4/c1-6(10)13-8-5-3-2-4-7(8)9(11)12/h2-5H,1H3,(H,11,12", /The layer “\/h” at character 50 is cut off/],
		["InChI=1S/Xx2/h1H", /“Xx2” at character 10 is no formula/],
	])("%s has none, though InChI's own function would hash it", async (inchi, message) => {
		await expect(chemistry.inchiKey(inchi)).rejects.toMatchObject({ code: "invalid-inchi", message: expect.stringMatching(message) as string });
	});

	test("the InChI of every molecule gives the InChIKey that its facts give", async () => {
		for (const smiles of [ASPIRIN, "CN1C=NC2=C1C(=O)N(C(=O)N2C)C", "[Na+].[Cl-]", "F/C=C/F", "[13CH3]C([2H])O", "C[N+](C)(C)CC([O-])=O", "[Fe+2].[cH-]1cccc1.[cH-]1cccc1", "OC[C@H]1OC(O)[C@H](O)[C@@H](O)[C@@H]1O", "C[C@@H]1CC[C@H](C)CC1"]) {
			const { inchi, inchiKey } = await chemistry.facts(smiles);
			expect(await chemistry.inchiKey(inchi), inchi).toBe(inchiKey);
		}
	});
});

describe("what cannot be a molecule is explained at its place", () => {
	test.each([
		["CC(C)(C)(C)C", /The carbon at character 2 has 5 bonds/, { start: 1, end: 2 }],
		["[H]C([H])([H])CO(C)C", /The oxygen at character 16 has 3 bonds/, { start: 15, end: 16 }],
		["CC[N](C)(C)C", /The nitrogen at character 3 has 4 bonds.*write its charge, as in \[N\+\]/, { start: 2, end: 5 }],
		["CCc1cccn1", /The aromatic ring between characters 3 and 8 cannot.*\[nH\]/, { start: 2, end: 8 }],
		["Ccc", /“c” at character 2.*in no ring/, { start: 1, end: 2 }],
		["C C O", /Character 2 is a space/, { start: 1, end: 2 }],
		["", /empty/, { start: 0, end: 0 }],
	])("%j", async (smiles, message, span) => {
		for (const ask of [() => chemistry.facts(smiles), () => chemistry.graph(smiles)]) {
			await expect(ask()).rejects.toMatchObject({ code: "invalid-smiles", message: expect.stringMatching(message) as string, span });
		}
	});

	test("the encoder's limits name the atoms and say what to do", async () => {
		await expect(chemistry.graph("CC[NH2]->[Cu]")).rejects.toMatchObject({ code: "unsupported-bond", message: expect.stringContaining("atom 3 (N) and atom 4 (Cu) is dative") as string, span: { start: 7, end: 9 } });
		await expect(chemistry.graph("C$C")).rejects.toMatchObject({ code: "unsupported-bond", message: expect.stringContaining("quadruple") as string });
		await expect(chemistry.graph("CC~C")).rejects.toMatchObject({ code: "unsupported-bond", span: { start: 2, end: 3 } });
		await expect(chemistry.graph("[Pt@SP1](F)(Cl)(Br)I")).rejects.toMatchObject({ code: "unsupported-chirality", message: expect.stringContaining("Atom 1 (Pt, @SP1)") as string });
		expect((await chemistry.facts("CC[NH2]->[Cu]")).formula).toBe("C2H7CuN");
	});
});

describe("drawings", () => {
	const size = { width: 240, height: 160 };
	const themes: readonly [DrawingTheme, readonly number[], number][] = [["light", [1, 1, 1], 4.5], ["dark", [0.12, 0.12, 0.12], 4.5], ["high-contrast-light", [1, 1, 1], 7], ["high-contrast-dark", [0, 0, 0], 7]];

	test.each(themes)("in %s every colour stands out from the background", (theme, background, contrast) => {
		const luminance = (colour: readonly number[]): number => {
			const [red = 0, green = 0, blue = 0] = colour.map((part) => (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
			return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
		};
		const ratio = (colour: readonly number[]): number => {
			const [dark = 0, light = 0] = [luminance(colour), luminance(background)].sort((a, b) => a - b);
			return (light + 0.05) / (dark + 0.05);
		};
		const faint = Object.entries(PALETTES[theme]).filter(([, colour]) => ratio(colour) < contrast).map(([key, colour]) => [key, ratio(colour)]);
		expect(faint).toEqual([]);
	});

	test("it is a small SVG of the size asked for, without ground, script or prolog", async () => {
		const svg = await chemistry.draw(ASPIRIN, { theme: "dark", ...size });
		expect(svg).toMatch(/^<svg xmlns='http:\/\/www\.w3\.org\/2000\/svg' width='240px' height='160px'/);
		expect(svg).toMatch(/<\/svg>$/);
		expect(svg).not.toMatch(/<rect|<script|<\?xml|<!--|class=|#FFFFFF|#000000/);
		expect(svg.length).toBeLessThan(6000);
	});

	test("dark and light drawings differ in colour only", async () => {
		const [light, dark] = await Promise.all((["light", "dark"] as const).map((theme) => chemistry.draw(ASPIRIN, { theme, ...size })));
		const grey = (svg: string | undefined): string | undefined => svg?.replace(/#[0-9A-F]{6}/g, "#");
		expect(light).not.toBe(dark);
		expect(grey(light)).toBe(grey(dark));
	});

	/** Width of the drawn part, as it is seen. */
	const seen = (svg: string, width: number): number => {
		const [, , boxWidth = width] = /viewBox='([^']+)'/.exec(svg)?.[1]?.split(" ").map(Number) ?? [];
		const xs = [...svg.matchAll(/ d='([^']*)'/g)].flatMap(([, path = ""]) => (path.match(/-?\d+(?:\.\d+)?/g) ?? []).filter((_, at) => at % 2 === 0).map(Number));
		return ((xs.reduce((most, x) => Math.max(most, x)) - xs.reduce((least, x) => Math.min(least, x))) * width) / boxWidth;
	};

	test("five molecules of a reaction use the width they are given, or their letters cannot be read", async () => {
		const svg = await chemistry.draw("OC(=O)c1ccccc1O.CC(=O)OC(C)=O>OS(=O)(=O)O>CC(=O)Oc1ccccc1C(=O)O.CC(=O)O", { theme: "light", width: 490, height: 125 });
		expect(seen(svg, 490)).toBeGreaterThan(450);
		expect(seen(svg, 490)).toBeLessThan(490);
	});

	test("ethanol is not blown up to fill the picture", async () => {
		const width = seen(await chemistry.draw("CCO", { theme: "light", ...size }), size.width);
		expect(width).toBeGreaterThan(40);
		expect(width).toBeLessThan(110);
	});

	test("the letters of a molecule of 62 heavy atoms stay as large as print", async () => {
		const svg = await chemistry.draw("CC1=C2C(C(=O)C3(C(CC4C(C3C(C(C2(C)C)(CC1OC(=O)C(C(C5=CC=CC=C5)NC(=O)C6=CC=CC=C6)O)O)OC(=O)C7=CC=CC=C7)(CO4)OC(=O)C)O)C)OC(=O)C", { theme: "light", ...size });
		const letters = [...svg.matchAll(/<path d='(M[^']*Q[^']*)' fill=/g)].map(([, path = ""]) => {
			const ys = (path.match(/-?\d+(?:\.\d+)?/g) ?? []).filter((_, at) => at % 2 === 1).map(Number);
			return Math.max(...ys) - Math.min(...ys);
		});
		expect(letters.length).toBeGreaterThan(10);
		expect(Math.min(...letters)).toBeGreaterThan(6);
	});

	test("the dot of a radical is not black on black", async () => {
		for (const theme of ["dark", "high-contrast-dark"] as const) {
			expect(await chemistry.draw("C[O]", { theme, ...size })).not.toContain("#000000");
		}
	});

	test("a nonsensical size is refused before RDKit sees it", async () => {
		await expect(chemistry.draw(ASPIRIN, { theme: "dark", width: Number.NaN, height: 1e9 })).rejects.toMatchObject({ code: "invalid-drawing" });
	});
});
