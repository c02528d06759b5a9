import { consider } from "./candidate.ts";
import { unescaped } from "./escapes.ts";
import type { Cue, Found } from "./found.ts";
import { SMILES_CUE } from "./found.ts";
import { Quotes } from "./quotes.ts";
import { syntaxOf } from "./syntax.ts";

/** Somebody points at it: as certain as the argument of `MolFromSmiles(`, and a sequence where it is no SMILES. */
const POINTED_AT: Cue = { ...SMILES_CUE, protein: true };

/**
 * What a text is that somebody points at, which recognition alone would rather leave out: `N.N.Cl[Pt]Cl`.
 *
 * @param text one word, escapes undone
 * @param start its place in the document
 */
export function considerExplicit(text: string, start: number, end: number): Found | undefined {
	return consider(text, start, end, POINTED_AT);
}

/**
 * The content of the string literal of one line that a place in it stands in, as a molecule or sequence; a cursor at either of its quotes counts too.
 *
 * @param line without its line break; the offsets of what is found are those of the line
 * @param character UTF-16 code units from its beginning
 */
export function literalAt(line: string, character: number, languageId: string): Found | undefined {
	const quotes = new Quotes(line, line.length);
	const marks = /"""|'''|["'`]/g;
	for (let match = marks.exec(line); match !== null && match.index <= character; match = marks.exec(line)) {
		const [mark] = match;
		const start = match.index + mark.length;
		const end = quotes.closing(start, mark, true);
		if (end !== undefined && character <= end + mark.length) {
			const raw = /r[bf]?#*$/i.test(line.slice(Math.max(0, match.index - 4), match.index)) || syntaxOf(languageId).rawQuotes.includes(mark);
			const content = line.slice(start, end);
			return considerExplicit((raw ? content : unescaped(content)).trim(), start, end);
		}
		marks.lastIndex = end === undefined ? start : end + mark.length;
	}
	return undefined;
}
