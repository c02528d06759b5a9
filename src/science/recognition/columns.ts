import { cueOf } from "./cues.ts";
import type { Cue } from "./found.ts";
import { NO_CUE } from "./found.ts";

/** What the header of a table says about its columns. */
export interface Columns {
	readonly cues: readonly Cue[];
	/** There is a cue in at least one of them. */
	readonly cued: boolean;
	/** The column that names the rows, -1 if there is none. */
	readonly nameColumn: number;
}

/** What names a row, the best first: what people call it, before numbers. */
const NAMES = [/^(?:name|title|compound|drug)$/i, /[_ ]name$/i, /^(?:chembl.*|accession|identifier)$/i, /^(?:id|.*[_ ]id)$/i];

export function columnsOf(titles: readonly string[]): Columns {
	const cues = titles.map(cueOf);
	return { cues, cued: cues.some((cue) => cue !== NO_CUE), nameColumn: nameColumnOf(titles, cues) };
}

function nameColumnOf(titles: readonly string[], cues: readonly Cue[]): number {
	for (const pattern of NAMES) {
		const column = titles.findIndex((title, index) => pattern.test(title) && cues[index]?.molecule !== "certain");
		if (column >= 0) {
			return column;
		}
	}
	return -1;
}
