/** A chemist marks a part of a molecule: by a pattern, by its atoms; and takes the molecule away as a mol block. */
import { beforeAll, describe, expect, test } from "vitest";
import type { ChemistryClient } from "../../../src/science/chemistryClient.ts";
import { packedTanimoto, tanimoto } from "../../../src/science/molecule/fingerprint.ts";
import { MOST_COUNTED } from "../../../src/science/molecule/matches.ts";
import { MAX_MATCHES } from "../../../src/science/molecule/substructure.ts";
import { realChemistry } from "../../support/chemistry.ts";

const ASPIRIN = "CC(=O)Oc1ccccc1C(=O)O";
const CAFFEINE = "Cn1cnc2c1c(=O)n(C)c(=O)n2C";

let chemistry: ChemistryClient;
beforeAll(async () => {
	const real = await realChemistry();
	({ chemistry } = real);
	return real.dispose;
});

/** Methanol as another program drew it: the hydrogens stand before and between the heavy atoms. */
const METHANOL = ["methanol", "  drawn by hand", "", "  6  5  0  0  0  0  0  0  0  0999 V2000",
	"    0.0000    1.0000    0.0000 H   0  0", "    0.0000    0.0000    0.0000 C   0  0", "    0.0000   -1.0000    0.0000 H   0  0",
	"   -1.0000    0.0000    0.0000 H   0  0", "    1.4000    0.0000    0.0000 O   0  0", "    1.7000    0.9000    0.0000 H   0  0",
	"  2  1  1  0", "  2  3  1  0", "  2  4  1  0", "  2  5  1  0", "  5  6  1  0", "M  END", ""].join("\n");

describe("a pattern", () => {
	test("is found at the atoms of the SMILES, in the order of the pattern", async () => {
		expect(await chemistry.matches("[CX3](=O)[OX2H1]", ASPIRIN)).toEqual({ matches: [[10, 11, 12]], total: 1 });
		expect(await chemistry.matches("[nX3][CH3]", CAFFEINE)).toEqual({ matches: [[1, 0], [8, 9], [12, 13]], total: 3 });
		expect(await chemistry.matches("[F]", ASPIRIN)).toEqual({ matches: [], total: 0 });
	});

	test.each([
		["a hydrogen before its oxygen", "[H]OC", "[OX2H]C", [[1, 2]]],
		["hydrogens between, one of them", "C([H])([H])([H])C([H])([H])O[H]", "CO", [[4, 7]]],
		["deuterium, which stays an atom", "[2H]C([H])([2H])O", "[2H]", [[0], [3]]],
		["an atom behind folded and kept hydrogens", "[H]C([2H])([H])OC", "[#8]", [[4]]],
		["a hydride and a proton", "[H-].[H]C([H])([H])[H].[H+]", "[#1]", [[0], [6]]],
		["molecular hydrogen", "[H][H].[H]O[H]", "[#8]", [[3]]],
		["a stereo mark that needs its hydrogen", "[H]/C(C)=C/F", "F", [[4]]],
		["a ring that closes at a hydrogen's neighbour", "[H]C1([H])CC1O", "O", [[5]]],
		["hydrogen at a dummy atom", "*[H].[H]N", "N", [[3]]],
	])("is found at the right atom beside %s", async (_, smiles, smarts, matches) => {
		expect(await chemistry.matches(smarts, smiles)).toEqual({ matches, total: matches.length });
	});

	test("is found at the lines of a mol block, hydrogens counted", async () => {
		expect(await chemistry.matches("[#6]~[#8]", METHANOL)).toEqual({ matches: [[1, 4]], total: 1 });
	});

	test("that occurs everywhere is listed up to a bound and counted", async () => {
		const carbons = await chemistry.matches("[#6]", "C".repeat(300));
		expect([carbons.matches.length, carbons.total]).toEqual([MAX_MATCHES, 300]);
		expect((await chemistry.matches("[#6].[#6].[#6]", "C".repeat(300))).total).toBe(MOST_COUNTED);
	});

	test("that cannot be read, and a molecule that cannot, are told apart in a sentence", async () => {
		await expect(chemistry.matches("[C", ASPIRIN)).rejects.toMatchObject({ code: "invalid-smarts" });
		await expect(chemistry.matches("C", "c1ccccc")).rejects.toMatchObject({ code: "invalid-smiles" });
		expect((await chemistry.matches("C", "CC")).total).toBe(2);
	});
});

describe("a mol block", () => {
	test("of a molecule has coordinates in the plane and the same atoms in the same order", async () => {
		const lines = (await chemistry.molBlock(ASPIRIN)).split("\n");
		expect(lines[3]).toBe(" 13 13  0  0  0  0  0  0  0  0999 V2000");
		expect(lines.slice(4, 17).map((line) => line.slice(31, 34).trim()).join("")).toBe("CCOOCCCCCCCOO");
		expect(lines.slice(4, 17).every((line) => Number(line.slice(20, 30)) === 0)).toBe(true);
	});

	test.each([
		["L-alanine", "C[C@H](N)C(=O)O"], ["maleic acid", "O=C(O)/C=C\\C(=O)O"], ["an unmarked double bond", "OC(=O)C=CC(=O)O"], ["a betaine", "C[N+](C)(C)CC(=O)[O-]"],
		["labelled acetate", "[13CH3]C(=O)[18O-]"], ["a methyl radical", "[CH3]"], ["a carbene", "[CH2]"], ["a biradical", "[O][O]"], ["nitroxide", "CC1(C)CCCC(C)(C)N1[O]"],
		["cisplatin with dative bonds", "[NH3]->[Pt](<-[NH3])(Cl)Cl"], ["a salt", "[Na+].CC(=O)[O-]"], ["a racemate", "C[C@H](N)C(=O)O |&1:1|"], ["atom maps", "[CH3:1][OH:2]"], ["a dummy", "*CC"], ["heavy water", "[2H]O[2H]"],
	])("of %s is read as the same molecule", async (_, smiles) => {
		const plain = (text: string): Promise<string> => chemistry.rewrite(text, "canonical").then((one) => one.split(" ")[0] ?? "");
		const block = await chemistry.molBlock(smiles);
		expect((await chemistry.facts(block)).canonicalSmiles).toBe(await plain(smiles));
	});

	test("keeps the coordinates that are there", async () => {
		expect(await chemistry.molBlock(METHANOL)).toBe(METHANOL);
		expect(await chemistry.molBlock("CO |(1.25,0.5,;2.75,0.5,)|")).toContain("    1.2500    0.5000    0.0000 C");
	});

	test("is refused for what a mol block cannot hold", async () => {
		await expect(chemistry.molBlock("N[Co@OH3](Cl)(Br)(F)(O)I")).rejects.toMatchObject({ code: "rewrite-refused", message: expect.stringContaining("mol block") as string });
	});
});

describe("selected atoms", () => {
	test.each([
		["the acid of aspirin", ASPIRIN, [10, 11, 12], "O=CO"],
		["its ring", ASPIRIN, [4, 5, 6, 7, 8, 9], "c1ccccc1"],
		["both ends of it", ASPIRIN, [0, 1, 2, 11, 10, 12], "CC=O.O=CO"],
		["the imidazole of caffeine", CAFFEINE, [1, 2, 3, 4, 5], "c1c[nH]cn1"],
		["a part of an aromatic ring, by one of its Kekulé structures", "c1ccccc1", [0, 1, 2], "C=CC"],
		["half of naphthalene", "c1ccc2ccccc2c1", [0, 1, 2, 3, 8, 9], "c1ccccc1"],
		["a centre with all its neighbours", "OC[C@H](N)C(=O)OC", [1, 2, 3, 4, 5], "C[C@H](N)C=O"],
		["a centre that lost one", "C[C@H](N)C(=O)O", [1, 2, 3, 4, 5], "NCC(=O)O"],
		["a cis double bond with its substituents", "CC/C=C\\CCO", [1, 2, 3, 4], "C/C=C\\C"],
		["a double bond that lost one", "CC/C=C\\CCO", [2, 3, 4], "C=CC"],
		["the nitrogen of a nitro group", "C[N+](=O)[O-]", [1], "[NH4+]"],
		["the ligand of a dative bond", "[NH3]->[Pt](<-[NH3])(Cl)Cl", [0], "N"],
		["a labelled atom", "[13CH3]CO", [0, 1], "C[13CH3]"],
		["an atom behind a written hydrogen", "[H]OCC", [1, 2], "CO"],
		["a written hydrogen with its oxygen", "[H]OCC", [0, 1], "O"],
		["everything", ASPIRIN, Array.from({ length: 13 }, (_, atom) => atom), ASPIRIN],
	])("make a molecule: %s", async (_, smiles, atoms, fragment) => {
		expect(await chemistry.fragment(smiles, atoms)).toBe(fragment);
	});

	test("of a mol block are its lines", async () => {
		expect(await chemistry.fragment(METHANOL, [4])).toBe("O");
	});

	test.each([["nothing", ASPIRIN, []], ["an atom that is not there", ASPIRIN, [99]], ["a hydrogen alone", "[H]OC", [0]]])("that are none are refused in a sentence: %s", async (_, smiles, atoms) => {
		await expect(chemistry.fragment(smiles, atoms)).rejects.toMatchObject({ code: "fragment-refused", message: expect.stringMatching(/selected atoms.*Select/i) as string });
	});
});

describe("fingerprints of many molecules", () => {
	test("give the same similarity as one by one, and a broken molecule costs the others nothing", async () => {
		const many = [ASPIRIN, "O=C(O)c1ccccc1O", "c1ccccc", CAFFEINE, ...Array.from({ length: 20 }, (_, length) => `${"C".repeat(length + 1)}O`), ASPIRIN];
		const results = await chemistry.fingerprints(many);
		expect(results[2]).toMatchObject({ failure: { code: "invalid-smiles" } });
		const bits = (index: number): Uint8Array => {
			const result = results[index];
			return result === undefined || "failure" in result ? expect.fail(`molecule ${index} has no fingerprint`) : result.bits;
		};
		expect(packedTanimoto(bits(0), bits(1))).toBeCloseTo(13 / 29, 12);
		expect(packedTanimoto(bits(0), bits(many.length - 1))).toBe(1);
		expect(packedTanimoto(bits(3), bits(10))).toBe(tanimoto(await chemistry.fingerprint(CAFFEINE), await chemistry.fingerprint(many[10] ?? "")));
		expect(results[1]).toMatchObject({ smiles: "O=C(O)c1ccccc1O" });
	});

	test("are left where nobody waits for them any more", async () => {
		const abort = new AbortController();
		const asked = chemistry.fingerprints(Array.from({ length: 4000 }, (_, index) => `${"C".repeat(index % 60)}N${"C".repeat(index / 60)}O`), abort.signal);
		setTimeout(() => abort.abort(), 100);
		await expect(asked).rejects.toMatchObject({ code: "cancelled" });
	});
});
