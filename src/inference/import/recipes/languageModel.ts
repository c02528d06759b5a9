import path from "node:path";
import { waysToWrite } from "../../bundle/amounts.ts";
import type { LanguageShape } from "../../bundle/catalog.ts";
import type { SpeakingManifest } from "../../bundle/manifest.ts";
import { memoryNeeded } from "../../bundle/memory.ts";
import { languageBytes, writeLanguage } from "../gguf/writeLanguage.ts";
import { openCheckpoint } from "../open.ts";
import type { Found } from "../recognise.ts";
import type { Identity, Made, SpeakingBody, Recipe, Step } from "../recipe.ts";
import { descriptionFiles, storedBytes, weightFiles } from "../sourceFiles.ts";
import { chooseWeights, type ChosenWeights } from "../weights.ts";
import { LANGUAGE_FILE, bounded, required, slug } from "./shared.ts";
import { dialogueOf, folderTemplate, publishedBy, type Published, type TextDialogue } from "./textModel.ts";

/** Positions of a dialogue, where a text model allows so many. */
export const TEXT_CONTEXT = 8192;
const ANSWER = 512;
const REASONED_ANSWER = 2048;

/** Shape of BioMedGPT-LM-7B, which is that of Llama-2-7B. */
const LM_7B: Partial<LanguageShape> = { architecture: "llama", layers: 32, width: 4096, vocabulary: 32_000 };

/** A language model alone in Hugging Face's layout: reads molecules and proteins as text. */
export async function languageRecipe(found: Found & { kind: "language" }, chosen: ChosenWeights, memory: number, signal?: AbortSignal): Promise<Recipe> {
	const checkpoint = await openCheckpoint(found.checkpoint, signal);
	try {
		const shapes = { format: "language", language: found.shape, molecule: null, protein: null } as const;
		const { language: type } = chooseWeights(shapes, chosen, memory);
		const { template, tokens } = await folderTemplate(found.folder);
		// Without a template of its own it is of the time of BioMedGPT-LM-7B.
		const called = folderName(found.folder);
		const published = publishedBy([called]) ?? (template === undefined && isLm7b(found.shape) ? "biomedgpt-lm-7b" : undefined);
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
			identity: { ...identityOf(published, called, type), ...(published === "biomedgpt-lm-7b" && isLm7b(found.shape) ? { catalogue: published } : {}) },
			weights: { language: type },
			sources: [...weightFiles(found.checkpoint, checkpoint), ...(await descriptionFiles(found.folder))],
			main: found.checkpoint,
			steps: [step],
			memory: memoryNeeded(shapes, { language: type, protein: "F32", context: bounded(found.shape.context, TEXT_CONTEXT) }).total,
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

function isLm7b(shape: LanguageShape): boolean {
	return Object.entries(LM_7B).every(([key, value]) => shape[key as keyof LanguageShape] === value);
}

/** What a text model is called. `called` is what its folder or file says; `weights` how it is stored. */
export function identityOf(published: Published | undefined, called: string, weights: string): Identity {
	const base = published ?? (slug(called) || "language-model");
	const told = `-${base.replaceAll(".", "-")}-`.includes(`-${slug(weights)}-`);
	const name = told ? base : `${base}-${slug(weights)}`;
	return { ...WORDS[published ?? "other"], name, title: published ? WORDS[published].title : called };
}

const CHECK = "It makes chemical, biological and medical mistakes; every answer must be checked. Not for clinical use. It reads molecules and proteins as text, without an encoder.";
const WORDS = {
	"biomedgpt-lm-7b": { title: "BioMedGPT-LM-7B", licence: "Apache-2.0 according to its page; the Llama 2 Community License applies as well", warning: `A research model, before its fine-tuning on medical questions. ${CHECK}` },
	"biomedgpt-mol": { title: "BioMedGPT-Mol", licence: "see the page of its publisher", warning: `A research model. ${CHECK}` },
	other: { title: "", licence: "see the page of its publisher", warning: `A language model that was not made for BioMedGPT. ${CHECK}` },
} as const;

/** The manifest of a model without encoders. */
export function textManifest({ language }: Made, dialogue: TextDialogue): SpeakingBody {
	const { architecture, width, vocabulary, context, bos } = required(language);
	const room = bounded(context, TEXT_CONTEXT);
	const maxTokens = bounded(dialogue.generation.reasoning ? REASONED_ANSWER : ANSWER, Math.max(1, Math.floor(room / 4)));
	const written: SpeakingManifest["language"] = { file: LANGUAGE_FILE, architecture, width, vocabulary, context: room, bos, specialTokensInText: dialogue.specialTokensInText, keyValueCache: "F16", device: "auto" };
	return { language: written, prompt: dialogue.prompt, generation: { ...dialogue.generation, stop: [...dialogue.generation.stop], maxTokens } };
}
