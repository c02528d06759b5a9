import type { LigandFocus } from "./focus.ts";
import type { Highlight } from "./halo.ts";

/** What is asked of a viewer besides a scene and its look: the next view of the scene goes on with it. */
export interface Kept {
	highlight: Highlight;
	focus: LigandFocus | undefined;
	/** Atoms that the user has chosen. */
	picked: readonly number[];
	measuring: boolean;
}
