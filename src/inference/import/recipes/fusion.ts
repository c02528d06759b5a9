import path from "node:path";
import type { LanguageShape } from "../../bundle/catalog.ts";
import { waysToWrite } from "../../bundle/amounts.ts";
import { memoryNeeded } from "../../bundle/memory.ts";
import { FUSION } from "../contents.ts";
import type { FusionSources } from "../fusionSources.ts";
import { languageBytes, writeLanguage, type LanguageFacts } from "../gguf/writeLanguage.ts";
import { writeProteinEncoder } from "../onnx/esm.ts";
import { writeMoleculeEncoder } from "../onnx/gin.ts";
import type { Identity, Made, SpeakingBody, Recipe, Step } from "../recipe.ts";
import { storedBytes } from "../sourceFiles.ts";
import { chooseWeights, type ChosenWeights, type Shapes, type Weights } from "../weights.ts";
import { BIOMEDGPT_10B } from "./biomedgpt10b.ts";
import { BIOMEDGPT_R1 } from "./biomedgptR1.ts";
import type { Family } from "./family.ts";
import { LANGUAGE_FILE, MOLECULE_FILE, MOST_PROTEIN, PROTEIN_FILE, bounded, required, slug } from "./shared.ts";

/** Molecule encoder, protein encoder and language model of a BioMedGPT checkpoint. */
export async function fusionRecipe(sources: FusionSources, chosen: ChosenWeights, memory: number, signal?: AbortSignal): Promise<Recipe> {
	const family = familyOf(sources);
	const shapes = shapesOf(sources);
	const weights = chooseWeights(shapes, chosen, memory);
	const carriers = carriersOf(sources, family);
	return {
		identity: identityOf(family, sources.language.shape, [weights.language, weights.protein]),
		weights: { molecule: "F32", protein: weights.protein, language: weights.language },
		sources: sources.files,
		main: sources.main,
		// The small ones first: what is wrong shows early.
		steps: [moleculeStep(sources), proteinStep(sources, weights, shapes), await languageStep(sources, weights, carriers, signal)],
		memory: memoryNeeded(shapes, { ...weights, context: contextOf(family, sources) }).answering,
		ways: waysToWrite(shapes, contextOf(family, sources)),
		notes: [],
		describe: (made) => exact(manifestOf(made, family, sources, { first: required(made.language).carriers.first, count: carriers, rows: "zero" }), weights),
		close: () => sources.checkpoint.close(),
	};
}

/** Who wants F32 compares numbers: rounded keys and values would hide what it is for. */
function exact(body: SpeakingBody, { language }: Weights): SpeakingBody {
	return { ...body, language: { ...body.language, keyValueCache: language === "F32" ? "F32" : "F16" } };
}

/** By the architecture of its language model: nothing else in the files tells. */
export function familyOf({ language }: FusionSources): Family {
	return language.shape.architecture === BIOMEDGPT_R1.architecture ? BIOMEDGPT_R1 : BIOMEDGPT_10B;
}

export function identityOf(family: Family, { layers, width }: LanguageShape, weights: readonly string[]): Identity {
	const published = layers === family.published.layers && width === family.published.width;
	return {
		name: [family.catalogue, ...weights.map(slug)].join("-"),
		title: published ? family.title : `${family.title} layout (${layers} ${layers === 1 ? "layer" : "layers"} of ${width})`,
		licence: family.licence,
		warning: family.warning,
		...(published ? { catalogue: family.catalogue } : {}),
	};
}

export function moleculeStep({ checkpoint }: FusionSources): Step {
	const bytes = storedBytes(checkpoint, [FUSION.molecule, FUSION.moleculeAdapter]);
	return {
		part: "molecule",
		reads: bytes,
		writes: bytes,
		write: async ({ directory, signal, report }) => {
			const { features } = await writeMoleculeEncoder(checkpoint, path.join(directory, MOLECULE_FILE), { prefix: FUSION.molecule, adapter: FUSION.moleculeAdapter, signal });
			report(bytes, bytes);
			return { files: [MOLECULE_FILE], made: { molecule: { features } } };
		},
	};
}

export function proteinStep({ checkpoint, protein }: FusionSources, weights: Weights, shapes: Shapes): Step {
	return {
		part: "protein",
		reads: storedBytes(checkpoint, [FUSION.protein, FUSION.proteinAdapter]),
		writes: memoryNeeded(shapes, weights).protein,
		write: async ({ directory, signal, report }) => {
			const options = { config: path.join(protein.folder, "config.json"), prefix: FUSION.protein, adapter: FUSION.proteinAdapter, weights: weights.protein, signal, report } as const;
			const { features, files } = await writeProteinEncoder(checkpoint, path.join(directory, PROTEIN_FILE), options);
			return { files, made: { protein: { features } } };
		},
	};
}

async function languageStep({ checkpoint, language }: FusionSources, { language: type }: Weights, carriers: number, signal: AbortSignal | undefined): Promise<Step> {
	const source = { checkpoint, prefix: FUSION.language, folder: language.folder };
	return {
		part: "language",
		reads: storedBytes(checkpoint, [FUSION.language]),
		writes: await languageBytes(source, { type, carriers, signal }),
		write: async ({ directory, workerFile, signal: stop, report }) => {
			const facts = await writeLanguage(source, path.join(directory, LANGUAGE_FILE), { type, carriers, workerFile, signal: stop, report });
			return { files: [LANGUAGE_FILE], made: { language: mutable(facts) } };
		},
	};
}

function mutable({ eos, ...facts }: LanguageFacts): Made["language"] {
	return { ...facts, eos: [...eos] };
}

export function shapesOf({ checkpoint, language, protein }: FusionSources): Shapes {
	const features = checkpoint.tensors.get(`${FUSION.molecule}x_embedding1.weight`)?.shape[1] ?? 1;
	const layers = [...checkpoint.tensors.keys()].filter((name) => name.startsWith(FUSION.molecule) && name.endsWith("mlp.0.weight")).length;
	return { format: "fusion", language: language.shape, protein: protein.shape, molecule: { layers: Math.max(1, layers), width: features } };
}

/** As many as the largest molecule or protein takes. */
export function carriersOf({ protein }: FusionSources, { maxAtoms }: Family): number {
	return Math.max(maxAtoms, bounded(protein.shape.maxTokens, MOST_PROTEIN));
}

export function contextOf(family: Family, { language }: FusionSources): number {
	return bounded(language.shape.context, family.context);
}

/** The manifest of a model with encoders, where the parts are written. */
export function manifestOf(made: Made, family: Family, sources: FusionSources, carriers: NonNullable<SpeakingBody["carriers"]>): SpeakingBody {
	const { architecture, width, vocabulary, context, bos } = required(made.language);
	const room = bounded(context, family.context);
	const proteinTokens = bounded(sources.protein.shape.maxTokens, MOST_PROTEIN);
	return {
		language: {
			file: LANGUAGE_FILE,
			architecture,
			width,
			vocabulary,
			context: room,
			bos: family.begins ? bos : null,
			specialTokensInText: family.specialTokensInText,
			keyValueCache: "F16",
			device: "auto",
		},
		carriers,
		molecule: { file: MOLECULE_FILE, features: required(made.molecule).features, maxAtoms: family.maxAtoms },
		protein: { file: PROTEIN_FILE, features: required(made.protein).features, specialTokens: family.specialTokens, window: 1, maxResidues: proteinTokens - (family.specialTokens ? 2 : 0) },
		prompt: family.prompt,
		generation: { ...family.generation, maxTokens: bounded(family.generation.maxTokens, Math.max(1, Math.floor(room / 4))) },
	};
}
