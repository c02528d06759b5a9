import { componentsOf, given } from "./cifReader.ts";
import type { CifRow } from "./cifTables.ts";
import { noFacts, takeMethod, takeResolution, tellsConfidence, type FileFacts, type NamedBond, type ResidueName } from "./fileFacts.ts";

/** What is read beside the atoms. */
export const FACT_CATEGORIES: ReadonlySet<string> = new Set([
	"entry", "struct", "exptl", "refine", "em_3d_reconstruction", "ma_qa_metric", "software", "struct_conf", "struct_sheet_range", "struct_conn", "chem_comp", "chem_comp_bond", "pdbx_chem_comp_descriptor", "pdbx_struct_mod_residue", "cell",
]);
const MOST_ROWS = 100_000;
const ORDERS: Readonly<Record<string, number>> = { sing: 1, doub: 2, trip: 3, arom: 4, delo: 1 };

/** What the small tables of an mmCIF file say, row by row. */
export class CifFacts {
	readonly facts: FileFacts = noFacts();
	readonly cell = new Map<string, string>();
	private readonly descriptors: CifRow[] = [];
	private rows = 0;

	take(category: string, row: CifRow): void {
		if (this.rows++ > MOST_ROWS) {
			return;
		}
		switch (category) {
			case "entry": this.facts.id ||= idOf(given(row.get("id"))); break;
			case "struct": this.title(given(row.get("title"))); break;
			case "exptl": takeMethod(this.facts, given(row.get("method"))); break;
			case "refine": takeResolution(this.facts, given(row.get("ls_d_res_high"))); break;
			case "em_3d_reconstruction": takeResolution(this.facts, given(row.get("resolution"))); break;
			case "ma_qa_metric": this.facts.predicted ||= /p-?lddt/i.test(`${given(row.get("name"))} ${given(row.get("type"))}`.slice(0, 200)); break;
			case "software": this.facts.predicted ||= tellsConfidence(given(row.get("name"))); break;
			case "struct_conf": this.range(row); break;
			case "struct_sheet_range": this.strand(row); break;
			case "struct_conn": this.connect(row); break;
			case "chem_comp": this.component(row); break;
			case "chem_comp_bond": this.template(row); break;
			case "pdbx_chem_comp_descriptor": this.descriptors.push(row); break;
			case "pdbx_struct_mod_residue": this.parent(given(row.get("auth_comp_id")) || given(row.get("label_comp_id")), given(row.get("parent_comp_id"))); break;
			case "cell": row.forEach((value, item) => this.cell.set(item, value)); break;
		}
	}

	/** All rows were given. */
	finish(): void {
		for (const { name, smiles } of componentsOf(this.descriptors)) {
			this.facts.smiles.set(name, smiles);
		}
	}

	private title(title: string): void {
		this.facts.title.push(title.slice(0, 2000));
		this.facts.predicted ||= tellsConfidence(title);
	}

	private range(row: CifRow): void {
		const type = given(row.get("conf_type_id")).toUpperCase();
		if (type.startsWith("HELX") || type.startsWith("STRN")) {
			this.facts.ranges.push({ kind: type.startsWith("HELX") ? "helix" : "strand", from: end(row, "beg"), to: end(row, "end") });
		}
	}

	private strand(row: CifRow): void {
		this.facts.ranges.push({ kind: "strand", from: end(row, "beg"), to: end(row, "end") });
	}

	/** Bonds within what is shown; a metal's coordination and hydrogen bonds are none, nor are those to a copy in the crystal. */
	private connect(row: CifRow): void {
		const type = given(row.get("conn_type_id")).toLowerCase();
		const [one, other] = [given(row.get("ptnr1_symmetry")), given(row.get("ptnr2_symmetry"))];
		if ((type.startsWith("covale") || type === "disulf") && one === other) {
			this.facts.namedBonds.push({ first: partner(row, 1), second: partner(row, 2), order: ORDERS[given(row.get("pdbx_value_order")).toLowerCase()] ?? 1 });
		}
	}

	private component(row: CifRow): void {
		const [name, type] = [given(row.get("id")), given(row.get("type"))];
		if (name !== "" && type !== "") {
			this.facts.types.set(name, type);
		}
		this.parent(name, given(row.get("mon_nstd_parent_comp_id")));
		if (this.facts.id === "" && this.facts.title.length === 0 && given(row.get("pdbx_type")) !== "") {
			this.facts.title.push(given(row.get("name")).slice(0, 2000));
		}
	}

	private parent(name: string, parent: string): void {
		if (name !== "" && parent !== "" && !parent.includes(",")) {
			this.facts.parents.set(name, parent);
		}
	}

	private template(row: CifRow): void {
		const aromatic = given(row.get("pdbx_aromatic_flag")).toUpperCase() === "Y";
		const bond = { first: given(row.get("atom_id_1")), second: given(row.get("atom_id_2")), order: aromatic ? 4 : (ORDERS[given(row.get("value_order")).toLowerCase()] ?? 1) };
		const name = given(row.get("comp_id"));
		const bonds = this.facts.templates.get(name) ?? [];
		this.facts.templates.set(name, bonds);
		bonds.push(bond);
	}
}

/** Names of programs' outputs, such as `model`, are no ids. */
function idOf(entry: string): string {
	return /^(?:\d\w{3}|pdb_\w{8}|AF-[\w-]{3,40})$/i.test(entry) ? entry : "";
}

function end(row: CifRow, which: "beg" | "end"): ResidueName {
	return residueName(row, (item) => [`${which}_auth_${item}`, `${which}_label_${item}`], `pdbx_${which}_pdb_ins_code`);
}

function partner(row: CifRow, which: 1 | 2): NamedBond["first"] {
	const name = residueName(row, (item) => [`ptnr${which}_auth_${item}`, `ptnr${which}_label_${item}`], `pdbx_ptnr${which}_pdb_ins_code`);
	return { ...name, atom: given(row.get(`ptnr${which}_label_atom_id`)) };
}

function residueName(row: CifRow, items: (item: string) => readonly string[], insertionItem: string): ResidueName {
	const first = (item: string): string => items(item).map((name) => given(row.get(name))).find((value) => value !== "") ?? "";
	const insertion = given(row.get(insertionItem));
	return { chain: first("asym_id"), number: Number(first("seq_id") || "0"), insertion: insertion === "" ? 0 : insertion.charCodeAt(0) };
}
