import path from "node:path";
import { Failure } from "../../science/failure.ts";
import { Annotator } from "../annotator.ts";
import { formatOf, withoutPacking } from "../formats.ts";
import { needsModel, onDemand, rowsPerBlock } from "../makeTasks.ts";
import type { JobSpec } from "../spec.ts";
import { survey, type Survey } from "../survey.ts";
import type { JobHeader } from "./journal.ts";
import type { JobServices } from "./services.ts";
import { rangeOf } from "./shard.ts";
import { bytesOf, identify } from "./source.ts";

/**
 * The ending that says how an output is written, of those that the source can become.
 *
 * @param source its name, for its ending
 * @throws Failure `not-a-table`, `invalid-output`
 */
export function endingOf(source: string, output: string): string {
	const { writes } = formatOf(source);
	const name = withoutPacking(output).toLowerCase();
	const ending = writes.find((one) => name.endsWith(`.${one}`) || name === one) ?? (/(?:^|\.)tab$/.test(name) ? writes.find((one) => one === "tsv") : /(?:^|\.)ndjson$/.test(name) ? writes.find((one) => one === "jsonl") : undefined);
	if (ending === undefined) {
		throw new Failure("invalid-output", `${path.basename(source).slice(0, 200)} is annotated as ${writes.join(", ").toUpperCase()}, and ${path.basename(output).slice(0, 200)} is none of them. Give the output a name that ends in ${writes.map((one) => `.${one}`).join(" or ")}, with .gz behind it to pack it.`);
	}
	return ending;
}

/** The column of structures as the spec wants it, in a survey. */
export function surveyed(found: Survey, { structures }: JobSpec): Survey {
	return structures === undefined ? found : { ...found, structures: { title: found.structures.title, kind: structures } };
}

export function annotatorOf({ titles, structures, spec }: Pick<JobHeader, "titles" | "structures" | "spec">, { engine, facts, cache }: JobServices, signal: AbortSignal, onShare?: (share: number) => void): Annotator {
	return new Annotator({ titles, structures, tasks: spec.tasks, maxRows: spec.maxRows ?? Number.POSITIVE_INFINITY, services: { engine, facts, answers: cache }, model: onDemand(engine, spec.tasks, signal), onShare });
}

/**
 * Reads the source through and decides everything that the job will be.
 *
 * @throws Failure those of `survey`, of the tasks, of {@link rangeOf} and {@link endingOf}, and of the engine
 */
export async function plan(spec: JobSpec, services: JobServices, signal: AbortSignal): Promise<JobHeader> {
	endingOf(spec.source, spec.output);
	const source = await identify(spec.source, signal);
	const { titles, structures, rows: total } = surveyed(await survey({ name: path.basename(spec.source), bytes: bytesOf(spec.source) }, { column: spec.column, signal }), spec);
	const size = rowsPerBlock(spec.tasks);
	const range = spec.shard === undefined ? { from: 0, to: total } : rangeOf(spec.shard, total, size);
	const { columns } = annotatorOf({ titles, structures, spec }, services, signal);
	const model = needsModel(spec.tasks) ? await onDemand(services.engine, spec.tasks, signal)() : undefined;
	return { format: "biomedgpt-job", version: 1, program: services.program, spec: toJournal(spec), source, titles, structures, columns, model, total, range, size, started: new Date().toISOString() };
}

/** Paths from the journal's folder, so that a folder can be moved with everything in it. */
function toJournal(spec: JobSpec): JobSpec {
	return { ...spec, source: path.relative(path.dirname(spec.output), spec.source) || path.basename(spec.source), output: path.basename(spec.output) };
}

/** The spec of a journal with absolute paths again. */
export function fromJournal({ spec }: JobHeader, output: string): JobSpec {
	return { ...spec, source: path.resolve(path.dirname(output), spec.source), output };
}

/**
 * Refuses to go on with a job that would not become what it was begun as.
 *
 * @param same whether the source still is what it was
 * @throws Failure `spec-changed`, `program-changed`, `source-changed`
 */
export function refuseChanged(header: JobHeader, spec: JobSpec, { program, same }: { readonly program: string; readonly same: boolean }): void {
	const asked = toJournal(spec);
	// The source may lie elsewhere now: what is in it counts.
	const wanted = JSON.stringify(sorted({ ...asked, source: "" }));
	const begun = JSON.stringify(sorted({ ...header.spec, source: "", output: asked.output }));
	const anew = "or discard what is there and begin anew";
	if (wanted !== begun) {
		throw new Failure("spec-changed", `This annotation was begun with other settings (${changedKeys(asked, header.spec).join(", ")}), so the rest would not fit what is there. Ask for the same as then, ${anew}.`);
	}
	if (!same) {
		throw new Failure("source-changed", `${path.basename(spec.source)} is not the file any more that this annotation was begun with: its content has changed. Bring the old one back, ${anew}.`);
	}
	if (program !== header.program) {
		throw new Failure("program-changed", `This annotation was begun by ${header.program}, and this is ${program}, which may compute or write something else. Finish it with ${header.program}, ${anew}; what a model wrote is still known.`);
	}
}

function changedKeys(one: JobSpec, other: JobSpec): readonly string[] {
	const keys = ["column", "structures", "tasks", "shard", "maxRows"] as const;
	return keys.filter((key) => JSON.stringify(sorted(one[key])) !== JSON.stringify(sorted(other[key])));
}

/** The same for objects that differ in the order of their keys only. */
function sorted(value: unknown): unknown {
	if (Array.isArray(value)) {
		return value.map(sorted);
	}
	return typeof value === "object" && value !== null ? Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)).map(([key, inner]) => [key, sorted(inner)])) : value;
}
