import type { ModelIdentity } from "../inference/engine.ts";
import type { AddedColumn, Value } from "./table.ts";
import type { Structures } from "./structures.ts";
import type { JobSpec } from "./spec.ts";

/** How far a job is. */
export interface JobProgress {
	readonly phase: "surveying" | "annotating" | "finishing";
	/** Rows done so far, those of earlier runs of this job among them; the last of them may not be written yet. */
	readonly rows: number;
	/** Rows of this job; undefined while they are counted. */
	readonly total: number | undefined;
	readonly ok: number;
	readonly failed: number;
	/** Of late; undefined before there is anything to tell. */
	readonly rowsPerSecond: number | undefined;
	readonly secondsLeft: number | undefined;
	/** Why it waits, e.g. a full disk; it goes on by itself when that is over. */
	readonly waiting?: string | undefined;
}

export interface JobRow {
	/** From 1, in the file that was read. */
	readonly line: number;
	readonly structure: string;
	/** In the order of the added columns, status and reason last. */
	readonly values: readonly Value[];
}

/** What a job would do, and its first rows done. */
export interface JobPreview {
	readonly structures: Structures;
	readonly titles: readonly string[];
	readonly columns: readonly AddedColumn[];
	readonly first: readonly JobRow[];
	/** Of the rows worked on; undefined where they can be neither counted nor estimated. */
	readonly rows: number | undefined;
	/** False where `rows` is estimated from the size of the file. */
	readonly counted: boolean;
	/** From the first rows; undefined where they say nothing. */
	readonly seconds: number | undefined;
}

export interface JobResult {
	readonly spec: JobSpec;
	readonly rows: number;
	readonly ok: number;
	readonly failed: number;
	readonly skipped: number;
	readonly columns: readonly AddedColumn[];
	readonly model: ModelIdentity | undefined;
	/** Absolute paths of what was written: the table, and what tells how it was made. */
	readonly output: string;
	readonly about: string;
}

/** What lies beside an output that is not finished. */
export interface JobState {
	readonly journal: string;
	readonly spec: JobSpec;
	readonly rows: number;
	readonly total: number | undefined;
	readonly ok: number;
	readonly failed: number;
	/** Whether a living process works on it. */
	readonly running: boolean;
}
