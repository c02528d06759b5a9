import { chainsOf, isLigandName, letterOf, type StructureContents, type StructureReader } from "./residues.ts";

/** More atoms than any file that is read has residues; a hostile file must not fill the memory. */
const MOST_RESIDUES = 200_000;

/**
 * Sequences of a PDB file (columns as in the wwPDB's format 3.3): SEQRES, or without it the residues of the first model's coordinates.
 * A PDB file tells no bond orders, so its ligands are named only.
 */
export class PdbReader implements StructureReader {
	private id = "";
	private readonly declared = new Map<string, string[]>();
	private readonly found = new Map<string, string[]>();
	/** What MODRES says a residue was before it was modified. */
	private readonly standard = new Map<string, string>();
	private readonly hetero = new Set<string>();
	private residue = "";
	private count = 0;
	/** Of several models the first one is read. */
	private ended = false;

	read(line: string): void {
		switch (line.slice(0, 6).trimEnd()) {
			case "HEADER":
				this.id = /^\w{4,12}$/.exec(line.slice(62, 74).trim())?.[0] ?? "";
				break;
			case "SEQRES":
				this.add(this.declared, line.slice(11, 12).trim(), line.slice(19, 70).trim().split(/\s+/));
				break;
			case "MODRES":
				this.standard.set(line.slice(12, 15).trim(), line.slice(24, 27).trim());
				break;
			case "ENDMDL":
				this.ended = true;
				break;
			case "ATOM":
			case "HETATM":
				if (!this.ended) {
					this.readAtom(line);
				}
		}
	}

	contents(): StructureContents {
		const fromCoordinates = this.declared.size === 0;
		const declared = new Set([...this.declared.values()].flat());
		return {
			id: this.id,
			chains: chainsOf(fromCoordinates ? this.found : this.declared, (name) => this.letter(name)),
			fromCoordinates: fromCoordinates && this.found.size > 0,
			molecules: [],
			ligands: [...this.hetero].filter((name) => isLigandName(name) && !declared.has(name) && this.letter(name) === undefined),
		};
	}

	private readAtom(line: string): void {
		const residue = line.slice(17, 27);
		if (residue === this.residue) {
			return;
		}
		this.residue = residue;
		const name = residue.slice(0, 3).trim();
		const hetero = line.startsWith("HETATM");
		if (hetero && this.hetero.size < MOST_RESIDUES) {
			this.hetero.add(name);
		}
		if (!hetero || this.letter(name) !== undefined) {
			this.add(this.found, line.slice(21, 22).trim(), [name]);
		}
	}

	private add(chains: Map<string, string[]>, chain: string, names: readonly string[]): void {
		const known = chains.get(chain) ?? [];
		chains.set(chain, known);
		if ((this.count += names.length) <= MOST_RESIDUES) {
			known.push(...names.filter((name) => name !== ""));
		}
	}

	private letter(name: string): string | undefined {
		return letterOf(name) ?? letterOf(this.standard.get(name) ?? "");
	}
}
