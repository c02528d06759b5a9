import { badFile } from "../words.ts";
import type { Failure } from "../../../science/failure.ts";

const LONGEST_LINE = 1 << 16;
/** Bytes of a whole number: far more than seeds and torch's mark need. */
const LONGEST_NUMBER = 255;

/** Reads the parameters of pickle's operations; every length is checked against what is there. */
export class PickleBytes {
	constructor(
		private readonly bytes: Buffer,
		private readonly file: string,
		/** Next byte to be read. */
		public at: number,
	) {}

	bad(reason: string): Failure {
		return badFile("bad-pickle", this.file, `is damaged: its list of tensors ${reason}`, { detail: `pickle, byte ${this.at}` });
	}

	byte(): number {
		return this.take(1)[0] as number;
	}

	uint16(): number {
		return this.take(2).readUInt16LE();
	}

	uint32(): number {
		return this.take(4).readUInt32LE();
	}

	int32(): number {
		return this.take(4).readInt32LE();
	}

	/** Big endian, as pickle has it. */
	float64(): number {
		return this.take(8).readDoubleBE();
	}

	/** A length of 8 bytes; one beyond the file's end fails here. */
	length64(): number {
		const length = this.take(8).readBigUInt64LE();
		if (length > BigInt(this.bytes.length)) {
			throw this.bad("announces more bytes than the file has");
		}
		return Number(length);
	}

	take(length: number): Buffer {
		if (length > this.bytes.length - this.at) {
			throw this.bad(`announces ${length} more bytes and has ${this.bytes.length - this.at}`);
		}
		this.at += length;
		return this.bytes.subarray(this.at - length, this.at);
	}

	text(length: number): string {
		return this.take(length).toString("utf8");
	}

	/** Up to the end of the line, without it. */
	line(): string {
		const end = this.bytes.indexOf(0x0a, this.at);
		if (end < 0 || end - this.at > LONGEST_LINE) {
			throw this.bad("lacks the end of a line");
		}
		const line = this.text(end - this.at);
		this.at++;
		return line;
	}

	/** A whole number in two's complement, little endian. */
	integer(length: number): number | bigint {
		if (length > LONGEST_NUMBER) {
			throw this.bad(`has a number of ${length} bytes`);
		}
		const bytes = this.take(length);
		let value = 0n;
		for (let index = length - 1; index >= 0; index--) {
			value = (value << 8n) | BigInt(bytes[index] as number);
		}
		return small(BigInt.asIntN(Math.max(8 * length, 1), value));
	}

	/** A number in a line of text, as protocol 0 writes it: `12`, `12L`. */
	numberLine(): number | bigint {
		const text = this.line().replace(/L$/, "");
		if (text.length > 2 * LONGEST_NUMBER || !/^-?\d+$/.test(text)) {
			throw this.bad("has a number that is none");
		}
		return small(BigInt(text));
	}

	/** As {@link numberLine}; `00` and `01` are False and True in protocols 0 and 1. */
	numberOrFlagLine(): number | bigint | boolean {
		const end = this.at + 3;
		const text = this.bytes.toString("latin1", this.at, end);
		if (text !== "00\n" && text !== "01\n") {
			return this.numberLine();
		}
		this.at = end;
		return text === "01\n";
	}

	floatLine(): number {
		const text = this.line();
		const value = Number(text.replace(/^([+-]?)(inf|nan)$/i, (_, sign: string, word: string) => (word.toLowerCase() === "inf" ? `${sign}Infinity` : "NaN")));
		if (text.length > 100 || (Number.isNaN(value) && !/^[+-]?nan$/i.test(text))) {
			throw this.bad("has a number that is none");
		}
		return value;
	}

	/** Text between quotation marks in a line, as protocol 0 writes byte strings. */
	quotedLine(): string {
		const text = this.line();
		const quote = text[0];
		if (text.length < 2 || (quote !== "'" && quote !== '"') || !text.endsWith(quote)) {
			throw this.bad("has a text without quotation marks");
		}
		return text.slice(1, -1).replace(/\\(x[0-9a-fA-F]{2}|[\\'"nrt])/g, (_, code: string) => ESCAPED[code] ?? String.fromCharCode(Number.parseInt(code.slice(1), 16)));
	}

	/** Text in a line with `\uXXXX`, as protocol 0 writes it. */
	unicodeLine(): string {
		return this.line().replace(/\\u([0-9a-fA-F]{4})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
	}
}

const ESCAPED: Readonly<Record<string, string>> = { "\\": "\\", "'": "'", '"': '"', n: "\n", r: "\r", t: "\t" };

function small(value: bigint): number | bigint {
	const number = Number(value);
	return Number.isSafeInteger(number) ? number : value;
}
