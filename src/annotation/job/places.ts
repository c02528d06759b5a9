/** What lies beside an output while it is made, and afterwards. */
export interface Places {
	readonly output: string;
	/** What is written of it so far. */
	readonly part: string;
	/** How far that is, and what was asked for. */
	readonly journal: string;
	/** Says which process works on it. */
	readonly lock: string;
	/** Tells how each column was made. */
	readonly about: string;
}

/** @param output absolute path */
export function placesOf(output: string): Places {
	return { output, part: `${output}.part`, journal: journalOf(output), lock: `${output}.biomedgpt-lock`, about: aboutOf(output) };
}

export function journalOf(output: string): string {
	return `${output}.biomedgpt-job`;
}

/** `table.annotated.about.json` of `table.annotated.csv.gz`. */
export function aboutOf(output: string): string {
	return `${output.replace(/\.gz$/i, "").replace(/\.[^./\\]*$/, "")}.about.json`;
}
