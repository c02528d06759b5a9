import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { Failure } from "../../science/failure.ts";
import type { LanguageShape, ProteinShape } from "../bundle/catalog.ts";
import type { Checkpoint } from "./checkpoint.ts";
import { companionAt, companionsIn, type Companion } from "./companions.ts";
import { FUSION } from "./contents.ts";
import { weightsIn } from "./fileMeant.ts";
import { JoinedCheckpoint, type JoinedPart } from "./joined.ts";
import { openCheckpoint } from "./open.ts";
import { recognise, type Found } from "./recognise.ts";
import { descriptionFiles, weightFiles } from "./sourceFiles.ts";
import { shown } from "./words.ts";

/** Where the parts of a BioMedGPT lie that are not beside its checkpoint, or not to be taken from there: paths that a person chose. */
export interface ChosenParts {
	/** Folder with configuration and tokenizer of the language model; with its weights, where the checkpoint has none. */
	readonly language?: string | undefined;
	/** Folder with ESM-2's configuration; with its weights, where the checkpoint has none. */
	readonly protein?: string | undefined;
	/** Checkpoint of the GIN, where the checkpoint has none. */
	readonly molecule?: string | undefined;
}

/** All that a BioMedGPT is made of, opened. */
export interface FusionSources {
	/** With the names of a fusion checkpoint, whatever files the parts come from. */
	readonly checkpoint: Checkpoint;
	/** The file with the adapters, which gives the model its identity. */
	readonly main: string;
	readonly language: { readonly folder: string; readonly shape: LanguageShape };
	readonly protein: { readonly folder: string; readonly shape: ProteinShape };
	/** Paths of the files that shape the model. */
	readonly files: readonly string[];
}

/** What is missing, and from where it comes. */
const LANGUAGE_FROM = "config.json and tokenizer of the language model (for BioMedGPT-10B those of PharMolix/BioMedGPT-LM-7B on Hugging Face)";
const PROTEIN_FROM = "config.json of ESM-2 (for BioMedGPT that of facebook/esm2_t36_3B_UR50D on Hugging Face)";

/** Opens a fusion checkpoint with what belongs to it. Fails with `missing-companion`, `wrong-companion`, `missing-key` or the codes of the readers. */
export async function openFusion(found: Found & { kind: "fusion" }, chosen: ChosenParts, signal?: AbortSignal): Promise<FusionSources> {
	const companions = await companionsIn(path.dirname(found.checkpoint), signal);
	const main = await openCheckpoint(found.checkpoint, signal);
	const parts: JoinedPart[] = [{ checkpoint: main, from: "", to: "" }];
	const files = weightFiles(found.checkpoint, main);
	try {
		const add = async (file: string, from: string, to: string): Promise<void> => {
			const checkpoint = await openCheckpoint(file, signal);
			parts.push({ checkpoint, from, to });
			files.push(...weightFiles(file, checkpoint));
		};
		if (!found.inside.molecule) {
			await add(await moleculeEncoder(found.checkpoint, chosen.molecule, signal), "", FUSION.molecule);
		}
		const protein = await companion("protein", main, found, { companions, chosen: chosen.protein });
		if (!found.inside.protein) {
			if ((await weightsIn(protein.folder)) === undefined) {
				throw missing(found.checkpoint, `the protein encoder: the checkpoint holds none (${FUSION.protein}…), and ${shown(path.basename(protein.folder))} only describes one`);
			}
			const encoder = await encoderIn(protein.folder, "protein", signal);
			await add(encoder.checkpoint, encoder.kind === "protein" ? encoder.prefix : "", FUSION.protein);
		}
		const language = await companion("language", main, found, { companions, chosen: chosen.language });
		if (!found.inside.language) {
			const weights = await weightsIn(language.folder);
			if (weights === undefined || weights.toLowerCase().endsWith(".gguf")) {
				throw missing(found.checkpoint, `the language model: the checkpoint holds none, and ${shown(path.basename(language.folder))} only describes one`);
			}
			await add(weights, "", FUSION.language);
		}
		files.push(...(await descriptionFiles(language.folder)), ...(await descriptionFiles(protein.folder)));
		return { checkpoint: new JoinedCheckpoint(parts), main: found.checkpoint, language, protein, files: [...new Set(files)] };
	} catch (error) {
		await Promise.all(parts.map(({ checkpoint }) => checkpoint.close()));
		throw error;
	}
}

type Of<Kind extends Companion["kind"]> = Companion & { readonly kind: Kind };

/** The folder that describes a part: the chosen one, or the one beside the checkpoint that fits it. */
async function companion<Kind extends Companion["kind"]>(kind: Kind, main: Checkpoint, found: Found & { kind: "fusion" }, { companions, chosen }: { companions: readonly Companion[]; chosen: string | undefined }): Promise<Of<Kind>> {
	const isOf = (each: Companion | undefined): each is Of<Kind> => each?.kind === kind && (each.kind !== "language" || each.tokenizer);
	const needed = kind === "language" ? LANGUAGE_FROM : PROTEIN_FROM;
	const there = chosen === undefined ? companions.filter(isOf) : [await companionAt(chosen)].filter(isOf);
	if (there.length === 0) {
		throw chosen === undefined ? missing(found.checkpoint, needed) : new Failure("missing-companion", `The folder ${shown(path.basename(chosen))} does not hold the ${needed}. Choose another folder.`, { detail: chosen });
	}
	const size = sizeIn(main, kind);
	const fitting = there.filter(({ shape }) => size === undefined || (shape.width === size.width && shape.layers === size.layers));
	const [first] = fitting;
	if (!first) {
		const { folder, shape } = there[0] as Of<Kind>;
		throw new Failure("wrong-companion", `${shown(path.basename(folder))} describes another model than ${shown(path.basename(found.checkpoint))} holds: ${shape.layers} layers of width ${shape.width}, not ${size?.layers ?? "?"} of width ${size?.width ?? "?"}. Put the right ${needed} beside the checkpoint.`);
	}
	const digests = new Set(await Promise.all(fitting.map(({ folder }) => digestOf(folder))));
	if (digests.size > 1) {
		throw new Failure("bad-layout", `Several folders beside ${shown(path.basename(found.checkpoint))} could belong to it, and they differ: ${fitting.slice(0, 3).map(({ folder }) => shown(path.basename(folder))).join(", ")}. Choose one of them, or move the others away.`);
	}
	return first;
}

/** Width and layers of a part, as far as the tensors tell; undefined where the part is not there. */
export function sizeIn({ tensors }: Checkpoint, kind: Companion["kind"]): { readonly width: number; readonly layers: number } | undefined {
	const [embedding, layer] = kind === "language" ? [`${FUSION.language}model.embed_tokens.weight`, `${FUSION.language}model.layers.`] : [`${FUSION.protein}embeddings.word_embeddings.weight`, `${FUSION.protein}encoder.layer.`];
	const width = tensors.get(embedding)?.shape[1];
	const numbers = [...tensors.keys()].filter((name) => name.startsWith(layer)).map((name) => Number.parseInt(name.slice(layer.length), 10));
	return width === undefined || numbers.length === 0 ? undefined : { width, layers: numbers.reduce((most, number) => Math.max(most, number), 0) + 1 };
}

async function digestOf(folder: string): Promise<string> {
	const hash = createHash("sha256");
	for (const file of await descriptionFiles(folder)) {
		hash.update(`${path.basename(file)}\n`).update(await readFile(file));
	}
	return hash.digest("hex");
}

/** The weights of ESM-2 in a folder. */
async function encoderIn(place: string, kind: "protein" | "molecule", signal: AbortSignal | undefined) {
	const encoder = await recognise(place, signal);
	if (encoder.kind !== kind) {
		throw new Failure("wrong-companion", `${shown(path.basename(place))} does not hold the weights of a ${kind === "protein" ? "protein encoder (ESM-2)" : "molecule encoder (GIN)"}, which the checkpoint lacks. Choose another folder.`, { detail: place });
	}
	return encoder;
}

/** The GIN of a checkpoint that has none: chosen, or in a file beside it. */
async function moleculeEncoder(main: string, chosen: string | undefined, signal: AbortSignal | undefined): Promise<string> {
	if (chosen === undefined) {
		throw new Failure("missing-key", `${shown(path.basename(main))} holds no molecule encoder (${FUSION.molecule}…). Choose the file of the GIN too, or a complete checkpoint.`);
	}
	return (await encoderIn(chosen, "molecule", signal)).checkpoint;
}

function missing(checkpoint: string, what: string): Failure {
	return new Failure("missing-companion", `${shown(path.basename(checkpoint))} is a BioMedGPT checkpoint, but something is missing beside it: ${what}. Put it into a folder beside the checkpoint, or choose the folder where it is.`, { detail: checkpoint });
}
