import * as vscode from "vscode";
import type { JobPreview, JobRow } from "../annotation/job.ts";
import type { Value } from "../annotation/table.ts";
import { codeSpan, plainLine } from "../wording/plainText.ts";
import { factName } from "./factNames.ts";
import { number } from "./words.ts";

/** Characters of a cell that are shown: an embedding has thousands. */
const LONGEST = 600;
/** What has no spaces is never broken into lines, and would push the columns behind it out of the window. */
const LONGEST_UNBROKEN = 32;
const LONGEST_STRUCTURE = 24;
/** Numbers of a vector that are shown. */
const SHOWN_NUMBERS = 3;
/** Spaces that keep the column of drawings as wide as they can be read; Markdown has no other way, and tables make pictures small. */
const DRAWING_SPACES = 30;
/** Status and reason stand behind all others. */
const OWN = 2;

export interface FirstRows {
	readonly preview: JobPreview;
	/** What people know the rows by. */
	readonly name: string;
	/** SVG documents in the order of the rows; undefined where there is none. */
	readonly drawings: readonly (string | undefined)[];
}

/** The first rows of an annotation as Markdown: computed and generated values apart, each under its column's title. */
export function firstRowsText({ preview, name, drawings }: FirstRows): string {
	const { structures: { title, kind }, first, columns, rows } = preview;
	const values = columns.slice(0, -OWN);
	const sides = [{ head: vscode.l10n.t("Computed"), generated: false }, { head: vscode.l10n.t("Generated"), generated: true }].filter(({ generated }) => values.some((column) => column.generated === generated));
	const room = drawings.some((drawing) => drawing !== undefined) ? "&nbsp;".repeat(DRAWING_SPACES) : "";
	const heads = [vscode.l10n.t("Line"), `${kind === "molecule" ? vscode.l10n.t("Molecule") : vscode.l10n.t("Protein")}${room}`, ...sides.map(({ head }) => head)];
	const lines = first.map((row, index) => tableLine([number(row.line), structureCell(row, drawings[index]), ...sides.map(({ generated }, side) => sideCell(row, preview, { generated, withReason: side === 0 }))]));
	const heading = rows === undefined ? vscode.l10n.t("The first {0} rows of {1}", first.length, plainLine(name)) : vscode.l10n.t("The first {0} of {1} rows of {2}", first.length, number(rows), plainLine(name));
	const added = vscode.l10n.t("New columns: {0}", columns.map((column) => codeSpan(column.title)).join(", "));
	const read = kind === "molecule" ? vscode.l10n.t("The molecules in its column {0} are read. Nothing is written yet.", codeSpan(title)) : vscode.l10n.t("The proteins in its column {0} are read. Nothing is written yet.", codeSpan(title));
	const check = sides.some(({ generated }) => generated) ? [vscode.l10n.t("*Generated* text is the local model's and may be wrong: check it.")] : [];
	return [`# ${heading}`, read, [tableLine(heads), tableLine(heads.map((_, index) => (index === 0 ? "--:" : "---"))), ...lines].join("\n"), ...check, added].join("\n\n");
}

function tableLine(cells: readonly string[]): string {
	return `| ${cells.join(" | ")} |`;
}

function structureCell({ structure }: JobRow, drawing: string | undefined): string {
	const line = structure.replace(/\s+/g, " ").trim();
	const short = line.length > LONGEST_STRUCTURE ? `${line.slice(0, LONGEST_STRUCTURE)}…` : line;
	if (line === "") {
		return "";
	}
	// A bar would end the cell, also inside of code.
	return drawing === undefined ? codeSpan(short).replaceAll("|", "\\|") : `![${plainLine(short).replace(/[[\]|]/g, "\\$&")}](data:image/svg+xml;base64,${Buffer.from(drawing).toString("base64")})`;
}

function sideCell(row: JobRow, { columns }: JobPreview, { generated, withReason }: { readonly generated: boolean; readonly withReason: boolean }): string {
	const side = columns.slice(0, -OWN).map((column, index) => ({ column, value: row.values[index] })).filter(({ column }) => column.generated === generated);
	const said = side.flatMap(({ column: { title }, value }) => (value === undefined || value === "" ? [] : side.length === 1 ? [cell(value)] : [`*${nameOf(title).replaceAll(" ", "&nbsp;")}*&nbsp;${cell(value)}`]));
	const [status, reason] = row.values.slice(-OWN);
	const note = withReason && reason !== undefined && reason !== "" ? [`${status === "failed" ? "⚠ " : ""}${cell(reason)}`] : [];
	// Facts are short and many; what was generated is long.
	return [...(generated ? said : said.length === 0 ? [] : [said.join(" · ")]), ...note].join("<br>");
}

/** In words where it is a fact. */
function nameOf(title: string): string {
	return plainLine(factName(title.replace(/^facts_/, "").replace(/_\d+$/, "")));
}

function cell(value: Value): string {
	if (typeof value === "number") {
		return value.toLocaleString(vscode.env.language, { maximumFractionDigits: 6, signDisplay: "negative" });
	}
	const text = String(value ?? "");
	const numbers = numbersIn(text);
	if (numbers.length > SHOWN_NUMBERS) {
		return vscode.l10n.t("{0} numbers: {1}, …", number(numbers.length), numbers.slice(0, SHOWN_NUMBERS).join(", "));
	}
	const longest = /\s/.test(text) ? LONGEST : LONGEST_UNBROKEN;
	return plainLine(text.length > longest ? `${text.slice(0, longest)}…` : text);
}

/** Of a vector as it is written into the table, three digits each; none where it is something else. */
function numbersIn(text: string): readonly number[] {
	return /^\[[-+.,\deE]+\]$/.test(text) ? text.slice(1, -1).split(",").map((one) => Number(Number(one).toPrecision(3))) : [];
}
