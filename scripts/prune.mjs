// Removes what npm installs of the native dependencies for other machines: half a gigabyte nobody here can run.
import { readdirSync, rmSync } from "node:fs";
import path from "node:path";
import { isOurLlama } from "./platform.mjs";

const modules = path.join(import.meta.dirname, "..", "node_modules");

/**
 * The names in a folder; none where there is no such folder.
 * @param {string} folder
 */
function names(folder) {
	try {
		return readdirSync(folder);
	} catch {
		return [];
	}
}

/** Removes the foreign binaries; does nothing, in milliseconds, when they are already gone. */
export function prune() {
	const onnx = path.join(modules, "onnxruntime-node", "bin", "napi-v6");
	const llama = path.join(modules, "@node-llama-cpp");
	const foreign = [
		...names(onnx).flatMap((platform) =>
			platform === process.platform
				? names(path.join(onnx, platform)).filter((arch) => arch !== process.arch).map((arch) => path.join(onnx, platform, arch))
				: [path.join(onnx, platform)],
		),
		...names(llama).filter((name) => !isOurLlama(name)).map((name) => path.join(llama, name)),
		// The git history of llama.cpp, there to compile it: we only ever load the prebuilt binaries.
		path.join(modules, "node-llama-cpp", "llama", "gitRelease.bundle"),
	];
	for (const entry of foreign) {
		rmSync(entry, { recursive: true, force: true });
	}
}

if (process.argv[1] === import.meta.filename) {
	prune();
}
