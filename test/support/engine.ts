import { build } from "esbuild";
import { mkdirSync } from "node:fs";
import path from "node:path";
import type { Answer, AskEvent, AskRequest, Engine } from "../../src/inference/engine.ts";
import { SupervisedEngine } from "../../src/inference/process/supervisor.ts";
import { ChemistryClient } from "../../src/science/chemistryClient.ts";

export const repository = path.resolve(import.meta.dirname, "../..");
export const nanoDirectory = path.join(repository, "models/nano");
/** Inside the repository, so that the bundles find the native packages. */
const outDirectory = path.join(repository, "out/test");

let built: Promise<void> | undefined;

/** Bundles the two background programs from source, once per test file. */
async function buildPrograms(): Promise<void> {
	mkdirSync(outDirectory, { recursive: true });
	const file = (name: string): string => path.join(outDirectory, `${process.pid}`, name);
	const common = { bundle: true, platform: "node", target: "node20", logLevel: "warning" } as const;
	const { copyFile } = await import("node:fs/promises");
	await Promise.all([
		build({ ...common, format: "esm", entryPoints: [path.join(repository, "src/inference/process/worker.ts")], outfile: file("inference-process.mjs"), external: ["node-llama-cpp", "onnxruntime-node"] }),
		build({ ...common, format: "cjs", entryPoints: [path.join(repository, "src/science/chemistryWorker.ts")], outfile: file("chemistry-worker.js") }),
	]);
	await copyFile(path.join(repository, "node_modules/@rdkit/rdkit/dist/RDKit_minimal.wasm"), file("RDKit_minimal.wasm"));
}

export interface RealEngine {
	readonly engine: SupervisedEngine;
	readonly chemistry: ChemistryClient;
	readonly log: string[];
	dispose(): Promise<void>;
}

/** The real engine on the real embedded model (or another bundle), in a real child process. */
export async function realEngine(bundleDirectory = nanoDirectory): Promise<RealEngine> {
	built ??= buildPrograms();
	await built;
	const log: string[] = [];
	const chemistry = new ChemistryClient({ workerFile: path.join(outDirectory, `${process.pid}`, "chemistry-worker.js") });
	const engine = new SupervisedEngine({ processFile: path.join(outDirectory, `${process.pid}`, "inference-process.mjs"), bundleDirectory, device: "auto", chemistry, log: (line) => log.push(line) });
	return {
		engine,
		chemistry,
		log,
		dispose: async () => {
			await engine.dispose();
			await chemistry.dispose();
		},
	};
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
