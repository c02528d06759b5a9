import { tokeniseSmiles } from "../molecule/smiles.ts";
import { tidyName } from "../name.ts";
import { consider } from "./candidate.ts";
import { cueOf } from "./cues.ts";
import { extensionAt } from "./extension.ts";
import type { Found, Resume, Step } from "./found.ts";
import { MARK_STRIDE, SMILES_CUE, STRIDE } from "./found.ts";
import { lineStop } from "./lines.ts";

/** Characters at the top that decide which column is read; within the first piece. */
const LOOKED_AT = MARK_STRIDE;

/** A `.smi` file: a SMILES, then white space or a comma, then anything, usually the name. Lines starting with `#` are comments. */
export function resumeSmilesFile(text: string, end: number, marksOnly = false): Generator<Step> {
	return scanSmilesFile(text, end, { top: true, namesFirst: hasNamesFirst(text.slice(0, Math.min(end, LOOKED_AT))), marksOnly });
}

/** Some lists have the name before the SMILES: where most second columns are molecules and most first ones are not. */
export function hasNamesFirst(top: string): boolean {
	let first = 0;
	let second = 0;
	for (const line of top.split("\n").slice(0, 30)) {
		const [one = "", two = ""] = line.trim().split(/[\s,]+/, 2);
		const reads = (word: string): number => (word !== "" && !("message" in tokeniseSmiles(word)) ? 1 : 0);
		first += reads(one);
		second += reads(two);
	}
	return second >= 3 && second > 2 * first;
}

/** Whether the first word is a molecule, or says that molecules follow: other lists begin with a number or a name. */
export function beginsWithSmiles(text: string): boolean {
	const word = /[^\s,]+/.exec(text.slice(0, 10_000))?.[0] ?? "";
	return cueOf(word).molecule === "certain" || !("message" in tokeniseSmiles(word));
}

function linesResume(namesFirst: boolean): Resume {
	return (text, end, marksOnly = false) => scanSmilesFile(text, end, { top: false, namesFirst, marksOnly });
}

interface ListOptions {
	/** The first line may be a header. */
	readonly top: boolean;
	readonly namesFirst: boolean;
	readonly marksOnly: boolean;
}

function* scanSmilesFile(text: string, end: number, { top, namesFirst, marksOnly }: ListOptions): Generator<Step> {
	let beat = 0;
	let marked = 0;
	for (let start = text.startsWith("\ufeff") ? 1 : 0, first = top; start < end; first = false) {
		const stop = lineStop(text, start, end);
		const line = marksOnly ? "" : text.slice(start, stop);
		yield namesFirst ? scanNamed(line, start) : scanLine(line, start, first);
		start = stop + 1;
		if (start - beat > STRIDE) {
			beat = start;
			yield undefined;
		}
		if (stop < end && (start - marked >= MARK_STRIDE || start >= end)) {
			marked = start;
			yield { mark: start, key: `lines ${namesFirst}`, resume: linesResume(namesFirst) };
		}
	}
}

/** A line whose name stands before its SMILES. */
function scanNamed(line: string, offset: number): Found | undefined {
	const [, before = "", name = "", between = "", rest = ""] = /^([ \t]*)([^\s,]+)([\s,]+)([^\s,]+)/.exec(line) ?? [];
	const at = offset + before.length + name.length + between.length;
	const found = rest === "" || name.startsWith("#") ? undefined : consider(rest, at, at + rest.length, SMILES_CUE);
	return found && { ...found, name: tidyName(name) };
}

/** By hand: a pattern with a lazy name before the final white space takes quadratic time on a long run of spaces. */
function scanLine(line: string, offset: number, first: boolean): Found | undefined {
	const content = line.trimStart();
	const gap = content.search(/[\s,]/);
	const smiles = gap < 0 ? content : content.slice(0, gap);
	if (smiles === "" || smiles.startsWith("#") || (first && cueOf(smiles).molecule === "certain")) {
		return undefined;
	}
	const extension = gap < 0 ? "" : extensionAt(content, gap);
	const at = offset + line.length - content.length;
	const text = smiles + extension;
	const found = consider(text, at, at + text.length, SMILES_CUE) ?? refused(text, smiles, at);
	const name = gap < 0 ? "" : tidyName(content.slice(text.length).replace(/^[\s,]+/, ""));
	return name === "" ? found : { ...found, name };
}

/** In a file of SMILES whatever stands in the first column is meant as one, however odd. */
function refused(text: string, smiles: string, start: number): Found {
	const result = tokeniseSmiles(smiles);
	const end = start + text.length;
	const problem = "message" in result ? { message: result.message, span: { start: start + result.span.start, end: Math.min(end, start + result.span.end) } } : undefined;
	return { kind: "molecule", notation: "smiles", cue: "certain", start, end, text, problem };
}
