import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { beforeAll, describe, expect, test } from "vitest";
import { Failure } from "../../../src/science/failure.ts";
import { moleculeFacts } from "../../../src/science/molecule/facts.ts";
import { moleculeGraph } from "../../../src/science/molecule/graph.ts";
import type { OpenMolecule, Rdkit } from "../../../src/science/molecule/rdkit.ts";
import { loadRdkit, withMolecule } from "../../../src/science/molecule/rdkit.ts";
import { tokeniseSmiles } from "../../../src/science/molecule/smiles.ts";
import { SHARED, sharedTest } from "./shared.ts";
import { rdkitWasm } from "../../support/chemistry.ts";

let rdkit: Rdkit;
beforeAll(async () => {
	rdkit = await loadRdkit(rdkitWasm());
});

const nasty = (file: string): string => path.join(SHARED, "realworld/smiles_nasty/rdkit", file);

/** Every outcome other than a value or a typed failure is thrown on. */
function outcome(smiles: string, use: (molecule: OpenMolecule) => unknown): string {
	try {
		withMolecule(rdkit, smiles, use);
		return "read";
	} catch (error) {
		if (error instanceof Failure) {
			return error.code;
		}
		throw error;
	}
}

function count(codes: readonly string[]): Record<string, number> {
	const counts: Record<string, number> = {};
	for (const code of codes) {
		counts[code] = (counts[code] ?? 0) + 1;
	}
	return counts;
}

describe("our grammar is RDKit's", () => {
	test("8,000 mistyped SMILES: whatever one refuses the other does, and both count the same atoms", () => {
		const rows = gunzipSync(readFileSync(path.resolve(import.meta.dirname, "../../fixtures/featuriser.jsonl.gz"))).toString().trim().split("\n");
		const good = rows.map((line) => (JSON.parse(line) as { smiles: string }).smiles).filter(({ length }) => length < 80);
		const keys = [..."CNOSPFIBcnos()[]=#:-+/\\.123%@H*$~0l", "Cl", "Br", "[nH]", "[C@H]", "->", "%12", "[Na+]", "%(100)"];
		let seed = 11;
		const next = (limit: number): number => (seed = (seed * 48_271) % 2_147_483_647) % limit;
		const disagreements: string[] = [];
		for (let round = 0; round < 8000; round++) {
			let smiles = good[next(good.length)] ?? "";
			for (let slips = 1 + next(3); slips > 0; slips--) {
				const at = next(smiles.length + 1);
				smiles = smiles.slice(0, at) + (next(3) === 0 ? "" : keys[next(keys.length)]) + smiles.slice(at + next(2));
			}
			const ours = tokeniseSmiles(smiles);
			const handle = rdkit.module.get_mol(smiles, JSON.stringify({ sanitize: false, removeHs: false }));
			const theirs = handle?.get_num_atoms();
			handle?.delete();
			// What RDKit lets through is refused here on purpose: no atoms at all, a ring bond written twice in two ways, and numbers
			// that RDKit would cut to 8 or 16 bits.
			const stricter = smiles === "" || ("message" in ours && / is opened with a |out of range|no isotope|than one atom can carry/.test(ours.message));
			if (!stricter && ("message" in ours ? undefined : ours.atoms.length) !== theirs) {
				disagreements.push(smiles);
			}
		}
		expect(disagreements).toEqual([]);
	});
});

describe("real and hostile files", () => {
	sharedTest("none of RDKit's 80 fuzz cases gets through, nor breaks anything", () => {
		const folder = nasty("Code/Fuzz/smiles_string_to_mol_fuzzer");
		const codes = readdirSync(folder).map((file) => outcome(readFileSync(path.join(folder, file), "latin1"), moleculeFacts));
		expect(count(codes)).toEqual({ "invalid-smiles": 80 });
	});

	sharedTest("5,000 molecules of the toxicity register: a graph or a reason", () => {
		const lines = readFileSync(nasty("Code/GraphMol/Wrap/test_data/rtecs_smiles.5000.txt"), "utf8").split("\n").filter((line) => line.trim() !== "");
		const codes = count(lines.map((line) => outcome(line.trim().split(/\s+/)[1] ?? "", moleculeGraph)));
		console.log("rtecs:", codes);
		expect(codes["read"]).toBeGreaterThan(4900);
		expect(Object.keys(codes).filter((code) => !["read", "invalid-smiles", "unsupported-bond"].includes(code))).toEqual([]);
	});

	sharedTest("NCI's first 5,000: a graph or a reason", () => {
		const lines = readFileSync(nasty("Data/NCI/first_5K.smi"), "utf8").split("\n").filter((line) => line.trim() !== "");
		const codes = count(lines.map((line) => outcome(line.split(/\s+/)[0] ?? "", moleculeGraph)));
		console.log("NCI:", codes);
		expect(codes["read"]).toBeGreaterThan(4900);
		expect(Object.keys(codes).filter((code) => !["read", "invalid-smiles", "unsupported-bond"].includes(code))).toEqual([]);
	});
});
