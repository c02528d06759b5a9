import { AtomTable } from "./atomTable.ts";
import { eachLine, isBlankByte, numberOf, textOf } from "./bytes.ts";
import { atomicNumber, elementOfName } from "./elements.ts";
import { noFacts, takeMethod, takeResolution, tellsConfidence, type FileFacts, type ResidueName, type SecondaryRange } from "./fileFacts.ts";
import { loosePdbAtom } from "./loosePdb.ts";
import { isNucleotideName, isWaterName, letterOf } from "./residues.ts";
import { serialOf } from "./serials.ts";

/** Columns of a line that mean something; a hostile one may have millions. */
const LINE = 200;
const MOST_RANGES = 50_000;
const MOST_REMARKS = 20_000;
const ATOM = codes("ATOM  ");
const HETATM = codes("HETATM");
const HEADER = codes("HEADER");
/** Columns of CONECT behind its name: five serial numbers of five. */
const CONECT_WIDTH = 25;

/** Coordinates of a PDB file (wwPDB format 3.3), with what programs make of it: hybrid-36 numbers, stars, missing columns, blanks of any width. */
export class PdbStructure {
	readonly table: AtomTable;
	readonly facts: FileFacts = noFacts();
	/** Atoms that come now belong to a model that was counted. */
	private open = false;
	/** Models that have atoms: one without any has nothing to show. */
	private models = 0;
	private remarks = 0;
	private number = 0;
	/** An END stands behind atoms: what follows is another frame, or with a header another entry. */
	private closed = false;
	/** The last line of the file is an atom that ends too early. */
	private cut = false;
	private readonly elementCache = new Map<string, number>();

	/** @param model which of several, counted from 1 */
	constructor(private readonly bytes: Uint8Array, private readonly model = 1) {
		this.table = new AtomTable(bytes.length / 80);
	}

	read(): this {
		const { bytes } = this;
		eachLine(bytes, (start, end) => {
			const to = Math.min(end, start + LINE);
			if (this.closed && begins(bytes, start, HEADER)) {
				this.facts.warnings.push("The file holds several entries; the first one is shown.");
				return true;
			}
			if (begins(bytes, start, ATOM) || begins(bytes, start, HETATM) || isTabbed(bytes, start)) {
				this.atom(start, to, bytes[start] === 72);
			} else {
				this.record(textOf(bytes, start, Math.min(start + 6, to)).trimEnd(), start, to);
			}
			return false;
		});
		this.facts.models = Math.max(1, this.models);
		if (this.cut) {
			this.facts.warnings.push("The file ends in the middle of an atom; what stands before it is shown.");
		}
		return this;
	}

	private record(name: string, start: number, end: number): void {
		const line = (): string => textOf(this.bytes, start, end).trimEnd();
		switch (name) {
			case "TER": this.table.break(); break;
			case "MODEL":
			case "ENDMDL": this.open = false; break;
			case "END": this.open = false; this.closed = this.models > 0; break;
			case "HEADER": this.facts.id = /^\w{4,12}$/.exec(line().slice(62, 74).trim())?.[0] ?? ""; break;
			case "TITLE": this.title(line().slice(10, 80).trim()); break;
			case "EXPDTA": this.methods(line().slice(10, 79)); break;
			case "PARENT": this.facts.predicted ||= /\bN\/A\b/.test(line()); break;
			case "REMARK": this.remark(line()); break;
			case "MODRES": this.facts.parents.set(line().slice(12, 15).trim(), line().slice(24, 27).trim()); break;
			case "HELIX": this.range(line(), "helix", [19, 21, 31, 33]); break;
			case "SHEET": this.range(line(), "strand", [21, 22, 32, 33]); break;
			case "CONECT": this.connect(line()); break;
		}
	}

	private title(text: string): void {
		if (this.facts.title.length < 100) {
			this.facts.title.push(text);
			this.facts.predicted ||= tellsConfidence(text);
		}
	}

	/** Several methods are set apart by semicolons. */
	private methods(text: string): void {
		for (const method of text.split(";")) {
			takeMethod(this.facts, method);
		}
	}

	private remark(text: string): void {
		if (this.remarks++ < MOST_REMARKS) {
			if (text.startsWith("REMARK   2 RESOLUTION.")) {
				takeResolution(this.facts, text.slice(22));
			}
			this.facts.predicted ||= /p-?lddt|alphafold db/i.test(text);
		}
	}

	private range(line: string, kind: SecondaryRange["kind"], [chain, number, lastChain, lastNumber]: readonly [number, number, number, number]): void {
		const at = (chainColumn: number, column: number): ResidueName => ({ chain: line.charAt(chainColumn).trim(), number: serialOf(line.slice(column, column + 4)), insertion: insertionOf(line.charCodeAt(column + 4)) });
		const [from, to] = [at(chain, number), at(lastChain, lastNumber)];
		if (Number.isFinite(from.number) && Number.isFinite(to.number) && this.facts.ranges.length < MOST_RANGES) {
			this.facts.ranges.push({ kind, from, to });
		}
	}

	/** A bond written several times is a multiple one, as many programs have it. Serial numbers of six digits are read by nobody: their columns mean other atoms. */
	private connect(line: string): void {
		if (runsOver(line.slice(6))) {
			return;
		}
		const [atom = Number.NaN, ...others] = [6, 11, 16, 21, 26].map((column) => serialOf(line.slice(column, column + 5))).filter((serial) => Number.isFinite(serial));
		for (const other of new Set(others)) {
			this.facts.serialBonds.push(atom, other, Math.min(3, others.filter((one) => one === other).length));
		}
	}

	private atom(start: number, end: number, hetero: boolean): void {
		if (!this.open) {
			this.models++;
			this.open = true;
		}
		if (this.models !== this.model) {
			return;
		}
		const { bytes, table } = this;
		const { fields } = table;
		fields.hetero = hetero;
		fields.sequenced = false;
		fields.x = numberOf(bytes, start + 30, Math.min(end, start + 38));
		fields.y = numberOf(bytes, start + 38, Math.min(end, start + 46));
		fields.z = numberOf(bytes, start + 46, Math.min(end, start + 54));
		if (Number.isNaN(fields.x + fields.y + fields.z)) {
			this.looseAtom(textOf(bytes, start, end), end === bytes.length);
			return;
		}
		this.cut = end === bytes.length && end - start < 54;
		if (this.cut) {
			return;
		}
		fields.serial = this.serial(start + 6, Math.min(end, start + 11));
		fields.name = table.atomNames.at(bytes, start + 12, start + 16);
		fields.alternate = insertionOf(bytes[start + 16]);
		fields.residue = table.residueNames.at(bytes, start + 17, start + 21);
		fields.chain = table.chainNames.at(bytes, start + 21, start + 22);
		this.residueNumber(start + 22);
		fields.occupancy = numberOf(bytes, start + 54, Math.min(end, start + 60));
		fields.bFactor = numberOf(bytes, start + 60, Math.min(end, start + 66));
		fields.element = this.element(start, end);
		table.add();
	}

	/** Stars, and what else is no number, count on. */
	private serial(start: number, end: number): number {
		const simple = numberOf(this.bytes, start, end);
		const serial = Number.isInteger(simple) ? simple : serialOf(textOf(this.bytes, start, end));
		return Number.isFinite(serial) ? serial : this.table.fields.serial + 1;
	}

	private residueNumber(start: number): void {
		const { bytes, table: { fields, residueNames } } = this;
		const simple = numberOf(bytes, start, start + 4);
		const number = Number.isInteger(simple) ? simple : serialOf(textOf(bytes, start, start + 4));
		const code = bytes[start + 4] ?? 32;
		const wide = code >= 48 && code <= 57 && bytes[start] !== 32;
		fields.insertion = wide ? 0 : insertionOf(code);
		fields.number = Number.isFinite(number) ? (wide ? 10 * number + code - 48 : number) : this.number;
		fields.molecule = !Number.isFinite(number) || isWaterName(residueNames.list[fields.residue] ?? "") ? -1 : 0;
		this.number = fields.number;
	}

	private element(start: number, end: number): number {
		const { bytes, table } = this;
		const told = end - start > 76 ? atomicNumber(textOf(bytes, start + 76, Math.min(end, start + 78)).trim()) : 0;
		if (told > 0) {
			return told;
		}
		const residue = table.residueNames.list[table.fields.residue] ?? "";
		return this.guess(textOf(bytes, start + 12, start + 16), residue);
	}

	private guess(name: string, residue: string): number {
		const key = `${name} ${residue}`;
		let element = this.elementCache.get(key);
		if (element === undefined) {
			element = elementOfName(name, residue, letterOf(residue) !== undefined || isNucleotideName(residue) || isWaterName(residue));
			this.elementCache.set(key, element);
		}
		return element;
	}

	/** A line that does not keep to the columns. */
	private looseAtom(line: string, last: boolean): void {
		const { table } = this;
		const atom = loosePdbAtom(line);
		if (atom === undefined) {
			this.cut = last;
			table.skipped += last ? 0 : 1;
			return;
		}
		const { name, residue, chain, element, serial, number, ...rest } = atom;
		this.number = Number.isFinite(number) ? number : this.number;
		Object.assign(table.fields, rest, {
			serial: Number.isFinite(serial) ? serial : table.fields.serial + 1, number: this.number, alternate: 0, molecule: isWaterName(residue) ? -1 : 0,
			name: table.atomNames.of(name), residue: table.residueNames.of(residue), chain: table.chainNames.of(chain),
			element: atomicNumber(element) || this.guess(name, residue),
		});
		table.add();
	}
}

function codes(text: string): readonly number[] {
	return [...text].map((letter) => letter.charCodeAt(0));
}

function begins(bytes: Uint8Array, start: number, word: readonly number[]): boolean {
	return word.every((code, index) => bytes[start + index] === code);
}

/** Whether a number, or several without a blank between them, begin in one column of five and do not end with one, or go on behind the last. */
function runsOver(numbers: string): boolean {
	return [...numbers.matchAll(/\S+/g)].some(({ index, 0: { length } }) => {
		const end = index + length;
		return index < CONECT_WIDTH && (end > CONECT_WIDTH || (Math.floor(index / 5) < Math.floor((end - 1) / 5) && end % 5 !== 0));
	});
}

/** `ATOM` and `HETATM` before a tab. */
function isTabbed(bytes: Uint8Array, start: number): boolean {
	return (bytes[start + 4] === 9 && begins(bytes, start, ATOM.slice(0, 4))) || (bytes[start + 6] === 9 && begins(bytes, start, HETATM));
}

function insertionOf(code: number | undefined): number {
	return code === undefined || Number.isNaN(code) || isBlankByte(code) || code > 126 ? 0 : code;
}
