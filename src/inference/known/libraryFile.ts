import { readFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { Failure } from "../../science/failure.ts";

/** Bytes of an unpacked library at most, so that a broken file cannot fill the memory. */
const MOST_BYTES = 64 * 1024 * 1024;
const MOST_ROWS = 200_000;
const NEWLINE = 10;
const TAB = 9;

/** A row `key \t text` of a library: views of the file's bytes, to be let go of once they are read. */
export interface LibraryRow {
	readonly key: Uint8Array;
	readonly text: Uint8Array;
}

/** The texts of thousands of rows as bytes one behind the other, until one is told. */
export class LibraryTexts {
	private readonly bytes: Buffer;
	private readonly ends: Uint32Array;

	constructor(rows: readonly LibraryRow[]) {
		this.bytes = Buffer.concat(rows.map(({ text }) => text));
		let end = 0;
		this.ends = Uint32Array.from(rows, ({ text }) => (end += text.length));
	}

	get count(): number {
		return this.ends.length;
	}

	at(place: number): string {
		return this.bytes.toString("utf8", this.ends[place - 1] ?? 0, this.ends[place]);
	}
}

/**
 * Rows of a library that a bundle ships: gzip of UTF-8 lines `key \t text` without a header.
 *
 * @param longest bytes of a text at most
 * @throws Failure `bundle-missing`, `bundle-broken`
 */
export async function readLibrary(directory: string, file: string, longest: number): Promise<readonly LibraryRow[]> {
	const whole = path.join(directory, file);
	const packed = await readFile(whole).catch((error: unknown) => {
		throw new Failure("bundle-missing", `The model's file ${whole} cannot be read. Import the model again.`, { detail: String(error), cause: error });
	});
	const bytes = await promisify(gunzip)(packed, { maxOutputLength: MOST_BYTES }).catch((error: unknown) => {
		throw libraryBroken(file, "it is no gzip file, or too large", error);
	});
	return rowsOf(bytes, file, longest);
}

function rowsOf(bytes: Uint8Array, file: string, longest: number): LibraryRow[] {
	const rows: LibraryRow[] = [];
	for (let start = 0; start < bytes.length; ) {
		const end = bytes.indexOf(NEWLINE, start);
		const tab = bytes.indexOf(TAB, start);
		if (end < 0 || tab < 0 || tab > end || end - tab - 1 > longest || end === tab + 1) {
			throw libraryBroken(file, `line ${rows.length + 1} is no key and text of at most ${longest} bytes`);
		}
		if (rows.length >= MOST_ROWS) {
			throw libraryBroken(file, `it has more than ${MOST_ROWS} lines`);
		}
		rows.push({ key: bytes.subarray(start, tab), text: bytes.subarray(tab + 1, end) });
		start = end + 1;
	}
	return rows;
}

export function libraryBroken(file: string, why: string, cause?: unknown): Failure {
	return new Failure("bundle-broken", `The model's library ${file} is broken: ${why}. Import the model again, or reinstall the extension for the embedded one.`, { cause });
}
