import { build } from "esbuild";
import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import { ChemistryClient, type ChemistryClientOptions } from "../../src/science/chemistryClient.ts";

/** The bundled chemistry worker in a folder of its own, as it lies in the product. */
export interface BuiltWorker {
	readonly workerFile: string;
	remove(): Promise<void>;
}

/** Bundles the chemistry worker as esbuild.mjs does, with RDKit beside it. */
export async function buildWorker(): Promise<BuiltWorker> {
	const folder = await mkdtemp(path.join(os.tmpdir(), "chemistry-worker-"));
	const workerFile = path.join(folder, "chemistry-worker.js");
	const source = path.resolve(import.meta.dirname, "../../src/science/chemistryWorker.ts");
	await build({ bundle: true, platform: "node", target: "node20", format: "cjs", entryPoints: [source], outfile: workerFile, logLevel: "warning" });
	await copyFile(rdkitWasm(), path.join(folder, "RDKit_minimal.wasm"));
	return { workerFile, remove: () => rm(folder, { recursive: true, force: true }) };
}

export function rdkitWasm(): string {
	return createRequire(import.meta.url).resolve("@rdkit/rdkit/RDKit_minimal.wasm");
}

export interface RealChemistry {
	readonly chemistry: ChemistryClient;
	/** Ends the thread and removes what was built: the clean-up of a `beforeAll`. */
	readonly dispose: () => Promise<void>;
}

/** RDKit in a thread of its own, as in the product. */
export async function realChemistry(options: Pick<ChemistryClientOptions, "timeLimit"> = {}): Promise<RealChemistry> {
	const worker = await buildWorker();
	const chemistry = new ChemistryClient({ ...options, workerFile: worker.workerFile });
	return {
		chemistry,
		dispose: async () => {
			await chemistry.dispose();
			await worker.remove();
		},
	};
}
