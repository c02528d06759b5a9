import { cifTokens } from "./cifTokens.ts";

/** A row of a category: values by item, both without the category's name; items in lower case. */
export type CifRow = ReadonlyMap<string, string>;

/** Characters of a text block, e.g. a sequence; titin has 35,000 residues. */
const LONGEST_TEXT = 1_000_000;
const STRUCTURE = /^\s{0,40}(?:_|loop_|data_|save_|global_)/i;
const KEYWORD = /^(?:loop_$|data_|save_|global_$)/i;

/** Reads the rows of some categories of a CIF file line by line: loops, and single items, which make one row. The others are passed over. */
export class CifTables {
	private category = "";
	private items: string[] = [];
	private values: string[] = [];
	private place: "items" | "loop header" | "loop rows" = "items";
	/** Lines of the text block between semicolons that is being read. */
	private block: { readonly lines: string[]; length: number } | undefined;

	constructor(
		private readonly wanted: ReadonlySet<string>,
		private readonly row: (category: string, row: CifRow) => void,
	) {}

	read(line: string): void {
		if (this.block !== undefined) {
			this.readBlock(this.block, line);
		} else if (line.startsWith(";")) {
			this.block = { lines: [line.slice(1)], length: 0 };
		} else if (this.wanted.has(this.category) || STRUCTURE.test(line)) {
			for (const { text, quoted } of cifTokens(line)) {
				if (!quoted && text.startsWith("_")) {
					this.name(text);
				} else if (!quoted && KEYWORD.test(text)) {
					this.end();
					this.place = text.toLowerCase() === "loop_" ? "loop header" : "items";
				} else {
					this.value(text);
				}
			}
		}
	}

	/** The items of the loop of a category whose next row may begin with the next line; undefined everywhere else. */
	rowsOf(category: string): readonly string[] | undefined {
		return this.category === category && this.place !== "items" && this.values.length === 0 && this.block === undefined && this.items.length > 0 ? this.items : undefined;
	}

	/** The next row was read elsewhere. */
	passRow(): void {
		this.place = "loop rows";
	}

	/** Whether the next line belongs to a text between semicolons: whatever stands there is none of the file's own words. */
	get inText(): boolean {
		return this.block !== undefined;
	}

	/** Whether a row or a text block has begun and not ended: at its end the file is cut off. */
	get inRow(): boolean {
		return this.block !== undefined || (this.place === "loop rows" && this.values.length > 0);
	}

	/** The file has ended. */
	end(): void {
		if (this.place === "items" && this.values.length > 0) {
			this.give();
		}
		this.category = "";
		this.items = [];
		this.values = [];
		this.place = "items";
	}

	private readBlock(block: { readonly lines: string[]; length: number }, line: string): void {
		if (line.startsWith(";")) {
			this.block = undefined;
			this.value(block.lines.join("\n"));
			return;
		}
		block.length += line.length;
		if (block.length <= LONGEST_TEXT) {
			block.lines.push(line);
		}
	}

	private name(name: string): void {
		const [category, item] = partsOf(name.slice(1).toLowerCase());
		if (this.place === "loop rows" || (this.place === "items" && category !== this.category)) {
			this.end();
		}
		this.category = category;
		this.items.push(item);
	}

	private value(text: string): void {
		if (!this.wanted.has(this.category)) {
			this.place = this.place === "loop header" ? "loop rows" : this.place;
			return;
		}
		this.values.push(text);
		if (this.place === "items") {
			return;
		}
		this.place = "loop rows";
		if (this.values.length === this.items.length) {
			this.give();
			this.values = [];
		}
	}

	private give(): void {
		this.row(this.category, new Map(this.items.map((item, index) => [item, this.values[index] ?? ""] as const)));
	}
}

/** Small molecules' CIF has no dot between category and item. */
const CORE_CATEGORIES = ["atom_site_aniso", "atom_site", "cell"];

function partsOf(name: string): readonly [category: string, item: string] {
	const dot = name.indexOf(".");
	if (dot >= 0) {
		const [category = "", item = ""] = name.split(".", 2);
		return [category, item];
	}
	const category = CORE_CATEGORIES.find((one) => name.startsWith(`${one}_`));
	return category === undefined ? [name, ""] : [category, name.slice(category.length + 1)];
}
