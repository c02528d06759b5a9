import type { FileFacts } from "./fileFacts.ts";
import { isCapName, letterOf, nucleotideLetterOf, isNucleotideName } from "./residues.ts";
import { residueKinds, type ChainData, type StructureData } from "./structureData.ts";

type Residues = Pick<StructureData["residues"], "count" | "chain" | "name" | "names" | "kind">;

/** Chains with the sequences of the residues that have coordinates. */
export function chainData(residues: Residues, chainNames: readonly string[], { parents }: FileFacts): ChainData[] {
	const aminoAcids = new Polymers(residues, chainNames.length, residueKinds.aminoAcid);
	const nucleotides = new Polymers(residues, chainNames.length, residueKinds.nucleotide);
	const letters = { protein: (name: string) => letterOf(name) ?? letterOf(parents.get(name) ?? "") ?? "X", nucleotide: (name: string) => nucleotideLetterOf(isNucleotideName(name) ? name : (parents.get(name) ?? "")) };
	return chainNames.map((name, chain): ChainData => {
		const [protein, nucleotide] = [aminoAcids.of(chain), nucleotides.of(chain)];
		const kind = protein.length + nucleotide.length === 0 ? "other" : protein.length >= nucleotide.length ? "protein" : "nucleotide";
		if (kind === "other") {
			return { name, kind, sequence: "", residues: new Uint32Array() };
		}
		const members = kind === "protein" ? protein : nucleotide;
		return { name, kind, sequence: members.map((residue) => letters[kind](residues.names[residues.name[residue]!]!)).join(""), residues: Uint32Array.from(members) };
	});
}

/** The residues of one kind by chain. */
class Polymers {
	private readonly members: number[][];

	constructor(residues: Residues, chains: number, kind: number) {
		this.members = Array.from({ length: chains }, () => []);
		const caps = residues.names.map(isCapName);
		for (let residue = 0; residue < residues.count; residue++) {
			if (residues.kind[residue] === kind && caps[residues.name[residue]!] !== true) {
				this.members[residues.chain[residue]!]!.push(residue);
			}
		}
	}

	of(chain: number): readonly number[] {
		return this.members[chain] ?? [];
	}
}
