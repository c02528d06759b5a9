import type { SpeakingManifest } from "../../bundle/manifest.ts";
import { readChatTemplate, type TemplateTokens } from "../chatTemplate.ts";
import { folderFile, folderJson } from "../gguf/folderFiles.ts";
import { DIALOGUE_2023, ENTITIES_AS_TEXT, STOP_2023 } from "./prompts2023.ts";
import type { TextModel } from "./whichModel.ts";

/** How a model without encoders is spoken to. */
export interface TextDialogue {
	readonly prompt: SpeakingManifest["prompt"];
	readonly generation: Pick<SpeakingManifest["generation"], "stop" | "reasoning">;
	/** Whether marks of the dialogue are special tokens, to be read as such in the text. */
	readonly specialTokensInText: boolean;
	/** Whether the dialogue demands the begin mark; undefined where the tokenizer's own habit holds. */
	readonly begins: boolean | undefined;
	/** What a person should know: sentences. */
	readonly notes: readonly string[];
}

/**
 * The dialogue of BioMedGPT-LM-7B is that of 2023; of other models what their chat template writes. Where there is none, or it cannot be taken
 * apart, the dialogue of 2023 serves, and a note says so.
 */
export function dialogueOf(published: TextModel | undefined, template: string | undefined, tokens: TemplateTokens): TextDialogue {
	const found = published !== "biomedgpt-lm-7b" && template !== undefined ? readChatTemplate(template, tokens) : undefined;
	if (!found) {
		const why = template === undefined ? "It comes without a chat template" : "Its chat template cannot be taken apart";
		return {
			prompt: { ...DIALOGUE_2023, ...entities(published), entities: "inline" },
			generation: { stop: STOP_2023 },
			specialTokensInText: false,
			begins: undefined,
			notes: published === "biomedgpt-lm-7b" ? [] : [...(published === "like-lm-7b" ? [LIKE_LM_7B] : []), `${why}, so it is asked in the plain format of BioMedGPT (“Human: … ### Assistant: …”). Its answers may be worse than it could give.`],
		};
	}
	return {
		prompt: { ...found.frames, ...entities(published), entities: "inline", history: "full" },
		generation: { stop: stopsOf(found.frames, tokens), ...(found.reasons ? { reasoning: { end: "</think>" } } : {}) },
		specialTokensInText: true,
		begins: found.begins ? true : undefined,
		notes: published === "like-lm-7b" ? [LIKE_LM_7B] : [],
	};
}

const LIKE_LM_7B = "Its shape is that of BioMedGPT-LM-7B, of Llama-2-7B and of other models made from it, and nothing in its files says which of them it is. If it is BioMedGPT-LM-7B, import it from a folder or file of that name, so that it is called so.";

/** BioMedGPT-Mol was trained on tagged SMILES. */
function entities(published: TextModel | undefined): Pick<SpeakingManifest["prompt"], "molecule" | "protein"> {
	return published === "biomedgpt-mol" ? { ...ENTITIES_AS_TEXT, molecule: ["<SMILES>{smiles}</SMILES>", ""] } : ENTITIES_AS_TEXT;
}

/** Where a model goes on as the user, its turn is over. End marks that are special tokens end it anyway. */
function stopsOf({ user, assistant }: Pick<SpeakingManifest["prompt"], "user" | "assistant">, { bos, eos }: TemplateTokens): string[] {
	const stops = [assistant[1], user[0]].map((text) => text.replaceAll(bos || "\0", "").replaceAll(eos || "\0", "").trim());
	return [...new Set(stops.filter((stop) => stop.length >= 3))];
}

const CODE = "bad-tokenizer";

/** The chat template of a folder in Hugging Face's layout, with the texts of its marks. */
export async function folderTemplate(folder: string): Promise<{ readonly template: string | undefined; readonly tokens: TemplateTokens }> {
	const config = (await folderJson(folder, "tokenizer_config.json", CODE)) ?? {};
	const own = (await folderFile(folder, "chat_template.jinja", CODE))?.toString("utf8");
	const told = config["chat_template"];
	return { template: own ?? (typeof told === "string" ? told : undefined), tokens: { bos: textOf(config["bos_token"]), eos: textOf(config["eos_token"]) } };
}

/** A mark is written as text, or as an object with its content. */
function textOf(mark: unknown): string {
	if (typeof mark === "object" && mark !== null && "content" in mark) {
		return textOf(mark.content);
	}
	return typeof mark === "string" ? mark : "";
}
