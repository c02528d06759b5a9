import { Failure } from "../failure.ts";

/** So much of the beginning tells how a file is encoded, and whether it is text at all. */
const HEAD = 65_536;

/**
 * Bytes of a file or of the standard input as text, piece by piece: UTF-8 with or without its mark, UTF-16, and Windows-1252 (of
 * which Latin-1 is a part) where the bytes are no UTF-8. The mark is taken off and a lone carriage return becomes a line break, as
 * in an editor, so that lines and characters count the same.
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
	private encoding: "utf-8" | "utf-16le" | "utf-16be" | "windows-1252" = "utf-8";
	/** The bytes of a character that has begun. */
	private rest: Uint8Array = new Uint8Array();
	/** A carriage return at the end of a piece: its line feed may follow. */
	private pendingReturn = false;

	first(bytes: Uint8Array): string {
		this.encoding = encodingOf(bytes);
		return this.lines(this.decode(bytes).replace(/^\ufeff/, ""));
	}

	next(bytes: Uint8Array): string {
		return this.lines(this.decode(bytes));
	}

	end(): string {
		// A file that is cut off within a character has a replacement character there.
		const text = this.rest.length === 0 ? "" : new TextDecoder(this.encoding).decode(this.rest);
		return text + (this.pendingReturn ? "\n" : "");
	}

	private decode(bytes: Uint8Array): string {
		const all = this.rest.length === 0 ? bytes : Buffer.concat([this.rest, bytes]);
		try {
			const whole = all.length - unfinished(all, this.encoding);
			this.rest = all.subarray(whole);
			return new TextDecoder(this.encoding, { fatal: this.encoding === "utf-8", ignoreBOM: true }).decode(all.subarray(0, whole));
		} catch {
			this.encoding = "windows-1252";
			this.rest = new Uint8Array();
			return new TextDecoder("windows-1252").decode(all);
		}
	}

	private lines(text: string): string {
		const whole = this.pendingReturn ? `\r${text}` : text;
		this.pendingReturn = whole.endsWith("\r");
		const body = this.pendingReturn ? whole.slice(0, -1) : whole;
		return body.includes("\r") ? body.replace(/\r(?!\n)/g, "\n") : body;
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
	throw new Failure("binary-file", "This is no text: it holds zero bytes.");
}

/** Bytes at the end that belong to a character which is not complete yet. */
function unfinished(bytes: Uint8Array, encoding: string): number {
	if (encoding === "windows-1252") {
		return 0;
	}
	if (encoding !== "utf-8") {
		const odd = bytes.length % 2;
		const high = bytes[bytes.length - odd - (encoding === "utf-16le" ? 1 : 2)] ?? 0;
		return odd + (high >= 0xd8 && high <= 0xdb ? 2 : 0);
	}
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
