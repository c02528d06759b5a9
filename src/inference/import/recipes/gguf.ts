import path from "node:path";
import type { LanguageShape } from "../../bundle/catalog.ts";
import { copyFile } from "../copyFile.ts";
import type { GgufHeader } from "../gguf/header.ts";
import { pieceName, readGgufPieces, writeJoined, type GgufPieces } from "../gguf/split.ts";
import type { Found } from "../recognise.ts";
import type { Made, Recipe, Step } from "../recipe.ts";
import { badFile, shown } from "../words.ts";
import { TEXT_CONTEXT, textManifest } from "./languageModel.ts";
import { LANGUAGE_FILE, bounded, required } from "./shared.ts";
import { dialogueOf } from "./textModel.ts";
import { identityOf, knownAs, type Published, type TextModel } from "./whichModel.ts";

/** Somebody's GGUF as it is: any instruct model, as a text-only one. */
export async function ggufRecipe(found: Found & { kind: "gguf" }, signal?: AbortSignal): Promise<Recipe> {
	const pieces = await readGgufPieces(found.file, signal);
	const { header } = pieces;
	const language = languageFactsOf(header);
	const called = header.text("general.name") ?? header.text("general.basename") ?? pieceName(found.file)?.stem ?? path.basename(found.file, ".gguf");
	const template = header.text("tokenizer.chat_template");
	const published = knownAs({ names: [called, header.text("general.basename"), path.basename(found.file)], shape: shapeOf(header, language), template });
	const dialogue = dialogueOf(published, template, { bos: tokenText(header, "tokenizer.ggml.bos_token_id"), eos: tokenText(header, "tokenizer.ggml.eos_token_id") });
	const weights = weightsOf(header);
	const identity = identityOf(published, shown(called), weights);
	return {
		identity: {
			...identity,
			licence: licenceOf(header.text("general.license"), published, identity.licence),
			...(published === undefined || published === "like-lm-7b" ? {} : { catalogue: CATALOGUE[published] }),
		},
		weights: { language: weights },
		sources: pieces.files,
		main: found.file,
		steps: [copyStep(pieces, language)],
		memory: header.bytes + cacheBytes(header, bounded(language.context, TEXT_CONTEXT)),
		notes: dialogue.notes,
		describe: (made) => {
			const body = textManifest(made, dialogue);
			return { ...body, language: { ...body.language, bos: beginOf(header, dialogue.begins) } };
		},
		close: async () => undefined,
	};
}

/** What a file says of its licence is not all that holds for what is made from Llama 2. */
function licenceOf(told: string | undefined, published: TextModel | undefined, known: string): string {
	if (told === undefined) {
		return known;
	}
	return published === "biomedgpt-lm-7b" || published === "like-lm-7b" ? `${shown(told)} according to the file; ${known}` : shown(told);
}

function shapeOf(header: GgufHeader, { architecture, width, vocabulary }: NonNullable<Made["language"]>): Partial<LanguageShape> {
	const of = (key: string): number | undefined => header.whole(`${architecture}.${key}`);
	const heads = of("attention.head_count");
	return { ...(architecture === "llama" ? { architecture } : {}), width, vocabulary, layers: of("block_count"), feedForward: of("feed_forward_length"), heads, keyValueHeads: of("attention.head_count_kv") ?? heads };
}

/** Keys of their quantised files in the catalogue. */
const CATALOGUE: Readonly<Record<Published, string>> = { "biomedgpt-lm-7b": "biomedgpt-lm-7b-gguf", "biomedgpt-mol": "biomedgpt-mol" };

/** The language model of a bundle is a file of its own: a link would change with its source. */
export function copyStep(pieces: GgufPieces, language: NonNullable<Made["language"]>): Step {
	const { files: [first = ""], header } = pieces;
	return {
		part: "language",
		reads: header.bytes,
		writes: header.bytes,
		write: async ({ directory, signal, report }) => {
			const target = path.join(directory, LANGUAGE_FILE);
			await (pieceName(first) === undefined ? copyFile(first, target, { signal, report }) : writeJoined(pieces, target, { signal, report }));
			return { files: [LANGUAGE_FILE], made: { language } };
		},
	};
}

/** Kinds of GGUF files that write no text. */
const SILENT = /^(?:clip|bert|modern-bert|nomic-bert|nomic-bert-moe|jina-bert-v2|neo-bert|t5encoder|wavtokenizer-dec)$/;

/** What a manifest tells of a GGUF. Fails with `bad-gguf` where it is no language model. */
export function languageFactsOf(header: GgufHeader): NonNullable<Made["language"]> {
	const architecture = header.requireText("general.architecture");
	const kind = header.text("general.type") ?? "model";
	if (kind !== "model" || SILENT.test(architecture)) {
		throw badFile("bad-gguf", header.file, `is no language model that answers, but ${kind === "model" ? `an encoder (${shown(architecture)})` : `of the type ${shown(kind)}`}`, { next: "Choose the GGUF of the language model itself." });
	}
	const embedding = header.tensors.get("token_embd.weight");
	const tokens = header.texts("tokenizer.ggml.tokens");
	const [width = 0, vocabulary = 0] = embedding?.dimensions ?? [];
	if (!embedding || embedding.dimensions.length !== 2 || tokens === undefined) {
		throw badFile("bad-gguf", header.file, `is no language model that can be used: it has no ${embedding ? "tokenizer" : "token embedding"}`, { next: "Choose the GGUF of a language model." });
	}
	if (width !== header.requireWhole(`${architecture}.embedding_length`) || vocabulary !== tokens.length) {
		throw badFile("bad-gguf", header.file, `contradicts itself: its token embedding is ${vocabulary} × ${width}, and it describes ${tokens.length} tokens`);
	}
	const eos = header.whole("tokenizer.ggml.eos_token_id");
	return { architecture, width, vocabulary, context: header.requireWhole(`${architecture}.context_length`), carriers: { first: vocabulary, count: 0 }, bos: beginOf(header, undefined), eos: eos === undefined ? [] : [eos] };
}

/** llama.cpp's rule: SentencePiece vocabularies begin with their mark unless they say otherwise, byte-level ones only where they say so. */
export function beginOf(header: GgufHeader, demanded: boolean | undefined): number | null {
	const id = header.whole("tokenizer.ggml.bos_token_id");
	const wanted = demanded ?? header.flag("tokenizer.ggml.add_bos_token") ?? header.text("tokenizer.ggml.model") === "llama";
	return wanted && id !== undefined && id < (header.texts("tokenizer.ggml.tokens")?.length ?? 0) ? id : null;
}

function tokenText(header: GgufHeader, key: string): string {
	const id = header.whole(key);
	return id === undefined ? "" : (header.texts("tokenizer.ggml.tokens")?.[id] ?? "");
}

/** The type that most of its weights have, e.g. `Q4_K`. */
export function weightsOf({ tensors }: GgufHeader): string {
	const bytes = new Map<string, number>();
	for (const { layout, bytes: more } of tensors.values()) {
		bytes.set(layout.name, (bytes.get(layout.name) ?? 0) + more);
	}
	return required([...bytes].sort(([, one], [, other]) => other - one)[0])[0];
}

/** Keys and values of a dialogue in F16; an estimate, since some architectures keep less. */
export function cacheBytes(header: GgufHeader, positions: number): number {
	const of = (key: string): number => {
		const value = header.metadata.get(`${header.text("general.architecture") ?? ""}.${key}`);
		return typeof value === "number" && value > 0 ? value : 0;
	};
	const heads = of("attention.head_count") || 1;
	const headWidth = of("attention.key_length") || of("embedding_length") / heads;
	return 2 * of("block_count") * (of("attention.head_count_kv") || heads) * headWidth * positions * 2;
}
