import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { DrawingTheme } from "../../../src/science/chemistry.ts";
import { ChemistryClient } from "../../../src/science/chemistryClient.ts";
import { PALETTES } from "../../../src/science/molecule/depict.ts";
import type { Fact } from "../../../src/science/molecule/facts.ts";
import type { BuiltWorker } from "./worker.ts";
import { buildWorker } from "./worker.ts";

const ASPIRIN = "CC(=O)Oc1ccccc1C(=O)O";

let worker: BuiltWorker;
let chemistry: ChemistryClient;

beforeAll(async () => {
	worker = await buildWorker();
	chemistry = new ChemistryClient({ workerFile: worker.workerFile });
});

afterAll(async () => {
	await chemistry.dispose();
	await worker.remove();
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
		expect(facts.verdicts).toMatchObject([{ rule: "Lipinski's rule of five", passes: true, failing: [] }]);
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

	test("the dot of a radical is not black on black", async () => {
		for (const theme of ["dark", "high-contrast-dark"] as const) {
			expect(await chemistry.draw("C[O]", { theme, ...size })).not.toContain("#000000");
		}
	});

	test("a nonsensical size is refused before RDKit sees it", async () => {
		await expect(chemistry.draw(ASPIRIN, { theme: "dark", width: Number.NaN, height: 1e9 })).rejects.toMatchObject({ code: "invalid-drawing" });
	});
});
