// Bundles the product into dist/. Native packages stay outside: they load their own files.
import { build, context } from "esbuild";
import { copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { licenceTexts } from "./scripts/licences.mjs";
import { openchemlib } from "./scripts/openchemlib.mjs";

const production = process.argv.includes("--production");
const watch = process.argv.includes("--watch");
const require = createRequire(import.meta.url);

/** @type {import("esbuild").BuildOptions} */
const common = { bundle: true, minify: production, sourcemap: production ? false : "linked", logLevel: "warning", legalComments: "none" };
/** @type {import("esbuild").BuildOptions} */
const node = { ...common, platform: "node", target: "node20" };
/** @type {import("esbuild").BuildOptions} */
const esm = { ...node, format: "esm", banner: { js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);" } };

/**
 * The agents' tools need a validator three times as large as the whole extension: in a file of its own, loaded with the first call
 * of a tool, it does not slow activation.
 * @type {import("esbuild").Plugin}
 */
const validatorApart = {
	name: "validator-apart",
	setup({ onResolve }) {
		onResolve({ filter: /^zod$/ }, () => ({ path: "./zod.js", external: true }));
	},
};

/** Pages in several files. */
const pages = {
	molecule: "webview/molecule/main.ts",
	protein: "webview/protein/main.ts",
	renderer: "webview/renderer/main.ts",
};

/** @type {import("esbuild").BuildOptions[]} */
const bundles = [
	{ ...node, format: "cjs", entryPoints: { extension: "src/extension.ts" }, outdir: "dist", external: ["vscode"], plugins: [validatorApart] },
	{ ...node, format: "cjs", entryPoints: { zod: "zod" }, outdir: "dist" },
	{ ...node, format: "cjs", entryPoints: { "chemistry-worker": "src/science/chemistryWorker.ts" }, outdir: "dist" },
	{ ...node, format: "cjs", entryPoints: { "structure-worker": "src/science/structure/structureWorker.ts", "motif-worker": "src/science/protein/motifWorker.ts" }, outdir: "dist" },
	{ ...node, format: "cjs", entryPoints: { "gguf-worker": "src/inference/import/gguf/kernelWorker.ts" }, outdir: "dist" },
	// Minified always: V8 runs its long functions several times faster so.
	{ ...node, format: "cjs", minify: true, entryPoints: { "conformer-worker": "src/science/molecule/conformerWorker.ts" }, outdir: "dist", plugins: [openchemlib] },
	{ ...esm, entryPoints: { "inference-process": "src/inference/process/worker.ts", "import-process": "src/inference/process/importer.ts", cli: "src/cli.ts" }, outdir: "dist", outExtension: { ".js": ".mjs" }, splitting: true, chunkNames: "shared-[hash]", external: ["node-llama-cpp", "onnxruntime-node"] },
	{ ...common, platform: "browser", target: "es2022", format: "iife", entryPoints: { chat: "webview/chat/main.ts", records: "webview/records/main.ts" }, outdir: "dist/webview", loader: { ".ttf": "file" } },
	// Pages that load the rest of themselves, such as the 3D viewer, when it is needed.
	{ ...common, platform: "browser", target: "es2022", format: "esm", entryPoints: pages, outdir: "dist/webview", splitting: true, chunkNames: "shared-[hash]", loader: { ".ttf": "file" } },
];

await rm("dist", { recursive: true, force: true });
await mkdir("dist", { recursive: true });
// Its package exports no subpath: the file lies beside the entry.
await copyFile(path.join(path.dirname(require.resolve("@rdkit/rdkit")), "RDKit_minimal.wasm"), path.join("dist", "RDKit_minimal.wasm"));
// Of openchemlib's tables only those that conformers need: crystal torsions and MMFF94's parameters.
const tables = Object.entries(JSON.parse(await readFile(path.join(path.dirname(require.resolve("openchemlib")), "resources.json"), "utf8"))).filter(([name]) => /^\/resources\/(?:cod|forcefield)\//.test(name));
await writeFile(path.join("dist", "openchemlib-resources.json"), JSON.stringify(Object.fromEntries(tables)));
if (watch) {
	for (const bundle of bundles) {
		await (await context(bundle)).watch();
	}
	console.log("esbuild: watching");
} else {
	const results = await Promise.all(bundles.map((bundle) => build({ ...bundle, metafile: true })));
	await writeFile(path.join("dist", "THIRD_PARTY_LICENCES.txt"), licenceTexts(results.flatMap(({ metafile }) => metafile ?? []), ["onnxruntime-node", "onnxruntime-common"]));
}
