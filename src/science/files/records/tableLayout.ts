import { consider } from "../../recognition/candidate.ts";
import { columnsOf } from "../../recognition/columns.ts";
import type { Cue } from "../../recognition/found.ts";
import { NO_CUE, SMILES_CUE } from "../../recognition/found.ts";

/** Cells that tell which column holds the molecules: some milliseconds' work. */
const MOST_CELLS = 2000;
/** Of each column at least. */
const FEWEST_CELLS = 5;

/** `CCO` and `c1ccccc1` will do, which might be codes where nothing speaks of molecules. */
const LIKELY: Cue = { ...NO_CUE, molecule: "likely" };

type Rows = readonly (readonly string[])[];

/**
 * The column with a molecule in the first row of a table that has no titles. It stands above others where it might be a title (`CCO`, `CNO`);
 * of the smallest (`C`, `CC`) this is believed only beside a number, which no title is.
 *
 * @param rows the first ones, their cells trimmed
 * @returns -1 where the first row are titles
 */
export function headlessColumn([first = [], ...others]: Rows): number {
	const strict = first.findIndex((cell) => isSmiles(cell, NO_CUE));
	if (strict >= 0 || columnsOf(first).cued) {
		return strict;
	}
	const cue = first.some((cell) => /^[+-]?[\d.]+$/.test(cell)) ? SMILES_CUE : LIKELY;
	return first.findIndex((cell, column) => isWhole(cell, cue) && (others.length === 0 || shareOf(others, column, SMILES_CUE) > 0.5));
}

/**
 * The column that holds SMILES: what a title says counts first, then what most cells are.
 *
 * @param titles of the columns
 * @param rows the first ones without the titles, their cells trimmed
 * @returns -1 where there is none
 */
export function structureColumnOf(titles: readonly string[], rows: Rows): number {
	const { cues } = columnsOf(titles);
	const most = Math.max(FEWEST_CELLS, Math.floor(MOST_CELLS / Math.max(1, titles.length)));
	const sample = rows.slice(0, most);
	const named = titles.findIndex((_, column) => cues[column]?.molecule === "certain" && (rows.length === 0 || shareOf(sample, column, SMILES_CUE) > 0));
	if (named >= 0) {
		return named;
	}
	const strict = bestColumn(titles, (column) => shareOf(sample, column, cues[column]));
	return strict >= 0 ? strict : bestColumn(titles, (column) => (cues[column]?.pattern === true ? 0 : shareOf(sample, column, LIKELY)));
}

function bestColumn(titles: readonly string[], share: (column: number) => number): number {
	const shares = titles.map((_, column) => share(column));
	const most = shares.reduce((best, each) => Math.max(best, each), 0);
	return most >= 0.5 ? shares.indexOf(most) : -1;
}

/** Of the cells of a column that are not empty, how many read as SMILES: 0 to 1. */
function shareOf(rows: Rows, column: number, cue: Cue | undefined): number {
	const cells = rows.map((row) => row[column] ?? "").filter((cell) => cell !== "");
	return cells.filter((cell) => isSmiles(cell, cue)).length / Math.max(1, cells.length);
}

/** A SMILES with a mistake counts where the cue is certain. */
function isSmiles(cell: string, cue: Cue | undefined): boolean {
	return consider(cell, 0, cell.length, cue)?.notation.includes("smiles") === true;
}

function isWhole(cell: string, cue: Cue): boolean {
	return isSmiles(cell, cue) && consider(cell, 0, cell.length, cue)?.problem === undefined;
}
