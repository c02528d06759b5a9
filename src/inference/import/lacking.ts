import path from "node:path";
import { companionAt, companionsIn, type Companion } from "./companions.ts";
import { FUSION } from "./contents.ts";
import { weightsIn } from "./fileMeant.ts";
import { sizeIn, type ChosenParts } from "./fusionSources.ts";
import { openCheckpoint } from "./open.ts";
import type { Part } from "./recipe.ts";
import { recognise } from "./recognise.ts";
import { BIOMEDGPT_10B } from "./recipes/biomedgpt10b.ts";
import { BIOMEDGPT_R1 } from "./recipes/biomedgptR1.ts";

/** A part of a BioMedGPT that is neither in its checkpoint nor beside it, and without which it cannot be imported. */
export interface LackingPart {
	readonly part: Part;
	/** Whether its weights are needed; otherwise its description (`config.json`, a tokenizer) is enough. */
	readonly weights: boolean;
	/** Where it is published. */
	readonly page: string;
	/** Key of the model in the catalogue that the checkpoint is, by the size of its language model. */
	readonly catalogue: string | undefined;
	/** Size of the part, as far as the checkpoint tells: a folder of another one does not fit. */
	readonly width: number | undefined;
}

const HUGGING_FACE = "https://huggingface.co/";

/**
 * What a BioMedGPT lacks, with what was chosen for it; a chosen folder that does not serve counts as lacking. Empty for all other models.
 *
 * Fails as `recognise` does.
 */
export async function lackingParts(source: string, chosen: ChosenParts, signal?: AbortSignal): Promise<readonly LackingPart[]> {
	const found = await recognise(source, signal);
	if (found.kind !== "fusion") {
		return [];
	}
	const checkpoint = await openCheckpoint(found.checkpoint, signal);
	try {
		const beside = await companionsIn(path.dirname(found.checkpoint), signal);
		const language = sizeIn(checkpoint, "language");
		// Of BioMedGPT's language models only Qwen2 has biases there.
		const family = checkpoint.tensors.has(`${FUSION.language}model.layers.0.self_attn.q_proj.bias`) ? BIOMEDGPT_R1 : BIOMEDGPT_10B;
		const catalogue = language?.width === family.published.width && language.layers === family.published.layers ? family.catalogue : undefined;
		const pages: Readonly<Record<Part, string>> = {
			molecule: "https://github.com/PharMolix/OpenBioMed",
			protein: `${HUGGING_FACE}facebook/esm2_t36_3B_UR50D`,
			language: `${HUGGING_FACE}${family === BIOMEDGPT_R1 ? "PharMolix/BioMedGPT-R1" : "PharMolix/BioMedGPT-LM-7B"}`,
		};
		const lacking: LackingPart[] = [];
		for (const part of ["language", "protein", "molecule"] as const) {
			const size = part === "molecule" ? undefined : sizeIn(checkpoint, part);
			const served = part === "molecule" ? found.inside.molecule || chosen.molecule !== undefined : await serves(part, { size, weights: !found.inside[part] }, chosen[part] === undefined ? beside : [await companionAt(chosen[part])]);
			if (!served) {
				lacking.push({ part, weights: !found.inside[part], page: pages[part], catalogue, width: size?.width ?? checkpoint.tensors.get(part === "protein" ? `${FUSION.proteinAdapter}weight` : "")?.shape[1] });
			}
		}
		return lacking;
	} finally {
		await checkpoint.close();
	}
}

interface Wanted {
	readonly size: ReturnType<typeof sizeIn>;
	readonly weights: boolean;
}

/** Whether one of these folders is what the checkpoint wants. */
async function serves(part: "language" | "protein", { size, weights }: Wanted, folders: readonly (Companion | undefined)[]): Promise<boolean> {
	for (const each of folders) {
		const fits = each?.kind === part && (each.kind !== "language" || each.tokenizer) && (size === undefined || (each.shape.width === size.width && each.shape.layers === size.layers));
		if (fits && (!weights || (await weightsIn(each.folder).catch(() => undefined)) !== undefined)) {
			return true;
		}
	}
	return false;
}
