import { stat } from "node:fs/promises";
import path from "node:path";
import type { Checkpoint } from "./checkpoint.ts";
import { VALUE_BYTES } from "./storedTypes.ts";

/** Files of a folder in Hugging Face's layout that shape a model beside its weights. */
const DESCRIPTIONS = ["config.json", "tokenizer.model", "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json", "vocab.txt", "vocab.json", "merges.txt"];

/** The files that a checkpoint was opened from: itself, or an index and its shards. */
export function weightFiles(file: string, { tensors }: Checkpoint): string[] {
	const shards = new Set([...tensors.values()].map((tensor) => path.join(path.dirname(file), tensor.file)));
	return [...new Set([file, ...shards])];
}

/** Configuration and tokenizer in a folder, as far as they are there. */
export async function descriptionFiles(folder: string): Promise<string[]> {
	const found: string[] = [];
	for (const file of DESCRIPTIONS.map((name) => path.join(folder, name))) {
		const info = await stat(file).catch(() => undefined);
		if (info?.isFile()) {
			found.push(file);
		}
	}
	return found;
}

/** Bytes that the tensors whose names begin so take in the files. */
export function storedBytes({ tensors }: Checkpoint, prefixes: readonly string[]): number {
	return [...tensors.values()].filter(({ name }) => prefixes.some((prefix) => name.startsWith(prefix))).reduce((sum, { shape, type }) => sum + shape.reduce((product, size) => product * size, VALUE_BYTES[type]), 0);
}
