/** One import of a large checkpoint against `cp` and `sha256sum` of the same file, then its answers against a bare loop on the same GGUF. */
import { execFileSync, fork } from "node:child_process";
import { once } from "node:events";
import { readFileSync, readdirSync, rmSync, statSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { readBundle, speaking } from "../../../src/inference/bundle/manifest.ts";
import type { AskRequest } from "../../../src/inference/engine.ts";
import { Importer } from "../../../src/inference/process/importChild.ts";
import { SupervisedEngine } from "../../../src/inference/process/supervisor.ts";
import { ChemistryClient } from "../../../src/science/chemistryClient.ts";
import { pairedRatio, peakMemory, percentile, type Figure } from "../figures.ts";
import { writeFusion } from "./checkpoint.ts";

const [repository = "", folder = "", layers = "", weights = ""] = process.argv.slice(2);
if (weights !== "F16" && weights !== "Q8_0" && weights !== "Q4_K") {
	throw new Error("--weights is F16, Q8_0 or Q4_K");
}
/** A relative of ticagrelor with 30 heavy atoms. */
const MOLECULE = "CCCSC1=NC(=C2C(=N1)N(N=N2)[C@@H]3C[C@@H]([C@H]([C@H]3O)O)OCCO)NCCCCC";
const PROTEIN = "MKTAYIAKQRQISFVKSHFSRQLEERLGLIEVQAPILSRVGDGTQDNLSGAEKAVQVK".repeat(6).slice(0, 300);
const TOKENS = 32;
const TURNS = 3;
const MB = 1e6;

const dist = path.join(repository, "dist");
const loadBefore = os.loadavg()[0] ?? 0;
const figures: Figure[] = [];
const source = path.join(folder, "source");
const file = await writeFusion(source, Number(layers));
const bytes = statSync(file).size;
tell({ name: "checkpoint", value: bytes / MB, unit: "MB" });

const plain = seconds(() => {
	execFileSync("cp", [file, `${file}.copy`]);
	rmSync(`${file}.copy`);
	execFileSync("sha256sum", [file]);
});
tell({ name: "cp and sha256sum of it", value: plain, unit: "s" });

const memory = watchedMemory();
const importer = new Importer({ folder: path.join(folder, "models"), importerFile: path.join(dist, "import-process.mjs"), processFile: path.join(dist, "inference-process.mjs"), workerFile: path.join(dist, "gguf-worker.js"), device: "cpu", log: () => undefined });
const phases = new Map<string, number>();
let begun = performance.now();
const started = begun;
let phase = "";
const { directory } = await importer.import({ source, weights: { language: weights, protein: "F16" } }, (progress) => {
	if (progress.phase !== phase) {
		note();
		phase = progress.phase;
		memory.count = phase !== "testing";
	}
});
note();
const whole = (performance.now() - started) / 1000;
const testing = phases.get("testing") ?? 0;
memory.end();
rmSync(source, { recursive: true });
for (const [name, time] of phases) {
	tell({ name: `import: ${name}`, value: time, unit: "s" });
}
tell({ name: `import to ${weights}, without the trial of the model`, value: whole - testing, unit: "s" });
const slower = (whole - testing) / plain;
tell({ name: "import ÷ cp and sha256sum", value: slower, unit: "×", goal: "≤ 4", met: slower <= 4 });
tell({ name: "most memory of the import's process", value: memory.most, unit: "MB", goal: "≤ 1500", met: memory.most <= 1500 });
tell({ name: "files", value: readdirSync(directory).reduce((sum, name) => sum + statSync(path.join(directory, name)).size, 0) / MB, unit: "MB" });
await answers(directory);

const machine = { processor: os.cpus()[0]?.model.trim() ?? "unknown processor", cores: os.availableParallelism(), loadBefore, loadAfter: os.loadavg()[0] ?? 0, node: process.version, platform: `${process.platform}-${process.arch}` };
console.log(`\n${JSON.stringify({ date: new Date().toISOString(), machine, figures })}`);
process.exit(0);

async function answers(bundle: string): Promise<void> {
	const manifest = speaking((await readBundle(bundle)).manifest);
	const chemistry = new ChemistryClient({ workerFile: path.join(dist, "chemistry-worker.js") });
	const engine = new SupervisedEngine({ processFile: path.join(dist, "inference-process.mjs"), bundleDirectory: bundle, device: "cpu", chemistry, log: () => undefined });
	const ours: number[] = [];
	let positions = 0;
	for (let turn = 0; turn < TURNS; turn++) {
		const { rate, read } = await asked(engine, "molecule", TOKENS);
		ours.push(rate);
		positions = read;
	}
	const molecule = await asked(engine, "molecule", 1);
	const protein = await asked(engine, "protein", 1);
	tell({ name: "most memory of the model's process", value: peakMemory(engine.pid ?? 0) ?? Number.NaN, unit: "MB" });
	// One after the other: two of them do not fit into every memory.
	await engine.dispose();
	await chemistry.dispose();
	const theirs = await bareRates(path.join(bundle, manifest.language.file), manifest.language.keyValueCache, positions);
	const ratio = pairedRatio(ours, theirs);
	tell({ name: "generation after soft tokens", value: percentile(ours, 50), unit: "tokens/s" });
	tell({ name: "generation, bare node-llama-cpp loop", value: percentile(theirs, 50), unit: "tokens/s" });
	tell({ name: "generation, ours ÷ bare", value: ratio, unit: "×", goal: "≥ 0.95", met: ratio >= 0.95 });
	tell({ name: "first token, 30-atom molecule", value: molecule.first, unit: "s" });
	tell({ name: "first token, 300-residue protein (small encoder)", value: protein.first, unit: "s" });
}

async function asked(engine: SupervisedEngine, kind: "molecule" | "protein", maxTokens: number): Promise<{ first: number; rate: number; read: number }> {
	const entity = kind === "molecule" ? ({ kind, smiles: MOLECULE } as const) : ({ kind, sequence: PROTEIN } as const);
	const request: AskRequest = { turns: [{ role: "user", text: `Please describe this ${kind}.`, entities: [entity] }], maxTokens, fresh: true };
	for await (const event of engine.ask(request)) {
		if (event.type === "done") {
			const { timings, generatedIds, reading } = event.answer;
			return { first: timings.firstToken / 1000, rate: (1000 * (generatedIds.length - 1)) / (timings.total - timings.firstToken), read: reading?.promptTokens ?? Number.NaN };
		}
	}
	throw new Error("the answer did not end");
}

async function bareRates(gguf: string, cache: string, positions: number): Promise<number[]> {
	const child = fork(path.join(repository, "out", "bench", "bareLoop.mjs"), [gguf, cache], { stdio: ["ignore", "ignore", "inherit", "ipc"] });
	await once(child, "message");
	const rates: number[] = [];
	for (let turn = 0; turn < TURNS; turn++) {
		child.send({ positions, tokens: TOKENS });
		rates.push(((await once(child, "message")) as [number])[0]);
	}
	child.kill();
	return rates;
}

/** The most that any process takes that this one started, in megabytes; looked at ten times a second. */
function watchedMemory(): { most: number; count: boolean; end: () => void } {
	const watched = { most: 0, count: true, end: () => clearInterval(timer) };
	const timer = setInterval(() => {
		for (const child of watched.count ? readFileSync(`/proc/self/task/${process.pid}/children`, "utf8").trim().split(" ") : []) {
			watched.most = Math.max(watched.most, peakMemory(Number(child)) ?? 0);
		}
	}, 100);
	return watched;
}

function note(): void {
	if (phase !== "") {
		phases.set(phase, (phases.get(phase) ?? 0) + (performance.now() - begun) / 1000);
	}
	begun = performance.now();
}

function seconds(work: () => void): number {
	const start = performance.now();
	work();
	return (performance.now() - start) / 1000;
}

function tell(figure: Figure): void {
	figures.push(figure);
	const { name, value, unit, goal, met } = figure;
	console.log(`${name.padEnd(56)} ${Number(value.toPrecision(3)).toLocaleString("en", { maximumSignificantDigits: 4 }).padStart(10)} ${unit.padEnd(9)} ${goal ? `${met ? "met  " : "MISSED"} ${goal}` : ""}`);
}
