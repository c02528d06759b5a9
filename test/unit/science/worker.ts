import { build } from "esbuild";
import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";

/** The bundled chemistry worker in a folder of its own, as it lies in the product. */
export interface BuiltWorker {
	readonly workerFile: string;
	remove(): Promise<void>;
}

/** Bundles the chemistry worker as esbuild.mjs does, with RDKit beside it. */
export async function buildWorker(): Promise<BuiltWorker> {
	const folder = await mkdtemp(path.join(os.tmpdir(), "chemistry-worker-"));
	const workerFile = path.join(folder, "chemistry-worker.js");
	const source = path.resolve(import.meta.dirname, "../../../src/science/chemistryWorker.ts");
	await build({ bundle: true, platform: "node", target: "node20", format: "cjs", entryPoints: [source], outfile: workerFile, logLevel: "warning" });
	await copyFile(rdkitWasm(), path.join(folder, "RDKit_minimal.wasm"));
	return { workerFile, remove: () => rm(folder, { recursive: true, force: true }) };
}

export function rdkitWasm(): string {
	return createRequire(import.meta.url).resolve("@rdkit/rdkit/RDKit_minimal.wasm");
}
