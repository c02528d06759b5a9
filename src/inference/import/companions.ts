import { readdir } from "node:fs/promises";
import path from "node:path";
import type { LanguageShape, ProteinShape } from "../bundle/catalog.ts";
import { hasTokenizer, readModelConfig } from "./modelConfig.ts";

/** Folders that are looked into at most: a checkpoint may lie among a person's downloads. */
const MOST_FOLDERS = 300;
const DEEPEST = 2;

/** A folder beside a checkpoint with what the checkpoint lacks: configuration and tokenizer, perhaps weights. */
export type Companion =
	| { readonly kind: "language"; readonly folder: string; readonly shape: LanguageShape; readonly tokenizer: boolean }
	| { readonly kind: "protein"; readonly folder: string; readonly shape: ProteinShape };

/**
 * Folders in Hugging Face's layout in a folder and up to two levels below it, told by what they hold and not by their names; the nearest first,
 * then by name. Where the folder is one of OpenBioMed's (`ckpts/fusion_ckpts`), also its neighbours (`ckpts/text_ckpts/…`).
 */
export async function companionsIn(folder: string, signal?: AbortSignal): Promise<Companion[]> {
	const companions: Companion[] = [];
	for (const candidate of await foldersBelow(folder, signal)) {
		const companion = await companionAt(candidate);
		if (companion) {
			companions.push(companion);
		}
	}
	return companions;
}

/** What a folder holds; undefined where that is nothing we know. */
export async function companionAt(folder: string): Promise<Companion | undefined> {
	const config = await readModelConfig(folder);
	if (config?.kind === "language") {
		return { kind: "language", folder, shape: config.shape, tokenizer: await hasTokenizer(folder) };
	}
	return config?.kind === "protein" ? { kind: "protein", folder, shape: config.shape } : undefined;
}

/** The folder itself and those below it, the nearest first; hidden ones and links are left alone. */
export async function foldersBelow(folder: string, signal?: AbortSignal): Promise<string[]> {
	const found = [folder];
	let level = [folder, ...(await neighbours(folder))];
	found.push(...level.slice(1));
	for (let depth = 0; depth < DEEPEST && found.length < MOST_FOLDERS; depth++) {
		const next: string[] = [];
		for (const parent of level) {
			signal?.throwIfAborted();
			next.push(...(await foldersIn(parent)));
		}
		level = next.slice(0, MOST_FOLDERS - found.length);
		found.push(...level);
	}
	return found;
}

async function foldersIn(parent: string): Promise<string[]> {
	const entries = await readdir(parent, { withFileTypes: true }).catch(() => []);
	const names = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith(".") && entry.name !== "node_modules").map(({ name }) => name);
	return names.sort().slice(0, MOST_FOLDERS).map((name) => path.join(parent, name));
}

/** OpenBioMed's instructions put each part into a folder of its own: `fusion_ckpts`, `text_ckpts`, `protein_ckpts`. */
async function neighbours(folder: string): Promise<string[]> {
	const kept = /_ckpts$/;
	return kept.test(folder) ? (await foldersIn(path.dirname(folder))).filter((each) => kept.test(each) && each !== folder) : [];
}
