import type { ResidueName, SecondaryRange } from "./fileFacts.ts";
import { residueKinds, type StructureData } from "./structureData.ts";

type Residues = Pick<StructureData["residues"], "count" | "chain" | "number" | "insertion" | "kind">;

/** What the ranges of a file say of each residue: 0 neither, 1 helix, 2 strand. */
export function secondaryOf(residues: Residues, chainNames: readonly string[], ranges: readonly SecondaryRange[]): Uint8Array<ArrayBuffer> {
	const structure = new Uint8Array(residues.count);
	if (ranges.length === 0) {
		return structure;
	}
	const members = aminoAcidsByChain(residues, chainNames);
	// In a sound file each residue is in one or two of them; more is a trap.
	let budget = 8 * residues.count + ranges.length;
	for (const { kind, from, to } of ranges) {
		const chain = from.chain === to.chain ? (members.get(from.chain) ?? []) : [];
		for (let at = firstFrom(residues, chain, from); at < chain.length && compare(residues, chain[at]!, to) <= 0 && budget > 0; at++, budget--) {
			structure[chain[at]!] = kind === "helix" ? 1 : 2;
		}
	}
	return structure;
}

/** Amino acids of each chain in the order of their numbers. */
function aminoAcidsByChain(residues: Residues, chainNames: readonly string[]): ReadonlyMap<string, number[]> {
	const chains = new Map<string, number[]>(chainNames.map((name) => [name, []]));
	for (let residue = 0; residue < residues.count; residue++) {
		if (residues.kind[residue] === residueKinds.aminoAcid) {
			chains.get(chainNames[residues.chain[residue]!] ?? "")?.push(residue);
		}
	}
	for (const members of chains.values()) {
		members.sort((first, second) => residues.number[first]! - residues.number[second]! || residues.insertion[first]! - residues.insertion[second]!);
	}
	return chains;
}

function firstFrom(residues: Residues, chain: readonly number[], from: ResidueName): number {
	let [low, high] = [0, chain.length];
	while (low < high) {
		const middle = (low + high) >> 1;
		if (compare(residues, chain[middle]!, from) < 0) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	return low;
}

function compare(residues: Residues, residue: number, name: ResidueName): number {
	return residues.number[residue]! - name.number || residues.insertion[residue]! - name.insertion;
}
