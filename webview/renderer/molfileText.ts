/** One record of an SDF, or a molfile. */
export interface MolRecord {
	/** From the title to `M  END`; what is not there is not invented. */
	readonly block: string;
	readonly name: string;
	/** Atoms; 0 where this is no mol block. */
	readonly atoms: number;
	/** Whether it has coordinates in space, not only in a plane. */
	readonly deep: boolean;
}

/** Characters: some 10,000 atoms. Larger records are not taken for molecules, as on the host. */
const longestBlock = 1_000_000;
const longestName = 300;

/** The records of an SDF, or the one of a molfile, as they are asked for. Lines may end as on any system. */
export function* readMolRecords(text: string): Generator<MolRecord> {
	for (const [start, end] of recordPlaces(text)) {
		yield readRecord(text.slice(start, Math.min(end, start + longestBlock + 1)));
	}
}

/** How many records {@link readMolRecords} gives, without reading them. */
export function countMolRecords(text: string): number {
	let count = 0;
	for (const places = recordPlaces(text); places.next().done !== true; ) {
		count++;
	}
	return count;
}

/** Where each record begins and ends; what is blank between two lines `$$$$` is none, and the rest of such a line belongs to none. */
function* recordPlaces(text: string): Generator<readonly [start: number, end: number]> {
	const letter = /\S/gu;
	for (let start = 0; start < text.length; ) {
		const feed = text.indexOf("\n$$$$", start);
		const end = text.startsWith("$$$$", start) ? start : feed < 0 ? text.length : feed + 1;
		letter.lastIndex = start;
		if (letter.test(text) && letter.lastIndex <= end) {
			yield [start, end];
		}
		const next = text.indexOf("\n", end);
		start = next < 0 ? text.length : next + 1;
	}
}

function readRecord(record: string): MolRecord {
	const lines = blockOf(record).split("\n");
	const name = (lines[0] ?? "").trim().slice(0, longestName);
	const atoms = record.length > longestBlock ? [] : (lines[3] ?? "").includes("V3000") ? atomsV3000(lines) : atomsV2000(lines);
	return { block: lines.join("\n"), name, atoms: atoms.length, deep: atoms.some((z) => Math.abs(z) > 0.01) };
}

/** Without the data items behind it, and with line feeds only. */
function blockOf(record: string): string {
	const lines = record.replace(/\r\n?/gu, "\n");
	const end = lines.search(/^M {2}END/mu);
	return end < 0 ? lines : `${lines.slice(0, end)}M  END\n`;
}

/** The z coordinate of each atom. */
function atomsV2000(lines: readonly string[]): readonly number[] {
	const count = Number((lines[3] ?? "").slice(0, 3));
	const atoms = Number.isInteger(count) ? lines.slice(4, 4 + Math.max(0, count)) : [];
	const heights = atoms.map((line) => Number(line.slice(20, 30)));
	return heights.length === count && heights.every((z) => Number.isFinite(z)) ? heights : [];
}

function atomsV3000(lines: readonly string[]): readonly number[] {
	const begin = lines.findIndex((line) => line.startsWith("M  V30 BEGIN ATOM"));
	const end = lines.findIndex((line) => line.startsWith("M  V30 END ATOM"));
	return begin < 0 || end < begin ? [] : lines.slice(begin + 1, end).map((line) => Number(line.split(/\s+/u, 7)[6]) || 0);
}
