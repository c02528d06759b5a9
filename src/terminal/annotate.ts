import { once } from "node:events";
import { lstat, readFile } from "node:fs/promises";
import path from "node:path";
import type { Readable, Writable } from "node:stream";
import { setTimeout as pause } from "node:timers/promises";
import { formatOf } from "../annotation/formats.ts";
import type { JobResult } from "../annotation/job.ts";
import { Cache } from "../annotation/job/cache.ts";
import { discard, inspect } from "../annotation/job/inspect.ts";
import { merge } from "../annotation/job/merge.ts";
import { writeReport } from "../annotation/job/report.ts";
import { run } from "../annotation/job/run.ts";
import type { JobServices, Streams } from "../annotation/job/services.ts";
import type { JobSpec, TaskSpec } from "../annotation/spec.ts";
import type { JsonSchema } from "../inference/batch.ts";
import type { Chemistry } from "../science/chemistry.ts";
import { Failure, failureData } from "../science/failure.ts";
import type { AnnotateArguments, BatchArguments, MergeArguments, ReportArguments } from "./batchArguments.ts";
import { EXIT } from "./recognise.ts";
import type { TaskArgument } from "./taskArguments.ts";
import type { Voice } from "./voice.ts";

export interface BatchServices {
	readonly annotation: Pick<JobServices, "engine" | "facts">;
	readonly chemistry: Pick<Chemistry, "draw">;
	/** Of what models wrote in earlier runs. */
	readonly cacheFolder: string;
	readonly version: string;
	readonly stdin: Readable;
	readonly stdout: Writable;
	readonly voice: Voice;
	readonly signal: AbortSignal;
}

/** Runs `annotate`, `merge` or `report` and gives its exit code; failures are thrown. */
export async function runBatch(args: BatchArguments, services: BatchServices): Promise<number> {
	switch (args.command) {
		case "annotate":
			return annotateFile(args, services);
		case "merge":
			return mergeShards(args, services);
		case "report":
			return report(args, services);
	}
}

async function annotateFile(args: AnnotateArguments, services: BatchServices): Promise<number> {
	const spec = await specOf(args);
	if (args.report !== undefined) {
		await refuseExisting(args.report);
	}
	if (args.restart) {
		await discard(spec.output);
	}
	const result = await waiting(args.wait, services, () => worked(spec, args, services));
	if (args.report !== undefined) {
		await writeReport(spec.output, path.resolve(args.report), { draw: drawnBy(services), signal: services.signal });
	}
	services.voice.done(sentenceOf(result, args.output), numbersOf(result));
	return args.check && result.failed > 0 ? EXIT.invalid : EXIT.done;
}

async function worked(spec: JobSpec, args: AnnotateArguments, services: BatchServices): Promise<JobResult> {
	const { signal, voice } = services;
	const begun = args.resume ? await inspect(spec.output) : undefined;
	if (begun !== undefined && !begun.running) {
		voice.remark(`Going on behind ${begun.rows.toLocaleString("en")}${begun.total === undefined ? "" : ` of ${begun.total.toLocaleString("en")}`} rows.`);
	}
	try {
		return await run(spec, jobServices(args, services), { signal, progress: (progress) => voice.progress(progress), resume: args.resume });
	} catch (error) {
		throw inOurWords(failureData(error), spec);
	}
}

/** Seconds between two looks whether another command still works on the output. */
const LOOK = 3;

/** On a cluster, nobody can look at a process of another machine: its lock is a dead one's when it was silent for a while. */
async function waiting<Result>(seconds: number, { signal, voice }: BatchServices, attempt: () => Promise<Result>): Promise<Result> {
	const end = performance.now() + seconds * 1000;
	for (let told = false; ; told = true) {
		try {
			return await attempt();
		} catch (error) {
			const { code, message } = failureData(error);
			if (code !== "job-running" || performance.now() >= end) {
				throw error;
			}
			if (!told) {
				voice.remark(`${message} Waiting up to ${seconds} seconds.`);
			}
			await pause(LOOK * 1000, undefined, { signal }).catch(() => undefined);
		}
	}
}

async function mergeShards({ parts, output }: MergeArguments, { voice, signal }: BatchServices): Promise<number> {
	const result = await merge(parts.map((part) => path.resolve(part)), path.resolve(output), signal);
	voice.done(sentenceOf(result, output), numbersOf(result));
	return EXIT.done;
}

async function report({ table, output }: ReportArguments, services: BatchServices): Promise<number> {
	await refuseExisting(output);
	await writeReport(path.resolve(table), path.resolve(output), { draw: drawnBy(services), signal: services.signal });
	services.voice.done(`Wrote ${output}.`, { output: path.resolve(output) });
	return EXIT.done;
}

function drawnBy({ chemistry }: BatchServices): Chemistry["draw"] {
	return (...given) => chemistry.draw(...given);
}

async function specOf({ source, output, column, structures, tasks, shard, maxRows }: AnnotateArguments): Promise<JobSpec> {
	return { source: placeOf(source), output: placeOf(output), column, structures, tasks: await Promise.all(tasks.map(taskOf)), shard, maxRows };
}

function placeOf(file: string): string {
	return file === "-" ? file : path.resolve(file);
}

async function taskOf(task: TaskArgument): Promise<TaskSpec> {
	if (task.kind !== "schema-file") {
		return task;
	}
	const { question, column, file } = task;
	const text = await readFile(file, "utf8").catch((error: unknown) => {
		throw new Failure("file-missing", `The JSON schema ${file} cannot be read. Check the path behind --json-schema.`, { detail: String(error) });
	});
	return { kind: "json", question, column, schema: schemaIn(text, file) };
}

function schemaIn(text: string, file: string): JsonSchema {
	let schema: unknown;
	try {
		schema = JSON.parse(text);
	} catch (error) {
		throw new Failure("invalid-input", `${file} holds no JSON: ${error instanceof Error ? error.message : String(error)}. Give a JSON schema such as {"type": "object", "properties": {"rings": {"type": "integer"}}}.`);
	}
	if (typeof schema !== "object" || schema === null || Array.isArray(schema)) {
		throw new Failure("invalid-input", `${file} holds no JSON schema, which is an object such as {"type": "object", "properties": {"rings": {"type": "integer"}}}.`);
	}
	return { ...schema };
}

function jobServices(args: AnnotateArguments, { annotation, cacheFolder, version, stdin, stdout }: BatchServices): JobServices {
	return {
		...annotation,
		cache: args.cache ? new Cache({ folder: path.join(cacheFolder, "answers") }) : undefined,
		program: `BioMedGPT ${version}`,
		streams: streamsOf(args, stdin, stdout),
	};
}

function streamsOf({ source, output, from, to }: AnnotateArguments, stdin: Readable, stdout: Writable): Streams {
	const read = from ?? source;
	return {
		input: source === "-" ? { bytes: stdin as AsyncIterable<Uint8Array>, format: read } : undefined,
		output: output === "-" ? { write: (bytes) => written(stdout, bytes), format: to ?? formatOf(from === undefined ? source : `x.${from}`).writes[0] } : undefined,
	};
}

/** A reader that is slow makes the job slow, and not its memory large. */
async function written(stdout: Writable, bytes: Uint8Array): Promise<void> {
	if (!stdout.write(bytes)) {
		await once(stdout, "drain");
	}
}

async function refuseExisting(file: string): Promise<void> {
	if (await lstat(file).then(() => true, () => false)) {
		throw new Failure("output-exists", `There already is a file ${file}, and it is not written over. Give another name, or take it away.`);
	}
}

/** What to do next is said in this command's options. */
function inOurWords({ code, message, detail }: ReturnType<typeof failureData>, { output }: JobSpec): Failure {
	const name = path.basename(output);
	switch (code) {
		case "job-exists":
			return new Failure(code, `An annotation that writes ${name} was begun and not ended. The same command goes on with --resume, and begins anew with --restart.`, { detail });
		case "cancelled":
			return new Failure(code, output === "-" ? "Stopped." : "Stopped. What is done is kept: the same command with --resume goes on.", { detail });
		case "source-changed":
		case "spec-changed":
		case "program-changed":
		case "model-changed":
		case "journal-broken":
			return new Failure(code, `${message} (--restart begins anew.)`, { detail });
		default:
			return new Failure(code, message, { detail });
	}
}

function sentenceOf({ rows, ok, failed, skipped, about }: JobResult, output: string): string {
	const count = (value: number): string => value.toLocaleString("en");
	const counts = [`${count(rows)} rows`, `${count(ok)} ok`, ...(failed > 0 ? [`${count(failed)} failed (“reason” says why)`] : []), ...(skipped > 0 ? [`${count(skipped)} skipped`] : [])].join(", ");
	return output === "-" ? `${counts}.` : `Wrote ${output}: ${counts}. How its columns were made: ${path.basename(about)}.`;
}

function numbersOf({ rows, ok, failed, skipped, output, about }: JobResult): Readonly<Record<string, unknown>> {
	return { rows, ok, failed, skipped, ...(output === "-" ? {} : { output, about }) };
}
