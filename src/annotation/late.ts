import { Failure } from "../science/failure.ts";

/** A title that came up behind the first rows, where all of a file could not be looked at before: in a pipe. */
export function lateTitle(title: string): Failure {
	return new Failure("late-column", `A row further down has “${title.slice(0, 60)}”, which the first rows did not have, and what is written already leaves no place for it. Give the file by its name, not through a pipe: then all of it is looked at first.`);
}
