const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });

/** The text of a part of a file; a byte that is no UTF-8 becomes U+FFFD. */
export function textOf(bytes: Uint8Array, start: number, end: number): string {
	if (end - start > 24) {
		return utf8.decode(bytes.subarray(start, end));
	}
	let text = "";
	for (let at = start; at < end; at++) {
		const code = bytes[at]!;
		if (code > 127) {
			return utf8.decode(bytes.subarray(start, end));
		}
		text += String.fromCharCode(code);
	}
	return text;
}

export function isBlankByte(code: number | undefined): boolean {
	return code === 32 || (code !== undefined && code >= 9 && code <= 13);
}

/** Calls `line` with the place of each line, without its end (LF, CRLF or CR); stops where it returns true. */
export function eachLine(bytes: Uint8Array, line: (start: number, end: number) => boolean | void): void {
	let [start, feed, carriage] = [0, -1, -1];
	while (start < bytes.length) {
		// Each is looked for again only behind the last one: a file without the one is not searched for it at each line.
		feed = feed < start ? nextOf(bytes, 10, start) : feed;
		carriage = carriage < start ? nextOf(bytes, 13, start) : carriage;
		const end = Math.min(feed, carriage);
		if (line(start, end) === true) {
			return;
		}
		// Some programs write CR CR LF, which is one end too.
		start = end + (end === feed ? 1 : bytes[end + 1] === 10 ? 2 : bytes[end + 1] === 13 && bytes[end + 2] === 10 ? 3 : 1);
	}
}

/** Where a byte stands next; the number of bytes where it does not. */
function nextOf(bytes: Uint8Array, code: number, from: number): number {
	const at = bytes.indexOf(code, from);
	return at < 0 ? bytes.length : at;
}

/**
 * A decimal number between blanks: `-1.5`, `.5`, `1e-3`, and `1.234(5)` as crystallographers write uncertainties.
 *
 * @returns NaN for anything else, also for nothing
 */
export function numberOf(bytes: Uint8Array, from: number, to: number): number {
	let [start, end] = [from, Math.min(to, bytes.length)];
	while (start < end && isBlankByte(bytes[start])) {
		start++;
	}
	while (end > start && isBlankByte(bytes[end - 1])) {
		end--;
	}
	const sign = bytes[start];
	let at = sign === 45 || sign === 43 ? start + 1 : start;
	let [mantissa, digits, decimals, point] = [0, 0, 0, false];
	for (; at < end; at++) {
		const code = bytes[at]!;
		if (code === 46 && !point) {
			point = true;
		} else if (code >= 48 && code <= 57) {
			mantissa = mantissa * 10 + code - 48;
			digits++;
			decimals += point ? 1 : 0;
		} else {
			break;
		}
	}
	if (digits === 0) {
		return Number.NaN;
	}
	if (at < end || digits > 15) {
		return unusualNumber(bytes, start, end);
	}
	const value = decimals === 0 ? mantissa : mantissa / POWERS[decimals]!;
	return sign === 45 ? -value : value;
}

const POWERS = Array.from({ length: 16 }, (_, power) => 10 ** power);
const UNUSUAL = /^[-+]?(?:\d{1,40}\.?\d{0,40}|\.\d{1,40})(?:[eE][-+]?\d{1,4})?(?=$|\(\d{1,9}\)$)/;

function unusualNumber(bytes: Uint8Array, start: number, end: number): number {
	const match = end - start > 100 ? null : UNUSUAL.exec(textOf(bytes, start, end));
	return match === null ? Number.NaN : Number(match[0]);
}

/** Numbers the different words of a file in the order in which they come; short ones without making a string of each. */
export class Words {
	readonly list: string[] = [];
	private readonly short = new Map<number, number>();
	private readonly long = new Map<string, number>();

	/** The index of a word that stands in a file, blanks around it left out. */
	at(bytes: Uint8Array, from: number, to: number): number {
		let [start, end] = [from, Math.min(to, bytes.length)];
		while (start < end && isBlankByte(bytes[start])) {
			start++;
		}
		while (end > start && isBlankByte(bytes[end - 1])) {
			end--;
		}
		if (end - start > 6) {
			return this.of(textOf(bytes, start, end));
		}
		let key = 0;
		for (let at = start; at < end; at++) {
			key = key * 256 + bytes[at]!;
		}
		const known = this.short.get(key);
		if (known !== undefined) {
			return known;
		}
		const index = this.of(textOf(bytes, start, end));
		this.short.set(key, index);
		return index;
	}

	of(word: string): number {
		let index = this.long.get(word);
		if (index === undefined) {
			index = this.list.push(word) - 1;
			this.long.set(word, index);
		}
		return index;
	}
}
