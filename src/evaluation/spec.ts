/** A whole evaluation as it is asked for: by a person in VS Code, on the command line, by a script. */
export interface EvaluationSpec {
	readonly benchmarks: readonly BenchmarkSpec[];
	/** Absolute path of the JSON report; the Markdown one lies beside it. */
	readonly output: string;
	/** Of the rows that a limit draws, and of the bootstrap; the model itself is greedy. */
	readonly seed: number;
	/** Rows of each benchmark that are drawn; all if absent. */
	readonly limit?: number | undefined;
}

export interface BenchmarkSpec {
	/** What the report calls it; each another one. */
	readonly name: string;
	/** Absolute path. */
	readonly file: string;
	/** A table that the baselines know: absolute path. */
	readonly training?: string | undefined;
	/** What is asked about each molecule or protein, in the place of the usual question. */
	readonly question?: string | undefined;
}

/** How far an evaluation is. */
export interface EvaluationProgress {
	readonly phase: "reading" | "asking" | "comparing" | "reporting";
	/** The benchmark that is worked on. */
	readonly benchmark: string | undefined;
	/** Questions of all benchmarks that have their answer, those of earlier runs among them. */
	readonly done: number;
	readonly total: number | undefined;
	readonly failed: number;
	/** Of late; undefined before there is anything to tell. */
	readonly perSecond: number | undefined;
	readonly secondsLeft: number | undefined;
	/** Why it waits, e.g. a full disk. */
	readonly waiting?: string | undefined;
}

/** What lies beside a report, and the report itself. */
export interface EvaluationPlaces {
	readonly json: string;
	readonly markdown: string;
	/** Answers so far. */
	readonly journal: string;
	readonly lock: string;
}

/** @param output absolute path of the JSON report */
export function evaluationPlaces(output: string): EvaluationPlaces {
	return { json: output, markdown: `${output.replace(/\.json$/i, "")}.md`, journal: `${output}.biomedgpt-evaluation`, lock: `${output}.biomedgpt-lock` };
}
