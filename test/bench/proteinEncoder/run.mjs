// `npm run bench:protein-encoder`: ESM-2 of random weights, imported and run: time, memory, error against the first of the weight types.
//   -- --size 35M|150M|650M|3B       650M
//   -- --weights F32,F16,int8,int4   the first is what the others are compared with; with 3B, F32 needs 12 GB of memory: begin with F16
//   -- --residues 300
//   -- --folder DIR                  where the files lie meanwhile: up to 12 GB (a temporary folder)
// Random weights are not a published model's: their errors grow from layer to layer faster than in one that was trained.
import { build } from "esbuild";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";

const root = path.join(import.meta.dirname, "..", "..", "..");
const program = path.join(root, "out", "bench", "protein-encoder.mjs");
const { values } = parseArgs({ options: { size: { type: "string", default: "650M" }, weights: { type: "string", default: "F32,F16,int8,int4" }, residues: { type: "string", default: "300" }, folder: { type: "string", default: os.tmpdir() } } });
await build({ bundle: true, platform: "node", target: "node20", format: "esm", outfile: program, entryPoints: [path.join(import.meta.dirname, "main.ts")], external: ["onnxruntime-node"], logLevel: "warning" });

const folder = mkdtempSync(path.join(values.folder, "biomedgpt-bench-"));
/** @type {import("../figures.ts").Figure[]} */
const figures = [];
const loadBefore = os.loadavg()[0] ?? 0;
try {
	for (const weights of values.weights.split(",")) {
		// A process of its own for each step, so that memory is that step's.
		for (const step of ["import", "run"]) {
			const output = execFileSync(process.execPath, [program, step, values.size, weights, values.residues, folder], { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
			/** @type {import("../figures.ts").Figure[]} */
			const measured = JSON.parse(output);
			figures.push(...measured);
			measured.forEach(({ name, value, unit }) => console.log(`${name.padEnd(66)} ${Number(value.toPrecision(3)).toLocaleString("en", { maximumSignificantDigits: 3 }).padStart(10)} ${unit}`));
		}
	}
} finally {
	rmSync(folder, { recursive: true, force: true });
}
const machine = { processor: os.cpus()[0]?.model.trim() ?? "unknown processor", cores: os.availableParallelism(), loadBefore, loadAfter: os.loadavg()[0] ?? 0, node: process.version, platform: `${process.platform}-${process.arch}` };
console.log(`\n${JSON.stringify({ date: new Date().toISOString(), machine, figures })}`);
