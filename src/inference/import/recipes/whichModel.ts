/** Which of the published language models somebody's files are, and what people must know of it. */
import type { LanguageShape } from "../../bundle/catalog.ts";
import type { Identity } from "../recipe.ts";
import { slug } from "./shared.ts";

/** Names that tell which of the published models somebody's file is. */
const LM_7B = /biomedgpt[-_ .]?lm/i;
const MOL = /biomedgpt[-_ .]?mol/i;

export type Published = "biomedgpt-lm-7b" | "biomedgpt-mol";
/** `like-lm-7b`: of the shape of BioMedGPT-LM-7B, which it shares with Llama-2-7B and all that was made from it. */
export type TextModel = Published | "like-lm-7b";

/** Shape of BioMedGPT-LM-7B, which is that of Llama-2-7B. */
const SHAPE_OF_LM_7B: Partial<LanguageShape> = { architecture: "llama", layers: 32, width: 4096, feedForward: 11_008, heads: 32, keyValueHeads: 32, vocabulary: 32_000 };

export function hasShapeOfLm7b(shape: Partial<LanguageShape>): boolean {
	return Object.entries(SHAPE_OF_LM_7B).every(([key, value]) => shape[key as keyof LanguageShape] === value);
}

/** Which of the published text models a file is, by what it calls itself. */
export function publishedBy(names: readonly (string | undefined)[]): Published | undefined {
	const told = names.filter((name) => name !== undefined);
	if (told.some((name) => MOL.test(name))) {
		return "biomedgpt-mol";
	}
	return told.some((name) => LM_7B.test(name)) ? "biomedgpt-lm-7b" : undefined;
}

/**
 * Which text model files are, by all that tells of it. No publisher has told checksums of BioMedGPT-LM-7B, so that shape and names decide.
 *
 * @param around name of the folder around: `biomedgpt-lm-7b/safetensors`. It counts for a Llama without a chat template, as BioMedGPT-LM-7B is
 */
export function knownAs({ names, around, shape, template }: { readonly names: readonly (string | undefined)[]; readonly around?: string | undefined; readonly shape: Partial<LanguageShape>; readonly template: string | undefined }): TextModel | undefined {
	const own = publishedBy(names);
	if (own !== undefined) {
		return own;
	}
	const near = template === undefined && shape.architecture === "llama" ? publishedBy([around]) : undefined;
	return near === "biomedgpt-lm-7b" ? near : hasShapeOfLm7b(shape) ? "like-lm-7b" : undefined;
}

/** What a text model is called. `called` is what its folder or file says; `weights` how it is stored. */
export function identityOf(published: TextModel | undefined, called: string, weights: string): Identity {
	const known = published === "like-lm-7b" ? undefined : published;
	const base = known ?? (slug(called) || "language-model");
	const told = `-${base.replaceAll(".", "-")}-`.includes(`-${slug(weights)}-`);
	const name = told ? base : `${base}-${slug(weights)}`;
	return { ...WORDS[published ?? "other"], name, title: WORDS[published ?? "other"].title || called };
}

const CHECK = "It makes chemical, biological and medical mistakes; every answer must be checked. Not for clinical use. It reads molecules and proteins as text, without an encoder.";
const WORDS = {
	"biomedgpt-lm-7b": { title: "BioMedGPT-LM-7B", licence: "Apache-2.0 according to its page; the Llama 2 Community License applies as well", warning: `A research model, before its fine-tuning on medical questions. ${CHECK}` },
	"biomedgpt-mol": { title: "BioMedGPT-Mol", licence: "see the page of its publisher", warning: `A research model. ${CHECK}` },
	"like-lm-7b": {
		title: "BioMedGPT-LM-7B or another Llama of its shape",
		licence: "if it is BioMedGPT-LM-7B, Apache-2.0 according to its page; the Llama 2 Community License applies as well, as to all that is made from Llama 2. If it is another model: see the page of its publisher",
		warning: `By its shape it is BioMedGPT-LM-7B or another Llama of 7 billion weights; nothing in its files says which. ${CHECK}`,
	},
	other: { title: "", licence: "see the page of its publisher", warning: `A language model that was not made for BioMedGPT. ${CHECK}` },
} as const;
