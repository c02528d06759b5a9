import type { TableRow } from "../../annotation/table.ts";
import { listed, structuresIn, type Structures } from "../../annotation/structures.ts";
import type { Entity } from "../../science/entity.ts";
import { Failure } from "../../science/failure.ts";
import { mapped } from "../breath.ts";
import type { Benchmark, Property, PropertyItem, TextItem } from "./benchmark.ts";

/** Titles of columns that hold a text to compare with, the best first; capitals and what parts their words do not matter. */
const DESCRIPTIONS = ["description", "caption"];
const FUNCTIONS = ["functiontext", "function", "proteinfunction", "description", "caption", "text"];
const ANSWERS = ["answer", "reference", "output"];
/** Rows that tell what the columns are. */
const SAMPLE = 200;
/** Beyond these a table of descriptors is meant, and not one of measured properties. */
const MOST_PROPERTIES = 200;

/** What is asked about each structure where the file has no questions: words that the embedded model was trained on. */
export const QUESTIONS = { molecule: "Please describe this molecule.", protein: "What is the function of this protein?" } as const;

/** A table with titles, or objects a line. */
export interface Rows {
	readonly layout: string;
	readonly titles: readonly string[];
	readonly rows: readonly TableRow[];
}

/**
 * Texts about molecules or proteins, questions with answers, or measured properties: by the titles and the cells.
 *
 * @throws Failure `not-a-benchmark`, `empty-benchmark`
 */
export async function tableBenchmark({ layout, titles, rows }: Rows, signal: AbortSignal): Promise<Benchmark> {
	if (titles.every((title) => title === "")) {
		throw new Failure("empty-benchmark", "There is nothing in this file. Give one with a line of titles and rows below it.");
	}
	const sample = rows.slice(0, SAMPLE);
	const structures = found(titles, sample);
	const [question, answer] = [named(titles, ["question"]), named(titles, ANSWERS)];
	if (question !== undefined && answer !== undefined) {
		return texts("questions", { layout, titles, rows }, { structures, question, reference: answer }, signal);
	}
	if (structures === undefined) {
		throw new Failure("not-a-benchmark", `This table has no column of SMILES or protein sequences, and no questions with answers. There are ${listed(titles)}.`);
	}
	const reference = structures.kind === "protein" ? named(titles, FUNCTIONS) : named(titles, DESCRIPTIONS);
	if (reference !== undefined) {
		return texts(structures.kind === "protein" ? "protein-function" : "captions", { layout, titles, rows }, { structures, reference }, signal);
	}
	const properties = structures.kind === "molecule" ? propertiesIn(titles, structures.title, sample) : [];
	if (properties.length === 0) {
		throw new Failure("not-a-benchmark", `This table has ${structures.kind === "molecule" ? "molecules, but no column of descriptions or measured numbers" : "proteins, but no column that tells their function"} to compare with. There are ${listed(titles)}.`);
	}
	return propertyTable({ layout, titles, rows }, structures, properties, signal);
}

/** A column of structures, where there is one. */
function found(titles: readonly string[], sample: readonly TableRow[]): Structures | undefined {
	try {
		return structuresIn(titles, sample);
	} catch {
		return undefined;
	}
}

function named(titles: readonly string[], wanted: readonly string[]): string | undefined {
	const plain = (title: string): string => title.toLowerCase().replace(/[\s_-]+/g, "");
	return wanted.flatMap((want) => titles.filter((title) => plain(title) === want))[0];
}

interface Columns {
	readonly structures: Structures | undefined;
	readonly question?: string;
	readonly reference: string;
}

async function texts(kind: "captions" | "protein-function" | "questions", { layout, titles, rows }: Rows, { structures, question, reference }: Columns, signal: AbortSignal): Promise<Benchmark> {
	const cell = unescaping(rows, structures);
	const items: TextItem[] = [];
	const unreadable: string[] = [];
	await mapped(rows, signal, (row) => {
		const text = cell(row, reference);
		const entity = structures === undefined ? undefined : entityOf(structures.kind, cell(row, structures.title));
		const asked = question === undefined ? (structures === undefined ? "" : QUESTIONS[structures.kind]) : cell(row, question);
		const why = row.problem?.message ?? (text === "" ? "there is no text to compare with." : asked === "" ? "there is no question." : structures !== undefined && question === undefined && entity === undefined ? `there is no ${structures.kind}.` : undefined);
		if (why === undefined) {
			items.push({ id: `line ${row.line}`, entity, question: asked, reference: text });
		} else {
			unreadable.push(`Line ${row.line}: ${why}`);
		}
	});
	return { kind, known: kind === "captions" && isChebi20({ titles, rows }) ? "chebi20" : undefined, layout: `${layout}: ${kind === "questions" ? "questions with answers" : kind === "captions" ? "molecules with descriptions" : `proteins with “${reference}”`}`, items, unreadable };
}

/** Titles of ChEBI-20 (Edwards et al. 2021) as it is published; each description begins alike, and each molecule has its number in PubChem. */
const CHEBI_20 = ["CID", "SMILES", "description"];

/** Whether rows are those of ChEBI-20 by their columns and cells: figures that others reached on it say nothing of any other table of descriptions. */
function isChebi20({ titles, rows }: Pick<Rows, "titles" | "rows">): boolean {
	const sample = rows.slice(0, SAMPLE).filter(({ problem }) => problem === undefined);
	return titles.join() === CHEBI_20.join() && sample.every((row) => /^\d+$/.test(row.get("CID") ?? "") && (row.get("description") ?? "").startsWith("The molecule "));
}

/** Files of ChEBI-20 double each backslash; no SMILES has two behind one another. */
function unescaping(rows: readonly TableRow[], structures: Structures | undefined): (row: TableRow, title: string) => string {
	const doubled = structures?.kind === "molecule" && rows.some((row) => row.get(structures.title)?.includes("\\\\") === true);
	return (row, title) => (doubled ? (row.get(title)?.replaceAll("\\\\", "\\") ?? "") : (row.get(title) ?? "")).trim();
}

function entityOf(kind: Structures["kind"], text: string): Entity | undefined {
	return text === "" ? undefined : kind === "molecule" ? { kind, smiles: text } : { kind, sequence: text };
}

/** Columns whose cells are numbers: running numbers of rows are none, nor what a program computed. */
function propertiesIn(titles: readonly string[], structure: string, sample: readonly TableRow[]): readonly Property[] {
	const found = titles.flatMap((title): Property[] => {
		const cells = sample.map((row) => row.get(title)?.trim() ?? "").filter((cell) => cell !== "");
		const numbers = cells.map(Number);
		if (title === "" || title === structure || cells.length === 0 || !numbers.every(Number.isFinite) || isRunning(numbers)) {
			return [];
		}
		return [{ title, kind: numbers.every((value) => value === 0 || value === 1) ? "class" : "number" }];
	});
	return found.length > MOST_PROPERTIES ? [] : found;
}

function isRunning(numbers: readonly number[]): boolean {
	return numbers.length > 2 && numbers.every((value, at) => at === 0 || value === (numbers[at - 1] ?? 0) + 1);
}

async function propertyTable({ layout, rows }: Rows, { title }: Structures, properties: readonly Property[], signal: AbortSignal): Promise<Benchmark> {
	const items: PropertyItem[] = [];
	const unreadable: string[] = [];
	await mapped(rows, signal, (row) => {
		const smiles = row.get(title)?.trim() ?? "";
		if (row.problem !== undefined || smiles === "") {
			unreadable.push(`Line ${row.line}: ${row.problem?.message ?? "there is no molecule."}`);
		} else {
			items.push({ id: `line ${row.line}`, smiles, values: properties.map((property) => valueOf(row.get(property.title))) });
		}
	});
	return { kind: "properties", known: undefined, layout: `${layout}: molecules with ${properties.length === 1 ? `“${properties[0]?.title ?? ""}”` : `${properties.length} properties`}`, properties, items, unreadable };
}

function valueOf(cell: string | undefined): number | undefined {
	const text = cell?.trim() ?? "";
	return text === "" || !Number.isFinite(Number(text)) ? undefined : Number(text);
}
