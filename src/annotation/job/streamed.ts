import path from "node:path";
import { Failure } from "../../science/failure.ts";
import { annotatedParts } from "../annotate.ts";
import type { Annotator } from "../annotator.ts";
import { Draft } from "../draft.ts";
import { needsModel, onDemand, rowsPerBlock } from "../makeTasks.ts";
import type { JobResult } from "../job.ts";
import type { JobSpec } from "../spec.ts";
import { survey, type TableFile } from "../survey.ts";
import { gzipped, isPacked } from "../text.ts";
import { annotatorOf, endingOf, surveyed } from "./plan.ts";
import type { Reporter } from "./reporter.ts";
import { ReadTwice } from "./readTwice.ts";
import type { JobServices } from "./services.ts";
import { bytesOf } from "./source.ts";

/** Rows of the standard input that are looked at before the first one is written. */
const LOOKED_AT = 200;

/**
 * Annotates what comes through a pipe, or goes into one. Nothing is kept that could be resumed, and nobody knows how many rows will come.
 *
 * @throws Failure `invalid-input`, and those of {@link annotatedParts}
 */
export async function runStreamed(spec: JobSpec, services: JobServices, { signal, reporter }: { readonly signal: AbortSignal; readonly reporter: Reporter }): Promise<JobResult> {
	if (spec.shard !== undefined) {
		throw new Failure("invalid-input", "A shard is a part of a file whose rows are counted first, so it can neither be read from a pipe nor written into one. Give a file as source and as output.");
	}
	reporter.phase("surveying");
	const name = nameOf(spec.source, services.streams?.input?.format, "source");
	const out = nameOf(spec.output, services.streams?.output?.format, "output");
	const ending = endingOf(name, out);
	const input = spec.source === "-" ? new ReadTwice(services.streams?.input?.bytes ?? []) : { first: () => bytesOf(spec.source), again: () => bytesOf(spec.source) };
	// A file can be read again: the columns of all its rows are known before the first one is written.
	const { titles, structures } = surveyed(await survey({ name, bytes: input.first() }, { column: spec.column, most: spec.source === "-" ? LOOKED_AT : undefined, signal }), spec);
	const annotator = annotatorOf({ titles, structures, spec }, services, signal, (share) => reporter.share(share));
	const model = needsModel(spec.tasks) ? await onDemand(services.engine, spec.tasks, signal)() : undefined;
	const sink = await Sink.open(spec.output, services.streams?.output?.write);
	try {
		reporter.begin(undefined, { rows: 0, ok: 0, failed: 0, skipped: 0 });
		const counts = await pour({ name, bytes: input.again() }, { annotator, titles, structureTitle: structures.title, size: rowsPerBlock(spec.tasks), range: { from: 0, to: Number.POSITIVE_INFINITY }, headed: true, ending, signal }, { sink, packed: isPacked(out), reporter });
		reporter.phase("finishing");
		await sink.commit();
		return { spec, ...counts, columns: annotator.columns, model, output: spec.output, about: "" };
	} finally {
		await sink.discard();
	}
}

type PourOptions = Parameters<typeof annotatedParts>[1] & { readonly annotator: Annotator };

async function pour(file: TableFile, options: PourOptions, { sink, packed, reporter }: { readonly sink: Sink; readonly packed: boolean; readonly reporter: Reporter }): Promise<{ readonly rows: number; readonly ok: number; readonly failed: number; readonly skipped: number }> {
	const sum = { rows: 0, ok: 0, failed: 0, skipped: 0 };
	for await (const { text, rows, ok, failed, skipped } of annotatedParts(file, options)) {
		if (text !== "") {
			await sink.write(packed ? await gzipped(text) : Buffer.from(text));
		}
		sum.rows += rows;
		sum.ok += ok;
		sum.failed += failed;
		sum.skipped += skipped;
		reporter.done(sum);
	}
	return sum;
}

function nameOf(place: string, format: string | undefined, what: string): string {
	if (place !== "-") {
		return path.basename(place);
	}
	if (format === undefined) {
		throw new Failure("invalid-input", `The ${what} is a pipe, and a pipe has no name that says how it is to be read or written. Say its format, such as csv or sdf.`);
	}
	return `standard.${format}`;
}

/** A pipe, or a new file that appears when it is whole. */
class Sink {
	private constructor(private readonly pipe: ((bytes: Uint8Array) => Promise<void>) | undefined, private readonly draft: Draft | undefined) {}

	static async open(output: string, pipe: ((bytes: Uint8Array) => Promise<void>) | undefined): Promise<Sink> {
		return output === "-" ? new Sink(pipe, undefined) : new Sink(undefined, await Draft.at(output));
	}

	async write(bytes: Uint8Array): Promise<void> {
		await this.pipe?.(bytes);
		await this.draft?.write(bytes);
	}

	async commit(): Promise<void> {
		await this.draft?.commit();
	}

	async discard(): Promise<void> {
		await this.draft?.discard();
	}
}
