import { CifTables, type CifRow } from "./cifTables.ts";
import { chainsOf, isLigandName, letterOf, together, type StructureChain, type StructureContents, type StructureReader } from "./residues.ts";

/** A hostile file must not fill the memory. */
const MOST_RESIDUES = 200_000;
const MOST_ROWS = 20_000;
const CATEGORIES = new Set(["entry", "entity_poly", "chem_comp", "pdbx_chem_comp_descriptor", "atom_site"]);

/**
 * Sequences of an mmCIF file: `_entity_poly`, or without it the residues of `_atom_site`'s first model; and the SMILES that the PDB's
 * chemical component files give in `_pdbx_chem_comp_descriptor`.
 */
export class CifReader implements StructureReader {
	private readonly kept = new Map<string, CifRow[]>();
	private readonly residues = new Map<string, string[]>();
	private residue = "";
	private model: string | undefined;
	private count = 0;
	private readonly tables = new CifTables(CATEGORIES, (category, row) => (category === "atom_site" ? this.readAtom(row) : this.keep(category, row)));

	read(line: string): void {
		this.tables.read(line);
	}

	contents(): StructureContents {
		this.tables.end();
		const declared = this.rows("entity_poly").flatMap(polymer);
		const molecules = componentsOf(this.rows("pdbx_chem_comp_descriptor"));
		const told = new Set(molecules.map(({ name }) => name));
		return {
			id: given(this.rows("entry")[0]?.get("id")),
			chains: declared.length > 0 ? together(declared) : chainsOf(this.residues),
			fromCoordinates: declared.length === 0 && this.residues.size > 0,
			molecules,
			ligands: this.rows("chem_comp").filter((row) => given(row.get("type")).toLowerCase() === "non-polymer").map((row) => given(row.get("id"))).filter((name) => isLigandName(name) && !told.has(name)),
		};
	}

	private rows(category: string): readonly CifRow[] {
		return this.kept.get(category) ?? [];
	}

	private keep(category: string, row: CifRow): void {
		const rows = this.kept.get(category) ?? [];
		this.kept.set(category, rows);
		if (rows.length < MOST_ROWS) {
			rows.push(row);
		}
	}

	private readAtom(row: CifRow): void {
		this.model ??= row.get("pdbx_pdb_model_num") ?? "";
		const [chain, number, name] = ["asym_id", "seq_id", "comp_id"].map((item) => given(row.get(`auth_${item}`)) || given(row.get(`label_${item}`)));
		const residue = `${chain} ${number} ${given(row.get("pdbx_pdb_ins_code"))} ${name}`;
		if (residue === this.residue || this.model !== (row.get("pdbx_pdb_model_num") ?? "") || this.count >= MOST_RESIDUES) {
			return;
		}
		this.residue = residue;
		if (row.get("group_pdb") === "ATOM" || letterOf(name ?? "") !== undefined) {
			this.count++;
			const names = this.residues.get(chain ?? "") ?? [];
			this.residues.set(chain ?? "", names);
			names.push(name ?? "");
		}
	}
}

function polymer(row: CifRow): StructureChain[] {
	const type = given(row.get("type")).toLowerCase();
	const chains = given(row.get("pdbx_strand_id")).split(",").map((chain) => chain.trim());
	if (type.includes("nucleotide")) {
		return [{ kind: "nucleotide", chains, sequence: "" }];
	}
	const canonical = given(row.get("pdbx_seq_one_letter_code_can"));
	// A modified residue stands in brackets by its name where the canonical sequence is missing.
	const written = canonical || given(row.get("pdbx_seq_one_letter_code")).replace(/\(([A-Z0-9]{1,5})\)/g, (_, name: string) => letterOf(name) ?? "X");
	const sequence = written.replace(/\s+/g, "").toUpperCase();
	return /[^X]/.test(sequence) && /^[A-Z]+$/.test(sequence) && (type === "" || type.includes("polypeptide")) ? [{ kind: "protein", chains, sequence }] : [];
}

/** One SMILES for each component: canonical before plain, OpenEye's before the others', as the PDB's own pages show them. */
export function componentsOf(rows: readonly CifRow[]): StructureContents["molecules"] {
	const best = new Map<string, { readonly smiles: string; readonly rank: number }>();
	for (const row of rows) {
		const type = given(row.get("type")).toUpperCase();
		const [name, smiles] = [given(row.get("comp_id")), given(row.get("descriptor")).replace(/\s+/g, "")];
		const rank = (type === "SMILES_CANONICAL" ? 2 : 0) + (/openeye/i.test(given(row.get("program"))) ? 1 : 0);
		if (type.startsWith("SMILES") && smiles !== "" && rank > (best.get(name)?.rank ?? -1)) {
			best.set(name, { smiles, rank });
		}
	}
	return [...best].map(([name, { smiles }]) => ({ name, smiles }));
}

/** `?` is unknown and `.` inapplicable. */
export function given(value: string | undefined): string {
	return value === undefined || value === "?" || value === "." ? "" : value.trim();
}
