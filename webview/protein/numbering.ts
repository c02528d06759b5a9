import type { ProteinChain } from "../protocol/protein.ts";
import type { StructureData } from "../protocol/structure.ts";
import { visible } from "../ui/text.ts";

/** How the residues of a chain are called. */
export interface Numbering {
	/** `30`, or `30A` with an insertion code. */
	label(index: number): string;
	/** `Arg 30`: the residue's own name in a structure, else its letter and number. */
	name(index: number): string;
	/** Residues are missing between this one and the one before it. */
	gapBefore(index: number): boolean;
	/** Residues are missing between some of a half-open range. */
	gapWithin(from: number, to: number): boolean;
}

/** Numbers of a sequence count from 1, those of a structure are its authors'. */
export function numberingOf(chain: ProteinChain, structure: StructureData | undefined): Numbering {
	const place = chain.place === undefined ? undefined : structure?.chains[chain.place];
	if (structure === undefined || place === undefined) {
		return { label: (index) => String(index + 1), name: (index) => `${chain.letters.charAt(index)} ${index + 1}`, gapBefore: () => false, gapWithin: () => false };
	}
	const { residues, breaks } = place;
	const gaps = new Set(breaks);
	const label = (index: number): string => numberOf(structure, residues[index] ?? 0);
	return {
		label,
		name: (index) => residueName(structure, residues[index] ?? 0),
		gapBefore: (index) => gaps.has(index),
		gapWithin: (from, to) => breaks.some((at) => at > from && at < to),
	};
}

/** `ARG 30` of any residue of a structure. */
export function residueName(structure: StructureData, residue: number): string {
	return `${nameOf(structure, residue)} ${numberOf(structure, residue)}`;
}

/** `ARG A 30`. */
export function residuePlace(structure: StructureData, residue: number): string {
	const chain = visible(structure.chains[structure.residues.chain[residue] ?? 0]?.name ?? "");
	return [nameOf(structure, residue), chain, numberOf(structure, residue)].filter((part) => part !== "").join(" ");
}

/** A file may name its residues as it likes. */
function nameOf({ residues }: StructureData, residue: number): string {
	return visible(residues.names[residues.name[residue] ?? 0] ?? "?");
}

function numberOf({ residues }: StructureData, residue: number): string {
	const insertion = residues.insertion[residue] ?? 0;
	return `${residues.number[residue] ?? 0}${insertion === 0 ? "" : visible(String.fromCharCode(insertion))}`;
}
