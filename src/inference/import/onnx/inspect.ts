import { stat } from "node:fs/promises";
import path from "node:path";
import { ByteSource } from "../byteSource.ts";
import { fileBeside } from "../inside.ts";
import { badFile, shown } from "../words.ts";
import { MessageReader, type Field } from "./messageReader.ts";

/** What is needed of an ONNX model before native code may open it. */
export interface OnnxFacts {
	readonly irVersion: number;
	/** Version of each operator set by its domain; ONNX's own is "". */
	readonly opsets: ReadonlyMap<string, number>;
	readonly inputs: readonly string[];
	readonly outputs: readonly string[];
	/** Names of the files beside the model that hold weights. */
	readonly dataFiles: readonly string[];
}

/** Field numbers of onnx.proto. */
const MODEL = { irVersion: 1, graph: 7, opset: 8, training: 20, functions: 25 };
const OPSET = { domain: 1, version: 2 };
const TENSOR = { dims: 1, type: 2, raw: 9, external: 13, location: 14 };
const ENTRY = { key: 1, value: 2 };
const VALUE_INFO_NAME = 1;
const EXTERNAL = 1;

type Kind = "graph" | "node" | "attribute" | "tensor" | "sparse" | "function" | "training";
/** Messages inside messages that can hold tensors, by field number. */
const INSIDE: Readonly<Record<Exclude<Kind, "tensor">, Readonly<Record<number, Kind>>>> = {
	graph: { 1: "node", 5: "tensor", 15: "sparse" },
	node: { 5: "attribute" },
	attribute: { 5: "tensor", 6: "graph", 10: "tensor", 11: "graph", 22: "sparse", 23: "sparse" },
	sparse: { 1: "tensor", 2: "tensor" },
	function: { 7: "node", 11: "attribute" },
	training: { 1: "graph", 2: "graph" },
};
const GRAPH_PORTS = { input: 11, output: 12 };

const DEEPEST = 32;
const LONGEST_NAME = 4096;
const MOST_PORTS = 1000;
/** ESM-2-3B's graph has some 50,000. */
const MOST_FIELDS = 400_000;
/** Bytes of a value by TensorProto.DataType, where it is a whole number of them. */
const VALUE_BYTES: Readonly<Record<number, number>> = { 1: 4, 2: 1, 3: 1, 4: 2, 5: 2, 6: 4, 7: 8, 9: 1, 10: 2, 11: 8, 12: 4, 13: 8, 14: 8, 15: 16, 16: 2 };

/**
 * Reads as much of an ONNX file as tells whether it is one, complete, and keeps its weights in its own folder.
 *
 * Fails with `bad-onnx`, `unsafe-path`, `missing-file`, `truncated` or `unreadable-file`.
 */
export async function inspectOnnx(file: string, signal?: AbortSignal): Promise<OnnxFacts> {
	const source = await ByteSource.open(file);
	try {
		return await new Inspection(source, signal).model();
	} finally {
		await source.close();
	}
}

class Inspection {
	private readonly reader: MessageReader;
	private readonly dataFiles = new Map<string, number>();
	private readonly inputs: string[] = [];
	private readonly outputs: string[] = [];
	private fields = 0;

	constructor(
		private readonly source: ByteSource,
		signal: AbortSignal | undefined,
	) {
		this.reader = new MessageReader(source, signal);
	}

	async model(): Promise<OnnxFacts> {
		const opsets = new Map<string, number>();
		let irVersion = 0;
		let graphs = 0;
		for await (const field of this.reader.fields(0, this.source.size)) {
			this.count();
			switch (field.number) {
				case MODEL.irVersion:
					irVersion = field.value;
					break;
				case MODEL.graph:
					graphs++;
					await this.message(this.content(field), "graph", 0);
					break;
				case MODEL.opset:
					opsets.set(...(await this.opset(this.content(field))));
					break;
				case MODEL.training:
					await this.message(this.content(field), "training", 0);
					break;
				case MODEL.functions:
					await this.message(this.content(field), "function", 0);
					break;
			}
		}
		if (irVersion === 0 || graphs !== 1 || opsets.size === 0) {
			throw this.reader.bad("is not an ONNX model, or not complete: it lacks its version, its operators' version or its graph");
		}
		return { irVersion, opsets, inputs: this.inputs, outputs: this.outputs, dataFiles: [...this.dataFiles.keys()] };
	}

	private async opset(field: Field): Promise<[string, number]> {
		let domain = "";
		let version = 0;
		for await (const part of this.reader.fields(field.begin, field.end)) {
			this.count();
			if (part.number === OPSET.domain) {
				domain = await this.reader.text(this.content(part), LONGEST_NAME);
			} else if (part.number === OPSET.version) {
				version = part.value;
			}
		}
		return [domain, version];
	}

	private async message({ begin, end }: Field, kind: Kind, depth: number): Promise<void> {
		if (depth > DEEPEST) {
			throw this.reader.bad("is damaged: its graphs are nested too deep");
		}
		if (kind === "tensor") {
			await this.tensor(begin, end);
			return;
		}
		for await (const field of this.reader.fields(begin, end)) {
			this.count();
			const inside = INSIDE[kind][field.number];
			if (inside) {
				await this.message(this.content(field), inside, depth + 1);
			} else if (kind === "graph" && depth === 0 && (field.number === GRAPH_PORTS.input || field.number === GRAPH_PORTS.output)) {
				await this.port(this.content(field), field.number === GRAPH_PORTS.input ? this.inputs : this.outputs);
			}
		}
	}

	private async port(field: Field, ports: string[]): Promise<void> {
		for await (const part of this.reader.fields(field.begin, field.end)) {
			this.count();
			if (part.number === VALUE_INFO_NAME && ports.push(await this.reader.text(this.content(part), LONGEST_NAME)) > MOST_PORTS) {
				throw this.reader.bad("is damaged: it has too many inputs or outputs");
			}
		}
	}

	private async tensor(begin: number, end: number): Promise<void> {
		const dims: number[] = [];
		const entries = new Map<string, string>();
		let type = 0;
		let raw: number | undefined;
		let external = false;
		for await (const field of this.reader.fields(begin, end)) {
			this.count();
			switch (field.number) {
				case TENSOR.dims:
					dims.push(...(await this.reader.numbers(field, MOST_PORTS)));
					break;
				case TENSOR.type:
					type = field.value;
					break;
				case TENSOR.raw:
					raw = this.content(field).end - field.begin;
					break;
				case TENSOR.external:
					entries.set(...(await this.entry(this.content(field))));
					break;
				case TENSOR.location:
					external = field.value === EXTERNAL;
					break;
			}
			if (dims.length > MOST_PORTS || entries.size > MOST_PORTS) {
				throw this.reader.bad("is damaged: a tensor in it has too many axes or places");
			}
		}
		const bytes = dims.reduce((product, size) => product * size, VALUE_BYTES[type] ?? Number.NaN);
		if (raw !== undefined && !external && !Number.isNaN(bytes) && raw !== bytes) {
			throw this.reader.bad(`is damaged: a tensor of ${bytes} bytes in it has ${raw}`);
		}
		// ONNX Runtime goes by the location alone, so an entry without it counts too.
		if (external || entries.has("location")) {
			await this.dataFile(entries, bytes);
		}
	}

	private async entry(field: Field): Promise<[string, string]> {
		let [key, value] = ["", ""];
		for await (const part of this.reader.fields(field.begin, field.end)) {
			this.count();
			if (part.number === ENTRY.key) {
				key = await this.reader.text(this.content(part), LONGEST_NAME);
			} else if (part.number === ENTRY.value) {
				value = await this.reader.text(this.content(part), LONGEST_NAME);
			}
		}
		return [key, value];
	}

	/** Weights in a file beside the model: it must be there and hold them. */
	private async dataFile(entries: ReadonlyMap<string, string>, bytes: number): Promise<void> {
		const { name } = this.source;
		const location = entries.get("location") ?? "";
		const size = this.dataFiles.get(location) ?? (await stat(await fileBeside(path.dirname(this.source.path), location, name))).size;
		this.dataFiles.set(location, size);
		const offset = wholeNumber(entries.get("offset"), 0);
		const length = wholeNumber(entries.get("length"), Number.isNaN(bytes) ? 0 : bytes);
		if (offset === undefined || length === undefined || (!Number.isNaN(bytes) && length !== bytes)) {
			throw this.reader.bad(`is damaged: it does not say rightly where its weights are in ${shown(location)}`);
		}
		if (offset + length > size) {
			throw badFile("truncated", location, `is not complete: it has ${size} bytes, and ${shown(name)} needs ${offset + length}`);
		}
	}

	/** A field that must be a message, a text or bytes. */
	private content(field: Field): Field {
		if (field.kind !== "bytes") {
			throw this.reader.bad("is not an ONNX model, or a damaged one: a part of it is of another kind than it should be");
		}
		return field;
	}

	private count(): void {
		if (++this.fields > MOST_FIELDS) {
			throw this.reader.bad("has more parts than any encoder's model");
		}
	}
}

/** Undefined where the text is no whole number. */
function wholeNumber(text: string | undefined, otherwise: number): number | undefined {
	if (text === undefined) {
		return otherwise;
	}
	const value = Number(text);
	return /^\d{1,16}$/.test(text) && Number.isSafeInteger(value) ? value : undefined;
}
