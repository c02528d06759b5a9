import { badFile, shown } from "../words.ts";

/** llama.cpp's types of tokens (`llama_token_type`). Unused ones are never found in text, nor are control ones unless asked for. */
export const TokenType = { normal: 1, unknown: 2, control: 3, userDefined: 4, unused: 5, byte: 6 } as const;

export interface VocabularyToken {
	readonly text: string;
	readonly type: number;
	/** SentencePiece's: of two pairs of pieces, the one whose piece has the higher score is joined first. */
	readonly score: number;
}

/** What a tokenizer's files tell. */
export interface Tokenizer {
	/** `tokenizer.ggml.model` and `.pre`: which of llama.cpp's tokenizers does the same. */
	readonly model: "llama" | "gpt2";
	readonly pre: "default" | "qwen2" | "deepseek-r1-qwen";
	/** By id, from 0 on, without gaps. */
	readonly tokens: readonly VocabularyToken[];
	/** Byte-level BPE: `left right`, the first joined first. */
	readonly merges: readonly string[] | undefined;
	/** Whether the text of a token can arise from two pieces of text. */
	readonly arises: (text: string) => boolean;
	readonly addBos: boolean;
	readonly addEos: boolean;
	readonly addSpacePrefix: boolean;
	readonly bos: number | undefined;
	readonly eos: number | undefined;
	readonly unknown: number | undefined;
	/** File name, for sentences. */
	readonly file: string;
}

/** Score of rows that no text yields. */
const LOWEST = -1e6;

/**
 * One token for each row of the token embedding: those of the tokenizer, unused ones for rows that it does not know (`[PAD]`), and carriers.
 *
 * Fails with `bad-tokenizer` where the tokenizer has tokens without a row.
 */
export function vocabularyOf(tokenizer: Tokenizer, rows: number, carriers: number): readonly VocabularyToken[] {
	const { tokens, file } = tokenizer;
	if (tokens.length > rows) {
		throw badFile("bad-tokenizer", file, `does not belong to these weights: it has ${tokens.length} tokens, and the token embedding has ${rows} rows`, { next: "Choose the tokenizer files of this very model." });
	}
	const taken = new Set(tokens.map(({ text }) => text));
	const unused = (wanted: (index: number) => string, count: number): VocabularyToken[] =>
		Array.from({ length: count }, (_, index) => {
			let text = wanted(index);
			while (taken.has(text) || tokenizer.arises(text)) {
				text = `_${text}`;
			}
			taken.add(text);
			return { text, type: TokenType.unused, score: LOWEST };
		});
	const padding = unused((index) => (index === 0 ? "[PAD]" : `[PAD${tokens.length + index}]`), rows - tokens.length);
	return [...tokens, ...padding, ...unused((index) => `<soft_${index}>`, carriers)];
}

/** The tokens by id; fails where a text or an id occurs twice, since llama.cpp looks tokens up by their text. */
export function byId(found: Iterable<readonly [id: number, token: VocabularyToken]>, count: number, file: string): VocabularyToken[] {
	const tokens = new Array<VocabularyToken | undefined>(count).fill(undefined);
	const ids = new Map<string, number>();
	for (const [id, token] of found) {
		if (token.text === "") {
			throw badFile("bad-tokenizer", file, `is damaged: token ${id} has no text`);
		}
		if (tokens[id] !== undefined) {
			throw badFile("bad-tokenizer", file, `is damaged: two tokens have the number ${id}`);
		}
		const other = ids.get(token.text);
		if (other !== undefined) {
			throw badFile("bad-tokenizer", file, `is damaged: tokens ${other} and ${id} have the same text, ${shown(token.text)}`);
		}
		ids.set(token.text, id);
		tokens[id] = token;
	}
	return tokens.map((token, id) => token ?? { text: `[PAD${id}]`, type: TokenType.unused, score: LOWEST });
}
