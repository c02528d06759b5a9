import { isUtf8 } from "node:buffer";
import { Failure } from "../failure.ts";

/** So much of the beginning tells how a file is encoded, and whether it is text at all. */
const HEAD = 65_536;

/**
 * Bytes of a file or of the standard input as text, piece by piece: UTF-8 with or without its mark, UTF-16, and Windows-1252 (of
 * which Latin-1 is a part) in lines whose bytes are no UTF-8. The mark is taken off and a lone carriage return becomes a line break, as
 * in an editor, so that lines and characters count the same. The text does not depend on how the bytes were cut into chunks.
 *
 * @throws Failure `binary-file` where the beginning is no text
 */
export async function* decoded(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
	const decoder = new Decoder();
	let head: Uint8Array[] | undefined = [];
	let length = 0;
	for await (const chunk of chunks) {
		if (head === undefined) {
			yield decoder.next(chunk);
			continue;
		}
		head.push(chunk);
		length += chunk.length;
		if (length >= HEAD) {
			yield decoder.first(Buffer.concat(head));
			head = undefined;
		}
	}
	if (head !== undefined) {
		yield decoder.first(Buffer.concat(head));
	}
	yield decoder.end();
}

class Decoder {
	private encoding: "utf-8" | "utf-16le" | "utf-16be" = "utf-8";
	/** The bytes of a character that has begun. */
	private rest: Uint8Array = new Uint8Array();
	private readonly utf8 = new Utf8Lines();
	/** A carriage return at the end of a piece: its line feed may follow. */
	private pendingReturn = false;
	private atTop = true;

	first(bytes: Uint8Array): string {
		this.encoding = encodingOf(bytes.subarray(0, HEAD));
		return this.next(bytes);
	}

	next(bytes: Uint8Array): string {
		return this.lines(this.encoding === "utf-8" ? this.utf8.next(bytes) : this.utf16(bytes));
	}

	end(): string {
		// A file that is cut off within a character has a replacement character there.
		const text = this.encoding === "utf-8" ? this.utf8.end() : this.rest.length === 0 ? "" : new TextDecoder(this.encoding).decode(this.rest);
		return this.lines(text) + (this.pendingReturn ? "\n" : "");
	}

	private utf16(bytes: Uint8Array): string {
		const all = this.rest.length === 0 ? bytes : Buffer.concat([this.rest, bytes]);
		const whole = all.length - unfinishedUtf16(all, this.encoding === "utf-16le");
		this.rest = Buffer.from(all.subarray(whole));
		return new TextDecoder(this.encoding, { ignoreBOM: true }).decode(all.subarray(0, whole));
	}

	private lines(text: string): string {
		const begun = this.atTop && text !== "" ? text.replace(/^\ufeff/, "") : text;
		this.atTop &&= text === "";
		const whole = this.pendingReturn ? `\r${begun}` : begun;
		this.pendingReturn = whole.endsWith("\r");
		const body = this.pendingReturn ? whole.slice(0, -1) : whole;
		return body.includes("\r") ? body.replace(/\r(?!\n)/g, "\n") : body;
	}
}

/** Bytes that are held of one line; a longer one is decoded in parts. */
const LONGEST_LINE = 1 << 25;
const LINE_FEED = 10;
const RETURN = 13;
const STRICT = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const LATIN = new TextDecoder("windows-1252");

/**
 * UTF-8, but for lines that are none: tables are put together from files of several programs. By lines, since by chunks the text
 * would depend on how the bytes arrive.
 */
class Utf8Lines {
	private held: Uint8Array[] = [];
	private length = 0;
	private isLatin = false;

	next(bytes: Uint8Array): string {
		const end = Math.max(bytes.lastIndexOf(LINE_FEED), bytes.lastIndexOf(RETURN)) + 1;
		if (end === 0) {
			this.hold(bytes);
			return this.length > LONGEST_LINE ? this.part() : "";
		}
		const whole = Buffer.concat([...this.held, bytes.subarray(0, end)]);
		this.held = [];
		this.length = 0;
		this.hold(bytes.subarray(end));
		return this.decode(whole);
	}

	end(): string {
		const rest = Buffer.concat(this.held);
		const cut = rest.subarray(0, rest.length - unfinishedUtf8(rest));
		return !this.isLatin && isUtf8(cut) ? new TextDecoder("utf-8", { ignoreBOM: true }).decode(rest) : this.decode(rest);
	}

	/** Copied: the memory of a chunk may be used again. */
	private hold(bytes: Uint8Array): void {
		if (bytes.length > 0) {
			this.held.push(Uint8Array.from(bytes));
			this.length += bytes.length;
		}
	}

	private part(): string {
		const all = Buffer.concat(this.held);
		const whole = all.length - unfinishedUtf8(all);
		this.held = [all.subarray(whole)];
		this.length = all.length - whole;
		return this.decode(all.subarray(0, whole));
	}

	private decode(bytes: Buffer): string {
		try {
			return STRICT.decode(bytes);
		} catch {
			this.isLatin = true;
		}
		let text = "";
		for (let start = 0; start < bytes.length; ) {
			let end = start;
			while (end < bytes.length && bytes[end] !== LINE_FEED && bytes[end] !== RETURN) {
				end++;
			}
			end = Math.min(end + 1, bytes.length);
			const line = bytes.subarray(start, end);
			text += isUtf8(line) ? STRICT.decode(line) : LATIN.decode(line);
			start = end;
		}
		return text;
	}
}

function encodingOf(bytes: Uint8Array): "utf-8" | "utf-16le" | "utf-16be" {
	const [first, second] = bytes;
	const mark = (first ?? 0) * 256 + (second ?? 0);
	if (mark === 0xfeff || mark === 0xfffe) {
		return mark === 0xfeff ? "utf-16be" : "utf-16le";
	}
	if (!bytes.includes(0)) {
		return "utf-8";
	}
	// Latin letters in UTF-16 have a zero in every other byte.
	const zeros = [0, 0];
	for (let at = 0; at < bytes.length; at++) {
		zeros[at % 2] = (zeros[at % 2] ?? 0) + (bytes[at] === 0 ? 1 : 0);
	}
	const [even = 0, odd = 0] = zeros;
	const many = bytes.length * 0.2;
	if (odd > many && even < odd / 20) {
		return "utf-16le";
	}
	if (even > many && odd < even / 20) {
		return "utf-16be";
	}
	throw binaryFile();
}

/** Bytes at the end that belong to a character which is not complete yet. */
function unfinishedUtf16(bytes: Uint8Array, littleEndian: boolean): number {
	const odd = bytes.length % 2;
	const high = bytes[bytes.length - odd - (littleEndian ? 1 : 2)] ?? 0;
	return odd + (high >= 0xd8 && high <= 0xdb ? 2 : 0);
}

function unfinishedUtf8(bytes: Uint8Array): number {
	for (let back = 1; back <= Math.min(3, bytes.length); back++) {
		const byte = bytes[bytes.length - back] ?? 0;
		if (byte >= 0xc0) {
			return back < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? back : 0;
		}
		if (byte < 0x80) {
			return 0;
		}
	}
	return 0;
}

/** What is said of bytes that are no text in any encoding. */
export function binaryFile(): Failure {
	return new Failure("binary-file", "This is no text: it holds zero bytes. It may be damaged, or of another kind than its name says.");
}
