import type { ModelIdentity } from "../inference/engine.ts";
import type { Entity } from "../science/entity.ts";
import type { FailureData } from "../science/failure.ts";
import type { AddedColumn, TableRow, Value } from "./table.ts";

/** A row whose structure can be worked on. */
export interface Entry {
	readonly row: TableRow;
	/** As the table writes it. */
	readonly entity: Entity;
	/**
	 * What a model is asked about: a molecule as its canonical SMILES. A model reads atoms in the order of the text, so that two ways to
	 * write one molecule may give two answers: which of them a row got would depend on which was asked first, and so on shards,
	 * interruptions and the cache.
	 */
	readonly asked: Entity;
}

/** What a task makes of one row: values in the order of its columns. */
export interface Outcome {
	readonly values: readonly Value[];
	/** What the reader of the table must know, e.g. that an answer was cut. */
	readonly remarks: readonly string[];
}

export type Result = Outcome | { readonly failure: FailureData };

/** Where the values of a column come from. */
export type Origin =
	| { readonly kind: "computed"; readonly label: string; readonly unit?: string | undefined; readonly method: string; readonly model?: ModelIdentity | undefined }
	| { readonly kind: "generated"; readonly question: string; readonly choices?: readonly string[] | undefined; readonly model: ModelIdentity };

/** One of the tasks, made ready for a table. */
export interface Task {
	readonly columns: readonly AddedColumn[];
	/**
	 * @returns for each row, in order, what came out or its own failure
	 * @throws Failure one that all rows would meet alike, as `isFatal` tells; `cancelled`
	 */
	run(entries: readonly Entry[], signal: AbortSignal): Promise<readonly Result[]>;
	/** By the titles of its columns, as far as rows were read; of a column without a value nothing is known. */
	origins(): ReadonlyMap<string, Origin>;
}

/** `title`, or the first of `title_2`, `title_3`, … that the table does not have. */
export function freeTitle(title: string, taken: Set<string>): string {
	let free = title;
	for (let number = 2; taken.has(free); number++) {
		free = `${title}_${number}`;
	}
	taken.add(free);
	return free;
}
