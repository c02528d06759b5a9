/** Whatever stands in a table, it is there afterwards: made-up tables of every format, with all that cells can hold, the same each time. */
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { formatOf } from "../../../src/annotation/formats.ts";
import type { TableRow } from "../../../src/annotation/table.ts";
import { openText } from "../../../src/annotation/text.ts";
import { randomNumbers } from "../../support/random.ts";

const ADDED = [{ title: "rings", generated: false }, { title: "reason", generated: false }];
const VALUES = [1, 'it has "one", really'];
const PIECES = ["CCO", "c1ccccc1", " ", "  ", ",", ";", "|", '"', '""', "'", "é", "α-helix", "分子", "🧪", "\\n", "=1+1", "-0.50", "1e-9", "[nH]", "{}", ">", "$$$$", "#", "x".repeat(300)];
const BREAKS = ["\n", "\r\n", "\t"];

class Chance {
	private readonly next: () => number;

	constructor(seed: number) {
		this.next = randomNumbers(seed);
	}

	below(most: number): number {
		return Math.floor(this.next() * most);
	}

	one<Item>(items: readonly Item[]): Item {
		const item = items[this.below(items.length)];
		if (item === undefined) {
			throw new Error("nothing to choose from");
		}
		return item;
	}

	text(pieces: readonly string[]): string {
		return Array.from({ length: this.below(5) }, () => this.one(pieces)).join("");
	}
}

interface Made {
	readonly titles: readonly string[];
	readonly cells: readonly (readonly string[])[];
}

function tableOf(chance: Chance, pieces: readonly string[]): Made {
	const width = 1 + chance.below(6);
	const titles = Array.from({ length: width }, (_, column) => `column ${column}${chance.one(["", ", really", ' "x"', " ü"])}`);
	return { titles, cells: Array.from({ length: chance.below(40) }, () => titles.map((_, column) => (column === 0 ? `r${chance.text(pieces)}.` : chance.text(pieces)))) };
}

const quoted = (text: string, always: boolean): string => (always || /[",;|\t\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

async function* chunks(bytes: Uint8Array, chance: Chance, largest: number): AsyncGenerator<Uint8Array> {
	for (let at = 0; at < bytes.length; ) {
		const next = at + 1 + chance.below(largest);
		yield bytes.subarray(at, next);
		at = next;
	}
}

interface Copied {
	readonly rows: readonly TableRow[];
	readonly titles: readonly string[];
	readonly out: string;
}

async function copy(name: string, text: string | Uint8Array, chance: Chance, ending = formatOf(name).writes[0]): Promise<Copied> {
	const bytes = Buffer.from(text);
	const table = formatOf(name).open(ending);
	const rows: TableRow[] = [];
	let out: string | undefined;
	for await (const portion of table.rows(openText({ name, bytes: chunks(bytes, chance, chance.one([3, 500, 1_000_000])) }).pieces)) {
		out ??= table.header(ADDED);
		out += portion.map((row) => table.line(row, ADDED, VALUES)).join("");
		rows.push(...portion);
	}
	return { rows, titles: table.titles, out: out ?? "" };
}

const cellsOf = ({ rows, titles }: Copied): readonly (readonly string[])[] => rows.map((row) => titles.map((title) => row.get(title) ?? ""));
const SEEDS = Array.from({ length: 60 }, (_, seed) => seed + 1);

describe("a table of anything", () => {
	it.each([[",", "csv"], [";", "csv"], ["|", "csv"], ["\t", "csv"], ["\t", "tsv"]])("parted by %j in a .%s keeps every character, and is read back with the new cells", async (separator, ending) => {
		for (const seed of SEEDS) {
			const chance = new Chance(seed);
			const made = tableOf(chance, [...PIECES, ...BREAKS]);
			const feed = chance.one(["\n", "\r\n"]);
			const line = (cells: readonly string[]): string => cells.map((cell) => quoted(cell, chance.below(5) === 0)).join(separator);
			const lines = [line(made.titles), ...made.cells.map(line)];
			const copied = await copy(`a.${ending}`, chance.below(2) === 0 ? gzipSync(lines.join(feed) + feed) : lines.join(feed) + feed, chance);
			expect(copied.rows.filter(({ problem }) => problem !== undefined), `seed ${seed}`).toEqual([]);
			expect(cellsOf(copied), `seed ${seed}`).toEqual(made.cells);
			// With one column nothing tells the separator, and it is the usual one.
			const mark = made.titles.length > 1 ? separator : ending === "tsv" ? "\t" : ",";
			const reason = mark === "\t" ? '"it has ""one"", really"' : '"it has ""one"", really"';
			expect(copied.out, `seed ${seed}`).toBe(lines.map((one, index) => `${one}${mark}${index === 0 ? `rings${mark}reason` : `1${mark}${reason}`}${feed}`).join(""));
			if (made.cells.length > 0) {
				expect(cellsOf(await copy(`a.${ending}`, copied.out, chance)), `seed ${seed}`).toEqual(made.cells.map((cells) => [...cells, "1", VALUES[1]]));
			}
		}
	});

	it("of JSON lines keeps every character, and becomes a CSV and JSON lines again", async () => {
		for (const seed of SEEDS) {
			const chance = new Chance(seed);
			const { titles, cells } = tableOf(chance, [...PIECES, ...BREAKS]);
			const lines = cells.map((row) => JSON.stringify(Object.fromEntries(row.map((cell, column) => [titles[column] ?? "", cell]))));
			const copied = await copy("a.jsonl", lines.map((line) => `${line}\n`).join(""), chance);
			expect(copied.out, `seed ${seed}`).toBe(lines.map((line) => `${line.slice(0, -1)},"rings":1,"reason":${JSON.stringify(VALUES[1])}}\n`).join(""));
			const csv = await copy("a.jsonl", lines.join("\n"), chance, "csv");
			const back = await copy("a.csv", csv.out, chance, "jsonl");
			expect(cellsOf(back), `seed ${seed}`).toEqual(cells.map((row) => [...row, "1", VALUES[1]]));
			expect(back.out.split("\n").slice(0, -1).map((line) => Object.values(JSON.parse(line) as Record<string, unknown>).slice(0, titles.length)), `seed ${seed}`).toEqual(cells);
		}
	});

	it("of SDF keeps every record, whatever its data items say", async () => {
		for (const seed of SEEDS) {
			const chance = new Chance(seed);
			const { titles, cells } = tableOf(chance, PIECES.filter((piece) => piece.trim() !== ""));
			const feed = chance.one(["\n", "\r\n"]);
			const records = cells.map((row) => ["", "", "", "  0  0", "M  END", ...row.flatMap((cell, column) => [`>  <${titles[column]?.replace(/[<>]/g, "") ?? ""}>`, ` ${cell}`, ""]), "$$$$", ""].join(feed));
			const copied = await copy("a.sdf", records.join(""), chance);
			const items = `>  <rings>${feed}1${feed}${feed}>  <reason>${feed}${VALUES[1]}${feed}${feed}`;
			expect(copied.out, `seed ${seed}`).toBe(records.map((record) => record.replace(/\$\$\$\$\r?\n$/, (end) => items + end)).join(""));
			expect(copied.rows.map((row) => titles.map((title) => row.get(title))), `seed ${seed}`).toEqual(cells.map((row) => row.map((cell) => ` ${cell}`)));
		}
	});

	it("that is broken anywhere has all of its lines in the copy", async () => {
		for (const seed of SEEDS) {
			const chance = new Chance(seed);
			const lines = Array.from({ length: 30 }, (_, row) => `r${row},${chance.text([...PIECES, '"', ","])}`);
			const copied = await copy("a.csv", `id,what\n${lines.join("\n")}\n`, chance);
			const plain = (text: string): string => text.replaceAll('"', "");
			for (const line of lines) {
				// Empty cells at the end of a line are none.
				expect(plain(copied.out), `seed ${seed}: ${line}`).toContain(plain(line).replace(/,+$/, ""));
			}
			const again = await copy("a.csv", copied.out, new Chance(seed + 1));
			expect(again.rows.length, `seed ${seed}`).toBe(copied.rows.length);
		}
	});
});
