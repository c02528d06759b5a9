import { readFile } from "node:fs/promises";
import path from "node:path";
import type { Tensor } from "onnxruntime-node";
import { Failure } from "../../science/failure.ts";
import type { PropertyFeatures } from "../../science/molecule/propertyFeatures.ts";
import { MACCS_BITS, MORGAN_BITS } from "../../science/molecule/propertyFeatures.ts";
import { readBundle, type Bundle } from "../bundle/manifest.ts";
import { verifyFiles } from "../bundle/verify.ts";
import { EncoderSessions, type SessionOptions } from "../runtime/encoderSessions.ts";
import { readDescription, type PropertiesDescription } from "./description.ts";
import type { PropertyPrediction } from "./prediction.ts";
import { TrainingMolecules } from "./trainingMolecules.ts";

/** The property heads of a bundle, loaded when needed and released when idle; nothing else of the bundle is read. */
export class PropertyHeads {
	private readonly sessions: EncoderSessions;

	private constructor(
		private readonly file: string,
		readonly description: PropertiesDescription,
		private readonly molecules: TrainingMolecules,
		bundle: Bundle,
		options: SessionOptions,
	) {
		this.sessions = new EncoderSessions(bundle, options);
	}

	/** Fails with `bundle-missing`, `bundle-broken`, `no-property-heads`, `file-missing`, `file-size`, `checksum-mismatch`. */
	static async open(directory: string, options: SessionOptions = {}): Promise<PropertyHeads> {
		const bundle = await readBundle(directory);
		const { properties, files } = bundle.manifest;
		const own = new Set<string>(Object.values(properties ?? {}));
		await verifyFiles({ directory, manifest: { ...bundle.manifest, files: Object.fromEntries(Object.entries(files).filter(([name]) => own.has(name))) } });
		const description = await readDescription(bundle);
		const molecules = new TrainingMolecules(await readFile(path.join(directory, properties?.molecules ?? "")), description.sets.length);
		return new PropertyHeads(properties?.file ?? "", description, molecules, bundle, options);
	}

	/**
	 * One molecule after the other: in one tensor together, their last digits would depend on each other.
	 *
	 * @returns for each molecule its predictions, in the order of the tasks
	 * @throws Failure `encoder-broken`, `encoder-shape`, `encoder-not-finite`, `rdkit-changed`
	 */
	async predict(molecules: readonly PropertyFeatures[]): Promise<(readonly PropertyPrediction[])[]> {
		const { Tensor } = await import("onnxruntime-node");
		const { features, tasks } = this.description;
		const width = MORGAN_BITS + MACCS_BITS + features.descriptors.length;
		const ports = { inputs: { features: { type: "float32", rank: 2, last: width } }, outputs: { values: { type: "float32", rank: 2, last: tasks.length }, halves: { type: "float32", rank: 2, last: tasks.length } } };
		const predicted: (readonly PropertyPrediction[])[] = [];
		for (const molecule of molecules) {
			const input = new Tensor("float32", featureVector(molecule, features.descriptors), [1, width]);
			const outputs = await this.sessions.use(this.file, ports, (session) => session.run({ features: input }, ["values", "halves"]));
			predicted.push(this.told(this.molecules.nearest(molecule.morgan), numbers(outputs["values"], tasks.length), numbers(outputs["halves"], tasks.length)));
		}
		return predicted;
	}

	private told(nearest: Float64Array, values: Float32Array, halves: Float32Array): readonly PropertyPrediction[] {
		const { sets, tasks } = this.description;
		return tasks.map((task, at) => {
			const set = sets.findIndex(({ id }) => id === task.set);
			const similarity = nearest[set] ?? 0;
			const [value, half] = [values[at] ?? 0, halves[at] ?? 0];
			return { task: task.id, value, ...(task.kind === "number" ? { interval: [value - half, value + half] as const } : {}), similarity, inDomain: similarity >= (sets[set]?.domain.leastSimilarity ?? 1) };
		});
	}
}

/**
 * Morgan bits, MACCS keys and these descriptors as float32.
 *
 * @throws Failure `rdkit-changed` where this RDKit lacks a descriptor
 */
export function featureVector({ morgan, maccs, descriptors }: PropertyFeatures, names: readonly string[]): Float32Array {
	const vector = new Float32Array(MORGAN_BITS + MACCS_BITS + names.length);
	for (let bit = 0; bit < MORGAN_BITS; bit++) {
		vector[bit] = ((morgan[bit >> 3] ?? 0) >> (bit & 7)) & 1;
	}
	for (let bit = 0; bit < MACCS_BITS; bit++) {
		vector[MORGAN_BITS + bit] = ((maccs[bit >> 3] ?? 0) >> (bit & 7)) & 1;
	}
	names.forEach((name, at) => {
		const value = descriptors[name];
		if (value === undefined) {
			throw new Failure("rdkit-changed", `The property heads need RDKit's descriptor ${name}, which this version does not compute. Install the extension again.`);
		}
		vector[MORGAN_BITS + MACCS_BITS + at] = value;
	});
	return vector;
}

function numbers(tensor: Tensor | undefined, length: number): Float32Array {
	if (!(tensor?.data instanceof Float32Array) || tensor.data.length !== length) {
		throw new Failure("encoder-shape", "The property heads gave something else than they promised. Install or import the model again.", { detail: `dims ${tensor?.dims.join("×") ?? "none"}` });
	}
	if (!tensor.data.every(Number.isFinite)) {
		throw new Failure("encoder-not-finite", "The property heads gave numbers that are not finite, so no prediction could be trusted. Install or import the model again.");
	}
	return tensor.data;
}
