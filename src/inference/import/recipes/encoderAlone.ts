import path from "node:path";
import { waysToWrite } from "../../bundle/amounts.ts";
import type { MoleculeShape, ProteinShape } from "../../bundle/catalog.ts";
import { memoryNeeded } from "../../bundle/memory.ts";
import { Failure } from "../../../science/failure.ts";
import type { Checkpoint } from "../checkpoint.ts";
import { readModelConfig } from "../modelConfig.ts";
import { writeProteinEncoder } from "../onnx/esm.ts";
import { writeMoleculeEncoder } from "../onnx/gin.ts";
import { openCheckpoint } from "../open.ts";
import type { FoundEncoder } from "../recognise.ts";
import type { Identity, Recipe } from "../recipe.ts";
import { descriptionFiles, storedBytes, weightFiles } from "../sourceFiles.ts";
import { chooseWeights, type ChosenWeights } from "../weights.ts";
import { shown } from "../words.ts";
import { BIOMEDGPT_10B } from "./biomedgpt10b.ts";
import { MOLECULE_FILE, MOST_PROTEIN, PROTEIN_FILE, bounded, required, slug } from "./shared.ts";

/** Published sizes of ESM-2 (Lin et al. 2023), by layers and width. */
const PUBLISHED: readonly (Pick<ProteinShape, "layers" | "width"> & { readonly size: string })[] = [
	{ size: "8M", layers: 6, width: 320 },
	{ size: "35M", layers: 12, width: 480 },
	{ size: "150M", layers: 30, width: 640 },
	{ size: "650M", layers: 33, width: 1280 },
	{ size: "3B", layers: 36, width: 2560 },
	{ size: "15B", layers: 48, width: 5120 },
];
/** The largest that the catalogue does not know. */
const UNLISTED = "15B";
const WARNING = "Embeddings are no measurement: what is concluded from them must be checked.";
const SILENT = "It is an encoder alone: it makes vectors for “biomedgpt encode” and for the annotation “embeddings”, and answers no questions.";

/** ESM-2 or a GIN by itself: a bundle that makes vectors. Fails with `missing-companion` where ESM-2's config.json is not beside it. */
export async function encoderRecipe(found: FoundEncoder, chosen: ChosenWeights, memory: number, signal?: AbortSignal): Promise<Recipe> {
	const shape = found.kind === "protein" ? await proteinShape(found.checkpoint) : undefined;
	const checkpoint = await openCheckpoint(found.checkpoint, signal);
	try {
		return found.kind === "protein" ? await proteinRecipe(found, { checkpoint, shape: required(shape) }, chosen, memory) : moleculeRecipe(found, checkpoint);
	} catch (error) {
		await checkpoint.close();
		throw error;
	}
}

async function proteinRecipe({ checkpoint: file, prefix }: FoundEncoder & { kind: "protein" }, { checkpoint, shape }: { readonly checkpoint: Checkpoint; readonly shape: ProteinShape }, chosen: ChosenWeights, memory: number): Promise<Recipe> {
	const folder = path.dirname(file);
	const shapes = { format: "esm2", language: null, molecule: null, protein: shape } as const;
	const { protein: weights } = chooseWeights(shapes, chosen, memory);
	const need = memoryNeeded(shapes, { language: "F32", protein: weights });
	return {
		...common(checkpoint),
		identity: proteinIdentity(shape, weights),
		weights: { protein: weights },
		sources: [...weightFiles(file, checkpoint), ...(await descriptionFiles(folder))],
		main: file,
		steps: [{
			part: "protein",
			reads: storedBytes(checkpoint, [`${prefix}encoder.`, `${prefix}embeddings.`]),
			writes: need.protein,
			write: async ({ directory, signal, report }) => {
				const { features, files } = await writeProteinEncoder(checkpoint, path.join(directory, PROTEIN_FILE), { config: path.join(folder, "config.json"), prefix, adapter: undefined, weights, signal, report });
				return { files, made: { protein: { features } } };
			},
		}],
		memory: need.total,
		ways: waysToWrite(shapes),
		// As Hugging Face's tokenizer feeds it: between <cls> and <eos>.
		describe: ({ protein }) => ({ protein: { file: PROTEIN_FILE, features: required(protein).features, specialTokens: true, window: 1, maxResidues: bounded(shape.maxTokens, MOST_PROTEIN) - 2 } }),
	};
}

function moleculeRecipe({ checkpoint: file }: FoundEncoder & { kind: "molecule" }, checkpoint: Checkpoint): Recipe {
	const layers = [...checkpoint.tensors.keys()].filter((name) => /^gnns\.\d+\.mlp\.0\.weight$/.test(name)).length;
	const shape: MoleculeShape = { layers: Math.max(1, layers), width: checkpoint.tensors.get("x_embedding1.weight")?.shape[1] ?? 1 };
	const bytes = storedBytes(checkpoint, ["x_embedding", "gnns.", "batch_norms."]);
	return {
		...common(checkpoint),
		identity: { name: `gin-${shape.layers}x${shape.width}`, title: `Molecule encoder GIN (${shape.layers} layers of ${shape.width})`, licence: "as its publisher says", warning: WARNING },
		weights: { molecule: "F32" },
		sources: weightFiles(file, checkpoint),
		main: file,
		steps: [{
			part: "molecule",
			reads: bytes,
			writes: bytes,
			write: async ({ directory, signal, report }) => {
				const { features } = await writeMoleculeEncoder(checkpoint, path.join(directory, MOLECULE_FILE), { prefix: "", adapter: undefined, signal });
				report(bytes, bytes);
				return { files: [MOLECULE_FILE], made: { molecule: { features } } };
			},
		}],
		memory: memoryNeeded({ format: "fusion", language: null, molecule: shape, protein: null }, { language: "F32", protein: "F32" }).answering,
		describe: ({ molecule }) => ({ molecule: { file: MOLECULE_FILE, features: required(molecule).features, maxAtoms: BIOMEDGPT_10B.maxAtoms } }),
	};
}

function common(checkpoint: Checkpoint): Pick<Recipe, "notes" | "close"> {
	return { notes: [SILENT], close: () => checkpoint.close() };
}

function proteinIdentity({ layers, width }: ProteinShape, weights: string): Identity {
	const size = PUBLISHED.find((each) => each.layers === layers && each.width === width)?.size;
	const name = ["esm2", size === undefined ? `${layers}x${width}` : slug(size), slug(weights)].join("-");
	const title = size === undefined ? `ESM-2 layout (${layers} ${layers === 1 ? "layer" : "layers"} of ${width})` : `ESM-2 ${size}`;
	return { name, title, licence: "MIT", warning: WARNING, ...(size === undefined || size === UNLISTED ? {} : { catalogue: `esm2-${slug(size)}` }) };
}

async function proteinShape(checkpoint: string): Promise<ProteinShape> {
	const config = await readModelConfig(path.dirname(checkpoint));
	if (config?.kind === "protein") {
		return config.shape;
	}
	const what = config === undefined ? "config.json is not beside it" : config.kind === "other" ? `the config.json beside it cannot be used: ${shown(config.reason)}` : "the config.json beside it is that of a language model";
	throw new Failure("missing-companion", `${shown(path.basename(checkpoint))} is ESM-2, a protein encoder, but ${what}. It is published beside the weights: put it into the same folder.`);
}
