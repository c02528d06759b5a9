import { randomUUID } from "node:crypto";
import { isCount, isOptional, isRecord, isSpec, isText } from "../annotation/job/guards.ts";
import type { JobProgress } from "../annotation/job.ts";
import type { JobSpec } from "../annotation/spec.ts";

/** `elsewhere`: another window or a command works on it. What is `paused` or `cancelled` keeps what was done. */
export type JobStatus = "queued" | "running" | "elsewhere" | "paused" | "cancelled" | "failed" | "done";

/** What is done with the result, apart from telling that it is there. */
export type After =
	/** Its text is shown in a document that is not saved, and its files go. */
	| { readonly kind: "untitled" }
	/** A cell that joins it to the data frame is written below the one that saved the column. */
	| { readonly kind: "dataFrame"; readonly notebook: string; readonly variable: string; readonly column: string };

export interface Counts {
	readonly rows: number;
	readonly total?: number | undefined;
	readonly failed: number;
}

/** An annotation as the window knows it; each change makes a new one. */
export interface AnnotationJob {
	readonly id: string;
	readonly spec: JobSpec;
	/** What people know the rows by, e.g. the name of the file. */
	readonly name: string;
	readonly status: JobStatus;
	/** Whether a run of it ever began: then what is there is gone on with. */
	readonly begun: boolean;
	readonly counts: Counts;
	/** While it runs. */
	readonly progress?: JobProgress | undefined;
	/** Why it failed. */
	readonly failure?: { readonly code: string; readonly message: string } | undefined;
	readonly after?: After | undefined;
	/** It was running when the window was closed or reloaded. */
	readonly goesOn?: boolean | undefined;
}

export function newJob(spec: JobSpec, name: string, after?: After): AnnotationJob {
	return { id: randomUUID(), spec, name, status: "queued", begun: false, counts: { rows: 0, failed: 0 }, after };
}

/** Whether its output is still to be made. */
export function isUnfinished({ status }: AnnotationJob): boolean {
	return status !== "done";
}

const STATUSES: readonly string[] = ["queued", "running", "elsewhere", "paused", "cancelled", "failed", "done"] satisfies readonly JobStatus[];

/** What is kept over a reload. */
export function storedJob({ id, spec, name, status, begun, counts, failure, after, goesOn }: AnnotationJob): object {
	return { id, spec, name, status: status === "elsewhere" && goesOn === true ? "running" : status, begun, counts, failure, after };
}

/** Those of a list that was kept that can be read. */
export function readJobs(stored: unknown): readonly AnnotationJob[] {
	return Array.isArray(stored) ? stored.filter(isJob).map(({ id, spec, name, status, begun, counts, failure, after }) => ({ id, spec, name, status, begun, counts, failure, after })) : [];
}

function isJob(value: unknown): value is AnnotationJob {
	return isRecord(value) && isText(value["id"]) && isSpec(value["spec"]) && isText(value["name"]) && isText(value["status"]) && STATUSES.includes(value["status"])
		&& typeof value["begun"] === "boolean" && isCounts(value["counts"]) && isOptional(value["failure"], isFailure) && isOptional(value["after"], isAfter);
}

function isCounts(value: unknown): value is Counts {
	return isRecord(value) && isCount(value["rows"]) && isOptional(value["total"], isCount) && isCount(value["failed"]);
}

function isFailure(value: unknown): value is NonNullable<AnnotationJob["failure"]> {
	return isRecord(value) && isText(value["code"]) && isText(value["message"]);
}

function isAfter(value: unknown): value is After {
	return isRecord(value) && (value["kind"] === "untitled" || (value["kind"] === "dataFrame" && isText(value["notebook"]) && isText(value["variable"]) && isText(value["column"])));
}
