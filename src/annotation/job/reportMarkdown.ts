import path from "node:path";
import { isPacked } from "../text.ts";
import type { Origin } from "../tasks.ts";
import type { About } from "./about.ts";
import type { Picture } from "./report.ts";
import type { Histogram } from "./reportHistogram.ts";
import type { ColumnTally, Tally } from "./reportTally.ts";
import { code, number, plain, tableOf } from "./reportText.ts";

export interface ReportParts {
	readonly output: string;
	readonly about: About;
	readonly found: Tally;
	readonly histograms: ReadonlyMap<string, Histogram>;
	/** By the place of the row. */
	readonly pictures: ReadonlyMap<number, Picture>;
	/** Of the pictures, as links name it. */
	readonly folder: string;
}

/** Characters of a cell that are shown; what has no spaces is never broken into lines, and would make the table wider than a window. */
const LONGEST = 240;
const LONGEST_UNBROKEN = 60;
const LONGEST_STRUCTURE = 32;
/** Reasons that are listed. */
const REASONS = 40;

export function reportMarkdown(parts: ReportParts): string {
	return `${[...summary(parts), ...firstRows(parts), ...columnsTold(parts), ...numbers(parts), ...failures(parts), ...making(parts)].join("\n\n")}\n`;
}

function summary({ output, about }: ReportParts): readonly string[] {
	const { rows, ok, failed, skipped, structures, madeFrom, model } = about;
	const share = rows === 0 ? "" : ` (${number((100 * ok) / rows)} %)`;
	const counts = [["Rows", number(rows)], ["Annotated", `${number(ok)}${share}`], ["Failed", number(failed)], ...(skipped > 0 ? [["Skipped", number(skipped)]] : [])];
	const generated = model === null || !about.job.header.columns.some((column) => column.generated) ? [] : [`> **Generated text is marked so.** It was written by ${plain(model.name)} ${plain(model.version)} on this machine; it may be wrong. Check every answer. Not for clinical use.`];
	return [`# Annotation of ${plain(madeFrom)}`, `${code(path.basename(output))} holds every row of ${code(madeFrom)} with ${about.job.header.columns.length} more columns about the ${structures.kind}s in ${code(structures.column)}.`, tableOf(["", ""], counts), ...generated];
}

function firstRows({ about, found, pictures, folder }: ReportParts): readonly string[] {
	const { columns } = about.job.header;
	const kind = about.structures.kind === "molecule" ? "Molecule" : "Protein";
	const rows = found.first.map(({ line, structure, cells }, index) => {
		const picture = pictures.get(index);
		const image = picture === undefined ? "" : `![structure of line ${line}](${encodeURIComponent(folder)}/${encodeURIComponent(picture.name)})<br>`;
		const values = columns.flatMap(({ title, generated }, place) => (cells[place] === undefined || cells[place] === "" ? [] : [`${code(title, 60)} ${generated ? "*generated* " : ""}${plain(cells[place], /\s/.test(cells[place]) ? LONGEST : LONGEST_UNBROKEN)}`]));
		return [String(line), `${image}${code(structure, LONGEST_STRUCTURE)}`, values.join("<br>")];
	});
	return rows.length === 0 ? [] : [`## The first ${rows.length} rows`, tableOf(["Line", kind, "Annotation"], rows)];
}

function columnsTold({ about, found }: ReportParts): readonly string[] {
	const origins = new Map(about.job.origins);
	const rows = found.columns.map(({ column, filled }) => [code(column.title, 60), ...told(origins.get(column.title), column.generated), number(filled)]);
	return rows.length === 0 ? [] : ["## The columns", tableOf(["Column", "What", "How", "Cells filled"], rows)];
}

function told(origin: Origin | undefined, generated: boolean): readonly [string, string] {
	if (origin === undefined) {
		return [generated ? "*generated*" : "", "no row has a value"];
	}
	if (origin.kind === "computed") {
		const by = origin.model === undefined ? "" : `, ${plain(origin.model.name)} ${plain(origin.model.version)}`;
		return [`${plain(origin.label)}${origin.unit === undefined ? "" : ` in ${plain(origin.unit)}`}`, `${plain(origin.method)}${by}`];
	}
	const choices = origin.choices === undefined ? "" : `, one of ${origin.choices.map((choice) => code(choice, 60)).join(", ")}`;
	return ["*generated*", `${plain(origin.model.name)} ${plain(origin.model.version)}, asked “${plain(origin.question)}”${choices}`];
}

function numbers({ found, histograms }: ReportParts): readonly string[] {
	const sections = found.columns.flatMap((column) => distribution(column, histograms.get(column.column.title)));
	return sections.length === 0 ? [] : ["## Distributions", ...sections];
}

function distribution({ column: { title, generated }, numbers: measured, values, filled }: ColumnTally, histogram: Histogram | undefined): readonly string[] {
	const heading = `### ${code(title, 60)}${generated ? " *generated*" : ""}`;
	if (measured !== undefined && histogram !== undefined) {
		const { least, most, mean, deviation } = measured;
		return [heading, `${number(filled)} values, ${number(least)} to ${number(most)}, mean ${number(mean)}, standard deviation ${number(deviation)}`, ["```text", ...histogram.lines(), "```"].join("\n")];
	}
	const repeated = values !== undefined && values.length > 1 && values.length * 2 <= filled;
	return repeated ? [heading, tableOf(["Value", "Rows"], values.map(([value, count]) => [plain(value, 120), number(count)]))] : [];
}

function failures({ output, found, about }: ReportParts): readonly string[] {
	if (about.failed === 0) {
		return [];
	}
	const where = `Lines are those of ${code(path.basename(output))}${isPacked(output) ? ", unpacked" : ""}.`;
	const rows = found.reasons.slice(0, REASONS).map(({ text, count, lines }) => [number(count), plain(text, 400), lines.map((line) => String(line)).join(", ") + (count > lines.length ? ", …" : "")]);
	const hidden = found.reasons.slice(REASONS).reduce((sum, { count }) => sum + count, found.others);
	return ["## What failed", where, tableOf(["Rows", "Reason", "Lines"], rows), ...(hidden > 0 ? [`${number(hidden)} more rows failed for other reasons; they stand in the column ${code(about.job.header.columns.at(-1)?.title ?? "reason")}.`] : [])];
}

function making({ about }: ReportParts): readonly string[] {
	const { job: { header, sum }, model, written, by } = about;
	const rows = [
		["Made by", plain(by)],
		["Finished", plain(written)],
		["Read", `${code(about.madeFrom)}, ${number(header.source.size)} bytes, SHA-256 ${code(header.source.sum)}`],
		["Written", `${code(about.table)}, ${number(about.job.bytes)} bytes, SHA-256 ${code(sum)}`],
		...(model === null ? [] : [["Model", `${plain(model.name)} ${plain(model.version)}, SHA-256 ${code(model.checksum)}; greedy, each row on its own, molecules as their canonical SMILES`]]),
		["Asked for", code(JSON.stringify(header.spec.tasks), 4000)],
	];
	return ["## How it was made", tableOf(["", ""], rows)];
}
