// `npm run bench:import`: a checkpoint in BioMedGPT-10B's layout with random weights, imported and asked: time, memory, tokens per second.
//   -- --layers 32        of the language model, 4096 wide; 32 are Llama-2-7B's (13.5 GB in fp16, and 31 GB of the disk in all)
//   -- --weights Q4_K     or F16, Q8_0
//   -- --folder DIR       where the files lie meanwhile (a temporary folder)
// The protein encoder is a small one: `npm run bench:protein-encoder` measures those of real size.
import { build } from "esbuild";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { must, node } from "../../../scripts/run.mjs";

const root = path.join(import.meta.dirname, "..", "..", "..");
const out = path.join(root, "out", "bench");
const { values } = parseArgs({ options: { layers: { type: "string", default: "32" }, weights: { type: "string", default: "Q4_K" }, folder: { type: "string", default: os.tmpdir() } } });
process.chdir(root);
await must("The build", node(["esbuild.mjs", "--production"]));
/** @satisfies {import("esbuild").BuildOptions} */
const common = { bundle: true, platform: "node", target: "node20", format: "esm", outExtension: { ".js": ".mjs" }, outdir: out, logLevel: "warning", external: ["node-llama-cpp", "onnxruntime-node"] };
await build({ ...common, entryPoints: { import: path.join(import.meta.dirname, "main.ts"), bareLoop: path.join(import.meta.dirname, "..", "bareLoop.ts") } });

const folder = mkdtempSync(path.join(values.folder, "biomedgpt-bench-"));
try {
	await must("The bench", node([path.join(out, "import.mjs"), root, folder, values.layers, values.weights]));
} finally {
	rmSync(folder, { recursive: true, force: true });
}
