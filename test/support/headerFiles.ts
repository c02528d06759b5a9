/** Small files in the formats of published models, as bytes, for tests that change them. */

function uint32(value: number): Buffer {
	const bytes = Buffer.alloc(4);
	bytes.writeUInt32LE(value);
	return bytes;
}

function uint64(value: number): Buffer {
	const bytes = Buffer.alloc(8);
	bytes.writeBigUInt64LE(BigInt(value));
	return bytes;
}

/** A safetensors file: its header as it is to be written, and the data after it. */
export function safetensorsFile(header: string | object, data: Uint8Array = new Uint8Array()): Buffer {
	const text = Buffer.from(typeof header === "string" ? header : JSON.stringify(header));
	return Buffer.concat([uint64(text.length), text, data]);
}

const text = (value: string): Buffer => Buffer.concat([uint64(Buffer.byteLength(value)), Buffer.from(value)]);
const pad = (bytes: Buffer, to: number): Buffer => Buffer.concat([bytes, Buffer.alloc((to - (bytes.length % to)) % to)]);

/** A GGUF file of version 3 with an entry of every kind and two tensors: F32 [4, 3] that counts from 0, and Q8_0 [32, 2]. */
export function ggufFile(second = "output.weight"): Buffer {
	const entries: [string, number, Buffer][] = [
		["general.architecture", 8, text("llama")],
		["general.alignment", 4, uint32(32)],
		["llama.context_length", 4, uint32(512)],
		["llama.rope.freq_base", 6, Buffer.from(new Float32Array([10_000]).buffer)],
		["tokenizer.ggml.add_bos_token", 7, Buffer.from([1])],
		["tokenizer.ggml.tokens", 9, Buffer.concat([uint32(8), uint64(3), text("<s>"), text("▁a"), text("b")])],
		["tokenizer.ggml.scores", 9, Buffer.concat([uint32(6), uint64(3), Buffer.from(new Float32Array([0, -1, -2.5]).buffer)])],
		["tokenizer.ggml.token_type", 9, Buffer.concat([uint32(5), uint64(3), Buffer.from(new Int32Array([3, 1, 1]).buffer)])],
		["some.flags", 9, Buffer.concat([uint32(7), uint64(2), Buffer.from([0, 1])])],
		["some.small", 0, Buffer.from([200])],
		["some.signed", 1, Buffer.from([200])],
		["some.short", 2, Buffer.from([1, 2])],
		["some.signed_short", 3, Buffer.from([0xff, 0xff])],
		["some.signed_int", 5, Buffer.from([0xff, 0xff, 0xff, 0xff])],
		["some.large", 10, uint64(2 ** 40)],
		["some.signed_large", 11, Buffer.alloc(8, 0xff)],
		["some.double", 12, Buffer.from(new Float64Array([0.1]).buffer)],
	];
	const described: [string, number[], number, number][] = [["token_embd.weight", [4, 3], 0, 0], [second, [32, 2], 8, 64]];
	const header = Buffer.concat([
		Buffer.from("GGUF"), uint32(3), uint64(described.length), uint64(entries.length),
		...entries.flatMap(([key, type, value]) => [text(key), uint32(type), value]),
		...described.flatMap(([name, dimensions, type, offset]) => [text(name), uint32(dimensions.length), ...dimensions.map(uint64), uint32(type), uint64(offset)]),
	]);
	return Buffer.concat([pad(header, 32), pad(Buffer.from(Float32Array.from({ length: 12 }, (_, index) => index).buffer), 32), Buffer.alloc(68)]);
}

function varint(value: number): Buffer {
	return value < 128 ? Buffer.from([value]) : Buffer.concat([Buffer.from([(value % 128) + 128]), varint(Math.floor(value / 128))]);
}

const message = (number: number, ...parts: Uint8Array[]): Buffer => { const content = Buffer.concat(parts); return Buffer.concat([varint(number * 8 + 2), varint(content.length), content]); };
const words = (number: number, value: string): Buffer => message(number, Buffer.from(value));
const whole = (number: number, value: number): Buffer => Buffer.concat([varint(number * 8), varint(value)]);

/** An ONNX model `y = x + w`; w lies in the file itself or, where `external` is given, as those entries say. */
export function onnxFile(external?: Readonly<Record<string, string>>): Buffer {
	const weights = external
		? Object.entries(external).map(([key, value]) => message(13, words(1, key), words(2, value))).concat(whole(14, 1))
		: [message(9, Buffer.from(new Float32Array([1, 2, 3, 4]).buffer))];
	const port = (number: number, name: string) => message(number, words(1, name), message(2, message(1, whole(1, 1), message(2, message(1, whole(1, 4))))));
	const graph = message(7,
		message(1, words(2, "c"), words(4, "Constant"), message(5, words(1, "value"), message(5, message(1, varint(1)), whole(2, 7), message(9, Buffer.alloc(8))), whole(20, 4))),
		message(1, words(1, "x"), words(1, "w"), words(2, "y"), words(4, "Add")),
		words(2, "g"),
		message(5, whole(1, 4), whole(2, 1), words(8, "w"), ...weights),
		port(11, "x"),
		port(12, "y"),
	);
	return Buffer.concat([whole(1, 8), message(8, words(1, ""), whole(2, 17)), graph]);
}
