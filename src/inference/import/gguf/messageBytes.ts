import { badFile } from "../words.ts";

/** One field of a message. */
export interface MessageField {
	readonly number: number;
	/** Of a varint; of anything else, its length in bytes. Exact up to 2^53. */
	readonly value: number;
	/** As UTF-8, at most `most` bytes. */
	text(most: number): string;
	/** As a float32. */
	float(): number;
	message(): MessageBytes;
}

const VARINT = 0;
const LONGEST_VARINT = 10;
/** Bytes of what is neither a varint nor announces its length. */
const FIXED: Readonly<Record<number, number>> = { 1: 8, 5: 4 };
const LENGTH = 2;

/** A protobuf message in memory (https://protobuf.dev/programming-guides/encoding); fails with `bad-tokenizer` where it is cut or is none. */
export class MessageBytes {
	private at = 0;

	constructor(
		private readonly bytes: Uint8Array,
		private readonly file: string,
	) {}

	*fields(): Generator<MessageField> {
		this.at = 0;
		while (this.at < this.bytes.length) {
			const tag = this.varint();
			const number = Math.floor(tag / 8);
			const kind = tag % 8;
			if (number < 1 || number > 0x1fffffff || (kind !== VARINT && kind !== LENGTH && FIXED[kind] === undefined)) {
				throw this.bad("its parts are not as protobuf has them");
			}
			if (kind === VARINT) {
				yield this.field(number, this.varint(), new Uint8Array());
				continue;
			}
			const length = FIXED[kind] ?? this.varint();
			if (length > this.bytes.length - this.at) {
				throw this.bad(`${length} bytes are announced where ${this.bytes.length - this.at} are left`);
			}
			const content = this.bytes.subarray(this.at, this.at + length);
			this.at += length;
			yield this.field(number, length, content);
		}
	}

	private field(number: number, value: number, content: Uint8Array): MessageField {
		return {
			number,
			value,
			text: (most) => {
				if (content.length > most) {
					throw this.bad(`a text in it has ${content.length} bytes`);
				}
				try {
					return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(content);
				} catch {
					throw this.bad("a text in it is not UTF-8");
				}
			},
			float: () => {
				if (content.length !== 4) {
					throw this.bad("a number in it is not of four bytes");
				}
				return new DataView(content.buffer, content.byteOffset, 4).getFloat32(0, true);
			},
			message: () => new MessageBytes(content, this.file),
		};
	}

	private varint(): number {
		let value = 0;
		let scale = 1;
		for (let length = 0; length < LONGEST_VARINT; length++) {
			const byte = this.bytes[this.at];
			if (byte === undefined) {
				throw this.bad("it ends in the middle of a number");
			}
			this.at++;
			value += (byte & 0x7f) * scale;
			if (byte < 0x80) {
				return value;
			}
			scale *= 128;
		}
		throw this.bad("a number in it has no end");
	}

	private bad(reason: string): Error {
		return badFile("bad-tokenizer", this.file, `is damaged, or not a SentencePiece model: ${reason}`);
	}
}
