import type { ByteSource } from "../byteSource.ts";
import { Pause } from "../pause.ts";
import { badFile } from "../words.ts";
import type { Failure } from "../../../science/failure.ts";

/** Bytes that are read at once; fields that are passed over are not read at all. */
const WINDOW = 1 << 16;
const LONGEST_VARINT = 10;

/** One field of a protobuf message (https://protobuf.dev/programming-guides/encoding). */
export interface Field {
	readonly number: number;
	readonly kind: "varint" | "fixed64" | "bytes" | "fixed32";
	/** Value of a varint, exact up to 2^53; else 0. */
	readonly value: number;
	/** Where its content begins and ends in the file, in bytes. */
	readonly begin: number;
	readonly end: number;
}

const KINDS: Readonly<Record<number, Field["kind"]>> = { 0: "varint", 1: "fixed64", 2: "bytes", 5: "fixed32" };

/** Walks through the fields of protobuf messages in a file of any size, with a small window in memory. */
export class MessageReader {
	private window: Buffer = Buffer.alloc(0);
	private windowBegin = 0;
	private readonly pause: Pause;

	constructor(
		private readonly source: ByteSource,
		signal: AbortSignal | undefined,
	) {
		this.pause = new Pause(signal);
	}

	bad(reason: string): Failure {
		return badFile("bad-onnx", this.source.name, reason);
	}

	/** The fields between two bytes of the file, in their order. Fails with `bad-onnx` where one reaches beyond. */
	async *fields(begin: number, end: number): AsyncGenerator<Field> {
		for (let at = begin; at < end; ) {
			if (this.pause.due()) {
				await this.pause.rest();
			}
			const field = await this.field(at, end);
			yield field;
			at = field.end;
		}
	}

	/** Text of a field, at most `most` bytes. */
	async text({ begin, end }: Field, most: number): Promise<string> {
		if (end - begin > most) {
			throw this.bad(`is damaged: a name in it has ${end - begin} bytes`);
		}
		await this.show(begin, end - begin);
		return this.window.toString("utf8", begin - this.windowBegin, end - this.windowBegin);
	}

	/** The whole numbers of a field that is repeated, packed or not. */
	async numbers(field: Field, most: number): Promise<number[]> {
		if (field.kind === "varint") {
			return [field.value];
		}
		const found: number[] = [];
		for (let at = field.begin; at < field.end; ) {
			const { value, end } = await this.varint(at, field.end);
			found.push(value);
			at = end;
			if (found.length > most) {
				throw this.bad("is damaged: a list of numbers in it is too long");
			}
		}
		return found;
	}

	private async field(at: number, limit: number): Promise<Field> {
		const tag = await this.varint(at, limit);
		const number = Math.floor(tag.value / 8);
		const kind = KINDS[tag.value % 8];
		if (number < 1 || number > 0x1fffffff || kind === undefined) {
			throw this.bad("is not an ONNX model, or a damaged one: its parts are not as protobuf has them");
		}
		if (kind === "varint") {
			const { value, end } = await this.varint(tag.end, limit);
			return { number, kind, value, begin: tag.end, end };
		}
		const length = kind === "bytes" ? await this.varint(tag.end, limit) : { value: kind === "fixed64" ? 8 : 4, end: tag.end };
		const end = length.end + length.value;
		if (end > limit) {
			throw this.bad(`is not complete, or not an ONNX model: a part of ${length.value} bytes is announced where ${limit - length.end} are left`);
		}
		return { number, kind, value: 0, begin: length.end, end };
	}

	private async varint(at: number, limit: number): Promise<{ readonly value: number; readonly end: number }> {
		await this.show(at, Math.min(LONGEST_VARINT, limit - at));
		let value = 0;
		let scale = 1;
		const most = Math.min(limit, at + LONGEST_VARINT);
		for (let position = at; position < most; position++) {
			const byte = this.window[position - this.windowBegin] as number;
			value += (byte & 0x7f) * scale;
			if (byte < 0x80) {
				return { value, end: position + 1 };
			}
			scale *= 128;
		}
		throw this.bad("is not an ONNX model, or a damaged one: it ends in the middle of a number");
	}

	/** Puts `length` bytes from `at` into the window. */
	private async show(at: number, length: number): Promise<void> {
		if (at >= this.windowBegin && at + length <= this.windowBegin + this.window.length) {
			return;
		}
		this.window = await this.source.read(at, Math.min(Math.max(WINDOW, length), this.source.size - at));
		this.windowBegin = at;
	}
}
