import { DelimitedTable } from "../../annotation/delimited.ts";
import { cellText, rawRows } from "../../annotation/delimitedRows.ts";
import { isRecord } from "../../annotation/job/guards.ts";
import { JsonLinesTable } from "../../annotation/jsonLines.ts";
import type { RowSource, TableRow } from "../../annotation/table.ts";
import { openText } from "../../annotation/text.ts";
import type { Entity } from "../../science/entity.ts";
import { Failure } from "../../science/failure.ts";
import { mapped } from "../breath.ts";
import type { Benchmark } from "./benchmark.ts";
import { choiceLines, mmlu, pubMedQa } from "./choices.ts";
import { tableBenchmark } from "./tables.ts";

/** Characters of a file: many times the largest benchmark that we know. */
const LARGEST = 200_000_000;
/** Of one JSON document, which is read at one go. */
const LARGEST_DOCUMENT = 8_000_000;
/** Characters of a cell or a question; more is no question that anyone asks. */
const LONGEST = 100_000;
/** Characters at the top that tell a layout. */
const LOOKED_AT = 65_536;

export interface BenchmarkFile {
	/** For sentences; its ending says nothing. */
	readonly name: string;
	readonly bytes: AsyncIterable<Uint8Array>;
}

/**
 * Reads a file of questions and right answers, packed or not; which one it is, is told by what stands in it.
 *
 * @throws Failure `not-a-benchmark`, `benchmark-broken`, `benchmark-too-large`, `empty-benchmark`, `binary-file`, `gzip-broken`, those of {@link RowSource}
 */
export async function readBenchmark({ name, bytes }: BenchmarkFile, signal: AbortSignal): Promise<Benchmark> {
	const text = await textOf({ name, bytes }, signal);
	const benchmark = await recognised(text, signal).catch((error: unknown) => {
		throw error instanceof Failure ? new Failure(error.code, `${name.slice(0, 200)}: ${error.message}`, { cause: error, detail: error.detail }) : error;
	});
	refuseEmpty(benchmark, name);
	return benchmark;
}

async function textOf(file: BenchmarkFile, signal: AbortSignal): Promise<string> {
	const pieces: string[] = [];
	let length = 0;
	for await (const piece of openText(file).pieces) {
		signal.throwIfAborted();
		pieces.push(piece);
		length += piece.length;
		if (length > LARGEST) {
			throw new Failure("benchmark-too-large", `${file.name.slice(0, 200)} has more than ${LARGEST / 1e6} million characters, and is hardly a benchmark. Give a part of it.`);
		}
	}
	return pieces.join("");
}

async function recognised(text: string, signal: AbortSignal): Promise<Benchmark> {
	const start = text.trimStart().slice(0, 1);
	if (start === "{" || start === "[") {
		return jsonBenchmark(text, signal);
	}
	const lines = withoutHeader(text);
	const questions = lines && mmlu(lines);
	return questions ?? tableBenchmark({ layout: "Table", ...(await rowsOf(new DelimitedTable(text.slice(0, LOOKED_AT).includes("\t") ? "\t" : ","), text)) }, signal);
}

/** Objects a line, unless the whole is one document. */
async function jsonBenchmark(text: string, signal: AbortSignal): Promise<Benchmark> {
	const [first = ""] = text.trimStart().split("\n", 1);
	if (first.length > LARGEST_DOCUMENT || !isObject(first) || isDocumentOfOneLine(text)) {
		return documentBenchmark(text);
	}
	const { titles, rows } = await rowsOf(new JsonLinesTable(), text);
	const objects = (await mapped(rows, signal, (row) => {
		const object = row.problem === undefined && "text" in row && typeof row.text === "string" ? objectOf(row.text) : undefined;
		return object === undefined ? [] : [[`line ${row.line}`, object] as const];
	})).flat();
	return choiceLines(objects) ?? tableBenchmark({ layout: "JSON Lines", titles, rows }, signal);
}

/** PubMedQA is often written without a line break. */
function isDocumentOfOneLine(text: string): boolean {
	return !text.trim().includes("\n") && text.length <= LARGEST_DOCUMENT && isRecord(Object.values(objectOf(text) ?? {})[0]) && pubMedQa(objectOf(text) ?? {}) !== undefined;
}

function documentBenchmark(text: string): Benchmark {
	if (text.length > LARGEST_DOCUMENT) {
		throw new Failure("benchmark-too-large", `This is one JSON document of more than ${LARGEST_DOCUMENT / 1e6} million characters. Write it as JSON Lines, an object a line.`);
	}
	let document: unknown;
	try {
		document = JSON.parse(text);
	} catch (error) {
		throw new Failure("benchmark-broken", `This begins like JSON and is none: ${error instanceof Error ? error.message.slice(0, 200) : ""}. Perhaps it was not copied to its end.`, { cause: error });
	}
	const read = Array.isArray(document) ? choiceLines(document.flatMap((row: unknown, place) => (isRecord(row) ? [[`entry ${place + 1}`, row] as const] : []))) : isRecord(document) ? pubMedQa(document) : undefined;
	if (read === undefined) {
		throw new Failure("not-a-benchmark", "This JSON is no benchmark that we know. Give PubMedQA, MedMCQA, MedQA or MMLU as they are published, or an object a line with “question”, “choices” and “answer”.");
	}
	return read;
}

/** The cells of a comma-separated file as they stand; undefined where its first line is no question of MMLU. */
function withoutHeader(text: string): readonly (readonly string[])[] | undefined {
	const lines: string[][] = [];
	for (const { stop, starts } of rawRows(text, 0, { mark: 44, most: () => 7, last: true })) {
		lines.push(starts.map((from, at) => cellText(text.slice(from, (starts[at + 1] ?? stop + 1) - 1))));
		if (lines.length === 1 && !/^[A-D]\s*$/.test(lines[0]?.[5] ?? "")) {
			return undefined;
		}
	}
	return lines;
}

async function rowsOf(source: RowSource, text: string): Promise<{ readonly titles: readonly string[]; readonly rows: readonly TableRow[] }> {
	const rows: TableRow[] = [];
	for await (const portion of source.rows(once(text))) {
		for (const row of portion) {
			rows.push(row);
		}
	}
	return { titles: source.titles, rows };
}

async function* once(text: string): AsyncGenerator<string> {
	// In pieces: a row is looked for in one of them.
	for (let from = 0; from < text.length; from += 1 << 17) {
		yield text.slice(from, from + (1 << 17));
	}
}

function isObject(line: string): boolean {
	return objectOf(line) !== undefined;
}

function objectOf(line: string): Readonly<Record<string, unknown>> | undefined {
	try {
		const value: unknown = JSON.parse(line);
		return isRecord(value) ? value : undefined;
	} catch {
		return undefined;
	}
}

function refuseEmpty(benchmark: Benchmark, name: string): void {
	if (benchmark.items.length === 0) {
		throw new Failure("empty-benchmark", `${name.slice(0, 200)} has no row that can be asked about. ${benchmark.unreadable[0] ?? ""}`.trimEnd());
	}
	const long = benchmark.kind === "properties" ? undefined : benchmark.items.find((item) => item.question.length > LONGEST || ("reference" in item ? item.reference.length > LONGEST || lengthOf(item.entity) > LONGEST : item.context.length > LONGEST));
	if (long !== undefined) {
		throw new Failure("benchmark-broken", `${name.slice(0, 200)}: ${long.id} has a text of more than ${LONGEST.toLocaleString("en")} characters. Perhaps a quote is not closed there. Correct it, or take it out.`);
	}
}

function lengthOf(entity: Entity | undefined): number {
	return entity === undefined ? 0 : entity.kind === "molecule" ? entity.smiles.length : entity.sequence.length;
}
