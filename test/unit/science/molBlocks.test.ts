/** Molecules that nobody drew for us, taken away as mol blocks and read again: RTECS and the NCI's first. */
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import type { ChemistryClient } from "../../../src/science/chemistryClient.ts";
import { Failure } from "../../../src/science/failure.ts";
import { realChemistry } from "../../support/chemistry.ts";

const FOLDER = path.resolve(import.meta.dirname, "../../../../shared/realworld/smiles_nasty/rdkit");
const CORPORA = [["RTECS", "Code/GraphMol/Wrap/test_data/rtecs_smiles.5000.txt", 1], ["NCI", "Data/NCI/first_5K.smi", 0]] as const;
const SAMPLE = 1000;

let chemistry: ChemistryClient;
beforeAll(async () => {
	const real = await realChemistry();
	({ chemistry } = real);
	return real.dispose;
});

/** Every so many lines, so that each part of the corpus is there. */
async function sample(file: string, column: number): Promise<readonly string[]> {
	const lines = (await readFile(path.join(FOLDER, file), "utf8")).split(/\r?\n/);
	const step = Math.max(1, Math.floor(lines.length / SAMPLE));
	return lines.filter((_, index) => index % step === 0).flatMap((line) => line.split(/\s+/)[column] || []);
}

describe.skipIf(!existsSync(FOLDER))(`mol blocks of what stands in ${FOLDER}`, () => {
	test.each(CORPORA)("of %s are read as the same molecules; what a mol block cannot hold is refused", async (_, file, column) => {
		const molecules = await sample(file, column);
		const accepted = (await chemistry.checkAll(molecules)).flatMap((problem, index) => (problem === undefined ? [molecules[index] ?? ""] : []));
		expect(accepted.length).toBeGreaterThan(SAMPLE * 0.8);
		const refused: string[] = [];
		for (let start = 0; start < accepted.length; start += 50) {
			const some = accepted.slice(start, start + 50);
			const blocks = await Promise.all(some.map((smiles) => chemistry.molBlock(smiles).catch((error: unknown) => (error instanceof Failure && error.code === "rewrite-refused" ? "" : Promise.reject(error as Error)))));
			const [before, after] = await Promise.all([chemistry.fingerprints(some), chemistry.fingerprints(blocks.map((block) => block || "C"))]);
			some.forEach((smiles, index) => {
				if (blocks[index] === "") {
					refused.push(smiles);
				} else {
					expect(after[index], smiles).toMatchObject({ smiles: (before[index] as { readonly smiles: string }).smiles });
				}
			});
		}
		expect(refused.length, refused.join("\n")).toBeLessThan(accepted.length / 100);
	}, 300_000);
});
