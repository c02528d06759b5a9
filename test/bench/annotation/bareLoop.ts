/** The plainest loop that RDKit's JavaScript allows, in one thread: the same ten facts of a list in memory, nothing read and nothing written. */
import initRDKitModule from "@rdkit/rdkit";
import type { Mol } from "@rdkit/rdkit";
import { readFileSync } from "node:fs";

const rdkit = await initRDKitModule({ locateFile: () => process.argv[2] ?? "" });

interface Descriptors {
	readonly amw: number;
	readonly CrippenClogP: number;
	readonly tpsa: number;
	readonly NumHBD: number;
	readonly NumHBA: number;
	readonly NumRotatableBonds: number;
	readonly NumRings: number;
	readonly NumAromaticRings: number;
	readonly NumHeavyAtoms: number;
}

/** `get_descriptors` gives nine of them; the charge is cheapest from the SMILES itself. */
function facts(molecule: Mol, smiles: string): readonly number[] {
	const { amw, CrippenClogP, tpsa, NumHBD, NumHBA, NumRotatableBonds, NumRings, NumAromaticRings, NumHeavyAtoms } = JSON.parse(molecule.get_descriptors()) as Descriptors;
	let charge = 0;
	for (const [, sign, count] of smiles.matchAll(/([+-])(\d*)\]/g)) {
		charge += (sign === "+" ? 1 : -1) * Number(count === "" ? 1 : count);
	}
	return [amw, CrippenClogP, tpsa, NumHBD, NumHBA, NumRotatableBonds, NumRings, NumAromaticRings, charge, NumHeavyAtoms];
}

process.on("message", ({ source, output }: { source: string; output: string }) => {
	void output;
	const smiles = readFileSync(source, "utf8").split("\n").slice(1, -1).map((line) => line.slice(line.indexOf(",") + 1));
	const begun = performance.now();
	const used = process.cpuUsage();
	let sum = 0;
	for (const one of smiles) {
		const molecule = rdkit.get_mol(one);
		sum += molecule === null ? 0 : facts(molecule, one).length;
		molecule?.delete();
	}
	const { user, system } = process.cpuUsage(used);
	process.send?.({ time: performance.now() - begun, processor: (user + system) / 1000, sum });
});
process.send?.({});
