import { Failure } from "../science/failure.ts";
import { listed } from "./structures.ts";
import type { TableRow } from "./table.ts";

/** Longest question of a row, with what its cells put into it (UTF-16 code units). */
const LONGEST_QUESTION = 4000;
/** A title in braces, or a doubled brace, which stands for one as in Python's format strings. */
const PLACEHOLDER = /\{\{|\}\}|\{([^{}\n]{1,200})\}/g;

/** @throws Failure `invalid-input` where a placeholder names no column, or there is no question */
export function checkQuestion(question: string, titles: readonly string[]): void {
	if (question.trim() === "") {
		throw new Failure("invalid-input", "The question is empty. Write one; {title} stands for the row’s cell under that title.");
	}
	for (const [, title] of question.matchAll(PLACEHOLDER)) {
		if (title !== undefined && !titles.includes(title)) {
			throw new Failure("invalid-input", `The question names {${title.slice(0, 60)}}, and there is no such column. There are ${listed(titles)}. For a brace itself write it twice: {{ or }}.`);
		}
	}
}

/**
 * The question of one row: `{title}` stands for its cell, `{{` and `}}` for braces.
 *
 * @throws Failure `invalid-question`
 */
export function questionOf(question: string, row: TableRow): string {
	const text = question.replace(PLACEHOLDER, (brace: string, title: string | undefined) => (title === undefined ? brace.slice(1) : (row.get(title)?.trim() ?? ""))).trim();
	if (text === "" || text.length > LONGEST_QUESTION) {
		throw new Failure("invalid-question", text === "" ? "The question is empty for this row." : `The question has ${text.length.toLocaleString("en")} characters with what this row puts into it; up to ${LONGEST_QUESTION.toLocaleString("en")} are asked.`);
	}
	return text;
}
