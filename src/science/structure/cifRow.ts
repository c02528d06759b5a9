import { isBlankByte } from "./bytes.ts";

/** The values of one row of a loop, as places in the file's bytes: 200,000 rows make no strings. */
export class CifRowBytes {
	bytes: Uint8Array = new Uint8Array();
	private readonly places: Int32Array;

	constructor(readonly columns: number) {
		this.places = new Int32Array(2 * columns);
	}

	start(column: number): number {
		return this.places[2 * column]!;
	}

	end(column: number): number {
		return this.places[2 * column + 1]!;
	}

	/** Whether a value is there: `?` is unknown and `.` inapplicable. */
	given(column: number): boolean {
		if (column < 0) {
			return false;
		}
		const [start, end] = [this.start(column), this.end(column)];
		return end > start && !(end === start + 1 && (this.bytes[start] === 63 || this.bytes[start] === 46));
	}

	/** Takes the values of a line; false unless it is one whole row, as it is in all but odd files. */
	scan(bytes: Uint8Array, from: number, to: number): boolean {
		this.bytes = bytes;
		let column = 0;
		let at = from;
		while (at < to) {
			const code = bytes[at]!;
			if (isBlankByte(code)) {
				at++;
				continue;
			}
			if (code === 35) {
				break;
			}
			if (column === this.columns || (column === 0 && isNoValue(code))) {
				return false;
			}
			const quoted = code === 39 || code === 34;
			const end = quoted ? closing(bytes, at + 1, to, code) : wordEnd(bytes, at, to);
			this.places[2 * column] = quoted ? at + 1 : at;
			this.places[2 * column + 1] = end;
			column++;
			at = quoted ? end + 1 : end;
		}
		return column === this.columns;
	}

	/** Takes values that stood on several lines. */
	take(values: readonly string[]): void {
		const encoder = new TextEncoder();
		const parts = values.map((value) => encoder.encode(value));
		this.bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
		let at = 0;
		parts.slice(0, this.columns).forEach((part, column) => {
			this.bytes.set(part, at);
			this.places[2 * column] = at;
			this.places[2 * column + 1] = at += part.length;
		});
	}
}

/** `_name`, `;` of a text, and the first letters of data_, global_, loop_ and save_, which are looked at more closely elsewhere. */
function isNoValue(code: number): boolean {
	return code === 95 || code === 59 || "dDgGlLsS".includes(String.fromCharCode(code));
}

/** A quotation mark closes where white space follows. */
function closing(bytes: Uint8Array, from: number, to: number, mark: number): number {
	for (let at = from; at < to; at++) {
		if (bytes[at] === mark && (at + 1 === to || isBlankByte(bytes[at + 1]))) {
			return at;
		}
	}
	return to;
}

function wordEnd(bytes: Uint8Array, from: number, to: number): number {
	let at = from;
	while (at < to && !isBlankByte(bytes[at])) {
		at++;
	}
	return at;
}
