import { consider, looksMeant } from "./candidate.ts";
import { unescaped, writtenOffset } from "./escapes.ts";
import { recordAt } from "./embeddedFasta.ts";
import { CXSMILES } from "./extension.ts";
import type { Cue, Found, Step } from "./found.ts";
import { NO_CUE, SMILES_CUE, isFound, shifted } from "./found.ts";
import { tokeniseSmiles } from "../molecule/smiles.ts";
import { LETTER, SMILES, SPACE, STRUCTURE, isStructureLike, readRun } from "./sketch.ts";
import type { Sketch } from "./sketch.ts";
import { looksLikeTable, tableResume } from "./table.ts";
import { scanText } from "./words.ts";

export interface Literal {
	/** Inside the quotes. */
	readonly start: number;
	readonly end: number;
	/** Behind the closing quote. */
	readonly after: number;
	/** Backslashes stand for themselves. */
	readonly raw: boolean;
	/** Has places for values: `f"{smiles}.[Na+]"`. */
	readonly formatted: boolean;
}

/** What leads to a literal: asked only where it could matter. */
export interface Leading {
	readonly cue: Cue;
	readonly name: string | undefined;
}

const SHORTEST_LETTERS = 6;
/** Capital residues, nucleotides of either case, or so many small letters that they can be no word. */
const SEQUENCE = /^(?:[ACDEFGHIKLMNPQRSTVWXY]+|[ACGTUN]+|[acgtun]+|[acdefghiklmnpqrstvwxy]{30,})\*?$/;
/** Words of one literal that are looked at to decide whether all of it is a list of SMILES. */
const LOOKED_AT = 50;

/** Looks at the content of one string literal. */
export function* scanLiteral(text: string, literal: Literal, lead: Leading, sketch: Sketch): Generator<Step> {
	const { start, end } = literal;
	if (start === end) {
		return;
	}
	const leading = suffixed(text, literal) ?? lead;
	readRun(text, start, end, SPACE, sketch);
	if (sketch.end < end) {
		yield* scanWordy(text, literal, leading);
		return;
	}
	if (!isInteresting(text, start, end, sketch)) {
		return;
	}
	const stop = literal.raw ? end : escapedEnd(text, start, end);
	const content = text.slice(start, stop);
	if (content.startsWith(">") && stop < end) {
		yield escapedRecord(text.slice(start, end), start, end);
		return;
	}
	const found = consider(unescape(content, literal), start, stop, expected(text, literal, leading.cue), isWhole(text, literal));
	yield named(found && written(found, [{ content, start, raw: literal.raw }]), leading);
}

/** Looks at several literals that make one string. */
export function* scanJoined(text: string, parts: readonly Literal[], lead: Leading, sketch: Sketch): Generator<Step> {
	const contents = parts.map((part) => unescape(text.slice(part.start, part.end), part));
	const content = contents.join("");
	const [first] = parts;
	const last = parts.at(-1);
	if (first === undefined || last === undefined || /\s/.test(content)) {
		for (const part of parts) {
			yield* scanLiteral(text, { ...part, formatted: true }, lead, sketch);
		}
		return;
	}
	readRun(content, 0, content.length, SPACE, sketch);
	if (!isInteresting(content, 0, content.length, sketch)) {
		return;
	}
	const whole = parts.every(({ formatted }) => !formatted) && isWhole(text, first) && isWhole(text, last);
	const found = consider(content, first.start, last.end, lead.cue, whole);
	yield named(found && written(found, parts.map((part) => ({ content: text.slice(part.start, part.end), start: part.start, raw: part.raw }))), lead);
}

/** A literal, or one of several that make one string, as it is written. */
interface Part {
	readonly content: string;
	readonly start: number;
	readonly raw: boolean;
}

/** With the place of a mistake in the document: it was found in the text without escapes. */
function written(found: Found, parts: readonly Part[]): Found {
	if (found.problem === undefined) {
		return found;
	}
	const { message, span } = found.problem;
	const start = placeIn(parts, span.start - found.start);
	const last = placeIn(parts, Math.max(span.start, span.end - 1) - found.start);
	return { ...found, problem: { message, span: { start: Math.min(start, found.end), end: Math.min(Math.max(start, last) + 1, found.end) } } };
}

function placeIn(parts: readonly Part[], offset: number): number {
	let rest = offset;
	for (const [index, { content, start, raw }] of parts.entries()) {
		const length = raw ? content.length : unescaped(content).length;
		if (rest < length || index === parts.length - 1) {
			return start + (raw ? rest : writtenOffset(content, rest));
		}
		rest -= length;
	}
	return 0;
}

/** `"CCO"_smiles` of C++. */
function suffixed(text: string, { after }: Literal): Leading | undefined {
	if (text.charCodeAt(after) !== 95) {
		return undefined;
	}
	const suffix = /^_(?:rxn)?(smiles|smarts)\b/.exec(text.slice(after, after + 14))?.[1];
	return suffix === undefined ? undefined : { cue: suffix === "smiles" ? SMILES_CUE : { ...NO_CUE, pattern: true }, name: undefined };
}

/** A line break or tab written as an escape ends a SMILES, as it does for every program that reads one. */
function escapedEnd(text: string, start: number, end: number): number {
	for (let at = text.indexOf("\\", start); at >= 0 && at < end - 1; at = text.indexOf("\\", at + 2)) {
		const next = text.charAt(at + 1);
		if ((next === "n" || next === "t" || next === "r") && at > start) {
			// `C/C=C\n` could be a bond to an aromatic atom only if a ring closed behind it.
			return at;
		}
	}
	return end;
}

/** Calls that do without checks, and tests of mistakes: what is wrong there is meant to be. */
const UNCHECKED = /^\s*,\s*(?:sanitize\s*=\s*)?(?:False|false|FALSE|0)\b|^[^\n]{0,80}\bsanitize\s*[=:]\s*(?:False|false|0)\b/;
const MISTAKE = /raises|assertRaises|assertThrows|assertNull|assertIsNone|assertFalse|CHECK_THROWS|REQUIRE_THROWS|toThrow|toBeNull|rejects|expected\s*=|is None|invalid|malformed|should fail/i;

function expected(text: string, { start, after }: Literal, cue: Cue): Cue {
	if (cue.molecule !== "certain") {
		return cue;
	}
	// This line and the one before it, where `with pytest.raises(…):` stands.
	const before = text.slice(Math.max(0, start - 300), start).split("\n").slice(-2).join("\n");
	const behind = text.slice(after, after + 120).split("\n", 1)[0] ?? "";
	return UNCHECKED.test(text.slice(after, after + 160)) || MISTAKE.test(before) || MISTAKE.test(behind) ? { ...cue, molecule: "likely" } : cue;
}

/** Cheap: nearly all strings of a program end here. */
function isInteresting(text: string, start: number, end: number, sketch: Sketch): boolean {
	const { all, any, foreign } = sketch;
	if (isStructureLike(sketch) || (!foreign && (all & SMILES) !== 0)) {
		return true;
	}
	if ((all & LETTER) !== 0) {
		return end - start >= SHORTEST_LETTERS && SEQUENCE.test(text.slice(start, end));
	}
	if (text.startsWith("InChI=", start) || text.charCodeAt(start) === 62) {
		return true;
	}
	// A SMILES with a mistake; or with a character that is no ASCII, as from a web page.
	return (all & SMILES) !== 0 ? (any & STRUCTURE) !== 0 && looksMeant(text.slice(start, end)) : hasStrange(text, start, end);
}

/** Not added to another string, not formatted: what is wrong with it is wrong. */
function isWhole(text: string, { start, after, formatted }: Literal): boolean {
	// Between the parts of a joined string there may be a plus.
	return !formatted && !/^\s*[+%.]/.test(text.slice(after, after + 8)) && !/\+\s*[a-zA-Z]?["'`]+$/.test(text.slice(Math.max(0, start - 12), start));
}

function hasStrange(text: string, start: number, end: number): boolean {
	if (end - start > 2000) {
		return false;
	}
	for (let at = start; at < end; at++) {
		if (text.charCodeAt(at) > 126) {
			return true;
		}
	}
	return false;
}

/** A literal with white space: prose, FASTA, a list of SMILES, a sequence in lines, a SMILES with its extension. */
function* scanWordy(text: string, literal: Literal, lead: Leading): Generator<Step> {
	const { start, end } = literal;
	const content = end - start <= 200_000 ? text.slice(start, end) : "";
	if (content !== "" && !/[a-z]{4}[^\n]* [a-z]{3}/.test(content.slice(0, 400))) {
		const cue = lead.cue;
		if (cue.molecule !== "none" && !cue.pattern && (yield* scanList(text, content, literal, cue, lead))) {
			return;
		}
		const titled = cue.molecule === "certain" ? titledSmiles(content, literal, cue) : undefined;
		if (titled !== undefined) {
			yield titled;
			return;
		}
		if (cue.protein || cue.nucleotide) {
			const joined = /^[A-Za-z\s*]+$/.test(content) ? consider(content.replace(/\s+/g, ""), start, end, cue) : undefined;
			if (joined !== undefined) {
				yield named(joined, lead);
				return;
			}
		}
	}
	if (content.includes("\n") && content.length <= 100_000 && looksLikeTable(content.trimStart())) {
		yield* scanTableIn(content, start);
		return;
	}
	yield* scanText(text, start, end);
}

/** `StringIO("""smiles,activity …""")` */
function* scanTableIn(content: string, offset: number): Generator<Step> {
	const lead = content.length - content.trimStart().length;
	const table = content.slice(lead);
	for (const step of tableResume()(table, table.length)) {
		if (step === undefined) {
			yield undefined;
		} else if (isFound(step)) {
			yield shifted(step, offset + lead);
		}
	}
}

/** `'CC(=O)O acetic acid'`: the SMILES, and its title behind a blank. */
function titledSmiles(content: string, { start }: Literal, cue: Cue): Found | undefined {
	const [word = ""] = content.split(/[ \t]/, 1);
	const title = content.slice(word.length).trim();
	if (title.includes("\n") || !(/[=#([0-9]/.test(word) || /^C[BCNOPSFI]+$/.test(word))) {
		return undefined;
	}
	const found = consider(word, start, start + word.length, cue, false);
	return found === undefined || !/^[\w ,'()+-]{2,80}$/.test(title) ? undefined : { ...found, name: title };
}

/** `"CCO CCN".split()`, `strsplit("CCO CCN", " ")`, `%w(…)`. */
function isSplit(text: string, start: number, end: number): boolean {
	return /^["'`]{1,3}\s*\.\s*split/.test(text.slice(end, end + 16)) || /(?:split|qw|%w)\s*\(?\s*["']?$/i.test(text.slice(Math.max(0, start - 14), start));
}

/** `"CCO CCN"`, a block of lines `CCO ethanol`, `"CCO |…|"`: where the place says that molecules stand here, and all agree. */
function* scanList(text: string, content: string, literal: Literal, cue: Cue, lead: Leading): Generator<Step, boolean> {
	const { start, end, raw } = literal;
	const whole = isWhole(text, literal);
	if (CXSMILES.test(content)) {
		const found = consider(raw ? content : unescaped(content), start, end, cue);
		yield named(found, lead);
		return found !== undefined;
	}
	if (cue.molecule !== "certain") {
		return false;
	}
	if (!content.includes("\n") && !isSplit(text, start, end)) {
		// One SMILES with a space in it, not a list.
		const found = whole ? consider(raw ? content : unescaped(content), start, end, cue) : undefined;
		yield named(found, lead);
		return found !== undefined;
	}
	const words = content.includes("\n") ? /^[ \t]*([^\s,#]+)/gm : /()[^\s,;]+/g;
	const sample = [...content.slice(0, 20_000).matchAll(words)].slice(0, LOOKED_AT).map((word) => word[1] || word[0].trim());
	const molecules = sample.filter((word) => !("message" in tokeniseSmiles(word)));
	if (sample.length === 0 || molecules.length < sample.length * (content.includes("\n") ? 0.7 : 1)) {
		return false;
	}
	for (const word of content.matchAll(words)) {
		const bare = word[1] || word[0].trim();
		const at = start + word.index + word[0].length - bare.length;
		yield consider(raw ? bare : unescaped(bare), at, at + bare.length, SMILES_CUE, false);
	}
	return true;
}

/** `">P1\nMKTAYIAK\nQISF"`: a record whose lines are parted by escapes. */
function escapedRecord(content: string, start: number, end: number): Found | undefined {
	const lines = content.replace(/(?:\\n)+$/, "").split("\\n");
	const residues = lines.slice(1);
	const plain = residues.length > 0 && residues.every((line) => /^[A-Z]+\*?$/.test(line)) && residues.join("").length >= 10;
	return plain ? { ...recordAt(lines.join("\n"), 0, lines.join("\n").length), start, end } : undefined;
}

function unescape(content: string, { raw }: Literal): string {
	return raw ? content : unescaped(content);
}

function named(found: Found | undefined, lead: Leading): Found | undefined {
	return found === undefined || lead.name === undefined ? found : { ...found, name: lead.name };
}
