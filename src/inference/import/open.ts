import path from "node:path";
import { Failure } from "../../science/failure.ts";
import { ByteSource, withSource } from "./byteSource.ts";
import type { Checkpoint } from "./checkpoint.ts";
import { chosenFile } from "./choose.ts";
import type { PlacedTensor } from "./placed.ts";
import { PlacedCheckpoint } from "./placedCheckpoint.ts";
import { readSafetensors } from "./safetensors.ts";
import { promised, readIndex, shardPaths } from "./shards.ts";
import { MACHINE_IS_LITTLE_ENDIAN } from "./storedTypes.ts";
import { readLegacyTorch } from "./torch/legacyFile.ts";
import { readTorchZip } from "./torch/zipFile.ts";
import { badFile, shown } from "./words.ts";

/**
 * Opens what a person chose: a .pth, .pt or .bin of PyTorch, a .safetensors, an *.index.json with its shards, one of these
 * shards, or a folder that holds one of them. Nothing in the files is run, and no file outside their folder is opened.
 *
 * Fails with a code that says what is wrong: `missing-file`, `unreadable-file`, `truncated`, `bad-layout`, `unsafe-path`,
 * `unsafe-pickle`, `bad-pickle`, `bad-zip`, `bad-storage`, `missing-storage`, `missing-key`, `bad-header`, `bad-offsets`, `bad-dtype`.
 */
export async function openCheckpoint(chosen: string, signal?: AbortSignal): Promise<Checkpoint> {
	if (!MACHINE_IS_LITTLE_ENDIAN) {
		throw new Failure("unsupported-machine", "Models cannot be imported on this kind of machine: its byte order is not that of the files. Import on another machine and copy the finished model.");
	}
	signal?.throwIfAborted();
	const file = await chosenFile(chosen);
	if (file.endsWith(".index.json")) {
		return await openShards(file, signal);
	}
	return await withSource(file, async (source) => new PlacedCheckpoint(await readTensors(source, signal), [source]));
}

async function openShards(file: string, signal: AbortSignal | undefined): Promise<Checkpoint> {
	const index = await readIndex(file, signal);
	const paths = await shardPaths(index, path.dirname(file));
	const sources: ByteSource[] = [];
	const tensors = new Map<string, PlacedTensor>();
	try {
		for (const [shard, shardPath] of paths) {
			signal?.throwIfAborted();
			const source = await ByteSource.open(shardPath);
			sources.push(source);
			for (const tensor of promised(index, shard, await readTensors(source, signal))) {
				tensors.set(tensor.name, tensor);
			}
		}
		return new PlacedCheckpoint(tensors, sources);
	} catch (error) {
		await Promise.all(sources.map((source) => source.close()));
		throw error;
	}
}

/** Reads the list of tensors by what the file begins with; its name may lie. */
async function readTensors(source: ByteSource, signal: AbortSignal | undefined): Promise<Map<string, PlacedTensor>> {
	const start = await source.read(0, Math.min(source.size, 64));
	if (start.length === 0) {
		throw badFile("truncated", source.name, "is empty");
	}
	const mistake = mistakenFor(start.toString("latin1"));
	if (mistake !== undefined) {
		throw noCheckpoint(source.name, mistake);
	}
	if (start.toString("latin1", 0, 4) === "PK\x03\x04") {
		return await readTorchZip(source, signal);
	}
	// A safetensors file begins with the length of its header, which is JSON; the length's last bytes are zero in any real one.
	if (source.name.toLowerCase().endsWith(".safetensors") || (start[8] === 0x7b && start.readUInt32LE(4) === 0)) {
		return await readSafetensors(source, signal);
	}
	// The old format begins with a pickled number: after PROTO, or as text in protocols before 2.
	if (start[0] === 0x80 || start.toString("latin1").startsWith("L119547037146038801333356L\n")) {
		return await readLegacyTorch(source, signal);
	}
	throw noCheckpoint(source.name, `it begins with ${JSON.stringify(shown(start.toString("latin1", 0, 12)))}`);
}

/** What a file that is no checkpoint looks like: people often save the wrong thing under the right name. */
function mistakenFor(start: string): string | undefined {
	if (/^\s*<(?:!doctype|html|\?xml)/i.test(start)) {
		return "it is a web page, perhaps one that asks to sign in";
	}
	if (start.startsWith("version https://git-lfs")) {
		return "it is only git's pointer to a large file, which has not been fetched (git lfs pull)";
	}
	return start.startsWith("GGUF") ? "it is a GGUF language model, which needs no conversion" : undefined;
}

function noCheckpoint(file: string, reason: string): Failure {
	return badFile("bad-layout", file, `is not a checkpoint of PyTorch or safetensors: ${reason}`, { next: "Choose the file with the model's weights, or download it again from its publisher." });
}
