import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { isPlainSmiles } from "../../../src/science/molecule/plainSmiles.ts";
import { tokeniseSmiles } from "../../../src/science/molecule/smiles.ts";
import { SHARED, sharedTest } from "./shared.ts";
import { randomNumbers } from "../../support/random.ts";

const accepts = (text: string): boolean => !("message" in tokeniseSmiles(text));

describe("the quick look at a SMILES", () => {
	test("never accepts what the tokeniser refuses", () => {
		const letters = [..."CCCNOcn()()[]==#112.3-/\\Cl", "[nH]", "Br", "[O-]", "(=O)", "c1ccccc1", "C1(CC)C(C)1"];
		const random = randomNumbers(11);
		let accepted = 0;
		for (let round = 0; round < 200_000; round++) {
			const text = Array.from({ length: 1 + Math.floor(random() * 12) }, () => letters[Math.floor(random() * letters.length)]).join("");
			if (isPlainSmiles(text)) {
				accepted++;
				expect(accepts(text), text).toBe(true);
			}
		}
		expect(accepted).toBeGreaterThan(5000);
	});

	sharedTest("accepts nearly all that chemists write", () => {
		const lines = readFileSync(path.join(SHARED, "realworld/smiles_nasty/rdkit/Data/NCI/first_5K.smi"), "utf8").trim().split("\n");
		const smiles = lines.map((line) => line.split(/\s/, 1)[0] ?? "");
		expect(smiles.filter(isPlainSmiles).length).toBeGreaterThan(0.9 * smiles.length);
		expect(smiles.filter((one) => isPlainSmiles(one) && !accepts(one))).toEqual([]);
	});
});
