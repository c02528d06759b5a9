import { Message } from "./protobuf.ts";

/** Element types of ONNX tensors (`TensorProto.DataType` in onnx.proto). */
export const ELEMENT = { float32: 1, uint8: 2, int64: 7, float16: 10 } as const;
export type Element = keyof typeof ELEMENT;
const BYTES: Readonly<Record<Element, number>> = { float32: 4, uint8: 1, int64: 8, float16: 2 };

/** A length, or the name of one that each run decides. */
export type Dimension = number | string;

/** Weights of a graph: their values come in pieces when the file is written, once and in the order of the graph. */
export interface Initialiser {
	readonly name: string;
	readonly element: Element;
	readonly shape: readonly number[];
	/** Little-endian bytes, row-major; a piece may be overwritten once the next one is asked for. */
	readonly pieces: (signal?: AbortSignal) => AsyncIterable<Uint8Array>;
}

/** Bytes that an initialiser takes. */
export function sizeOf({ element, shape }: Pick<Initialiser, "element" | "shape">): number {
	return shape.reduce((product, length) => product * length, BYTES[element]);
}

interface Port {
	readonly name: string;
	readonly element: Element;
	readonly shape: readonly Dimension[];
}

/** Integers are INT(S) attributes, `{ float }` a FLOAT one. */
type Attribute = number | readonly number[] | { readonly float: number };

/** An ONNX graph under construction. Each call that computes something gives the name of its value. */
export class Graph {
	readonly initialisers: Initialiser[] = [];
	private readonly nodes: Message[] = [];
	private readonly inputs: Message[] = [];
	private readonly outputs: Message[] = [];
	private readonly constants = new Map<string, string>();
	private contributed = false;

	constructor(readonly name: string) {}

	input(port: Port): string {
		this.inputs.push(valueInfo(port));
		return port.name;
	}

	/** Gives `value` to the outside under the port's name. */
	output(port: Port, value: string): void {
		this.node("Identity", [value], {}, { outputs: [port.name] });
		this.outputs.push(valueInfo(port));
	}

	/** A node of one output. `domain`: ONNX Runtime's own operators (`com.microsoft`). An absent optional input is `""`. */
	node(operator: string, inputs: readonly string[], attributes: Readonly<Record<string, Attribute>> = {}, options: { domain?: "com.microsoft"; outputs?: readonly string[] } = {}): string {
		const outputs = options.outputs ?? [`${operator}_${this.nodes.length}`];
		const node = new Message();
		inputs.forEach((input) => node.string(1, input));
		outputs.forEach((output) => node.string(2, output));
		node.string(3, `${operator}_${this.nodes.length}`).string(4, operator);
		Object.entries(attributes).forEach(([name, value]) => node.message(5, attribute(name, value)));
		if (options.domain) {
			node.string(7, options.domain);
			this.contributed = true;
		}
		this.nodes.push(node);
		return outputs[0] ?? "";
	}

	weight(initialiser: Initialiser): string {
		this.initialisers.push(initialiser);
		return initialiser.name;
	}

	/** Float values that are in memory already. */
	floats(name: string, shape: readonly number[], values: Float32Array): string {
		return this.weight({ name, element: "float32", shape, pieces: () => once(values) });
	}

	/** A number as float32, the same name for the same number. */
	scalar(value: number): string {
		return this.constant(`number_${value}`, (name) => this.floats(name, [], Float32Array.of(value)));
	}

	/** A list of int64 (axes, shapes), or one of them without axis. */
	integers(values: readonly number[] | number): string {
		const list = typeof values === "number" ? [values] : values;
		const shape = typeof values === "number" ? [] : [list.length];
		return this.constant(`integers_${shape.length}_${list.join("_")}`, (name) => this.weight({ name, element: "int64", shape, pieces: () => once(BigInt64Array.from(list, BigInt)) }));
	}

	/** Fields of `GraphProto` before and after its initialisers, which are streamed. */
	encoded(): { readonly before: Uint8Array; readonly after: Uint8Array } {
		const before = new Message();
		this.nodes.forEach((node) => before.message(1, node));
		before.string(2, this.name);
		const after = new Message();
		this.inputs.forEach((input) => after.message(11, input));
		this.outputs.forEach((output) => after.message(12, output));
		return { before: before.encoded(), after: after.encoded() };
	}

	get domains(): readonly (readonly [domain: string, version: number])[] {
		return this.contributed ? [["", OPSET], ["com.microsoft", 1]] : [["", OPSET]];
	}

	private constant(name: string, make: (name: string) => string): string {
		const known = this.constants.get(name) ?? make(name);
		this.constants.set(name, known);
		return known;
	}
}

/** The first opset with GELU (ONNX 1.15, IR version 9). */
const OPSET = 20;
export const IR_VERSION = 9;

// The machines that VS Code runs on are little-endian, as ONNX's raw data are.
async function* once(values: Float32Array | BigInt64Array): AsyncGenerator<Uint8Array> {
	yield new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

function valueInfo({ name, element, shape }: Port): Message {
	const dimensions = new Message();
	for (const length of shape) {
		dimensions.message(1, typeof length === "number" ? new Message().integer(1, length) : new Message().string(2, length));
	}
	const tensor = new Message().integer(1, ELEMENT[element]).message(2, dimensions);
	return new Message().string(1, name).message(2, new Message().message(1, tensor));
}

function attribute(name: string, value: Attribute): Message {
	const message = new Message().string(1, name);
	if (typeof value === "number") {
		return message.integer(3, value).integer(20, 2);
	}
	return "float" in value ? message.float(2, value.float).integer(20, 1) : message.integers(8, value).integer(20, 7);
}
