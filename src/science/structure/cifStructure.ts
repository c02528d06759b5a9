import { Failure } from "../failure.ts";
import { AtomTable } from "./atomTable.ts";
import { eachLine, textOf } from "./bytes.ts";
import { cellFrom, toCartesian } from "./cell.ts";
import { CifAtoms } from "./cifAtoms.ts";
import { CifFacts, FACT_CATEGORIES } from "./cifFacts.ts";
import { CifRowBytes } from "./cifRow.ts";
import { CifTables, type CifRow } from "./cifTables.ts";
import type { FileFacts } from "./fileFacts.ts";

/** CIF allows 2,048 characters; whole files in one line are no CIF. */
const LONGEST_LINE = 1_000_000;
/** More than ten times those of any file. */
const MOST_COLUMNS = 1000;
const ATOMS = "atom_site";
/** Atoms of a component of the PDB's dictionary. */
const COMPONENT = "chem_comp_atom";
const MOST_COMPONENT_ATOMS = 50_000;
/** Keywords and names are the same in upper and lower case. */
const ENTRY = /^\s{0,40}data_/i;
const REFLECTIONS = /^_refln[._]/i;

/** Coordinates of an mmCIF file, of a component of the PDB's dictionary, or of a small molecule's CIF with its cell. */
export class CifStructure {
	readonly table: AtomTable;
	readonly facts: FileFacts;
	private readonly told = new CifFacts();
	private readonly tables: CifTables;
	private atoms: CifAtoms | undefined;
	private row: CifRowBytes | undefined;
	private items: readonly string[] | undefined;
	private readonly component: CifRow[] = [];
	private reflections = false;
	private longLines = 0;

	/** @param model which of several, counted from 1 */
	constructor(private readonly bytes: Uint8Array, private readonly model = 1) {
		this.facts = this.told.facts;
		this.table = new AtomTable(bytes.length / 80);
		const wanted = new Set([...FACT_CATEGORIES, ATOMS, COMPONENT]);
		this.tables = new CifTables(wanted, (category, row) => this.take(category, row));
	}

	/** @throws Failure `structure-reflections`, `structure-no-cell` */
	read(): this {
		eachLine(this.bytes, (start, end) => this.line(start, end));
		if (this.tables.inRow) {
			this.facts.warnings.push("The file ends in the middle of a table; what stands before it is shown.");
		}
		this.tables.end();
		if (this.longLines > 0) {
			this.facts.warnings.push("Lines of more than 1,000,000 characters were left out: no program writes such CIF.");
		}
		if (this.table.count === 0) {
			this.readComponent();
		}
		if (this.table.count + this.table.skipped === 0 && this.reflections) {
			throw new Failure("structure-reflections", "This mmCIF file holds measured reflections and no coordinates. Get the entry's coordinates, e.g. 1abc.cif in the place of 1abc-sf.cif.");
		}
		this.facts.models = Math.max(1, this.atoms?.models ?? 1);
		this.told.finish();
		this.place();
		return this;
	}

	/** @returns true where the rest of the file is of no interest */
	private line(start: number, end: number): boolean {
		const { bytes, tables } = this;
		const items = tables.rowsOf(ATOMS);
		// The line of another column (_) must not be taken for the first row.
		if (items !== undefined && bytes[start] !== 95 && items.length <= MOST_COLUMNS && this.rowFor(items).scan(bytes, start, end)) {
			this.atoms?.read(this.rowFor(items));
			tables.passRow();
			return false;
		}
		if (end - start > LONGEST_LINE) {
			this.longLines++;
			return false;
		}
		const line = textOf(bytes, start, end);
		if ((this.table.count > 0 || this.passes) && !tables.inText && ENTRY.test(line)) {
			this.facts.warnings.push("The file holds several entries; the first one is shown.");
			return true;
		}
		this.reflections ||= REFLECTIONS.test(line);
		tables.read(line);
		return false;
	}

	/** Whether models were passed over before the one that is wanted. */
	private get passes(): boolean {
		return this.model > 1 && (this.atoms?.models ?? 0) > 0;
	}

	/** Rows of the loop that is being read. */
	private rowFor(items: readonly string[]): CifRowBytes {
		if (this.row === undefined || items !== this.items || items.length !== this.row.columns) {
			this.items = items;
			this.row = new CifRowBytes(items.length);
			this.atoms = new CifAtoms(items, this.table, this.model);
		}
		return this.row;
	}

	private take(category: string, row: CifRow): void {
		if (row.size > MOST_COLUMNS) {
			return;
		}
		if (category === ATOMS) {
			const items = this.items?.length === row.size && this.items.every((item) => row.has(item)) ? this.items : [...row.keys()];
			const bytes = this.rowFor(items);
			bytes.take(items.map((item) => row.get(item) ?? ""));
			this.atoms?.read(bytes);
		} else if (category === COMPONENT) {
			if (this.component.length < MOST_COMPONENT_ATOMS) {
				this.component.push(row);
			}
		} else {
			this.told.take(category, row);
		}
	}

	private readComponent(): void {
		// Coordinates of a model where one is given, else computed ones.
		for (const row of this.component) {
			this.take(ATOMS, new Map(row));
		}
	}

	/** Fractions of a cell become Å. */
	private place(): void {
		if (this.atoms?.fractional !== true || this.table.count === 0) {
			return;
		}
		const cell = cellFrom(this.told.cell);
		if (cell === undefined) {
			throw new Failure("structure-no-cell", "This CIF file gives its atoms as fractions of a unit cell and does not tell the cell, so their distances are not known. Add the cell, or get the structure in another format.");
		}
		toCartesian(this.table.positions, this.table.count, cell);
		this.facts.warnings.push("This is a small molecule's crystal structure: the asymmetric unit is shown.");
	}
}
