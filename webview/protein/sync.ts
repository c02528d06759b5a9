import type { ChainRange, ProteinChain } from "../protocol/protein.ts";
import type { StructureData } from "../protocol/structure.ts";

/** Indices into `StructureData.residues` of the letters `from` to `to` of a chain. */
export function residuesOf(structure: StructureData, chain: ProteinChain | undefined, from: number, to: number): readonly number[] {
	return chain?.place === undefined ? [] : [...(structure.chains[chain.place]?.residues.subarray(from, to) ?? [])];
}

/**
 * Where residues that were picked in 3D stand in the sequences: from the first to the last of those in the chain of the one that was picked last, which is
 * `focus`. Undefined where that one is no residue of a sequence, as a ligand.
 */
export function rangeOfPicked(structure: StructureData, chains: readonly ProteinChain[], picked: readonly number[]): (ChainRange & { readonly focus: number }) | undefined {
	const last = picked.at(-1);
	const chain = chains.findIndex(({ place }) => place !== undefined && last !== undefined && structure.chains[place]?.residues.includes(last) === true);
	const residues = structure.chains[chains[chain]?.place ?? -1]?.residues;
	if (last === undefined || residues === undefined) {
		return undefined;
	}
	const letters = picked.map((residue) => residues.indexOf(residue)).filter((index) => index >= 0);
	return { chain, from: Math.min(...letters), to: Math.max(...letters) + 1, focus: residues.indexOf(last) };
}
