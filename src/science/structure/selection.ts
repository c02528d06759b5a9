import { distanceOf } from "./polymer.ts";
import type { StructureData } from "./structureData.ts";

type Named = { readonly residues: Pick<StructureData["residues"], "chain" | "name" | "names" | "number" | "insertion">; readonly chains: readonly { readonly name: string }[] };

/** E.g. `ALA A 30`, or `ALA 30A` in a chain without a name. */
export function residueLabel(structure: Named, residue: number): string {
	const { residues, chains } = structure;
	return [residues.names[residues.name[residue] ?? -1], chains[residues.chain[residue] ?? -1]?.name, residueNumber(structure, residue)].filter((part) => part !== undefined && part !== "").join(" ");
}

/** As the authors number it, with its insertion code: `52A`. */
export function residueNumber({ residues }: Pick<Named, "residues">, residue: number): string {
	const insertion = residues.insertion[residue] ?? 0;
	return `${residues.number[residue] ?? ""}${insertion === 0 ? "" : String.fromCharCode(insertion)}`;
}

/**
 * Residues of a chain as people write them: `30–57, 60`. Those that follow each other in the chain's sequence are one range, also over
 * numbers that are missing in the file.
 *
 * @param chain index of the chain
 * @param selected indices of residues, in any order; those of other chains are left out
 */
export function rangeText(structure: Pick<StructureData, "residues" | "chains">, chain: number, selected: readonly number[]): string {
	const wanted = new Set(selected);
	const ranges: { first: number; last: number }[] = [];
	let before = false;
	for (const residue of structure.chains[chain]?.residues ?? []) {
		const now = wanted.has(residue);
		const last = ranges.at(-1);
		if (now && before && last !== undefined) {
			last.last = residue;
		} else if (now) {
			ranges.push({ first: residue, last: residue });
		}
		before = now;
	}
	return ranges.map(({ first, last }) => (first === last ? residueNumber(structure, first) : `${residueNumber(structure, first)}–${residueNumber(structure, last)}`)).join(", ");
}

/** Å between two atoms. */
export function atomDistance(structure: Pick<StructureData, "positions">, first: number, second: number): number {
	return distanceOf(structure.positions, first, second);
}
