import { build } from "esbuild";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import { ConformerClient } from "../../src/science/molecule/conformerClient.ts";
import { openchemlib } from "../../scripts/openchemlib.mjs";
import { realChemistry, type RealChemistry } from "./chemistry.ts";

export interface RealConformers extends RealChemistry {
	readonly conformers: ConformerClient;
	/** The bundled worker, for clients with other limits. */
	readonly workerFile: string;
}

/** openchemlib and RDKit, each in a thread of its own, as in the product. */
export async function realConformers(): Promise<RealConformers> {
	const folder = await mkdtemp(path.join(os.tmpdir(), "conformer-worker-"));
	const workerFile = path.join(folder, "conformer-worker.js");
	const source = path.resolve(import.meta.dirname, "../../src/science/molecule/conformerWorker.ts");
	await build({ bundle: true, platform: "node", target: "node20", format: "cjs", minify: true, plugins: [openchemlib], entryPoints: [source], outfile: workerFile, logLevel: "warning" });
	const tables = path.join(path.dirname(createRequire(import.meta.url).resolve("openchemlib")), "resources.json");
	await writeFile(path.join(folder, "openchemlib-resources.json"), await readFile(tables));
	const real = await realChemistry();
	const conformers = new ConformerClient({ workerFile, chemistry: real.chemistry, timeLimit: 110_000 });
	return {
		...real,
		conformers,
		workerFile,
		dispose: async () => {
			conformers.dispose();
			await real.dispose();
			await rm(folder, { recursive: true, force: true });
		},
	};
}
