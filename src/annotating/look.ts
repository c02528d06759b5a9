import { createReadStream } from "node:fs";
import { Failure } from "../science/failure.ts";
import { formatOf } from "../annotation/formats.ts";
import type { Structures } from "../annotation/structures.ts";
import { structuresIn } from "../annotation/structures.ts";
import type { TableRow } from "../annotation/table.ts";
import { openText } from "../annotation/text.ts";
import type { Source } from "./source.ts";

/** What a person sees of a table before anything is done with it. */
export interface Look {
	readonly titles: readonly string[];
	/** Of the first row that has them; by title. */
	readonly examples: ReadonlyMap<string, string>;
	/** What was found; undefined where no column reads as structures. */
	readonly found: Structures | undefined;
	/** Whether the format says which it is: then there is nothing to choose. */
	readonly fixed: boolean;
	/** What a column holds. */
	kindOf(title: string): Structures["kind"];
}

/** Rows that are looked at. */
const SAMPLE = 200;
/** Bytes that are read in one go: some milliseconds. */
const CHUNK = 1 << 18;

/**
 * Looks at the beginning of a table.
 *
 * @throws Failure those of `formatOf` and its tables, `empty-table`, `not-readable`, `cancelled`
 */
export async function lookAt({ path, name }: Source, signal: AbortSignal): Promise<Look> {
	const format = formatOf(name);
	const table = format.open(format.writes[0]);
	const stream = createReadStream(path, { highWaterMark: CHUNK });
	const sample: TableRow[] = [];
	try {
		for await (const portion of table.rows(openText({ name, bytes: stream as AsyncIterable<Uint8Array> }).pieces)) {
			signal.throwIfAborted();
			sample.push(...portion.slice(0, SAMPLE - sample.length));
			if (sample.length === SAMPLE) {
				break;
			}
		}
	} finally {
		stream.destroy();
	}
	if (sample.length === 0) {
		throw new Failure("empty-table", `${name.slice(0, 200)} has no rows. Give a file with at least one molecule or protein.`);
	}
	return { titles: table.titles, examples: examplesOf(table.titles, sample), found: table.structures ?? foundIn(table.titles, sample), fixed: table.structures !== undefined, kindOf: (title) => structuresIn(table.titles, sample, title).kind };
}

function foundIn(titles: readonly string[], sample: readonly TableRow[]): Structures | undefined {
	try {
		return structuresIn(titles, sample);
	} catch (error) {
		if (error instanceof Failure && error.code === "no-structures") {
			return undefined;
		}
		throw error;
	}
}

function examplesOf(titles: readonly string[], sample: readonly TableRow[]): ReadonlyMap<string, string> {
	return new Map(titles.flatMap((title) => {
		const cell = sample.map((row) => row.get(title)?.trim() ?? "").find((text) => text !== "");
		return cell === undefined ? [] : [[title, cell]];
	}));
}
