import type { Structures } from "../annotation/structures.ts";
import type { Choices } from "./choices.ts";
import type { Look } from "./look.ts";
import type { Source } from "./source.ts";

/** What is known of an annotation while it is asked for. */
export interface Draft {
	readonly source: Source;
	/** What people know the rows by: the file, or a selection in it. */
	readonly name: string;
	readonly look: Look;
	readonly structures: Structures;
	readonly choices: Choices;
	/** Absolute path of the new file. */
	readonly output: string;
}
