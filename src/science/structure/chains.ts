import type { FileFacts } from "./fileFacts.ts";
import { follows, isApart, isBoundBeside, type Backbone } from "./polymer.ts";
import { isCapName, letterOf, nucleotideLetterOf, isNucleotideName } from "./residues.ts";
import { residueKinds, type ChainData, type StructureData } from "./structureData.ts";

type Residues = Pick<StructureData["residues"], "count" | "firstAtom" | "chain" | "name" | "names" | "kind" | "number">;
type Atoms = Omit<Backbone, "residues"> & Pick<StructureData, "elements"> & { readonly residues: Residues };

/** Chains with the sequences of the residues that have coordinates, and where residues between them have none. */
export function chainData(atoms: Atoms, chainNames: readonly string[], { parents }: FileFacts): ChainData[] {
	const { residues } = atoms;
	const aminoAcids = new Polymers(residues, chainNames.length, residueKinds.aminoAcid);
	const nucleotides = new Polymers(residues, chainNames.length, residueKinds.nucleotide);
	const letters = { protein: (name: string) => letterOf(name) ?? letterOf(parents.get(name) ?? "") ?? "X", nucleotide: (name: string) => nucleotideLetterOf(isNucleotideName(name) ? name : (parents.get(name) ?? "")) };
	return chainNames.map((name, chain): ChainData => {
		const [protein, nucleotide] = [aminoAcids.of(chain), nucleotides.of(chain)];
		const kind = protein.length + nucleotide.length === 0 ? "other" : protein.length >= nucleotide.length ? "protein" : "nucleotide";
		if (kind === "other") {
			return { name, kind, sequence: "", residues: new Uint32Array(), breaks: new Uint32Array() };
		}
		const members = kind === "protein" ? protein : nucleotide;
		return { name, kind, sequence: members.map((residue) => letters[kind](residues.names[residues.name[residue]!]!)).join(""), residues: Uint32Array.from(members), breaks: breaksOf(atoms, members) };
	});
}

/**
 * Where residues are missing: their numbers jump and the backbone does not go on, or its ends are farther apart than any bond, as in chains that
 * were numbered anew. Jumping numbers alone tell nothing, as antibodies and fusions are numbered so; nor does the backbone where a side chain goes on.
 */
function breaksOf(atoms: Atoms, members: readonly number[]): Uint32Array<ArrayBuffer> {
	const { number } = atoms.residues;
	return Uint32Array.from([...members.keys()].filter((index) => {
		const [before, after] = [members[index - 1] ?? members[index]!, members[index]!];
		const step = number[after]! - number[before]!;
		// The same number again has an insertion code.
		return index > 0 && ((step !== 0 && step !== 1 && !follows(atoms, before, after)) || isApart(atoms, before, after)) && !isBoundBeside(atoms, before, after);
	}));
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
