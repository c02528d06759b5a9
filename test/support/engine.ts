import { build } from "esbuild";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { TaskServices } from "../../src/annotation/makeTasks.ts";
import type { Answer, AskEvent, AskRequest, Engine } from "../../src/inference/engine.ts";
import { Importer } from "../../src/inference/process/importChild.ts";
import { PropertyModel, type PropertyModelOptions } from "../../src/inference/process/propertyModel.ts";
import { SupervisedEngine, type EngineOptions } from "../../src/inference/process/supervisor.ts";
import { ChemistryClient } from "../../src/science/chemistryClient.ts";
import { FactsPool } from "../../src/science/factsPool.ts";

export const repository = path.resolve(import.meta.dirname, "../..");
export const nanoDirectory = path.join(repository, "models/nano");
/** Inside the repository, so that the bundles find the native packages. */
const outDirectory = path.join(repository, "out/test");

let built: Promise<void> | undefined;
let changes = 0;

/** Bundles the background programs from source, once per test file. */
async function buildPrograms(): Promise<void> {
	mkdirSync(outDirectory, { recursive: true });
	const file = (name: string): string => path.join(outDirectory, `${process.pid}`, name);
	const common = { bundle: true, platform: "node", target: "node20", logLevel: "warning" } as const;
	const { copyFile } = await import("node:fs/promises");
	await Promise.all([
		build({ ...common, format: "esm", entryPoints: [path.join(repository, "src/inference/process/worker.ts")], outfile: file("inference-process.mjs"), external: ["node-llama-cpp", "onnxruntime-node"] }),
		build({ ...common, format: "esm", entryPoints: [path.join(repository, "src/inference/process/importer.ts")], outfile: file("import-process.mjs"), external: ["node-llama-cpp", "onnxruntime-node"] }),
		build({ ...common, format: "cjs", entryPoints: [path.join(repository, "src/inference/import/gguf/kernelWorker.ts")], outfile: file("gguf-worker.js") }),
		build({ ...common, format: "cjs", entryPoints: [path.join(repository, "src/science/chemistryWorker.ts")], outfile: file("chemistry-worker.js") }),
	]);
	await copyFile(path.join(repository, "node_modules/@rdkit/rdkit/dist/RDKit_minimal.wasm"), file("RDKit_minimal.wasm"));
}

export interface RealEngine {
	readonly engine: SupervisedEngine;
	readonly chemistry: ChemistryClient;
	/** What works on tables. */
	readonly annotation: TaskServices;
	readonly log: string[];
	dispose(): Promise<void>;
}

/** The real engine on the real embedded model (or another bundle), in a real child process. */
export async function realEngine(bundleDirectory = nanoDirectory, options: { readonly wishes?: EngineOptions["wishes"]; /** What runs before the inference process, and may change it. */ readonly before?: string } = {}): Promise<RealEngine> {
	built ??= buildPrograms();
	await built;
	const log: string[] = [];
	const chemistry = new ChemistryClient({ workerFile: path.join(outDirectory, `${process.pid}`, "chemistry-worker.js") });
	const facts = new FactsPool({ workerFile: path.join(outDirectory, `${process.pid}`, "chemistry-worker.js") });
	let processFile = path.join(outDirectory, `${process.pid}`, "inference-process.mjs");
	if (options.before !== undefined) {
		const changed = path.join(outDirectory, `${process.pid}`, `changed-${++changes}.mjs`);
		writeFileSync(changed, `${options.before}\nawait import(${JSON.stringify(pathToFileURL(processFile).href)});\n`);
		processFile = changed;
	}
	const engine = new SupervisedEngine({ processFile, bundleDirectory, device: "auto", wishes: options.wishes, chemistry, log: (line) => log.push(line) });
	return {
		engine,
		chemistry,
		annotation: { engine, facts },
		log,
		dispose: async () => {
			await engine.dispose();
			await chemistry.dispose();
			await facts.dispose();
		},
	};
}

export interface RealProperties {
	readonly properties: PropertyModel;
	readonly chemistry: ChemistryClient;
	dispose(): Promise<void>;
}

/** The real property heads of the embedded model (or another bundle), in a real child process. */
export async function realProperties(bundleDirectory = nanoDirectory, options: Pick<PropertyModelOptions, "idle"> = {}): Promise<RealProperties> {
	built ??= buildPrograms();
	await built;
	const file = (name: string): string => path.join(outDirectory, `${process.pid}`, name);
	const chemistry = new ChemistryClient({ workerFile: file("chemistry-worker.js") });
	const properties = new PropertyModel({ ...options, processFile: file("inference-process.mjs"), bundleDirectory, chemistry, log: () => undefined });
	return {
		properties,
		chemistry,
		dispose: async () => {
			await properties.dispose();
			await chemistry.dispose();
		},
	};
}

/** The real import, in a process of its own, into a folder of models. */
export async function realImporter(folder: string): Promise<Importer> {
	built ??= buildPrograms();
	await built;
	const file = (name: string): string => path.join(outDirectory, `${process.pid}`, name);
	return new Importer({ folder, importerFile: file("import-process.mjs"), processFile: file("inference-process.mjs"), workerFile: file("gguf-worker.js"), device: "cpu", log: () => undefined });
}

export interface Told {
	readonly events: readonly AskEvent[];
	readonly answer: Answer;
	readonly streamed: string;
	readonly prompt: AskEvent & { type: "prompt" };
}

/** Asks and waits for the end. */
export async function tell(engine: Engine, request: AskRequest, signal?: AbortSignal): Promise<Told> {
	const events: AskEvent[] = [];
	for await (const event of engine.ask(request, signal)) {
		events.push(event);
	}
	const done = events.at(-1);
	const prompt = events.find((event) => event.type === "prompt");
	if (done?.type !== "done" || !prompt) {
		throw new Error(`the answer did not end: ${JSON.stringify(events.at(-1))}`);
	}
	const streamed = events.map((event) => (event.type === "text" ? event.text : "")).join("");
	return { events, answer: done.answer, streamed, prompt };
}
