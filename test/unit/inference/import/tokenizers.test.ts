/** Tokenizer files decide what llama.cpp reads: what it would read otherwise, or die of, is refused before. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readTokenizer } from "../../../../src/inference/import/gguf/readTokenizer.ts";
import { TokenType, vocabularyOf } from "../../../../src/inference/import/gguf/vocabulary.ts";
import { Failure } from "../../../../src/science/failure.ts";
import { randomNumbers } from "../../../support/random.ts";
import { sentencePieceModel } from "../../../support/randomLanguage.ts";

let folder: string;
beforeEach(() => {
	folder = mkdtempSync(path.join(tmpdir(), "biomedgpt-tokenizer-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));
const put = (name: string, content: string | Buffer): void => writeFileSync(path.join(folder, name), content);

/** GPT-2's characters for bytes, then two joined pieces. */
const BYTES = Array.from({ length: 256 }, (_, byte) => ((byte > 32 && byte < 127) || (byte > 160 && byte !== 173) ? String.fromCodePoint(byte) : undefined));
let unseen = 256;
const ALPHABET = BYTES.map((character) => character ?? String.fromCodePoint(unseen++));
const SPLIT = String.raw`(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+`;
const splitter = (regex = SPLIT, more: object = {}): object => ({ type: "Sequence", pretokenizers: [{ type: "Split", pattern: { Regex: regex }, behavior: "Isolated", invert: false, ...more }, { type: "ByteLevel", add_prefix_space: false, trim_offsets: false, use_regex: false }] });
const json = (change: (parts: { model: { vocab: Record<string, unknown>; merges: unknown[] } & Record<string, unknown>; added_tokens: unknown[]; pre_tokenizer: unknown; normalizer: unknown }) => void = () => undefined): string => {
	const parts = {
		model: { type: "BPE", vocab: Object.fromEntries([...ALPHABET, "he", "hel"].map((text, id): [string, unknown] => [text, id])), merges: ["h e", ["he", "l"]] as unknown[] },
		added_tokens: [{ id: 258, content: "<|im_end|>", special: true }, { id: 259, content: "<｜User｜>", special: false }, { id: 260, content: "<think>", special: false }] as unknown[],
		pre_tokenizer: splitter() as unknown,
		normalizer: { type: "NFC" } as unknown,
	};
	change(parts);
	return JSON.stringify(parts);
};

describe("tokenizer.json of a Qwen2", () => {
	it("gives tokens, merges and the marks that are never typed", async () => {
		put("tokenizer.json", json());
		put("tokenizer_config.json", JSON.stringify({ add_bos_token: true, bos_token: { content: "<|im_end|>" }, eos_token: "<｜User｜>" }));
		const tokenizer = await readTokenizer(folder, 300);
		expect(tokenizer).toMatchObject({ model: "gpt2", pre: "deepseek-r1-qwen", merges: ["h e", "he l"], addBos: true, addEos: false, bos: 258, eos: 259, unknown: undefined });
		expect(tokenizer.tokens.slice(256)).toMatchObject([{ text: "he", type: TokenType.normal }, { text: "hel" }, { text: "<|im_end|>", type: TokenType.control }, { text: "<｜User｜>", type: TokenType.control }, { text: "<think>", type: TokenType.userDefined }]);
		expect(vocabularyOf(tokenizer, 263, 2).slice(261)).toMatchObject([{ text: "[PAD]", type: TokenType.unused }, { text: "[PAD262]" }, { text: "<soft_0>" }, { text: "<soft_1>" }]);
	});

	it("is Qwen's own without DeepSeek's marks, and takes added tokens that stand in the vocabulary too", async () => {
		put("tokenizer.json", json((parts) => {
			parts.added_tokens = [{ id: 257, content: "hel", special: true }];
		}));
		const { pre, tokens } = await readTokenizer(folder, 258);
		expect(pre).toBe("qwen2");
		expect(tokens[257]).toMatchObject({ text: "hel", type: TokenType.control });
	});

	it.each<[string, Parameters<typeof json>[0], string]>([
		["a token behind the last row", (parts) => parts.added_tokens.push({ id: 300, content: "x" }), "300 rows"],
		["a number that would need all memory", (parts) => (parts.model.vocab["x1"] = 2 ** 52), "300 rows"],
		["a number that is none", (parts) => (parts.model.vocab["x1"] = "5"), "no number"],
		["two tokens of one number", (parts) => (parts.model.vocab["x1"] = 5), "number 5"],
		["an added token in another's place", (parts) => parts.added_tokens.push({ id: 5, content: "x" }), "number 5"],
		["one text twice", (parts) => parts.added_tokens.push({ id: 270, content: "he" }), "same text"],
		["a token without text", (parts) => parts.added_tokens.push({ id: 270, content: "" }), "no text"],
		["a byte that nothing stands for", (parts) => delete parts.model.vocab["A"], "byte 65"],
		["pairs that make no token", (parts) => parts.model.merges.push("l l"), "not all of the three"],
		["pairs that are none", (parts) => parts.model.merges.push(["h", "e", "l"]), "no pair"],
		["more pairs than tokens", (parts) => (parts.model.merges = new Array<string>(1000).fill("h e")), "more pairs"],
		["other words", (parts) => (parts.pre_tokenizer = splitter(String.raw`\s+`)), "words"],
		["words cut out", (parts) => (parts.pre_tokenizer = splitter(SPLIT, { behavior: "Removed" })), "words"],
		["no words", (parts) => (parts.pre_tokenizer = null), "words"],
		["lower-cased text", (parts) => (parts.normalizer = { type: "Lowercase" }), "changes the characters"],
		["a list of pieces with weights", (parts) => (parts.model["type"] = "Unigram"), "byte-pair"],
		["SentencePiece in other words", (parts) => (parts.model["byte_fallback"] = true), "tokenizer.model"],
	])("is refused with %s", async (_, change, reason) => {
		put("tokenizer.json", json(change));
		await expect(readTokenizer(folder, 300)).rejects.toMatchObject({ name: "Failure", code: "bad-tokenizer", message: expect.stringContaining(reason) as string });
	});

	it("takes the name __proto__ for a name", async () => {
		put("tokenizer.json", json().replace('"he":256', '"__proto__":256').replace('["he","l"]', '["__proto__","l"]').replace('"h e"', '"_ _"'));
		await expect(readTokenizer(folder, 300)).rejects.toMatchObject({ code: "bad-tokenizer" });
		expect(Object.prototype).not.toHaveProperty("256");
	});
});

describe("tokenizer.model of a Llama", () => {
	it("gives pieces with scores and types, and what is put before a text", async () => {
		put("tokenizer.model", sentencePieceModel());
		put("added_tokens.json", JSON.stringify({ "<pad>": 287, "<s>": 1 }));
		const tokenizer = await readTokenizer(folder, 290);
		expect(tokenizer).toMatchObject({ model: "llama", pre: "default", addBos: true, addEos: false, addSpacePrefix: true, bos: 1, eos: 2, unknown: 0, merges: undefined });
		expect([tokenizer.tokens[0], tokenizer.tokens[3], tokenizer.tokens[286], tokenizer.tokens[287]]).toMatchObject([{ text: "<unk>", type: 2 }, { text: "<0x00>", type: 6 }, { text: "▁a", score: -27 }, { text: "<pad>", type: TokenType.control }]);
		expect(tokenizer.tokens.map(({ text }) => text).slice(259, 263)).toEqual(["▁", "a", "b", "c"]);
	});

	it("has no space put before a text where a file says so", async () => {
		put("tokenizer.model", sentencePieceModel());
		put("tokenizer_config.json", JSON.stringify({ add_prefix_space: false, add_bos_token: false, add_eos_token: true }));
		expect(await readTokenizer(folder, 290)).toMatchObject({ addSpacePrefix: false, addBos: false, addEos: true });
	});

	const whole = sentencePieceModel();
	it.each<[string, Buffer | string, string]>([
		["no content", Buffer.alloc(0), "no pieces"],
		["a web page", "<!doctype html><p>Sign in</p>", "not a SentencePiece model"],
		["its end cut off", whole.subarray(0, whole.length - 3), "announced"],
		["a piece that announces 4 GB", Buffer.concat([whole, Buffer.from([0x0a, 0xff, 0xff, 0xff, 0xff, 0x0f])]), "announced"],
		["a number without end", Buffer.concat([whole, Buffer.alloc(11, 0xff)]), "no end"],
		["a byte that is missing", sentencePieceModel({ drop: 3 + 65 }), "<0x41>"],
		["one piece twice", sentencePieceModel({ extra: [{ text: "a" }] }), "same text"],
		["an empty piece", sentencePieceModel({ extra: [{ text: "" }] }), "no text"],
		["a piece of 5,000 bytes", sentencePieceModel({ extra: [{ text: "x".repeat(5000) }] }), "5000 bytes"],
		["a score that is not a number", sentencePieceModel({ extra: [{ text: "xx", score: Number.NaN }] }), "score"],
		["an unknown type", sentencePieceModel({ extra: [{ text: "xx", type: 9 }] }), "type 9"],
		["pieces with weights instead of pairs", sentencePieceModel({ trainer: [[3, 1]] }), "byte-pair"],
		["an end that it does not have", sentencePieceModel({ trainer: [[3, 2], [42, 9999]] }), "9999"],
		["spaces that it takes out", sentencePieceModel({ normalizer: [[4, 1]] }), "spaces"],
		["more pieces than rows", sentencePieceModel({ extra: Array.from({ length: 10 }, (_, index) => ({ text: `x${index}` })) }), "290 rows"],
	])("is refused with %s", async (_, content, reason) => {
		put("tokenizer.model", content);
		await expect(readTokenizer(folder, 290)).rejects.toMatchObject({ name: "Failure", code: "bad-tokenizer", message: expect.stringContaining(reason) as string });
	});

	it("is refused with added tokens behind the last row, and a folder without a tokenizer is", async () => {
		await expect(readTokenizer(folder, 290)).rejects.toMatchObject({ code: "missing-file" });
		put("tokenizer.model", whole);
		put("added_tokens.json", JSON.stringify({ "<pad>": 1e15 }));
		await expect(readTokenizer(folder, 290)).rejects.toMatchObject({ code: "bad-tokenizer", message: expect.stringContaining("<pad>") as string });
		put("added_tokens.json", "{".repeat(100_000));
		await expect(readTokenizer(folder, 290)).rejects.toMatchObject({ code: "bad-tokenizer" });
	});

	it("with any bytes changed is read or refused, and nothing else", async () => {
		const random = randomNumbers(21);
		for (let count = 0; count < 2000; count++) {
			const mutant = Buffer.from(whole);
			for (let change = 0; change <= random() * 4; change++) {
				mutant[Math.floor(random() * mutant.length)] = random() * 256;
			}
			put("tokenizer.model", mutant.subarray(0, random() < 0.2 ? random() * mutant.length : mutant.length));
			const outcome: unknown = await readTokenizer(folder, 290).catch((error: unknown) => error);
			expect(outcome instanceof Failure || (typeof outcome === "object" && outcome !== null && "tokens" in outcome), String(outcome)).toBe(true);
		}
	});
});
