import { readFileSync } from "node:fs";
import path from "node:path";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { parseManifest, speaking, type Bundle, type SpeakingManifest } from "../../src/inference/bundle/manifest.ts";
import type { PreparedEntity } from "../../src/inference/runtime/encoders.ts";
import type { MoleculeGraph } from "../../src/science/molecule/graph.ts";

/** A molecule of `expected.json`. */
export interface RecordedMolecule {
	readonly id: string;
	readonly smiles: string;
	readonly x: readonly (readonly [number, number])[];
	readonly edge_index: readonly [readonly number[], readonly number[]];
	readonly edge_attr: readonly (readonly [number, number])[];
	readonly node_features: string;
	readonly soft_tokens: string;
}

/** The molecule as the encoder is given it; recorded bonds stand twice in a row. */
export function recordedMolecule({ smiles, x, edge_index: [begins, ends], edge_attr }: RecordedMolecule): PreparedEntity & { readonly kind: "molecule"; readonly graph: MoleculeGraph } {
	const bonds = edge_attr.map(([type, direction], index) => [begins[index] ?? -1, ends[index] ?? -1, type, direction] as const).filter((_, index) => index % 2 === 0);
	return { kind: "molecule", smiles, graph: { atoms: x, bonds } };
}

/** A folder with encoders as a model of the product; nano lends what does not matter to them. */
export function encoderBundle(directory: string, { width, molecule, protein }: { readonly width: number } & Pick<SpeakingManifest, "molecule" | "protein">): Bundle {
	const nano = speaking(parseManifest(readFileSync(path.resolve(import.meta.dirname, "../../models/nano/manifest.json"), "utf8"), "nano"));
	return { directory, manifest: { ...nano, title: "the imported model", language: { ...nano.language, width }, molecule, protein } };
}

/** One protein, or several padded to one length, through an encoder's file. */
export async function runProteins(file: string, proteins: readonly (readonly number[])[]): Promise<Record<string, Float32Array>> {
	const session = await InferenceSession.create(file, { logSeverityLevel: 3, intraOpNumThreads: 1, interOpNumThreads: 1 });
	const length = Math.max(...proteins.map((ids) => ids.length));
	const table = (value: (id: number | undefined) => number): Tensor => new Tensor("int64", BigInt64Array.from(proteins.flatMap((ids) => Array.from({ length }, (_, at) => BigInt(value(ids[at]))))), [proteins.length, length]);
	try {
		const outputs = await session.run({ ids: table((id) => id ?? 1), mask: table((id) => (id === undefined ? 0 : 1)) });
		return Object.fromEntries(Object.entries(outputs).map(([name, { data }]) => [name, Float32Array.from(data as Float32Array)]));
	} finally {
		await session.release();
	}
}

/** A molecule through an encoder's file. */
export async function runMolecule(file: string, { x, edge_index: [begins, ends], edge_attr }: RecordedMolecule): Promise<Record<string, Float32Array>> {
	const n = x.length;
	const adjacency = new Float32Array(n * n);
	const counts = new Float32Array(n * 9);
	const count = (array: Float32Array, at: number): void => void (array[at] = (array[at] ?? 0) + 1);
	edge_attr.forEach(([type, direction], index) => {
		const end = ends[index] ?? 0;
		count(adjacency, end * n + (begins[index] ?? 0));
		count(counts, end * 9 + type);
		count(counts, end * 9 + 6 + direction);
	});
	const session = await InferenceSession.create(file, { logSeverityLevel: 3, intraOpNumThreads: 1, interOpNumThreads: 1 });
	try {
		const outputs = await session.run({
			atoms: new Tensor("int64", BigInt64Array.from(x.flat(), BigInt), [1, n, 2]),
			adjacency: new Tensor("float32", adjacency, [1, n, n]),
			counts: new Tensor("float32", counts, [1, n, 9]),
			mask: new Tensor("float32", new Float32Array(n).fill(1), [1, n]),
		});
		return Object.fromEntries(Object.entries(outputs).map(([name, { data }]) => [name, Float32Array.from(data as Float32Array)]));
	} finally {
		await session.release();
	}
}
