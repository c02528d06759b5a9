// `npm run bench`: every figure that the project sets itself, in one run, with the machine's load beside it.
// `-- --host`, `-- --chat`, `-- --previews`, `-- --engine`, `-- --annotation` and `-- --batch` name the parts to run; all without them.
// `-- --annotation --rows 500000` annotates so many rows instead of a sample, `-- --batch --molecules 2000` asks about so many molecules.
// Ratios compare; absolute times belong to this machine and this hour.
import { build } from "esbuild";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { prune } from "../../scripts/prune.mjs";
import { must, node } from "../../scripts/run.mjs";
import { ensureChromium } from "../vscode/browser.mjs";
import { ensureHost } from "../vscode/install.mjs";

/**
 * Scripts know files by their own place: they are not bundled.
 * @type {import("esbuild").Plugin}
 */
const scriptsStay = {
	name: "scripts stay",
	setup: ({ onResolve }) => onResolve({ filter: /^\..*\.mjs$/ }, ({ resolveDir, path: script }) => ({ path: pathToFileURL(path.resolve(resolveDir, script)).href, external: true })),
};
const root = path.join(import.meta.dirname, "..", "..");
const out = path.join(root, "out", "bench");
process.chdir(root);
prune();
await must("The build", node(["esbuild.mjs", "--production"]));
rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
/** @satisfies {import("esbuild").BuildOptions} */
const common = { bundle: true, platform: "node", target: "node20", outdir: out, logLevel: "warning" };
const esm = /** @type {const} */ ({ ...common, format: "esm", outExtension: { ".js": ".mjs" } });
await build({ ...esm, entryPoints: [path.join(import.meta.dirname, "engine.ts"), path.join(import.meta.dirname, "batch.ts"), path.join(import.meta.dirname, "bareLoop.ts")], external: ["node-llama-cpp", "onnxruntime-node"] });
await build({ ...esm, entryPoints: [path.join(import.meta.dirname, "chat", "chat.ts"), path.join(import.meta.dirname, "previews", "previews.ts")], outbase: import.meta.dirname, packages: "external", plugins: [scriptsStay] });
await build({ ...esm, entryPoints: ["annotation", "product", "bareLoop"].map((name) => path.join(import.meta.dirname, "annotation", `${name}.ts`)), outbase: import.meta.dirname, external: ["@rdkit/rdkit"] });
await build({ ...common, format: "cjs", entryPoints: [path.join(import.meta.dirname, "host.ts")], external: ["vscode"] });

const loadBefore = os.loadavg()[0] ?? 0;
/** @typedef {import("./figures.ts").Figure} Figure */
const parts = { "--host": hostFigures, "--chat": chatFigures, "--previews": previewFigures, "--engine": engineFigures, "--annotation": annotationFigures, "--batch": batchFigures };
const named = Object.entries(parts).filter(([name]) => process.argv.includes(name));
/** @type {Figure[]} */
const figures = [];
for (const [, part] of named.length > 0 ? named : Object.entries(parts)) {
	figures.push(...(await part()));
}

const processor = os.cpus()[0]?.model.trim() ?? "unknown processor";
const machine = { processor, cores: os.availableParallelism(), loadBefore: round(loadBefore), loadAfter: round(os.loadavg()[0] ?? 0), node: process.version, platform: `${process.platform}-${process.arch}` };
console.log(`\n${machine.processor}, ${machine.cores} cores, load ${machine.loadBefore} before and ${machine.loadAfter} after, Node ${machine.node}\n`);
for (const { name, value, unit, goal, met } of figures) {
	console.log(`${name.padEnd(64)} ${round(value).toLocaleString("en").padStart(10)} ${unit.padEnd(9)} ${goal ? `${met ? "met  " : "MISSED"} ${goal}` : ""}`);
}
console.log(`\n${JSON.stringify({ date: new Date().toISOString(), machine, figures })}`);
process.exit(0);

/** @returns {Promise<Figure[]>} */
async function hostFigures() {
	await ensureHost();
	await ensureChromium();
	const hostFile = path.join(out, "host.json");
	await must("The bench in the extension host", node([path.join(root, "test/vscode/codeShim.mjs"), path.join(root, "samples"), `--extensionDevelopmentPath=${root}`, `--extensionTestsPath=${path.join(out, "host.js")}`], { env: { ...process.env, BIOMEDGPT_BENCH_OUT: hostFile } }));
	return JSON.parse(readFileSync(hostFile, "utf8"));
}

/** @returns {Promise<Figure[]>} */
async function chatFigures() {
	await ensureHost();
	await ensureChromium();
	/** @type {{ chatFigures(repository: string): Promise<Figure[]> }} */
	const chat = await import(path.join(out, "chat", "chat.mjs"));
	return chat.chatFigures(root);
}

/** @returns {Promise<Figure[]>} */
async function previewFigures() {
	await ensureHost();
	await ensureChromium();
	/** @type {{ previewFigures(): Promise<Figure[]> }} */
	const previews = await import(path.join(out, "previews", "previews.mjs"));
	return previews.previewFigures();
}

/** @returns {Promise<Figure[]>} */
async function engineFigures() {
	/** @type {{ engineFigures(repository: string): Promise<Figure[]> }} */
	const engine = await import(path.join(out, "engine.mjs"));
	return engine.engineFigures(root);
}

/** @returns {Promise<Figure[]>} */
async function annotationFigures() {
	/** @type {{ annotationFigures(repository: string, rows?: number): Promise<Figure[]> }} */
	const annotation = await import(path.join(out, "annotation", "annotation.mjs"));
	const rows = process.argv.indexOf("--rows");
	return annotation.annotationFigures(root, rows < 0 ? undefined : Number(process.argv[rows + 1]));
}

/** @returns {Promise<Figure[]>} */
async function batchFigures() {
	/** @type {{ batchFigures(repository: string, count: number): Promise<Figure[]> }} */
	const batch = await import(path.join(out, "batch.mjs"));
	const given = process.argv.indexOf("--molecules");
	return batch.batchFigures(root, given < 0 ? 300 : Number(process.argv[given + 1]));
}

/** @param {number} value */
function round(value) {
	return Number(value.toPrecision(value >= 100 ? 4 : 3));
}
