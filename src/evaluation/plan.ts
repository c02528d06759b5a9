import path from "node:path";
import { bytesOf, identify, statOf } from "../annotation/job/source.ts";
import { Failure, failureData } from "../science/failure.ts";
import type { Benchmark, TextItem } from "./benchmarks/benchmark.ts";
import { readBenchmark } from "./benchmarks/read.ts";
import { drawn } from "./metrics/random.ts";
import type { BenchmarkSpec, EvaluationSpec } from "./spec.ts";

/** A benchmark that is ready to be asked. */
export interface Planned {
	readonly spec: BenchmarkSpec;
	readonly benchmark: Benchmark;
	/** Of its file. */
	readonly bytes: number;
	readonly sum: string;
	/** Places of the items that are asked. */
	readonly places: readonly number[];
	/** What the baselines know. */
	readonly training: { readonly name: string; readonly items: readonly TextItem[] } | undefined;
}

/** Letters that names may have: they stand in reports and options. */
const NAME = /^[\p{L}\p{N}][\p{L}\p{N} ._+-]{0,79}$/u;

/**
 * Reads every benchmark: what is wrong with one is told before hours of work.
 *
 * @throws Failure `invalid-input`, those of {@link readBenchmark} and of reading files
 */
export async function planned({ benchmarks, seed, limit }: EvaluationSpec, signal: AbortSignal): Promise<readonly Planned[]> {
	refuseNames(benchmarks);
	const all: Planned[] = [];
	for (const spec of benchmarks) {
		const { size, sum } = await identify(spec.file, signal).catch(inOurWords);
		const benchmark = await readBenchmark({ name: path.basename(spec.file), bytes: bytesOf(spec.file) }, signal);
		refuseUnused(spec, benchmark);
		all.push({ spec, benchmark, bytes: size, sum, places: drawn(benchmark.items.length, limit ?? benchmark.items.length, seed), training: spec.training === undefined ? undefined : await trainingOf(spec.training, benchmark, signal) });
	}
	return all;
}

function refuseNames(benchmarks: readonly BenchmarkSpec[]): void {
	if (benchmarks.length === 0) {
		throw new Failure("invalid-input", "There is nothing to evaluate: give at least one benchmark.");
	}
	const names = benchmarks.map(({ name }) => name);
	const wrong = names.find((name) => !NAME.test(name));
	if (wrong !== undefined) {
		throw new Failure("invalid-input", `“${wrong.slice(0, 100)}” cannot be the name of a benchmark: give letters, digits, spaces, dots and hyphens, up to 80.`);
	}
	const twice = names.find((name, at) => names.indexOf(name) !== at);
	if (twice !== undefined) {
		throw new Failure("invalid-input", `Two benchmarks are called “${twice}”. Give each a name of its own.`);
	}
}

function refuseUnused({ name, training, question }: BenchmarkSpec, { kind, layout }: Benchmark): void {
	if (question !== undefined && kind !== "captions" && kind !== "protein-function") {
		throw new Failure("invalid-input", `${name} (${layout}) has questions of its own, so another one cannot be asked in their place.`);
	}
	if (training !== undefined && kind !== "captions" && kind !== "protein-function") {
		throw new Failure("invalid-input", `A training table is for molecules with descriptions and proteins with functions; ${name} is ${layout}.`);
	}
}

async function trainingOf(file: string, { kind, layout }: Benchmark, signal: AbortSignal): Promise<Planned["training"]> {
	const name = path.basename(file);
	await statOf(file).catch(inOurWords);
	const training = await readBenchmark({ name, bytes: bytesOf(file) }, signal);
	if (training.kind !== kind || (training.kind !== "captions" && training.kind !== "protein-function")) {
		throw new Failure("invalid-input", `The training table ${name} is “${training.layout}”, and the benchmark “${layout}”. Give one of the same kind.`);
	}
	return { name, items: training.items };
}

/** A benchmark is no table to be annotated. */
function inOurWords(error: unknown): never {
	const { code, message, detail } = failureData(error);
	throw code === "is-folder" ? new Failure(code, `${message.replace(/ Give a table:.*/, "")} Give a file with questions and right answers.`, { detail }) : error;
}
