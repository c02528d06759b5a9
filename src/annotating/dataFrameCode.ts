import { cueOf } from "../science/recognition/cues.ts";

/** A column of a data frame, as Python names the two. */
export interface FrameColumn {
	readonly variable: string;
	readonly column: string;
}

const FRAME = /(?:^|\n)[ \t]*([A-Za-z_]\w{0,60})[ \t]*=[ \t]*(?:\w{1,40}\.)?(?:DataFrame|read_csv|read_table|read_excel|read_json|read_parquet|LoadSDF|merge|concat)\(/g;
const SUBSCRIPT = /\b([A-Za-z_]\w{0,60})\[\s*(?:"([^"\n\\]{1,80})"|'([^'\n\\]{1,80})')\s*\]/g;
const KEY = /(?:"([^"\n\\]{1,80})"|'([^'\n\\]{1,80})')\s*:/g;
/** Characters behind `DataFrame(` that are looked at for the titles of its columns. */
const NEAR = 4000;
const IDENTIFIER = /^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*$/;

/** Whether Python takes a text for a variable, or for an attribute of one. */
export function isVariable(text: string): boolean {
	return text.length <= 100 && IDENTIFIER.test(text);
}

/**
 * Columns that cells speak of and whose titles say that they hold structures, those of the first cells first; of frames without any
 * a usual title.
 *
 * @param cells texts of code cells, the likeliest first
 */
export function columnsIn(cells: readonly string[]): readonly FrameColumn[] {
	const named = cells.flatMap((cell) => [...subscripts(cell), ...constructed(cell)]).filter(({ column }) => isCue(column));
	const frames = cells.flatMap((cell) => [...cell.matchAll(FRAME)].map(([, variable = ""]) => variable));
	const without = frames.filter((variable) => !named.some((one) => one.variable === variable)).map((variable) => ({ variable, column: "smiles" }));
	return unique([...named, ...without]);
}

function subscripts(cell: string): readonly FrameColumn[] {
	return [...cell.matchAll(SUBSCRIPT)].map(([, variable = "", double, single]) => ({ variable, column: double ?? single ?? "" }));
}

/** `df = pd.DataFrame({"smiles": […]})` */
function constructed(cell: string): readonly FrameColumn[] {
	return [...cell.matchAll(FRAME)].flatMap((match) => {
		const behind = cell.slice(match.index + match[0].length, match.index + match[0].length + NEAR);
		return /^\s*[{[]/.test(behind) ? [...behind.matchAll(KEY)].map(([, double, single]) => ({ variable: match[1] ?? "", column: double ?? single ?? "" })) : [];
	});
}

function isCue(title: string): boolean {
	const { molecule, protein } = cueOf(title);
	return molecule !== "none" || protein === true;
}

function unique(columns: readonly FrameColumn[]): readonly FrameColumn[] {
	return [...new Map(columns.map((one) => [JSON.stringify(one), one])).values()];
}

/** A name for the file that the column is saved to; nothing in it that a file system or Python would take for something else. */
export function fileNameOf({ variable, column }: FrameColumn): string {
	return `${variable}.${column}`.replace(/[^\w.-]+/g, "_").slice(0, 80);
}

/** Saves the column; missing values become empty rows, so that each row stays in its place. */
export function saveCode({ variable, column }: FrameColumn, file: string): string {
	return `# BioMedGPT: run this cell, and the annotation of the column begins.\n${variable}[[${literal(column)}]].to_csv(${literal(file)}, index=False)`;
}

/**
 * Joins the annotated column to the frame, row by row, whatever its index; a frame that has changed is not touched.
 *
 * “NA” is a protein and “nan” no molecule: only empty cells are missing values.
 */
export function joinCode({ variable, column }: FrameColumn, file: string): string {
	const title = literal(column);
	return [
		"# BioMedGPT: joins what was found out about the column, row by row.",
		"import pandas as pd",
		"",
		`annotated = pd.read_csv(${literal(file)}, dtype={${title}: str}, keep_default_na=False, na_values=[""])`,
		`assert list(annotated[${title}].fillna("")) == list(${variable}[${title}].fillna("").astype(str)), ${literal(`${variable} has changed since its column was saved`)}`,
		`annotated = annotated.drop(columns=${title}).rename(columns={"status": ${literal(`${column}_status`)}, "reason": ${literal(`${column}_reason`)}})`,
		`${variable} = ${variable}.assign(**{title: annotated[title].to_numpy() for title in annotated})`,
		variable,
	].join("\n");
}

/** As Python writes a text; JSON's escapes are Python's, too. */
function literal(text: string): string {
	return JSON.stringify(text);
}
