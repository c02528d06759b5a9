import type { Engine, ModelIdentity } from "../inference/engine.ts";
import type { Chemistry } from "../science/chemistry.ts";
import type { Entity } from "../science/entity.ts";
import type { AddedColumn, TableRow, Value } from "./table.ts";

/** What is asked about each row. */
export interface Tasks {
	/** Keys of facts, of `MOLECULE_FACTS` or `PROTEIN_FACTS`. */
	readonly facts?: readonly string[] | undefined;
	/** A description by the language model. */
	readonly describe?: boolean | undefined;
	/** A question to the language model; `{title}` stands for the row's cell under that title. */
	readonly question?: string | undefined;
}

export interface TaskServices {
	readonly engine: Pick<Engine, "ask">;
	readonly chemistry: Pick<Chemistry, "facts">;
	readonly signal: AbortSignal;
}

/** What a task makes of one row: values in the order of its columns. */
export interface Outcome {
	readonly values: readonly Value[];
	/** What the reader of the table must know, e.g. that an answer was cut. */
	readonly remarks: readonly string[];
}

/** Where the values of a column come from. */
export type Origin =
	| { readonly kind: "computed"; readonly label: string; readonly unit?: string | undefined; readonly method: string }
	| { readonly kind: "generated"; readonly question: string; readonly model: ModelIdentity };

/** One of the tasks, made ready for a table. */
export interface Task {
	readonly columns: readonly AddedColumn[];
	/** Rows that may be worked on at once. */
	readonly width: number;
	/**
	 * Rejects with a `Failure`: of this row, or one that `isFatal` tells of.
	 */
	run(row: TableRow, entity: Entity): Promise<Outcome>;
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
