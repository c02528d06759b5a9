import type { FileFacts, NamedBond } from "./fileFacts.ts";
import type { StructureData } from "./structureData.ts";

type Atoms = Pick<StructureData, "atomCount" | "serials" | "names" | "atomNames" | "chains"> & { readonly residues: Pick<StructureData["residues"], "count" | "firstAtom" | "chain" | "name" | "names" | "number" | "insertion"> };
const MOST_BONDS = 8_000_000;

/** Bonds that the file tells by serial numbers, by names, or for all residues of a name; each pair once, with the highest order told. */
export function bondsOf(atoms: Atoms, facts: FileFacts): Pick<StructureData, "bonds" | "bondOrders"> {
	/** By pair of atoms. */
	const orders = new Map<number, number>();
	const add = (first: number | undefined, second: number | undefined, order: number): void => {
		if (first === undefined || second === undefined || first === second || orders.size >= MOST_BONDS) {
			return;
		}
		const key = Math.min(first, second) * atoms.atomCount + Math.max(first, second);
		orders.set(key, Math.max(orders.get(key) ?? 0, order));
	};
	bySerials(atoms, facts.serialBonds, add);
	byNames(atoms, facts.namedBonds, add);
	byTemplates(atoms, facts, add);
	const bonds = new Uint32Array(2 * orders.size);
	const bondOrders = new Uint8Array(orders.size);
	let index = 0;
	for (const [key, order] of orders) {
		bonds[2 * index] = Math.floor(key / atoms.atomCount);
		bonds[2 * index + 1] = key % atoms.atomCount;
		bondOrders[index++] = order;
	}
	return { bonds, bondOrders };
}

type Add = (first: number | undefined, second: number | undefined, order: number) => void;

function bySerials({ serials }: Atoms, told: readonly number[], add: Add): void {
	if (told.length === 0) {
		return;
	}
	const atoms = new Map<number, number>();
	serials.forEach((serial, atom) => {
		if (!atoms.has(serial)) {
			atoms.set(serial, atom);
		}
	});
	for (let at = 0; at < told.length; at += 3) {
		add(atoms.get(told[at]!), atoms.get(told[at + 1]!), told[at + 2]!);
	}
}

function byNames(atoms: Atoms, told: readonly NamedBond[], add: Add): void {
	if (told.length === 0) {
		return;
	}
	const { residues, chains } = atoms;
	const places = new Map<string, number>();
	for (let residue = 0; residue < residues.count; residue++) {
		places.set(`${chains[residues.chain[residue]!]?.name} ${residues.number[residue]} ${residues.insertion[residue]}`, residue);
	}
	const find = ({ chain, number, insertion, atom }: NamedBond["first"]): number | undefined => {
		const residue = places.get(`${chain} ${number} ${insertion}`);
		return residue === undefined ? undefined : atomsByName(atoms, residue).get(atom);
	};
	for (const { first, second, order } of told) {
		add(find(first), find(second), order);
	}
}

function byTemplates(atoms: Atoms, { templates }: FileFacts, add: Add): void {
	const { residues } = atoms;
	for (let residue = 0; residue < residues.count && templates.size > 0; residue++) {
		const template = templates.get(residues.names[residues.name[residue]!] ?? "");
		if (template !== undefined) {
			const named = atomsByName(atoms, residue);
			template.forEach(({ first, second, order }) => add(named.get(first), named.get(second), order));
		}
	}
}

function atomsByName({ residues, names, atomNames }: Atoms, residue: number): Map<string, number> {
	const named = new Map<string, number>();
	for (let atom = residues.firstAtom[residue]!; atom < residues.firstAtom[residue + 1]!; atom++) {
		named.set(atomNames[names[atom]!] ?? "", atom);
	}
	return named;
}
