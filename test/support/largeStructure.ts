/** A made-up assembly as large as a virus' shell: bundles of ideal α-helices of leucine, a drug-sized ligand in each chain, water around. */
export interface LargeStructure {
	readonly atoms: number;
	cif(): Uint8Array<ArrayBuffer>;
	pdb(): Uint8Array<ArrayBuffer>;
}

interface Atom {
	readonly record: "ATOM" | "HETATM";
	readonly name: string;
	readonly element: string;
	readonly residue: string;
	readonly chain: string;
	readonly number: number;
	readonly at: readonly [number, number, number];
}

const CHAINS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const HELIX = 30;
/** Radius in Å, angle in degrees and height in Å of leucine's atoms in an α-helix, which rises by 1.5 Å and turns by 100° with each residue. */
const LEUCINE: readonly (readonly [string, number, number, number])[] = [
	["N", 1.55, -27.7, -0.9], ["CA", 2.28, 0, 0], ["C", 1.67, 26.6, 1.11], ["O", 2.01, 19.5, 2.3], ["CB", 3.3, -17, -0.6], ["CG", 4.75, -14, -0.3], ["CD1", 5.6, -26, -1.1], ["CD2", 5.5, -3, 0.6],
];

/** The structure with exactly so many atoms: some 96 % protein, a ligand of 24 atoms for each chain, and water. */
export function largeStructure(atoms: number): LargeStructure {
	const residues = Math.floor((atoms * 0.96) / LEUCINE.length);
	const perChain = Math.ceil(residues / CHAINS.length);
	const all = [...protein(residues, perChain), ...ligands()];
	for (let water = 0; all.length < atoms; water++) {
		all.push({ record: "HETATM", name: "O", element: "O", residue: "HOH", chain: CHAINS[water % CHAINS.length]!, number: 1000 + Math.floor(water / CHAINS.length), at: [(water % 60) * 3.1 - 20, (Math.floor(water / 60) % 60) * 3.1, -30 - 3.1 * Math.floor(water / 3600)] });
	}
	return { atoms: all.length, cif: () => cif(all, perChain), pdb: () => pdb(all, perChain) };
}

function protein(residues: number, perChain: number): Atom[] {
	return Array.from({ length: residues }, (_, index): Atom[] => {
		const [chain, place] = [Math.floor(index / perChain), index % perChain];
		const [helix, step] = [Math.floor(place / HELIX), place % HELIX];
		return LEUCINE.map(([name, radius, angle, height]) => {
			const turn = ((angle + 100 * step) * Math.PI) / 180;
			return { record: "ATOM", name, element: name.charAt(0), residue: "LEU", chain: CHAINS[chain]!, number: numberOf(place), at: [16 * (chain % 8) * 4 + 16 * (helix % 4) + radius * Math.cos(turn), 16 * Math.floor(chain / 8) * 4 + 16 * Math.floor(helix / 4) + radius * Math.sin(turn), 1.5 * step + height] };
		});
	}).flat();
}

/** Helices are apart from each other: five residues between them have no coordinates. */
function numberOf(place: number): number {
	return place + 1 + 5 * Math.floor(place / HELIX);
}

function ligands(): Atom[] {
	return [...CHAINS].flatMap((chain, index) =>
		Array.from({ length: 24 }, (_, atom): Atom => {
			const turn = (atom * Math.PI) / 3;
			return { record: "HETATM", name: `C${atom + 1}`, element: "C", residue: "LIG", chain, number: 900, at: [64 * (index % 8) + 8 + 1.4 * Math.cos(turn), 64 * Math.floor(index / 8) + 8 + 1.4 * Math.sin(turn), 20 + 2.4 * Math.floor(atom / 6)] };
		}),
	);
}

function helices(perChain: number): { readonly chain: string; readonly from: number; readonly to: number }[] {
	return [...CHAINS].flatMap((chain) => Array.from({ length: Math.ceil(perChain / HELIX) }, (_, helix) => ({ chain, from: numberOf(helix * HELIX), to: numberOf(Math.min((helix + 1) * HELIX, perChain) - 1) })));
}

const COLUMNS = "group_PDB id type_symbol label_atom_id label_alt_id label_comp_id label_asym_id label_entity_id label_seq_id pdbx_PDB_ins_code Cartn_x Cartn_y Cartn_z occupancy B_iso_or_equiv pdbx_formal_charge auth_seq_id auth_comp_id auth_asym_id auth_atom_id pdbx_PDB_model_num".split(" ");
const CONF = "conf_type_id id beg_auth_asym_id beg_auth_seq_id end_auth_asym_id end_auth_seq_id".split(" ");

function cif(atoms: readonly Atom[], perChain: number): Uint8Array<ArrayBuffer> {
	const rows = atoms.map(({ record, name, element, residue, chain, number, at: [x, y, z] }, index) =>
		`${record.padEnd(6)} ${index + 1} ${element} ${name.padEnd(4)} . ${residue} ${record === "ATOM" ? chain : `${chain}${residue}`} ${record === "ATOM" ? 1 : 2} ${record === "ATOM" ? number : "."} ? ${x.toFixed(3)} ${y.toFixed(3)} ${z.toFixed(3)} 1.00 ${(20 + (index % 60)).toFixed(2)} ? ${number} ${residue} ${chain} ${name} 1`,
	);
	const conf = helices(perChain).map(({ chain, from, to }, index) => `HELX_P H${index + 1} ${chain} ${from} ${chain} ${to}`);
	return new TextEncoder().encode(["data_LARGE", "_struct.title 'Bundles of leucine helices'", ...loop("struct_conf", CONF, conf), ...loop("atom_site", COLUMNS, rows), ""].join("\n"));
}

function loop(category: string, columns: readonly string[], rows: readonly string[]): string[] {
	return ["#", "loop_", ...columns.map((column) => `_${category}.${column}`), ...rows, "#"];
}

function pdb(atoms: readonly Atom[], perChain: number): Uint8Array<ArrayBuffer> {
	const lines = atoms.map(({ record, name, element, residue, chain, number, at }, index) =>
		`${record.padEnd(6)}${hybrid36(index + 1)} ${name.length < 4 ? ` ${name.padEnd(3)}` : name} ${residue} ${chain}${String(number).padStart(4)}    ${at.map((value) => value.toFixed(3).padStart(8)).join("")}  1.00${(20 + (index % 60)).toFixed(2).padStart(6)}          ${element.padStart(2)}`,
	);
	const records = helices(perChain).map(({ chain, from, to }, index) => `HELIX  ${String(index % 1000).padStart(3)} ${String(index % 1000).padStart(3)} LEU ${chain} ${String(from).padStart(4)}  LEU ${chain} ${String(to).padStart(4)}  1`);
	return new TextEncoder().encode(["TITLE     BUNDLES OF LEUCINE HELICES", ...records, ...lines, "END", ""].join("\n"));
}

/** A serial number in five columns: 99999 is followed by A0000. */
function hybrid36(serial: number): string {
	return serial < 100_000 ? String(serial).padStart(5) : (serial - 100_000 + 10 * 36 ** 4).toString(36).toUpperCase();
}
