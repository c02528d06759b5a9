import { consider } from "./candidate.ts";
import { cueOf } from "./cues.ts";
import { goesOn, recordAt, recordEnd } from "./embeddedFasta.ts";
import { extensionAt } from "./extension.ts";
import { scanFence } from "./fence.ts";
import type { Cue, Found, Resume, Step } from "./found.ts";
import { MARK_STRIDE, NO_CUE, STRIDE } from "./found.ts";
import { scanMarkdownTable } from "./markdownTable.ts";
import { BREAK, CAPITAL, CLASSES, SMALL, SMILES, STRUCTURE, isStructureLike, readRun } from "./sketch.ts";
import type { Sketch } from "./sketch.ts";
import { balance, emphasised, leading, trim } from "./wrapping.ts";

/** Longer runs without a space are data, not words. */
const LONGEST_WORD = 20_000;
const LABEL = /([A-Za-z_]+)["'`*)\]]*[ \t]*[:=][ \t"'`*(]*$/;
/** `>>> Chem.MolFromSmiles('CCO')` of a docstring or a manual. */
const CALLED = /([A-Za-z_][\w.]*)\(["']$/;
/** “The SMILES of aspirin is …”. */
const STATED = /\b(SMILES|[Ss]equence)\b[^.:;\n]{0,60}\bis[ \t]+["'`*(]*$/;
/** `smiles=CC(=O)O` of an address or a command line. */
const ASSIGNED = /^-*[A-Za-z_]*(?:smiles|smi|SMILES)[=:](?=.)/;
/** No InChI holds another one: a megabyte of their beginnings is read once, not once for each. */
const INCHI = /InChI=1S?\/(?:(?!InChI=)[^\s"'`<>|]){1,20000}/y;
const REACTION = /[A-Za-z0-9@+\-[\]()=#$:/\\.%*~]{1,5000}(?:>[A-Za-z0-9@+\-[\]()=#$:/\\.%*~]{0,5000}){2}/y;
const SHORTEST = 4;
const SHORTEST_LETTERS = 20;
const SHORTEST_CAPITALS = 10;

const LINE_FEED = 10;
const GREATER = 62;
const BAR = 124;
const BACKTICK = 96;
const CAPITAL_I = 73;

/** What running text is to be read as a document of its own, not as a comment or a literal. */
export interface Document {
	/** How to begin again at a line start. */
	readonly resume: Resume;
	/** How to read a block of code in this language. */
	readonly beginning: (languageId: string) => Resume;
}

/** Running text as a document. */
export function textResume(beginning: (languageId: string) => Resume): Resume {
	const resume: Resume = (text, end) => scanText(text, 0, end, { resume, beginning });
	return resume;
}

/**
 * Looks at each word of running text (prose, a comment, a docstring) and at whole FASTA records and tables in it.
 *
 * `SMILES: CCO` counts as a cue; everything else must pass the strict rule.
 *
 * @param document given where line starts may be places to begin again, and fences hold code
 */
export function* scanText(text: string, start: number, end: number, document?: Document): Generator<Step> {
	const sketch: Sketch = { all: 0, any: 0, foreign: false, end: start };
	let beat = start;
	let marked = start;
	let lineStart = true;
	let at = start === 0 && text.startsWith("\ufeff") ? 1 : start;
	while (at < end) {
		const code = text.charCodeAt(at);
		if (lineStart && code === BACKTICK && document !== undefined && text.startsWith("```", at)) {
			const after = yield* scanFence(text, at, end, document.beginning);
			if (after < 0) {
				// It may close behind the piece.
				return;
			}
			if (after > at) {
				at = after;
				continue;
			}
		}
		if (lineStart && (code === GREATER || code === BAR)) {
			const after: number = code === GREATER ? recordEnd(text, at, end) : at;
			if (after > at) {
				yield recordAt(text, at, after);
				at = after;
				continue;
			}
			const table: number = code === BAR ? yield* scanMarkdownTable(text, at, end) : at;
			if (table > at) {
				at = table;
				continue;
			}
		}
		if (code < 128 && ((CLASSES[code] ?? 0) & BREAK) !== 0) {
			at++;
			if (code === LINE_FEED) {
				lineStart = true;
				if (document !== undefined && at - marked >= MARK_STRIDE) {
					marked = at;
					yield { mark: at, key: "text", resume: document.resume };
				}
			} else if (code !== 32 && code !== 9) {
				lineStart = false;
			}
			continue;
		}
		lineStart = false;
		readRun(text, at, end, BREAK, sketch);
		const stop = Math.max(sketch.end, at + 1);
		const found = stop - at <= LONGEST_WORD ? considerRun(text, at, end, sketch) : undefined;
		if (found !== undefined) {
			yield found;
		}
		at = Math.max(stop, found?.end ?? 0);
		if (at - beat > STRIDE) {
			beat = at;
			yield undefined;
		}
	}
	if (document !== undefined && text.charCodeAt(end - 1) === LINE_FEED && !isGoingOn(text, end)) {
		yield { mark: end, key: "text", resume: document.resume };
	}
}

function considerRun(text: string, at: number, limit: number, sketch: Sketch): Found | undefined {
	const { end, all, any, foreign } = sketch;
	const letter = skipWrapping(text, at, end);
	if (text.charCodeAt(letter) === CAPITAL_I && text.startsWith("InChI=", letter)) {
		return considerInchi(text, letter, limit);
	}
	if (foreign && (any & (SMALL | STRUCTURE)) === 0 && end - at >= SHORTEST_CAPITALS) {
		// Residues are capitals, of which few are atoms; a full stop or a bracket may stand around them.
		const labelled = mayBeLabelled(text, at);
		return labelled || end - at >= SHORTEST_LETTERS ? considerWord(text, at, end, limit, labelled ? labelCue(text, at, end) : NO_CUE) : undefined;
	}
	if (foreign) {
		return any !== 0 && all !== 0 && end - at > 4 && isStructureLike({ ...sketch, foreign: false }) ? considerAssigned(text, at, end) : undefined;
	}
	const letters = (all & CAPITAL) !== 0 && end - at >= SHORTEST_LETTERS;
	const labelled = (all & SMILES) !== 0 && mayBeLabelled(text, at);
	if (!letters && !labelled && !isStructureLike(sketch) && text.charCodeAt(end) !== GREATER) {
		return undefined;
	}
	return considerWord(text, at, end, limit, labelled ? labelCue(text, at, end) : NO_CUE);
}

function considerWord(text: string, at: number, end: number, limit: number, cue: Cue): Found | undefined {
	if (text.charCodeAt(end) === GREATER) {
		// Not from the middle of a longer chain of arrows, each of which would be read to its end again.
		const reaction = text.charCodeAt(at - 1) === GREATER ? "" : match(REACTION, text, at);
		if (reaction !== "" && at + reaction.length <= limit) {
			const found = consider(reaction, at, at + reaction.length, cue, false);
			if (found !== undefined) {
				return found;
			}
		}
	}
	const word = text.slice(at, end);
	// In a span of code a star at the end is an atom, not a sign of emphasis.
	const code = /["'`]/.test(text.charAt(at - 1)) || !emphasised(word);
	const bare = trim(word, code);
	const from = at + leading(word, code);
	if (bare.length < SHORTEST && cue === NO_CUE) {
		return undefined;
	}
	// In quotes it is a piece of code, whose backslashes are doubled.
	const quoted = bare.includes("\\\\") && /["']/.test(text.charAt(at - 1));
	// A problem is only told where the syntax of the place is sure; prose may say “smiles: none”.
	const found = consider(quoted ? bare.replaceAll("\\\\", "\\") : bare, from, from + bare.length, cue, false);
	return found?.kind === "molecule" && from + bare.length === end ? withExtension(text, found, limit) : found;
}

function withExtension(text: string, found: Found, limit: number): Found {
	const extension = extensionAt(text, found.end);
	const end = found.end + extension.length;
	return extension === "" || end > limit ? found : { ...found, notation: "cxsmiles", end, text: found.text + extension };
}

/** Behind `(`, `[`, `*` and `_` before a word. */
function skipWrapping(text: string, at: number, end: number): number {
	let letter = at;
	for (let code = text.charCodeAt(letter); letter < end && (code === 40 || code === 91 || code === 42 || code === 95); code = text.charCodeAt(letter)) {
		letter++;
	}
	return letter;
}

function considerInchi(text: string, at: number, limit: number): Found | undefined {
	let word = match(INCHI, text, at).slice(0, limit - at);
	// Its own brackets close; those of the sentence, and the full stop, stand behind it.
	let end = word.length;
	for (let open = balance(word); end > 0; end--) {
		const letter = word.charAt(end - 1);
		if (letter === ")" && open < 0) {
			open++;
		} else if (!/[.,;:\]*_]/.test(letter)) {
			break;
		}
	}
	word = word.slice(0, end);
	return consider(word, at, at + word.length, NO_CUE);
}

function considerAssigned(text: string, at: number, end: number): Found | undefined {
	const word = text.slice(at, Math.min(end, at + 1000));
	const name = ASSIGNED.exec(word)?.[0];
	if (name === undefined) {
		return undefined;
	}
	const bare = trim(word.slice(name.length));
	return consider(bare, at + name.length, at + name.length + bare.length, cueOf(name), false);
}

function mayBeLabelled(text: string, at: number): boolean {
	for (let before = at - 1; before >= 0 && before >= at - 6; before--) {
		const code = text.charCodeAt(before);
		if (code === 58 || code === 61) {
			return before < at - 1;
		}
		if (code === 40 && before === at - 2) {
			return true;
		}
		if (code === 115) {
			return text.startsWith(" is", before - 2);
		}
		if (code !== 32 && code !== 9 && code !== 34 && code !== 39 && code !== BACKTICK && code !== 42 && code !== 40) {
			return false;
		}
	}
	return false;
}

function labelCue(text: string, at: number, end: number): Cue {
	if (end - at > 2000) {
		return NO_CUE;
	}
	const before = text.slice(Math.max(0, at - 90), at);
	const called = CALLED.exec(before.slice(-60))?.[1];
	if (called !== undefined) {
		return cueOf(called);
	}
	// “SMILES: NO”, “the use of SMILES is no longer”: bare words must look like more.
	const plain = /["'`]/.test(text.charAt(at - 1)) || /[=#([0-9]|^(?=[BNOPSFI]*C)[BCNOPSFI]+(?:Cl|Br)?$/.test(trim(text.slice(at, end)));
	const label = LABEL.exec(before.slice(-40))?.[1] ?? STATED.exec(before)?.[1];
	if (label === undefined) {
		return NO_CUE;
	}
	const cue = cueOf(label);
	return plain ? cue : { ...cue, molecule: "none" };
}

function match(pattern: RegExp, text: string, at: number): string {
	pattern.lastIndex = at;
	return pattern.exec(text)?.[0] ?? "";
}

/** Whether a record or a table that touches the end goes on in the line behind it. */
function isGoingOn(text: string, end: number): boolean {
	const last = text.slice(text.lastIndexOf("\n", end - 2) + 1, end);
	const next = text.slice(end);
	return goesOn(last, next) || (/^[ \t]*\|/.test(next) && /^[ \t]*\|/.test(last));
}
