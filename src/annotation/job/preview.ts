import path from "node:path";
import type { AnnotatedRow } from "../annotate.ts";
import { FIRST } from "../annotate.ts";
import type { Annotator } from "../annotator.ts";
import { inBlocks } from "../blocks.ts";
import { formatOf } from "../formats.ts";
import type { JobPreview } from "../job.ts";
import { needsModel, onDemand } from "../makeTasks.ts";
import type { JobSpec } from "../spec.ts";
import type { Structures } from "../structures.ts";
import { survey, type TableFile } from "../survey.ts";
import type { TableRow } from "../table.ts";
import { openText } from "../text.ts";
import { annotatorOf, endingOf, surveyed } from "./plan.ts";
import type { JobServices } from "./services.ts";
import { bytesOf, statOf } from "./source.ts";

/** Rows that are counted; of a longer file their number is estimated. */
const COUNTED = 50_000;
/** Rows whose facts tell how fast more of them will be. */
const TIMED = 256;

/**
 * What a job would do, with its first rows done; nothing is written.
 *
 * @throws Failure those of survey, tasks and engine, `invalid-output`, `cancelled`
 */
export async function preview(spec: JobSpec, services: JobServices, signal: AbortSignal): Promise<JobPreview> {
	endingOf(spec.source, spec.output);
	const name = path.basename(spec.source);
	const { size } = await statOf(spec.source);
	const counter = new Counter(bytesOf(spec.source));
	const found = surveyed(await survey({ name, bytes: counter.bytes() }, { column: spec.column, most: COUNTED, signal }), spec);
	const { titles, structures, counted } = found;
	const inFile = counted ? found.rows : Math.round((found.rows / counter.read) * size);
	const rows = Math.min(inShard(inFile, spec), spec.maxRows ?? Number.POSITIVE_INFINITY);
	// Answers of earlier runs would make it look faster than it is.
	const annotator = annotatorOf({ titles, structures, spec: { ...spec, maxRows: undefined } }, { ...services, cache: undefined }, signal);
	if (needsModel(spec.tasks)) {
		await onDemand(services.engine, spec.tasks, signal)();
	}
	const sample = await firstRows({ name, bytes: bytesOf(spec.source) }, titles, TIMED);
	const { first, perRow } = await timed(sample, { annotator, structures, model: needsModel(spec.tasks), signal });
	return { structures, titles, columns: annotator.columns, first, rows, counted, seconds: perRow === undefined ? undefined : perRow * rows };
}

function inShard(rows: number, { shard }: JobSpec): number {
	return shard === undefined ? rows : Math.round(rows / shard.of);
}

interface TimedOptions {
	readonly annotator: Annotator;
	readonly structures: Structures;
	readonly model: boolean;
	readonly signal: AbortSignal;
}

/** The first rows done, and seconds a row: of a model those of the first rows but one, which loads its encoder; of facts those of more, when RDKit has been started. */
async function timed(sample: readonly TableRow[], { annotator, structures, model, signal }: TimedOptions): Promise<{ readonly first: readonly AnnotatedRow[]; readonly perRow: number | undefined }> {
	const shown = sample.slice(0, FIRST);
	const started = model ? Math.min(1, shown.length - 1) : shown.length;
	const { values: before } = await annotator.annotate(shown.slice(0, started), 0, signal);
	const begun = performance.now();
	const more = model ? shown.slice(started) : sample.slice(FIRST);
	const { values: after, failed } = await annotator.annotate(more, started, signal);
	const perRow = (performance.now() - begun) / 1000 / more.length;
	const values = [...before, ...after];
	const first = shown.map((row, index): AnnotatedRow => ({ line: row.line, structure: row.get(structures.title) ?? "", values: values[index] ?? [] }));
	// Rows that failed took no time.
	return { first, perRow: more.length === 0 || (model && failed === more.length) ? undefined : perRow };
}

async function firstRows(file: TableFile, titles: readonly string[], most: number): Promise<readonly TableRow[]> {
	const format = formatOf(file.name);
	for await (const { rows } of inBlocks(format.open(format.writes[0], titles).rows(openText(file).pieces), most, { from: 0, to: most })) {
		return rows;
	}
	return [];
}

/** A stream that knows how much of it was read. */
class Counter {
	read = 0;

	constructor(private readonly source: AsyncIterable<Uint8Array>) {}

	async *bytes(): AsyncGenerator<Uint8Array> {
		for await (const chunk of this.source) {
			this.read += chunk.length;
			yield chunk;
		}
	}
}
