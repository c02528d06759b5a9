import { residueKinds, type ChainData, type StructureData } from "../protocol/structure.ts";
import type { Scene } from "./contract.ts";
import { atomicNumber, saltLike } from "./elements.ts";
import { type AtomSpec, GLModel } from "./threeDmol.ts";

type Format = Extract<Scene, { kind: "text" }>["format"];

const parserNames: Readonly<Record<Format, string>> = { mol: "sdf", sdf: "sdf", mol2: "mol2", pdb: "pdb", mmcif: "cif" };
const waters = new Set(["HOH", "WAT", "DOD", "H2O", "TIP", "TIP3", "SOL"]);

/** What 3Dmol's parsers read in a text, first model only, as the columns in which the host gives files; undefined where they find no atom. */
export function structureFromText(text: string, format: Format): StructureData | undefined {
	const model = new GLModel(0, {});
	try {
		model.addMolData(text, parserNames[format], { keepH: true, assignBonds: false, noComputeSecondaryStructure: true, doAssembly: false });
	} catch {
		return undefined;
	}
	const atoms = model.atoms.filter((atom) => [atom.x, atom.y, atom.z].every(Number.isFinite));
	return atoms.length === 0 ? undefined : columns(atoms, text, format);
}

function columns(atoms: readonly AtomSpec[], text: string, format: Format): StructureData {
	const groups = residueGroups(atoms, format);
	const names = new Names();
	const residueNames = new Names();
	const chains = new Names();
	const kinds = groups.map((group) => kindOf(group, format));
	const count = groups.length;
	const chainOf = Uint16Array.from(groups, ([first]) => chains.index(first?.chain ?? ""));
	const kindsOf = chains.all.map(() => new Set<number>());
	kinds.forEach((kind, residue) => kindsOf[chainOf[residue] ?? 0]?.add(kind));
	const residueOf = Uint32Array.from(groups.flatMap((group, residue) => group.map(() => residue)));
	return {
		id: "",
		title: "",
		atomCount: atoms.length,
		positions: Float32Array.from(atoms.flatMap(({ x, y, z }) => [x, y, z])),
		elements: Uint8Array.from(atoms, ({ elem }) => atomicNumber(elem)),
		serials: Int32Array.from(atoms, ({ serial }, index) => serial ?? index + 1),
		names: Uint16Array.from(atoms, ({ atom, elem }) => names.index(atom ?? elem)),
		atomNames: names.all,
		bFactors: Float32Array.from(atoms, ({ b }) => (Number.isFinite(b) ? b : 0)),
		residueOf,
		residues: {
			count,
			firstAtom: Uint32Array.from([...starts(groups), atoms.length]),
			chain: chainOf,
			name: Uint16Array.from(groups, ([first]) => residueNames.index(first?.resn ?? "")),
			names: residueNames.all,
			number: Int32Array.from(groups, ([first]) => first?.resi ?? 0),
			insertion: new Uint8Array(count),
			kind: Uint8Array.from(kinds),
			structure: Uint8Array.from(groups, ([first]) => ({ h: 1, s: 2 })[first?.ss ?? ""] ?? 0),
		},
		chains: chains.all.map((name, chain): ChainData => ({ name, kind: chainKind(kindsOf[chain]), sequence: "", residues: new Uint32Array(0), breaks: new Uint32Array(0) })),
		...toldBonds(atoms),
		confidence: /ALPHAFOLD|ESMFOLD/iu.test(text.slice(0, 5000)) ? "plddt" : "b-factor",
		secondaryStructure: atoms.some(({ ss }) => ss === "h" || ss === "s") ? "file" : "none",
		models: 1,
		model: 1,
		modelKind: "model",
		method: "",
		ligands: [],
	};
}

/** Atoms in the order of the file, cut where the residue changes; a small molecule is one residue. */
function residueGroups(atoms: readonly AtomSpec[], format: Format): AtomSpec[][] {
	const groups: AtomSpec[][] = [];
	let last: AtomSpec | undefined;
	for (const atom of atoms) {
		const same = last !== undefined && (format === "mol" || format === "sdf" || (last.chain === atom.chain && last.resi === atom.resi && last.resn === atom.resn && last.rescode === atom.rescode));
		if (same) {
			groups.at(-1)?.push(atom);
		} else {
			groups.push([atom]);
		}
		last = atom;
	}
	return groups;
}

function kindOf(group: readonly AtomSpec[], format: Format): number {
	const has = (name: string): boolean => group.some(({ atom }) => atom === name);
	if (format === "mol" || format === "sdf") {
		return residueKinds.ligand;
	}
	if (waters.has(group[0]?.resn ?? "")) {
		return residueKinds.water;
	}
	if (has("CA") && (has("N") || group.length === 1) && group.some(({ atom, elem }) => atom === "CA" && elem === "C")) {
		return residueKinds.aminoAcid;
	}
	if (has("C1'") || has("C1*") || (has("P") && group.length === 1)) {
		return group[0]?.hetflag === true && group.length > 26 ? residueKinds.ligand : residueKinds.nucleotide;
	}
	const element = atomicNumber(group[0]?.elem ?? "");
	return group.length === 1 && (saltLike(element) || element > 16) ? residueKinds.ion : residueKinds.ligand;
}

function chainKind(kinds: ReadonlySet<number> | undefined): ChainData["kind"] {
	if (kinds?.has(residueKinds.aminoAcid)) {
		return "protein";
	}
	return kinds?.has(residueKinds.nucleotide) ? "nucleotide" : "other";
}

function toldBonds(atoms: readonly AtomSpec[]): Pick<StructureData, "bonds" | "bondOrders"> {
	const place = new Map(atoms.map((atom, index) => [atom.index ?? index, index]));
	const pairs: number[] = [];
	const orders: number[] = [];
	atoms.forEach((atom, index) =>
		atom.bonds.forEach((neighbour, bond) => {
			const other = place.get(neighbour) ?? -1;
			if (other > index) {
				pairs.push(index, other);
				orders.push(atom.bondOrder[bond] ?? 1);
			}
		}),
	);
	return { bonds: Uint32Array.from(pairs), bondOrders: Uint8Array.from(orders) };
}

function starts(groups: readonly (readonly AtomSpec[])[]): number[] {
	let atom = 0;
	return groups.map((group) => (atom += group.length) - group.length);
}

/** Each name once. */
class Names {
	readonly all: string[] = [];
	readonly #places = new Map<string, number>();

	index(name: string): number {
		const known = this.#places.get(name);
		if (known !== undefined) {
			return known;
		}
		this.#places.set(name, this.all.length);
		this.all.push(name);
		return this.all.length - 1;
	}
}
