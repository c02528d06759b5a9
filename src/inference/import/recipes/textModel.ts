import type { SpeakingManifest } from "../../bundle/manifest.ts";
import { readChatTemplate, type TemplateTokens } from "../chatTemplate.ts";
import { folderFile, folderJson } from "../gguf/folderFiles.ts";
import { DIALOGUE_2023, ENTITIES_AS_TEXT, STOP_2023 } from "./prompts2023.ts";

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

/** Names that tell which of the published models somebody's file is. */
const LM_7B = /biomedgpt[-_ .]?lm/i;
const MOL = /biomedgpt[-_ .]?mol/i;

export type Published = "biomedgpt-lm-7b" | "biomedgpt-mol";

/** Which of the published text models a file is, by what it calls itself; nothing else distinguishes it from its base model. */
export function publishedBy(names: readonly (string | undefined)[]): Published | undefined {
	const told = names.filter((name) => name !== undefined);
	if (told.some((name) => MOL.test(name))) {
		return "biomedgpt-mol";
	}
	return told.some((name) => LM_7B.test(name)) ? "biomedgpt-lm-7b" : undefined;
}

/**
 * The dialogue of BioMedGPT-LM-7B is that of 2023; of other models what their chat template writes. Where there is none, or it cannot be taken
 * apart, the dialogue of 2023 serves, and a note says so.
 */
export function dialogueOf(published: Published | undefined, template: string | undefined, tokens: TemplateTokens): TextDialogue {
	const found = published !== "biomedgpt-lm-7b" && template !== undefined ? readChatTemplate(template, tokens) : undefined;
	if (!found) {
		const why = template === undefined ? "It comes without a chat template" : "Its chat template cannot be taken apart";
		return {
			prompt: { ...DIALOGUE_2023, ...entities(published), entities: "inline" },
			generation: { stop: STOP_2023 },
			specialTokensInText: false,
			begins: undefined,
			notes: published === "biomedgpt-lm-7b" ? [] : [`${why}, so it is asked in the plain format of BioMedGPT (“Human: … ### Assistant: …”). Its answers may be worse than it could give.`],
		};
	}
	return {
		prompt: { ...found.frames, ...entities(published), entities: "inline", history: "full" },
		generation: { stop: stopsOf(found.frames, tokens), ...(found.reasons ? { reasoning: { end: "</think>" } } : {}) },
		specialTokensInText: true,
		begins: found.begins ? true : undefined,
		notes: [],
	};
}

/** BioMedGPT-Mol was trained on tagged SMILES. */
function entities(published: Published | undefined): Pick<SpeakingManifest["prompt"], "molecule" | "protein"> {
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
