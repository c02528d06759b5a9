import { residueKinds, type StructureData } from "../protocol/structure.ts";
import type { ColourScheme } from "./contract.ts";

/** Numbers are 0xrrggbb. This file needs no 3Dmol: pages may draw legends with it before a viewer is there. */

/** Told apart with every kind of colour vision, on light and on dark (after Okabe and Ito 2008, without the pink that marks a selection). */
export const chainColours: readonly number[] = [0x4c9be0, 0xe69f00, 0x14a37f, 0xd55e00, 0x8c7ae6, 0xd9c53a, 0x6fc7d9, 0xa8785a];

export function chainColour(chain: number): number {
	return chainColours[chain % chainColours.length] ?? 0;
}

/** In the order of {@link StructureData.residues}' `structure`: neither, helix, strand. */
export const structureColours: readonly number[] = [0x9aa3ad, 0x3e8ede, 0xe9a820];

/** AlphaFold's bands of confidence, from the best; `from` is the least pLDDT of a band (Jumper et al. 2021; the colours of the AlphaFold database). */
export const plddtBands: readonly { readonly from: number; readonly colour: number }[] = [
	{ from: 90, colour: 0x0053d6 },
	{ from: 70, colour: 0x65cbf3 },
	{ from: 50, colour: 0xffdb13 },
	{ from: 0, colour: 0xff7d45 },
];

/** From the least to the largest B-factor of the file (ColorBrewer's RdYlBu, reversed). */
export const factorColours: readonly number[] = [0x4575b4, 0x91bfdb, 0xfee090, 0xfc8d59, 0xd73027];

export type ResidueClass = "hydrophobic" | "aromatic" | "polar" | "acidic" | "basic" | "special" | "nucleotide" | "other";

export const residueClassColours: Readonly<Record<ResidueClass, number>> = {
	hydrophobic: 0x9aa3ad,
	aromatic: 0x8c7ae6,
	polar: 0x14a37f,
	acidic: 0xd9482b,
	basic: 0x3e7edb,
	special: 0xe9a820,
	nucleotide: 0x6fc7d9,
	other: 0xb0b0b0,
};

const classes = new Map<string, ResidueClass>(
	Object.entries({ hydrophobic: "ALA VAL LEU ILE MET MSE", aromatic: "PHE TRP TYR", polar: "SER THR ASN GLN", acidic: "ASP GLU", basic: "LYS ARG HIS", special: "GLY PRO CYS SEC" }).flatMap(([kind, names]) =>
		names.split(" ").map((name): [string, ResidueClass] => [name, kind as ResidueClass]),
	),
);

/** Of a residue's three-letter name. */
export function residueClass(name: string, kind: number): ResidueClass {
	return kind === residueKinds.nucleotide ? "nucleotide" : (classes.get(name.toUpperCase()) ?? "other");
}

/** Jmol's colours by atomic number. */
const jmol: Readonly<Record<number, number>> = {
	1: 0xffffff, 2: 0xd9ffff, 3: 0xcc80ff, 4: 0xc2ff00, 5: 0xffb5b5, 6: 0x909090, 7: 0x3050f8, 8: 0xff0d0d, 9: 0x90e050, 11: 0xab5cf2, 12: 0x8aff00, 13: 0xbfa6a6, 14: 0xf0c8a0, 15: 0xff8000, 16: 0xffff30, 17: 0x1ff01f, 19: 0x8f40d4, 20: 0x3dff00,
	24: 0x8a99c7, 25: 0x9c7ac7, 26: 0xe06633, 27: 0xf090a0, 28: 0x50d050, 29: 0xc88033, 30: 0x7d80b0, 33: 0xbd80e3, 34: 0xffa100, 35: 0xa62929, 38: 0x00ff00, 42: 0x54b5b5, 44: 0x248f8f, 45: 0x0a7d8c, 46: 0x006985, 47: 0xc0c0c0, 48: 0xffd98f,
	50: 0x668080, 53: 0x940094, 55: 0x57178f, 56: 0x00c900, 64: 0x45ffc7, 74: 0x2194d6, 77: 0x175487, 78: 0xd0d0e0, 79: 0xffd123, 80: 0xb8b8d0, 82: 0x575961, 92: 0x008fff,
};
/** Where Jmol's own would vanish in the background. */
const onDark: Readonly<Record<number, number>> = { 6: 0xa9afb6, 7: 0x5878ff, 8: 0xff3b30, 53: 0xb04fc0, 55: 0x8f5cc8 };
const onLight: Readonly<Record<number, number>> = { 1: 0xdadde0, 6: 0x6f767d, 16: 0xe0b400, 17: 0x16b516, 12: 0x5fb000, 20: 0x2bb300 };

export function elementColour(element: number, dark: boolean): number {
	return (dark ? onDark : onLight)[element] ?? jmol[element] ?? 0xc06ed0;
}

/** The colour of each atom of polymers under a scheme; `structure` is the secondary structure of each residue. */
export function colouring(scheme: ColourScheme, data: StructureData, structure: Uint8Array, dark: boolean): (atom: number) => number {
	const { residues, residueOf, bFactors, elements } = data;
	const residue = (atom: number): number => residueOf[atom] ?? 0;
	switch (scheme) {
		case "chain":
			return (atom) => chainColour(residues.chain[residue(atom)] ?? 0);
		case "secondary-structure":
			return (atom) => (residues.kind[residue(atom)] === residueKinds.nucleotide ? residueClassColours.nucleotide : (structureColours[structure[residue(atom)] ?? 0] ?? 0));
		case "b-factor": {
			const [least, largest] = factorRange(data);
			return (atom) => between(factorColours, ((bFactors[atom] ?? 0) - least) / Math.max(largest - least, 1e-6));
		}
		case "plddt":
			return (atom) => plddtColour(bFactors[atom] ?? 0);
		case "residue":
			return (atom) => residueClassColours[residueClass(residues.names[residues.name[residue(atom)] ?? 0] ?? "", residues.kind[residue(atom)] ?? 0)];
		case "element":
			return (atom) => elementColour(elements[atom] ?? 0, dark);
	}
}

export function plddtColour(confidence: number): number {
	return plddtBands.find(({ from }) => confidence >= from)?.colour ?? plddtBands.at(-1)?.colour ?? 0;
}

/** Least and largest B-factor of amino acids and nucleotides, or of all where there are none. */
export function factorRange({ bFactors, residues, residueOf }: StructureData): readonly [number, number] {
	let [least, largest, all] = [Infinity, -Infinity, false];
	for (let pass = 0; pass < 2 && least > largest; pass++, all = true) {
		for (let atom = 0; atom < bFactors.length; atom++) {
			const kind = residues.kind[residueOf[atom] ?? 0];
			if (all || kind === residueKinds.aminoAcid || kind === residueKinds.nucleotide) {
				least = Math.min(least, bFactors[atom] ?? 0);
				largest = Math.max(largest, bFactors[atom] ?? 0);
			}
		}
	}
	return least > largest ? [0, 1] : [least, largest];
}

/** A colour of the scale at `place`, 0 to 1. */
function between(scale: readonly number[], place: number): number {
	const at = Math.min(Math.max(place, 0), 1) * (scale.length - 1);
	const lower = Math.min(Math.floor(at), scale.length - 2);
	const [from = 0, to = 0, part] = [scale[lower], scale[lower + 1], at - lower];
	return mixed(from, to, part);
}

function mixed(from: number, to: number, part: number): number {
	const channel = (shift: number): number => Math.round(((from >> shift) & 0xff) * (1 - part) + ((to >> shift) & 0xff) * part) << shift;
	return channel(16) | channel(8) | channel(0);
}

/** A scheme's colour for carbons beside other elements: paler, so that the blue of a helix is not taken for nitrogen. */
export function carbonTint(colour: number, dark: boolean): number {
	return dark ? mixed(colour, 0xe0e4e8, 0.55) : mixed(colour, 0xa8aeb4, 0.5);
}

/** As CSS writes it. */
export function cssColour(colour: number): string {
	return `#${colour.toString(16).padStart(6, "0")}`;
}
