import { Failure } from "../science/failure.ts";
import { formatOf } from "./formats.ts";
import type { Structures } from "./structures.ts";
import { structuresIn } from "./structures.ts";
import type { TableRow } from "./table.ts";
import { openText } from "./text.ts";

/** A file that is read once, piece by piece. */
export interface TableFile {
	/** Its ending says how it is read; with or without `.gz` behind it. */
	readonly name: string;
	readonly bytes: AsyncIterable<Uint8Array>;
}

/** What a table is, before anything is done with it. */
export interface Survey {
	readonly titles: readonly string[];
	readonly structures: Structures;
	readonly rows: number;
	/** False where counting ended early. */
	readonly counted: boolean;
}

export interface SurveyOptions {
	/** Title of the column of structures; found by its title and cells if absent. */
	readonly column?: string | undefined;
	/** Rows after which counting ends. */
	readonly most?: number | undefined;
	readonly signal: AbortSignal;
}

/** Rows that tell which column holds the structures. */
const SAMPLE = 200;

/**
 * Reads a whole table: which column holds the structures, and how many rows there are. What cannot be read to its end is told
 * before hours of work, not behind them.
 *
 * @throws Failure `not-a-table`, `binary-file`, `gzip-broken`, `empty-table`, `no-such-column`, `no-structures`, those of {@link Table}, `cancelled`
 */
export async function survey(file: TableFile, { column, most = Number.POSITIVE_INFINITY, signal }: SurveyOptions): Promise<Survey> {
	const format = formatOf(file.name);
	const table = format.open(format.writes[0]);
	const sample: TableRow[] = [];
	let rows = 0;
	for await (const portion of table.rows(openText(file).pieces)) {
		refuseAborted(signal);
		sample.push(...portion.slice(0, SAMPLE - sample.length));
		rows += portion.length;
		if (rows > most) {
			break;
		}
	}
	refuseAborted(signal);
	if (sample.length === 0) {
		throw new Failure("empty-table", `${file.name.slice(0, 200)} has no rows. Give a file with at least one molecule or protein.`);
	}
	const fixed = table.structures;
	const structures = fixed === undefined || (column !== undefined && column.toLowerCase() !== fixed.title) ? structuresIn(fixed === undefined ? table.titles : [fixed.title], sample, column) : fixed;
	return { titles: table.titles, structures, rows: Math.min(rows, most), counted: rows <= most };
}

export function refuseAborted(signal: AbortSignal): void {
	if (signal.aborted) {
		throw new Failure("cancelled", "The annotation was cancelled before the end of the file.");
	}
}
