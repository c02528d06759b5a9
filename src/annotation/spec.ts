import type { JsonSchema } from "../inference/batch.ts";

/** One thing to be found out about each row; `column` is the title it writes to, a usual one if absent. */
export type TaskSpec =
	/** Keys of `MOLECULE_FACTS` or `PROTEIN_FACTS`; a column `facts_…` each. */
	| { readonly kind: "facts"; readonly facts: readonly string[] }
	| { readonly kind: "describe"; readonly column?: string | undefined }
	/** `{title}` in a question stands for the row's cell under that title. */
	| { readonly kind: "ask"; readonly question: string; readonly column?: string | undefined }
	/** Writes `column` (the choice) and `column_probability`. */
	| { readonly kind: "choose"; readonly question: string; readonly choices: readonly string[]; readonly column?: string | undefined }
	| { readonly kind: "json"; readonly question: string; readonly schema: JsonSchema; readonly column?: string | undefined }
	/** Writes a JSON array of numbers, of 6 significant digits. */
	| { readonly kind: "embed"; readonly column?: string | undefined };

/** A whole annotation as it is asked for: by a person in VS Code, on the command line, by a workflow. Plain data; the journal keeps it. */
export interface JobSpec {
	/** Absolute path, or `-` for the standard input (then nothing can be resumed). */
	readonly source: string;
	/** Absolute path, or `-` for the standard output. Its ending says what is written; `.gz` packs it. */
	readonly output: string;
	/** Title of the column with structures; found by titles and cells if absent. */
	readonly column?: string | undefined;
	/** What the column holds; found by its cells if absent. */
	readonly structures?: "molecule" | "protein" | undefined;
	readonly tasks: readonly TaskSpec[];
	/** Which part of the rows: consecutive ones, so that the parts one after the other are the whole. From 1. */
	readonly shard?: { readonly index: number; readonly of: number } | undefined;
	/** Rows that are worked on; all if absent. The others are written with the status `skipped`. */
	readonly maxRows?: number | undefined;
}
