import type { AtomTable } from "./atomTable.ts";
import { isBlankByte, numberOf } from "./bytes.ts";
import type { CifRowBytes } from "./cifRow.ts";
import { atomicNumber, elementOfName } from "./elements.ts";
import { isNucleotideName, isWaterName, letterOf } from "./residues.ts";

/** Columns of a category that holds atoms; each the first of its names that is given. */
const COLUMNS = {
	serial: ["id"],
	element: ["type_symbol"],
	name: ["auth_atom_id", "label_atom_id", "label", "atom_id"],
	alternate: ["label_alt_id", "disorder_group"],
	residue: ["auth_comp_id", "label_comp_id", "comp_id"],
	chain: ["auth_asym_id", "label_asym_id"],
	molecule: ["label_asym_id"],
	number: ["auth_seq_id", "label_seq_id"],
	sequence: ["label_seq_id"],
	insertion: ["pdbx_pdb_ins_code"],
	group: ["group_pdb"],
	occupancy: ["occupancy"],
	bFactor: ["b_iso_or_equiv"],
	model: ["pdbx_pdb_model_num"],
	x: ["cartn_x", "fract_x", "model_cartn_x", "pdbx_model_cartn_x_ideal"],
	y: ["cartn_y", "fract_y", "model_cartn_y", "pdbx_model_cartn_y_ideal"],
	z: ["cartn_z", "fract_z", "model_cartn_z", "pdbx_model_cartn_z_ideal"],
} as const;
type Column = keyof typeof COLUMNS;

/** Puts the rows of a loop of atoms into a table; only those of one model. */
export class CifAtoms {
	models = 0;
	readonly fractional: boolean;
	/** Columns of each value, the preferred one first. */
	private readonly columns: Readonly<Record<Column, readonly number[]>>;
	private readonly elements = new Map<number, number>();
	private readonly modelNames = new Set<number>();
	/** The number that the file gives to the model that is wanted. */
	private model = Number.NaN;
	private readonly guesses = new Map<string, number>();

	constructor(
		items: readonly string[],
		private readonly table: AtomTable,
		/** Which of several, counted from 1. */
		private readonly wanted = 1,
	) {
		this.columns = Object.fromEntries(Object.entries(COLUMNS).map(([column, names]) => [column, names.map((name) => items.indexOf(name)).filter((index) => index >= 0)])) as Record<Column, number[]>;
		this.fractional = !items.includes("cartn_x") && items.includes("fract_x");
	}

	read(row: CifRowBytes): void {
		if (!this.isOfModel(row)) {
			return;
		}
		const { table, table: { fields, atomNames, residueNames, chainNames } } = this;
		fields.x = this.number(row, "x", Number.NaN);
		fields.y = this.number(row, "y", Number.NaN);
		fields.z = this.number(row, "z", Number.NaN);
		fields.serial = this.number(row, "serial", fields.serial + 1);
		fields.occupancy = this.number(row, "occupancy", 1);
		fields.bFactor = this.number(row, "bFactor", 0);
		fields.name = this.word(row, "name", atomNames);
		fields.residue = this.word(row, "residue", residueNames);
		fields.chain = this.word(row, "chain", chainNames);
		fields.alternate = this.code(row, "alternate");
		fields.insertion = this.code(row, "insertion");
		const number = this.number(row, "number", Number.NaN);
		fields.number = Number.isInteger(number) ? number : 0;
		fields.sequenced = this.column(row, "sequence") >= 0;
		fields.hetero = this.isHetero(row);
		const name = residueNames.list[fields.residue] ?? "";
		fields.molecule = isWaterName(name) || (!Number.isInteger(number) && name !== "") ? -1 : this.molecule(row);
		fields.element = this.element(row, name);
		table.add();
	}

	private isOfModel(row: CifRowBytes): boolean {
		const model = this.number(row, "model", 1);
		if (this.modelNames.size < 100_000) {
			this.modelNames.add(model);
		}
		this.models = this.modelNames.size;
		if (Number.isNaN(this.model) && this.models === this.wanted) {
			this.model = model;
		}
		return model === this.model;
	}

	/** Which of a value's columns is given in this row; -1 for none. */
	private column(row: CifRowBytes, column: Column): number {
		for (const index of this.columns[column]) {
			if (row.given(index)) {
				return index;
			}
		}
		return -1;
	}

	private number(row: CifRowBytes, column: Column, otherwise: number): number {
		const index = this.column(row, column);
		const number = index < 0 ? otherwise : numberOf(row.bytes, row.start(index), row.end(index));
		return Number.isNaN(number) ? otherwise : number;
	}

	private word(row: CifRowBytes, column: Column, words: AtomTable["atomNames"]): number {
		const index = this.column(row, column);
		return index < 0 ? words.of("") : words.at(row.bytes, row.start(index), row.end(index));
	}

	private code(row: CifRowBytes, column: Column): number {
		const index = this.column(row, column);
		const code = index < 0 ? 0 : row.bytes[row.start(index)]!;
		return isBlankByte(code) || code > 126 ? 0 : code;
	}

	private isHetero(row: CifRowBytes): boolean {
		const index = this.column(row, "group");
		return index >= 0 && row.end(index) - row.start(index) > 4;
	}

	/** Entities of their own differ in label_asym_id. */
	private molecule(row: CifRowBytes): number {
		const index = this.column(row, "molecule");
		return index < 0 ? 0 : this.table.chainIds.at(row.bytes, row.start(index), row.end(index));
	}

	private element(row: CifRowBytes, residue: string): number {
		const index = this.column(row, "element");
		const { fields, atomNames } = this.table;
		if (index >= 0) {
			const symbol = this.table.symbols.at(row.bytes, row.start(index), row.end(index));
			const known = this.elements.get(symbol) ?? atomicNumber(/^[A-Za-z]{1,2}/.exec(this.table.symbols.list[symbol] ?? "")?.[0] ?? "");
			this.elements.set(symbol, known);
			return known;
		}
		const name = atomNames.list[fields.name] ?? "";
		const key = `${name} ${residue}`;
		const guessed = this.guesses.get(key) ?? elementOfName(name, residue, letterOf(residue) !== undefined || isNucleotideName(residue) || isWaterName(residue));
		this.guesses.set(key, guessed);
		return guessed;
	}
}
