import path from "node:path";
import { waysToWrite } from "../../bundle/amounts.ts";
import type { SpeakingManifest } from "../../bundle/manifest.ts";
import { memoryNeeded } from "../../bundle/memory.ts";
import { languageBytes, writeLanguage } from "../gguf/writeLanguage.ts";
import { openCheckpoint } from "../open.ts";
import type { Found } from "../recognise.ts";
import type { Made, SpeakingBody, Recipe, Step } from "../recipe.ts";
import { descriptionFiles, storedBytes, weightFiles } from "../sourceFiles.ts";
import { chooseWeights, type ChosenWeights } from "../weights.ts";
import { LANGUAGE_FILE, bounded, required } from "./shared.ts";
import { dialogueOf, folderTemplate, type TextDialogue } from "./textModel.ts";
import { hasShapeOfLm7b, identityOf, knownAs } from "./whichModel.ts";

/** Positions of a dialogue, where a text model allows so many. */
export const TEXT_CONTEXT = 8192;
const ANSWER = 512;
const REASONED_ANSWER = 2048;

/** A language model alone in Hugging Face's layout: reads molecules and proteins as text. */
export async function languageRecipe(found: Found & { kind: "language" }, chosen: ChosenWeights, memory: number, signal?: AbortSignal): Promise<Recipe> {
	const checkpoint = await openCheckpoint(found.checkpoint, signal);
	try {
		const shapes = { format: "language", language: found.shape, molecule: null, protein: null } as const;
		const { language: type } = chooseWeights(shapes, chosen, memory);
		const { template, tokens } = await folderTemplate(found.folder);
		const called = folderName(found.folder);
		const published = knownAs({ names: [called], around: path.basename(path.dirname(path.resolve(found.folder))), shape: found.shape, template });
		const dialogue = dialogueOf(published, template, tokens);
		const source = { checkpoint, prefix: "", folder: found.folder };
		const step: Step = {
			part: "language",
			reads: storedBytes(checkpoint, [""]),
			writes: await languageBytes(source, { type, carriers: 0, signal }),
			write: async ({ directory, workerFile, signal: stop, report }) => {
				const facts = await writeLanguage(source, path.join(directory, LANGUAGE_FILE), { type, carriers: 0, workerFile, signal: stop, report });
				return { files: [LANGUAGE_FILE], made: { language: { ...facts, eos: [...facts.eos] } } };
			},
		};
		return {
			identity: { ...identityOf(published, called, type), ...(published === "biomedgpt-lm-7b" && hasShapeOfLm7b(found.shape) ? { catalogue: published } : {}) },
			weights: { language: type },
			sources: [...weightFiles(found.checkpoint, checkpoint), ...(await descriptionFiles(found.folder))],
			main: found.checkpoint,
			steps: [step],
			memory: memoryNeeded(shapes, { language: type, protein: "F32", context: bounded(found.shape.context, TEXT_CONTEXT) }).answering,
			ways: waysToWrite(shapes, bounded(found.shape.context, TEXT_CONTEXT)),
			notes: dialogue.notes,
			describe: (made) => {
				const body = textManifest(made, dialogue);
				// The template asks for the begin mark, and the tokenizer does not put it there.
				const begin = dialogue.begins && body.language.bos === null ? tokens.bos : "";
				return { ...body, language: { ...body.language, keyValueCache: type === "F32" ? "F32" : "F16" }, prompt: { ...body.prompt, prologue: begin + body.prompt.prologue } };
			},
			close: () => checkpoint.close(),
		};
	} catch (error) {
		await checkpoint.close();
		throw error;
	}
}

/** In Hugging Face's cache the model's name stands two folders higher: `models--PharMolix--BioMedGPT-LM-7B/snapshots/<revision>`. */
function folderName(folder: string): string {
	const snapshots = path.dirname(path.resolve(folder));
	return path.basename(snapshots) === "snapshots" ? (path.basename(path.dirname(snapshots)).split("--").at(-1) ?? "") : path.basename(path.resolve(folder));
}

/** The manifest of a model without encoders. */
export function textManifest({ language }: Made, dialogue: TextDialogue): SpeakingBody {
	const { architecture, width, vocabulary, context, bos } = required(language);
	const room = bounded(context, TEXT_CONTEXT);
	const maxTokens = bounded(dialogue.generation.reasoning ? REASONED_ANSWER : ANSWER, Math.max(1, Math.floor(room / 4)));
	const written: SpeakingManifest["language"] = { file: LANGUAGE_FILE, architecture, width, vocabulary, context: room, bos, specialTokensInText: dialogue.specialTokensInText, keyValueCache: "F16", device: "auto" };
	return { language: written, prompt: dialogue.prompt, generation: { ...dialogue.generation, stop: [...dialogue.generation.stop], maxTokens } };
}
