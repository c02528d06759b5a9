import { AtomTable } from "./atomTable.ts";
import { eachLine, textOf } from "./bytes.ts";
import { atomicNumber, elementOfName } from "./elements.ts";
import { noFacts, type FileFacts } from "./fileFacts.ts";

/** Characters of a line that are looked at. */
const LINE = 400;
const ORDERS: Readonly<Record<string, number>> = { "1": 1, "2": 2, "3": 3, am: 1, ar: 4, du: 1, un: 1 };

interface Mol2Atom {
	readonly serial: number;
	readonly name: string;
	readonly position: readonly [number, number, number];
	readonly type: string;
	readonly substructure: string;
	readonly substructureName: string;
}

/** Tripos MOL2: one of its molecules, whose substructures are residues. */
export class Mol2Structure {
	readonly table: AtomTable;
	readonly facts: FileFacts = { ...noFacts(), models: 0, modelKind: "molecule" };
	private section = "";
	private lineInSection = 0;
	/** Atoms by substructure in the order of the file: hydrogens are often written at its end. */
	private readonly atoms = new Map<string, Mol2Atom[]>();
	private readonly chains = new Map<string, string>();
	private cut = false;

	/** @param molecule which of several, counted from 1 */
	constructor(private readonly bytes: Uint8Array, private readonly molecule = 1) {
		this.table = new AtomTable(bytes.length / 80);
	}

	read(): this {
		const { bytes, facts } = this;
		eachLine(bytes, (start, end) => {
			const line = textOf(bytes, start, Math.min(end, start + LINE)).trim();
			if (line.startsWith("@<TRIPOS>")) {
				this.section = line.slice(9);
				this.lineInSection = 0;
				facts.models += this.section === "MOLECULE" ? 1 : 0;
			} else if (Math.max(1, facts.models) === this.molecule && (line !== "" || this.section === "MOLECULE") && !line.startsWith("#")) {
				this.line(line, end === bytes.length);
			}
		});
		if (this.cut) {
			facts.warnings.push("The file ends in the middle of an atom; what stands before it is shown.");
		}
		facts.models = Math.max(1, facts.models);
		this.fill();
		return this;
	}

	private line(line: string, last: boolean): void {
		this.lineInSection++;
		const words = line.split(/\s+/);
		switch (this.section) {
			case "MOLECULE":
				// The line of the name may be empty; the counts stand below it.
				if (this.lineInSection === 1 && line !== "" && line !== "****") {
					this.facts.title.push(line);
				}
				break;
			case "ATOM": this.atom(words, last); break;
			case "BOND": this.bond(words); break;
			case "SUBSTRUCTURE":
				if (words[5] !== undefined && words[5] !== "****") {
					this.chains.set(words[0] ?? "", words[5]);
				}
		}
	}

	private atom(words: readonly string[], last: boolean): void {
		const [serial = "", name = "", x, y, z, type = "", substructure = "1", substructureName = ""] = words;
		this.cut = last && words.length < 6;
		const atoms = this.atoms.get(substructure) ?? [];
		this.atoms.set(substructure, atoms);
		atoms.push({ serial: Number.parseInt(serial, 10), name, position: [coordinate(x), coordinate(y), coordinate(z)], type, substructure, substructureName });
	}

	private bond([, first = "", second = "", type = ""]: readonly string[]): void {
		const order = ORDERS[type.toLowerCase()];
		if (order !== undefined) {
			this.facts.serialBonds.push(Number.parseInt(first, 10), Number.parseInt(second, 10), order);
		}
	}

	private fill(): void {
		const { table, table: { fields } } = this;
		for (const [substructure, atoms] of this.atoms) {
			table.break();
			const { name, number } = residueOf(atoms[0]?.substructureName ?? "", substructure);
			for (const atom of atoms) {
				[fields.x, fields.y, fields.z] = atom.position;
				fields.serial = Number.isFinite(atom.serial) ? atom.serial : fields.serial + 1;
				fields.element = elementOf(atom, name);
				fields.name = table.atomNames.of(atom.name);
				fields.residue = table.residueNames.of(name);
				fields.chain = table.chainNames.of(this.chains.get(substructure) ?? "");
				fields.number = number;
				table.add();
			}
		}
	}
}

function coordinate(word: string | undefined): number {
	return word !== undefined && /^[-+]?\d{0,9}\.?\d{1,20}(?:e[-+]?\d{1,3})?$/i.test(word) ? Number(word) : Number.NaN;
}

/** `C.ar` is carbon; lone pairs and dummies (`LP`, `Du`) are none. */
function elementOf({ type, name }: Mol2Atom, residue: string): number {
	const symbol = type.split(".", 1)[0] ?? "";
	return /^(?:lp|du|any|hal|het|hev)$/i.test(symbol) ? 0 : atomicNumber(symbol) || elementOfName(name, residue, false);
}

/** `ALA12` is residue 12 of alanine, `STI` the only one of its kind; `<0>` and `****` are no names. */
function residueOf(name: string, substructure: string): { readonly name: string; readonly number: number } {
	const id = Number.parseInt(substructure, 10);
	const match = /^([A-Za-z]{2,4}?|[A-Za-z0-9]{3})(-?\d{1,9})$/.exec(name);
	const number = match === null ? (Number.isFinite(id) ? id : 1) : Number(match[2]);
	const plain = match?.[1] ?? name;
	return { name: /^[\w+-]{1,20}$/.test(plain) ? plain : "UNL", number: Math.min(Math.max(number, -999_999_999), 999_999_999) };
}
