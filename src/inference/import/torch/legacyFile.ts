import type { ByteSource } from "../byteSource.ts";
import type { PlacedTensor, Storage } from "../placed.ts";
import { VALUE_BYTES } from "../storedTypes.ts";
import { badFile, shown } from "../words.ts";
import { Dict, List, type StorageName, type Value } from "./pickleValues.ts";
import { placeAll, tensorsOf } from "./stateDict.ts";
import { unpickle, type Pickled } from "./unpickle.ts";

/** The first pickle of such a file: torch's mark (torch/serialization.py). */
const MAGIC = 0x1950a86a20f9469cfc6cn;
const PROTOCOL = 1001;
/** Longest lists of tensors that are read, in bytes. */
const LONGEST_PICKLES = 1 << 24;
const LENGTH_BYTES = 8;

/**
 * Reads the list of tensors in a file of `torch.save` before PyTorch 1.6: five pickles (mark, protocol, machine, the state
 * dict, the storages' keys), then each storage with its number of values before it. Fails as `readTorchZip` does.
 */
export async function readLegacyTorch(source: ByteSource, signal?: AbortSignal): Promise<Map<string, PlacedTensor>> {
	const head = await source.read(0, Math.min(source.size, LONGEST_PICKLES));
	let end = 0;
	const next = async (): Promise<Pickled> => {
		const pickled = await unpickle(head, source.name, { begin: end, signal });
		end = pickled.end;
		return pickled;
	};
	if ((await next()).value !== MAGIC || (await next()).value !== PROTOCOL) {
		throw badFile("bad-layout", source.name, "is a pickle, but not one that torch.save wrote", { next: "Choose the file with the model's weights." });
	}
	checkMachine((await next()).value, source);
	const saved = await next();
	const tensors = tensorsOf(saved.value, source.name);
	const keys = keysOf((await next()).value, source);
	const storages = await locateAll(keys, end, saved.storages, source, signal);
	return await placeAll(tensors, async (storage, tensor) => {
		const known = storages.get(storage.key);
		if (!known) {
			throw badFile("missing-storage", source.name, `is damaged: the tensor ${shown(tensor)} lies in storage ${shown(storage.key)}, which the file does not hold`);
		}
		return known;
	});
}

function checkMachine(machine: Value, source: ByteSource): void {
	if (!(machine instanceof Dict) || machine.entries.get("little_endian") !== true) {
		throw badFile("bad-layout", source.name, "was written on a machine with another byte order", { next: "Choose a file written on a usual machine." });
	}
}

function keysOf(value: Value, source: ByteSource): readonly string[] {
	const keys = value instanceof List ? value.items : [];
	const texts = keys.filter((key) => typeof key === "string");
	if (!(value instanceof List) || texts.length !== keys.length || new Set(texts).size !== texts.length) {
		throw badFile("bad-pickle", source.name, "is damaged: its list of storages is not valid");
	}
	return texts;
}

/** Walks over the storages: where one begins depends on the lengths of those before. */
async function locateAll(keys: readonly string[], begin: number, names: ReadonlyMap<string, StorageName>, source: ByteSource, signal: AbortSignal | undefined): Promise<Map<string, Storage>> {
	const storages = new Map<string, Storage>();
	let at = begin;
	for (const key of keys) {
		signal?.throwIfAborted();
		const name = names.get(key);
		if (!name) {
			throw badFile("bad-storage", source.name, `is damaged: it holds a storage, ${shown(key)}, that no tensor names`);
		}
		const length = (await source.read(at, LENGTH_BYTES)).readBigInt64LE();
		if (length !== BigInt(name.length)) {
			throw badFile("bad-storage", source.name, `is damaged: storage ${shown(key)} has ${length} values instead of ${name.length}`);
		}
		const position = at + LENGTH_BYTES;
		at = position + name.length * VALUE_BYTES[name.type];
		if (at > source.size) {
			throw badFile("truncated", source.name, `is not complete: it has ${source.size} bytes, and storage ${shown(key)} ends at ${at}`);
		}
		storages.set(key, { source, position, length: name.length, type: name.type });
	}
	return storages;
}
