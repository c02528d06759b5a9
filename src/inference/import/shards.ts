import path from "node:path";
import type { Failure } from "../../science/failure.ts";
import { ByteSource } from "./byteSource.ts";
import { fileBeside } from "./inside.ts";
import { JsonError, JsonReader } from "./json.ts";
import { Pause } from "./pause.ts";
import type { PlacedTensor } from "./placed.ts";
import { badFile, shown } from "./words.ts";

/** Longest index that is read, in bytes; that of a model with 90,000 tensors has 8 MB. */
const LONGEST_INDEX = 1 << 24;
const MOST_TENSORS = 100_000;
const MOST_SHARDS = 256;

/** Hugging Face's `*.index.json`: in which file each tensor is. */
export interface ShardIndex {
	/** Name of the index file. */
	readonly name: string;
	/** Files in the order in which they are first named, with the tensors that the index promises in them. */
	readonly shards: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Reads an index. Fails with `bad-header`. */
export async function readIndex(file: string, signal?: AbortSignal): Promise<ShardIndex> {
	const name = path.basename(file);
	const source = await ByteSource.open(file);
	try {
		if (source.size > LONGEST_INDEX) {
			throw badFile("bad-header", name, `is too long for a list of tensors (${source.size} bytes)`);
		}
		return await parse((await source.read(0, source.size)).toString("utf8"), name, new Pause(signal));
	} finally {
		await source.close();
	}
}

/** Paths of all shards, which must lie beside the index. Fails with `unsafe-path` or `missing-file` before any is opened. */
export async function shardPaths({ name, shards }: ShardIndex, folder: string): Promise<Map<string, string>> {
	const paths = new Map<string, string>();
	for (const shard of shards.keys()) {
		paths.set(shard, await fileBeside(folder, shard, name));
	}
	return paths;
}

/** The tensors that the index promises in a shard, in the shard's order. Fails with `missing-key`. */
export function promised(index: ShardIndex, shard: string, tensors: ReadonlyMap<string, PlacedTensor>): PlacedTensor[] {
	const names = index.shards.get(shard) ?? new Set<string>();
	for (const name of names) {
		if (!tensors.has(name)) {
			throw badFile("missing-key", shard, `lacks the tensor ${shown(name)}, which ${shown(index.name)} says is in it`, { next: "Download both again: they are not of the same model, or not complete." });
		}
	}
	return [...tensors.values()].filter(({ name }) => names.has(name));
}

async function parse(text: string, file: string, pause: Pause): Promise<ShardIndex> {
	const bad = (reason: string) => badFile("bad-header", file, `is not a valid list of tensors: ${reason}`);
	const json = new JsonReader(text);
	let files: Map<string, string> | undefined;
	try {
		for (const key of json.members()) {
			if (key !== "weight_map") {
				json.skip(16);
			} else if (files) {
				throw bad("weight_map stands there twice");
			} else {
				files = await weightMap(json, bad, pause);
			}
		}
		json.end();
	} catch (error) {
		throw error instanceof JsonError ? bad(error.message) : error;
	}
	if (!files?.size) {
		throw bad("it names no tensors");
	}
	return { name: file, shards: byShard(files, bad) };
}

/** The file of each tensor. */
async function weightMap(json: JsonReader, bad: (reason: string) => Failure, pause: Pause): Promise<Map<string, string>> {
	const files = new Map<string, string>();
	for (const tensor of json.members()) {
		if (pause.due()) {
			await pause.rest();
		}
		if (files.has(tensor)) {
			throw bad(`${shown(tensor)} stands there twice`);
		}
		if (files.set(tensor, json.string()).size > MOST_TENSORS) {
			throw bad(`it has more than ${MOST_TENSORS} tensors`);
		}
	}
	return files;
}

function byShard(files: ReadonlyMap<string, string>, bad: (reason: string) => Failure): Map<string, Set<string>> {
	const shards = new Map<string, Set<string>>();
	for (const [tensor, shard] of files) {
		const tensors = shards.get(shard) ?? new Set();
		shards.set(shard, tensors.add(tensor));
	}
	if (shards.size > MOST_SHARDS) {
		throw bad(`it names ${shards.size} files, more than ${MOST_SHARDS}`);
	}
	return shards;
}
