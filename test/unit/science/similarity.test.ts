/** What an agent asks about many molecules: how alike two are, and which have a group. */
import { beforeAll, describe, expect, test } from "vitest";
import type { ChemistryClient } from "../../../src/science/chemistryClient.ts";
import { tanimoto } from "../../../src/science/molecule/fingerprint.ts";
import { MAX_MATCHES } from "../../../src/science/molecule/substructure.ts";
import { realChemistry } from "../../support/chemistry.ts";

const ASPIRIN = "CC(=O)Oc1ccccc1C(=O)O";
const SALICYLIC_ACID = "O=C(O)c1ccccc1O";
const CAFFEINE = "Cn1cnc2c1c(=O)n(C)c(=O)n2C";

let chemistry: ChemistryClient;
beforeAll(async () => {
	const real = await realChemistry();
	({ chemistry } = real);
	return real.dispose;
});

async function similarity(first: string, second: string): Promise<number> {
	return tanimoto(await chemistry.fingerprint(first), await chemistry.fingerprint(second));
}

describe("similarity", () => {
	test("of a molecule with itself is 1, however it is written", async () => {
		expect(await similarity(ASPIRIN, "O=C(C)Oc1ccccc1C(O)=O")).toBe(1);
	});

	test("of aspirin and salicylic acid is 13 of 29 bits, and the same both ways", async () => {
		expect(await similarity(ASPIRIN, SALICYLIC_ACID)).toBeCloseTo(13 / 29, 12);
		expect(await similarity(SALICYLIC_ACID, ASPIRIN)).toBeCloseTo(13 / 29, 12);
	});

	test("sets the analogue before the stranger", async () => {
		expect(await similarity(ASPIRIN, SALICYLIC_ACID)).toBeGreaterThan(await similarity(ASPIRIN, CAFFEINE));
	});

	test("says how it was computed, and refuses what is no molecule in a sentence", async () => {
		expect((await chemistry.fingerprint(ASPIRIN)).method).toMatch(/Morgan.*radius 2.*2,048 bits.*RDKit \d/);
		await expect(chemistry.fingerprint("c1ccccc")).rejects.toMatchObject({ code: "invalid-smiles" });
	});
});

describe("a substructure", () => {
	const ACID = "[CX3](=O)[OX2H1]";

	test("is found where it is, counted, and a broken molecule beside it costs nothing", async () => {
		const [aspirin, caffeine, broken, succinic] = await chemistry.substructure(ACID, [ASPIRIN, CAFFEINE, "c1ccccc", "OC(=O)CCC(=O)O"]);
		expect(aspirin).toEqual({ matches: 1, smiles: ASPIRIN });
		expect(caffeine).toEqual({ matches: 0, smiles: "" });
		expect(broken).toMatchObject({ failure: { code: "invalid-smiles" } });
		expect(succinic).toMatchObject({ matches: 2 });
	});

	test("that occurs everywhere is counted up to a bound", async () => {
		expect(await chemistry.substructure("[#6]", ["C".repeat(300)])).toMatchObject([{ matches: MAX_MATCHES }]);
	});

	test.each([["an open bracket", "[C"], ["nothing", ""], ["white space", "   "], ["a reaction", "C>>O"], ["an open branch", "C("], ["5,000 atoms", "C".repeat(5000)]])("that is no SMARTS (%s) is refused in a sentence, and the next one is looked for", async (_, smarts) => {
		await expect(chemistry.substructure(smarts, ["CCO"])).rejects.toMatchObject({ code: "invalid-smarts", message: expect.stringMatching(/SMARTS.*\. (?:Check|Give) /) as string });
		expect(await chemistry.substructure("[OX2H]", ["CCO"])).toMatchObject([{ matches: 1 }]);
	});
});
