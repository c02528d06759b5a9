/** What is known of similar molecules and proteins, against what training read with another RDKit (`models/training/known_fixture.py`). */
import { readFileSync } from "node:fs";
import path from "node:path";
import { beforeAll, expect, test } from "vitest";
import { MoleculeLibrary } from "../../src/inference/known/moleculeLibrary.ts";
import { ProteinLibrary } from "../../src/inference/known/proteinLibrary.ts";
import type { ChemistryClient } from "../../src/science/chemistryClient.ts";
import { realChemistry } from "../support/chemistry.ts";

const folder = path.resolve(import.meta.dirname, "../fixtures/known");
const recorded = JSON.parse(readFileSync(path.join(folder, "told.json"), "utf8")) as {
	readonly molecules: readonly { readonly smiles: string; readonly told: string }[];
	readonly proteins: readonly { readonly sequence: string; readonly told: string }[];
};

const withoutNumbers = (told: string): string => told.replace(/(^| \| )\d+: /g, "$1");

let chemistry: ChemistryClient;

beforeAll(async () => {
	const real = await realChemistry();
	({ chemistry } = real);
	return real.dispose;
});

/** RDKit 2022.09 counts the lone proton of a salt, RDKit 2026 does not: similarities of 286 for 273. */
const DIFFERENT = 1;

test("of 30 molecules the same two neighbours are told as in training, a molecule that is known itself first", async () => {
	const library = await MoleculeLibrary.open(folder, "molecules.tsv.gz", 400);
	const prints = await chemistry.fingerprints(recorded.molecules.map(({ smiles }) => smiles));
	const told = prints.map((print) => ("failure" in print ? print.failure.message : library.nearest(print.bits, 2)));
	expect(told.map(withoutNumbers)).toEqual(recorded.molecules.map((molecule) => withoutNumbers(molecule.told)));
	expect(told.filter((one, place) => one !== recorded.molecules[place]?.told)).toHaveLength(DIFFERENT);
	expect(told[0]).toMatch(/^1000: The molecule is /);
});

test("of 32 proteins the same two neighbours are told as in training, and nothing of one too short to compare", async () => {
	const library = await ProteinLibrary.open(folder, "proteins.tsv.gz", 120);
	expect(recorded.proteins.map(({ sequence }) => library.nearest(sequence, 2))).toEqual(recorded.proteins.map((protein) => protein.told));
	expect(library.nearest("MKT", 2)).toBe("none");
	expect(recorded.proteins[0]?.told).toMatch(/^1000: /);
});
