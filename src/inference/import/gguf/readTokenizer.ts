import { badFile, shown } from "../words.ts";
import { readByteLevelBpe } from "./byteLevelBpe.ts";
import { folderFile, folderJson, isRecord, missingFile } from "./folderFiles.ts";
import { readSentencePiece } from "./sentencePiece.ts";
import { TokenType, byId, type Tokenizer, type VocabularyToken } from "./vocabulary.ts";

const CODE = "bad-tokenizer";

/**
 * The tokenizer of a model's folder: `tokenizer.model`, else `tokenizer.json`, with what `tokenizer_config.json` says.
 *
 * @param rows of the token embedding
 *
 * Fails with `missing-file` or `bad-tokenizer`.
 */
export async function readTokenizer(folder: string, rows: number): Promise<Tokenizer> {
	const config = (await folderJson(folder, "tokenizer_config.json", CODE)) ?? {};
	const model = await folderFile(folder, "tokenizer.model", CODE);
	if (model) {
		return sentencePiece(model, config, await folderJson(folder, "added_tokens.json", CODE), rows);
	}
	const json = await folderJson(folder, "tokenizer.json", CODE);
	if (!json) {
		throw missingFile("tokenizer.model or tokenizer.json");
	}
	return byteLevel(json, config, rows);
}

type Config = Readonly<Record<string, unknown>>;

function sentencePiece(bytes: Uint8Array, config: Config, added: Config | undefined, rows: number): Tokenizer {
	const file = "tokenizer.model";
	const { pieces, unknown, bos, eos, addSpacePrefix } = readSentencePiece(bytes);
	if (pieces.length > rows) {
		throw badFile(CODE, file, `does not belong to these weights: it has ${pieces.length} pieces, and the token embedding has ${rows} rows`);
	}
	const extra = new Map([...namedTokens(added, rows), ...describedTokens(config["added_tokens_decoder"], rows)].filter(([id]) => id >= pieces.length));
	const tokens = byId([...pieces.entries(), ...extra], Math.max(pieces.length, ...[...extra.keys()].map((id) => id + 1)), file);
	const known = new Set(tokens.map(({ text }) => text));
	const isPart = (text: string): boolean => known.has(text) || [...text].length === 1;
	return {
		model: "llama",
		pre: "default",
		tokens,
		merges: undefined,
		arises: (text) => Array.from({ length: text.length - 1 }, (_, index) => index + 1).some((at) => isPart(text.slice(0, at)) && isPart(text.slice(at))),
		// What a Llama tokenizer does unless it is told otherwise.
		addBos: config["add_bos_token"] !== false,
		addEos: config["add_eos_token"] === true,
		addSpacePrefix: addSpacePrefix && config["add_prefix_space"] !== false,
		bos,
		eos,
		unknown,
		file,
	};
}

function byteLevel(json: Config, config: Config, rows: number): Tokenizer {
	const { tokens, merges, pre } = readByteLevelBpe(json, rows);
	const joined = new Set(merges.map((merge) => merge.replace(" ", "")));
	const named = (key: string): number | undefined => {
		const text = tokenText(config[key]);
		const id = text === undefined ? -1 : tokens.findIndex((token) => token.text === text);
		return id < 0 ? undefined : id;
	};
	return {
		model: "gpt2",
		pre,
		tokens,
		merges,
		arises: (text) => joined.has(text),
		addBos: config["add_bos_token"] === true,
		addEos: config["add_eos_token"] === true,
		addSpacePrefix: false,
		bos: named("bos_token"),
		eos: named("eos_token"),
		unknown: named("unk_token"),
		file: "tokenizer.json",
	};
}

/** `"<s>"`, or an object with that content. */
function tokenText(value: unknown): string | undefined {
	const text = isRecord(value) ? value["content"] : value;
	return typeof text === "string" ? text : undefined;
}

/** `added_tokens.json`: numbers by text. */
function namedTokens(added: Config | undefined, rows: number): [number, VocabularyToken][] {
	return Object.entries(added ?? {}).map(([text, id]) => [rowOf(id, text, "added_tokens.json", rows), { text, type: TokenType.control, score: 0 }]);
}

/** `added_tokens_decoder` of newer tokenizer_config.json: tokens by number. */
function describedTokens(decoder: unknown, rows: number): [number, VocabularyToken][] {
	return Object.entries(isRecord(decoder) ? decoder : {}).map(([id, token]) => {
		const text = tokenText(token) ?? "";
		const type = isRecord(token) && token["special"] === true ? TokenType.control : TokenType.userDefined;
		return [rowOf(Number(id), text, "tokenizer_config.json", rows), { text, type, score: 0 }];
	});
}

function rowOf(id: unknown, text: string, file: string, rows: number): number {
	if (typeof id !== "number" || !Number.isInteger(id) || id < 0 || id >= rows) {
		throw badFile(CODE, file, `does not belong to these weights: the token ${shown(text)} has the number ${String(id).slice(0, 20)}, and the token embedding has ${rows} rows`);
	}
	return id;
}
