// `npm run fuzz -- --count 100000 --seed 7`: mutated molecules and sequences, and every nasty file beside the repository, through
// recognition, check, facts, depiction and featurisation. Ends with 1 if anything but an answer or a reason came back.
import { build } from "esbuild";
import { copyFileSync, existsSync, mkdirSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";

const root = path.join(import.meta.dirname, "..", "..");
const out = path.join(root, "out", "fuzz");
const { values } = parseArgs({ options: { count: { type: "string", default: "10000" }, seed: { type: "string", default: "7" } } });
const [count, seed] = [Number(values.count), Number(values.seed)];
if (!Number.isInteger(count) || count < 0 || !Number.isInteger(seed) || seed < 1) {
	console.error("--count and --seed take whole numbers.");
	process.exit(2);
}
mkdirSync(out, { recursive: true });
const common = { bundle: true, platform: /** @type {const} */ ("node"), target: "node20", format: /** @type {const} */ ("cjs"), logLevel: /** @type {const} */ ("warning") };
await build({ ...common, entryPoints: [path.join(import.meta.dirname, "fuzz.ts")], outfile: path.join(out, "fuzz.cjs") });
await build({ ...common, entryPoints: [path.join(root, "src/science/chemistryWorker.ts")], outfile: path.join(out, "chemistry-worker.js") });
copyFileSync(path.join(root, "node_modules/@rdkit/rdkit/dist/RDKit_minimal.wasm"), path.join(out, "RDKit_minimal.wasm"));
/** @type {{ default: typeof import("./fuzz.ts") }} */
const { default: runner } = await import(path.join(out, "fuzz.cjs"));
const nasty = path.join(root, "..", "shared", "realworld", "smiles_nasty");
if (!existsSync(nasty)) {
	console.log(`There is no folder ${nasty}: mutants only.`);
}
process.exit((await runner.fuzz({ repository: root, workerFile: path.join(out, "chemistry-worker.js"), count, seed, nasty: existsSync(nasty) ? nasty : undefined })) ? 0 : 1);
