import { Failure } from "../failure.ts";
import { chosenAtoms } from "./alternates.ts";
import type { AtomTable } from "./atomTable.ts";
import { chainData } from "./chains.ts";
import { confidenceOf } from "./confidence.ts";
import { bondsOf } from "./fileBonds.ts";
import type { FileFacts } from "./fileFacts.ts";
import { ligandsOf } from "./ligands.ts";
import { kindsOf, type Columns } from "./polymer.ts";
import { secondaryOf } from "./secondary.ts";
import type { StructureData } from "./structureData.ts";

/**
 * What a file holds, from its atoms and what it says of them.
 *
 * @param model which of the file's models the atoms are, counted from 1
 */
export function assemble(table: AtomTable, facts: FileFacts, model = 1): StructureData {
	if (table.count === 0) {
		throw new Failure("structure-no-coordinates", table.skipped > 0
			? `None of the ${table.skipped.toLocaleString("en")} atoms in this file has coordinates that are numbers, so there is nothing to show. Write the file again, or get the entry from where it came.`
			: "This file describes a structure but holds no coordinates of atoms, so there is nothing to show. Get the entry with its coordinates, e.g. as mmCIF from the PDB.");
	}
	if (table.skipped > 0) {
		facts.warnings.push(`${table.skipped.toLocaleString("en")} ${table.skipped === 1 ? "atom was" : "atoms were"} left out: without coordinates that are numbers they have no place.`);
	}
	const { columns, residues: named, ...told } = atomColumns(table);
	const kind = kindsOf({ ...columns, residues: named, ...told }, facts);
	const residues = { ...named, kind };
	const chainNames = table.chainNames.list;
	const structure = secondaryOf(residues, chainNames, facts.ranges);
	const confidence = confidenceOf(columns.bFactors, facts);
	const chains = chainData({ ...columns, residues }, chainNames, facts);
	const whole = {
		...columns, id: facts.id, title: facts.title.join(" ").replace(/\s+/g, " ").trim(), residues: { ...residues, structure }, chains, confidence,
		...bondsOf({ ...columns, residues, chains }, facts), secondaryStructure: structure.some((one) => one > 0) ? ("file" as const) : ("none" as const), models: facts.models,
		model, modelKind: facts.modelKind, method: facts.methods.join("; "), resolution: facts.resolution,
	};
	const ligands = ligandsOf(whole, facts);
	return { ...whole, ligands, warnings: facts.warnings };
}

interface AtomColumns extends Pick<Columns, "hetero" | "sequenced"> {
	readonly columns: Pick<StructureData, "atomCount" | "positions" | "elements" | "serials" | "names" | "atomNames" | "bFactors" | "residueOf">;
	readonly residues: Omit<StructureData["residues"], "kind" | "structure">;
}

/** The columns of the atoms that stay, and the residues that they make. */
function atomColumns(table: AtomTable): AtomColumns {
	const kept = chosenAtoms(table);
	const atomCount = kept.reduce((sum, one) => sum + one, 0);
	const count = table.sites.length;
	const columns = { positions: new Float32Array(3 * atomCount), elements: new Uint8Array(atomCount), serials: new Int32Array(atomCount), names: new Uint16Array(atomCount), bFactors: new Float32Array(atomCount), residueOf: new Uint32Array(atomCount) };
	const residues = { count, firstAtom: new Uint32Array(count + 1), chain: new Uint16Array(count), name: new Uint16Array(count), names: table.residueNames.list, number: new Int32Array(count), insertion: new Uint8Array(count) };
	const [hetero, sequenced] = [new Uint8Array(count), new Uint8Array(count)];
	let to = 0;
	table.sites.forEach((site, residue) => {
		residues.firstAtom[residue] = to;
		residues.chain[residue] = site.chain;
		residues.number[residue] = site.number;
		residues.insertion[residue] = site.insertion;
		hetero[residue] = site.hetero ? 1 : 0;
		sequenced[residue] = site.sequenced ? 1 : 0;
		const end = table.sites[residue + 1]?.first ?? table.count;
		for (let from = site.first; from < end; from++) {
			if (kept[from] === 1) {
				residues.name[residue] = table.residueNameOf[from]!;
				columns.residueOf[to] = residue;
				copy(table, from, columns, to++);
			}
		}
	});
	residues.firstAtom[count] = to;
	return { columns: { ...columns, atomCount, atomNames: table.atomNames.list }, residues, hetero, sequenced };
}

function copy(table: AtomTable, from: number, columns: Pick<StructureData, "positions" | "elements" | "serials" | "names" | "bFactors">, to: number): void {
	columns.positions[3 * to] = table.positions[3 * from]!;
	columns.positions[3 * to + 1] = table.positions[3 * from + 1]!;
	columns.positions[3 * to + 2] = table.positions[3 * from + 2]!;
	columns.elements[to] = table.elements[from]!;
	columns.serials[to] = table.serials[from]!;
	columns.names[to] = table.names[from]!;
	columns.bFactors[to] = table.bFactors[from]!;
}
