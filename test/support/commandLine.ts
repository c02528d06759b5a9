import { build } from "esbuild";
import { copyFile, mkdir, rm, symlink } from "node:fs/promises";
import path from "node:path";
import { repository } from "./engine.ts";

export interface BuiltCommandLine {
	/** `cli.mjs`, beside its background programs as in the product. */
	readonly file: string;
	readonly folder: string;
	remove(): Promise<void>;
}

/** Bundles the command line from source. It lies inside the repository, so that it finds the native packages. */
export async function buildCommandLine(): Promise<BuiltCommandLine> {
	const folder = path.join(repository, "out/test", `cli-${process.pid}`);
	const dist = path.join(folder, "dist");
	await mkdir(dist, { recursive: true });
	const source = (file: string): string => path.join(repository, "src", file);
	const common = { bundle: true, platform: "node", target: "node20", logLevel: "warning" } as const;
	const banner = { js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);" };
	await Promise.all([
		build({ ...common, format: "esm", banner, entryPoints: { cli: source("cli.ts"), "inference-process": source("inference/process/worker.ts"), "import-process": source("inference/process/importer.ts") }, outdir: dist, outExtension: { ".js": ".mjs" }, external: ["node-llama-cpp", "onnxruntime-node"] }),
		build({ ...common, format: "cjs", entryPoints: [source("science/chemistryWorker.ts")], outfile: path.join(dist, "chemistry-worker.js") }),
		build({ ...common, format: "cjs", entryPoints: [source("inference/import/gguf/kernelWorker.ts")], outfile: path.join(dist, "gguf-worker.js") }),
		// A junction is a link that Windows allows to everybody.
		symlink(path.join(repository, "models"), path.join(folder, "models"), "junction").catch(whereItIs),
		copyFile(path.join(repository, "node_modules/@rdkit/rdkit/dist/RDKit_minimal.wasm"), path.join(dist, "RDKit_minimal.wasm")),
		copyFile(path.join(repository, "package.json"), path.join(folder, "package.json")),
	]);
	return { file: path.join(dist, "cli.mjs"), folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** An earlier test of the same process may have been here. */
function whereItIs(error: unknown): void {
	if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) {
		throw error;
	}
}
