import type { ByteSource } from "../byteSource.ts";
import type { PlacedTensor, Storage } from "../placed.ts";
import { VALUE_BYTES } from "../storedTypes.ts";
import { badFile, shown } from "../words.ts";
import type { StorageName } from "./pickleValues.ts";
import { placeAll, tensorsOf } from "./stateDict.ts";
import { unpickle } from "./unpickle.ts";
import { dataOf, readArchive, type ZipArchive } from "./zipArchive.ts";

/** Longest list of tensors that is read, in bytes; BioMedGPT-10B's has about 300 kB. */
const LONGEST_PICKLE = 1 << 24;
const PICKLE = "/data.pkl";

/**
 * Reads the list of tensors in a file of `torch.save` (PyTorch 1.6 and later): an archive with `<folder>/data.pkl`, and the
 * storages in `<folder>/data/<key>`. Fails with `truncated`, `bad-zip`, `bad-layout`, or as {@link unpickle} and `place` do.
 */
export async function readTorchZip(source: ByteSource, signal?: AbortSignal): Promise<Map<string, PlacedTensor>> {
	const archive = await readArchive(source, signal);
	const folder = folderOf(archive, source);
	await checkByteOrder(archive, folder, source);
	const pickle = await content(archive, `${folder}${PICKLE}`, LONGEST_PICKLE, source);
	const tensors = tensorsOf((await unpickle(pickle, source.name, { signal })).value, source.name);
	const storages = new Map<string, Storage>();
	return await placeAll(tensors, async (storage, tensor) => {
		signal?.throwIfAborted();
		const known = storages.get(storage.key) ?? (await locate(storage, tensor, archive, folder, source));
		storages.set(storage.key, known);
		return known;
	});
}

/** The archive's one folder, named after the file or `archive`. */
function folderOf({ entries }: ZipArchive, source: ByteSource): string {
	const pickles = [...entries.keys()].filter((name) => name.endsWith(PICKLE) && name.indexOf("/") === name.length - PICKLE.length);
	const [pickle, another] = pickles;
	if (pickle === undefined || another !== undefined) {
		throw badFile("bad-layout", source.name, "is an archive, but not a checkpoint: it does not hold one data.pkl in a folder", { next: "If it is a packed download, unpack it first; else choose the file with the model's weights." });
	}
	return pickle.slice(0, -PICKLE.length);
}

async function checkByteOrder(archive: ZipArchive, folder: string, source: ByteSource): Promise<void> {
	const name = `${folder}/byteorder`;
	if (archive.entries.has(name) && (await content(archive, name, 16, source)).toString("latin1") !== "little") {
		throw badFile("bad-layout", source.name, "was written on a machine with another byte order", { next: "Choose a file written on a usual machine." });
	}
}

async function content(archive: ZipArchive, name: string, most: number, source: ByteSource): Promise<Buffer> {
	const entry = archive.entries.get(name);
	if (!entry || entry.bytes > most) {
		throw badFile("bad-layout", source.name, `is not a checkpoint that can be read: ${shown(name)} in it is ${entry ? `${entry.bytes} bytes long` : "missing"}`);
	}
	return await source.read(await dataOf(source, archive, entry), entry.bytes);
}

async function locate(storage: StorageName, tensor: string, archive: ZipArchive, folder: string, source: ByteSource): Promise<Storage> {
	const entry = archive.entries.get(`${folder}/data/${storage.key}`);
	if (!entry) {
		throw badFile("missing-storage", source.name, `is damaged: the tensor ${shown(tensor)} lies in storage ${shown(storage.key)}, which the archive does not hold`);
	}
	if (entry.bytes < storage.length * VALUE_BYTES[storage.type]) {
		throw badFile("bad-storage", source.name, `is damaged: storage ${shown(storage.key)}, of the tensor ${shown(tensor)}, has ${entry.bytes} bytes instead of ${storage.length * VALUE_BYTES[storage.type]}`);
	}
	return { source, position: await dataOf(source, archive, entry), length: storage.length, type: storage.type };
}
