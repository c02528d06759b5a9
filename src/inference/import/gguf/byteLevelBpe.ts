/**
 * A byte-level BPE of Hugging Face (`tokenizer.json`), of which a Qwen2 reads: a vocabulary, the order in which neighbours are joined, and
 * tokens that were added.
 */
import { badFile, shown } from "../words.ts";
import { isRecord } from "./folderFiles.ts";
import { TokenType, byId, type VocabularyToken } from "./vocabulary.ts";

export interface ByteLevelBpe {
	readonly tokens: readonly VocabularyToken[];
	readonly merges: readonly string[];
	readonly pre: "qwen2" | "deepseek-r1-qwen";
}

const FILE = "tokenizer.json";
/** How Qwen2 cuts text into words before anything is joined; llama.cpp knows it under the names of {@link ByteLevelBpe.pre}. */
const WORDS_OF_QWEN = String.raw`(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+`;

/**
 * Fails with `bad-tokenizer` for what is no such tokenizer, is damaged, or would be read otherwise by llama.cpp.
 *
 * @param rows of the token embedding: ids beyond it are refused before anything is made of that size
 */
export function readByteLevelBpe(json: Readonly<Record<string, unknown>>, rows: number): ByteLevelBpe {
	const { model, added_tokens: added, pre_tokenizer: splitter } = json;
	if (!isRecord(model) || (model["type"] !== undefined && model["type"] !== "BPE") || !isRecord(model["vocab"]) || !Array.isArray(model["merges"])) {
		throw bad("is not a byte-pair encoding");
	}
	if (model["byte_fallback"] === true) {
		throw bad("is SentencePiece in other words, of which the original is needed", "Put the model's tokenizer.model beside it.");
	}
	if (wordPatterns(splitter).join("\n") !== WORDS_OF_QWEN) {
		throw bad("cuts text into words in a way that cannot be imported: only that of Qwen2 is known");
	}
	if (isRecord(json["normalizer"]) && json["normalizer"]["type"] !== "NFC") {
		throw bad("changes the characters of a text before it splits it, which llama.cpp does not");
	}
	const base = Object.entries(model["vocab"]).map(([text, id]): [number, VocabularyToken] => [idOf(id, text, rows), { text, type: TokenType.normal, score: 0 }]);
	requireBytes(new Set(base.map(([, { text }]) => text)));
	const extra = (Array.isArray(added) ? added : []).map((token: unknown) => addedToken(token, rows));
	// Added tokens may stand in the vocabulary too.
	const byAddedId = new Map(extra);
	const all = [...base.filter(([id, { text }]) => byAddedId.get(id)?.text !== text), ...extra];
	const tokens = byId(all, all.reduce((most, [id]) => Math.max(most, id), -1) + 1, FILE);
	const merges = mergesOf(model["merges"], new Set(tokens.map(({ text }) => text)));
	return { tokens, merges, pre: tokens.some(({ text }) => text === "<｜User｜>") ? "deepseek-r1-qwen" : "qwen2" };
}

function addedToken(value: unknown, rows: number): [number, VocabularyToken] {
	if (!isRecord(value) || typeof value["content"] !== "string") {
		throw bad("is damaged: an added token has no text");
	}
	const { content, special } = value;
	// Marks such as those of DeepSeek's turns are not told to be special, but nobody types them.
	const isMark = special === true || /^<[|｜].*[|｜]>$/su.test(content);
	return [idOf(value["id"], content, rows), { text: content, type: isMark ? TokenType.control : TokenType.userDefined, score: 0 }];
}

function idOf(id: unknown, text: string, rows: number): number {
	if (typeof id !== "number" || !Number.isInteger(id) || id < 0) {
		throw bad(`is damaged: the token ${shown(text)} has no number`);
	}
	if (id >= rows) {
		throw bad(`does not belong to these weights: the token ${shown(text)} has the number ${id}, and the token embedding has ${rows} rows`);
	}
	return id;
}

/** As pairs, or as text with a space between; each must make a token of two tokens. */
function mergesOf(values: readonly unknown[], known: ReadonlySet<string>): string[] {
	if (values.length > known.size) {
		throw bad("is damaged: it joins more pairs than it has tokens");
	}
	return values.map((value) => {
		const pair: readonly unknown[] = typeof value === "string" ? value.split(" ") : Array.isArray(value) ? value : [];
		const [left, right, ...more] = pair;
		if (typeof left !== "string" || typeof right !== "string" || more.length > 0 || left.includes(" ") || right.includes(" ")) {
			throw bad("is damaged: it joins something that is no pair");
		}
		if (!known.has(left) || !known.has(right) || !known.has(left + right)) {
			throw bad(`is damaged: it joins ${shown(left)} and ${shown(right)}, and not all of the three are tokens`);
		}
		return `${left} ${right}`;
	});
}

/** Regular expressions by which text is cut, in their order; of anything that does more than that, what is no such expression. */
function wordPatterns(splitter: unknown): readonly string[] {
	if (!isRecord(splitter)) {
		return ["none"];
	}
	const { type, pretokenizers, pattern } = splitter;
	if (type === "Sequence" && Array.isArray(pretokenizers) && pretokenizers.length <= 8) {
		return pretokenizers.flatMap((one: unknown) => (isRecord(one) && one["type"] === "Sequence" ? ["nested"] : wordPatterns(one)));
	}
	if (type === "Split" && isRecord(pattern) && typeof pattern["Regex"] === "string" && splitter["behavior"] === "Isolated" && splitter["invert"] !== true) {
		return [pattern["Regex"]];
	}
	return type === "ByteLevel" && splitter["add_prefix_space"] === false && splitter["use_regex"] === false ? [] : ["unknown"];
}

/** Each byte has a character of its own (GPT-2's `bytes_to_unicode`): itself where it can be seen, else one from 256 on. */
function requireBytes(known: ReadonlySet<string>): void {
	let next = 256;
	for (let byte = 0; byte < 256; byte++) {
		const visible = (byte > 32 && byte < 127) || (byte > 160 && byte !== 173);
		if (!known.has(String.fromCodePoint(visible ? byte : next++))) {
			throw bad(`is damaged: it has no token for the byte ${byte}`);
		}
	}
}

function bad(reason: string, next = "Choose the tokenizer files of this model, as its publisher has them."): Error {
	return badFile("bad-tokenizer", FILE, reason, { next });
}
