import { existsSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { InferenceSession, Tensor } from "onnxruntime-node";
import type { Checkpoint } from "../../../src/inference/import/checkpoint.ts";
import { writeProteinEncoder } from "../../../src/inference/import/onnx/esm.ts";
import type { WeightType } from "../../../src/inference/import/onnx/parameters.ts";
import { inferenceThreads } from "../../../src/inference/runtime/devices.ts";
import { imagined } from "../../support/imagined.ts";
import { relativeError } from "../../support/differences.ts";
import { esmConfig, esmShapes, type EsmSize } from "../../support/esmShapes.ts";
import { randomNumbers } from "../../support/random.ts";
import { peakMemory, residentMemory, type Figure } from "../figures.ts";

/** Published sizes (Lin et al. 2023). */
const SIZES: Readonly<Record<string, EsmSize>> = {
	"35M": { features: 480, layers: 12, heads: 20 },
	"150M": { features: 640, layers: 30, heads: 20 },
	"650M": { features: 1280, layers: 33, heads: 20 },
	"3B": { features: 2560, layers: 36, heads: 40 },
};
const WEIGHTS: readonly WeightType[] = ["F32", "F16", "int8", "int4"];
const MB = 1e6;

const [step, sizeName = "", weightsName = "", residues = "", folder = ""] = process.argv.slice(2);
const size = SIZES[sizeName];
const weights = WEIGHTS.find((type) => type === weightsName);
if (!size || !weights) {
	throw new Error(`--size is one of ${Object.keys(SIZES).join(", ")}, --weights some of ${WEIGHTS.join(",")}`);
}
const title = `ESM-2 ${sizeName} ${weights}`;
const model = path.join(folder, "encoder.onnx");
console.log(JSON.stringify(step === "import" ? await importEncoder(size, weights) : await runEncoder(Number(residues))));
process.exit(0);

async function importEncoder(size: EsmSize, weights: WeightType): Promise<Figure[]> {
	const config = path.join(folder, "config.json");
	writeFileSync(config, esmConfig(size));
	const [start, cpu] = [performance.now(), process.cpuUsage()];
	const { files } = await writeProteinEncoder(randomCheckpoint(size), model, { config, prefix: "esm.", adapter: "proj.", weights });
	return [
		{ name: `${title}: imported`, value: (performance.now() - start) / 1000, unit: "s" },
		{ name: `${title}: imported, of the processor`, value: process.cpuUsage(cpu).user / 1e6, unit: "s" },
		{ name: `${title}: import, most memory`, value: peakMemory("self") ?? Number.NaN, unit: "MB" },
		{ name: `${title}: files`, value: files.reduce((sum, file) => sum + statSync(path.join(folder, file)).size, 0) / MB, unit: "MB" },
	];
}

/** Normal weights whose spread keeps activations of one size, norms of one, and an adapter to 4096 columns. */
function randomCheckpoint(size: EsmSize): Checkpoint {
	const random = randomNumbers(3);
	const normal = Float32Array.from({ length: 1 << 16 }, () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random()));
	const shapes = { ...esmShapes(size), "proj.weight": [4096, size.features], "proj.bias": [4096] };
	const columns = new Map(Object.entries(shapes).map(([name, shape]) => [name, shape[1]]));
	return imagined(shapes, (name) => {
		const inputs = columns.get(name);
		const spread = name.includes("word_embeddings") ? 1 : inputs === undefined ? 0.02 : 1 / Math.sqrt(inputs);
		const centre = /Norm\.weight|norm_after\.weight/.test(name) ? 1 : 0;
		const start = [...name].reduce((hash, letter) => (Math.imul(hash, 31) + letter.charCodeAt(0)) | 0, 7);
		return (index) => centre + spread * (normal[(Math.imul(index, 40503) + Math.imul(index >> 16, 7919) + start) & 0xffff] ?? 0);
	});
}

async function runEncoder(residues: number): Promise<Figure[]> {
	let start = performance.now();
	const session = await InferenceSession.create(model, { intraOpNumThreads: inferenceThreads(), interOpNumThreads: 1, logSeverityLevel: 3 });
	const loaded = (performance.now() - start) / 1000;
	const random = randomNumbers(9);
	const ids = BigInt64Array.from({ length: residues + 2 }, (_, at) => (at === 0 ? 0n : at > residues ? 2n : BigInt(4 + Math.floor(random() * 20))));
	const feeds = { ids: new Tensor("int64", ids, [1, ids.length]), mask: new Tensor("int64", ids.map(() => 1n), [1, ids.length]) };
	start = performance.now();
	const first = await session.run(feeds);
	const cold = (performance.now() - start) / 1000;
	const cpu = process.cpuUsage();
	start = performance.now();
	await session.run(feeds);
	const [warm, used] = [(performance.now() - start) / 1000, process.cpuUsage(cpu)];
	const figures: Figure[] = [
		{ name: `${title}: loaded`, value: loaded, unit: "s" },
		{ name: `${title}: ${residues} residues, the first time`, value: cold, unit: "s" },
		{ name: `${title}: ${residues} residues, the second time`, value: warm, unit: "s" },
		{ name: `${title}: ${residues} residues, of the processor`, value: (used.user + used.system) / 1e6, unit: "s" },
		{ name: `${title}: memory, with what is mapped from the file`, value: residentMemory(process.pid) ?? Number.NaN, unit: "MB" },
		{ name: `${title}: memory, without that`, value: ownMemory(), unit: "MB" },
		...errors(first),
	];
	await session.release();
	readdirSync(folder).filter((name) => name.startsWith("encoder.")).forEach((name) => rmSync(path.join(folder, name)));
	return figures;
}

/** Against what the first of the weight types gave. */
function errors(outputs: InferenceSession.OnnxValueMapType): Figure[] {
	return ["features", "soft"].flatMap((output) => {
		const values = outputs[output]?.data as Float32Array;
		const kept = path.join(folder, `${output}.f32`);
		if (!existsSync(kept)) {
			writeFileSync(kept, new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
			return [];
		}
		const exact = new Float32Array(Uint8Array.from(readFileSync(kept)).buffer);
		return [{ name: `${title}: error of ${output}, root mean square`, value: 100 * relativeError(values, exact), unit: "%" }];
	});
}

/** Memory that the system could not take back by dropping pages of a file; only Linux tells. */
function ownMemory(): number {
	return Number(/RssAnon:\s+(\d+) kB/.exec(existsSync("/proc/self/status") ? readFileSync("/proc/self/status", "utf8") : "")?.[1] ?? Number.NaN) / 1024;
}
