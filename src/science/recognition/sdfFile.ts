import { tidyName } from "../name.ts";
import { consider } from "./candidate.ts";
import { cueOf } from "./cues.ts";
import type { Found, Step } from "./found.ts";
import { MARK_STRIDE } from "./found.ts";
import { nextLine } from "./lines.ts";

/** A record of more characters holds no molecule that could be drawn. */
const LONGEST_BLOCK = 500_000;
const COUNTS = /^[ \d]{3}[ \d]{3}.*V[23]000\s*$/;
const DATA_HEADER = /^>.*<([^>\n]+)>/;

/** An SDF or MOL file: each mol block as a molecule, and the SMILES and sequences of its data items. */
export function* resumeSdf(text: string, end: number, marksOnly = false): Generator<Step> {
	let at = 0;
	let marked = 0;
	while (at < end) {
		const close = closingLine(text, at, end);
		const stop = close < 0 ? end : Math.min(end, nextLine(text, close, end));
		if (!marksOnly) {
			yield* scanRecord(text, at, stop);
		}
		yield undefined;
		if (close >= 0 && (stop - marked >= MARK_STRIDE || stop >= end) && text.charCodeAt(stop - 1) === 10) {
			marked = stop;
			yield { mark: stop, key: "record", resume: resumeSdf };
		}
		at = stop;
	}
}

function closingLine(text: string, at: number, end: number): number {
	const found = text.startsWith("$$$$", at) ? at : text.indexOf("\n$$$$", at) + 1;
	return found === 0 && at !== 0 ? -1 : found >= end || (found === 0 && !text.startsWith("$$$$")) ? -1 : found;
}

function* scanRecord(text: string, start: number, stop: number): Generator<Step> {
	const molecule = molBlock(text, start, stop);
	yield molecule;
	let at = molecule?.end ?? start;
	while (at < stop) {
		const next = nextLine(text, at, stop);
		const field = text.charCodeAt(at) === 62 ? DATA_HEADER.exec(text.slice(at, Math.min(next, at + 500)))?.[1] : undefined;
		if (field !== undefined && next < stop) {
			const after = nextLine(text, next, stop);
			const value = text.slice(next, after).trim();
			const found = value === "" ? undefined : consider(value, next, next + value.length, cueOf(field));
			yield found === undefined || molecule?.name === undefined ? found : { ...found, name: molecule.name };
		}
		at = next;
	}
}

function molBlock(text: string, start: number, stop: number): Found | undefined {
	const name = nextLine(text, start, stop);
	const counts = nextLine(text, nextLine(text, name, stop), stop);
	if (!COUNTS.test(text.slice(counts, Math.min(nextLine(text, counts, stop), counts + 200)).trimEnd())) {
		return undefined;
	}
	const close = text.indexOf("M  END", counts);
	const end = close < 0 || close >= stop ? -1 : close + "M  END".length;
	if (end < 0 || end - start > LONGEST_BLOCK) {
		const why = end < 0 ? "This mol block has no line “M  END”: the file may be cut off. Get the whole file." : "This mol block is too large to be drawn.";
		return { kind: "molecule", notation: "molfile", start, end: end < 0 ? stop : end, text: "", cue: "certain", problem: { message: why, span: { start: counts, end: nextLine(text, counts, stop) } }, unread: end < 0 ? "cut-off" : "too-large" };
	}
	const title = tidyName(text.slice(start, name));
	return { kind: "molecule", notation: "molfile", start, end, text: `${text.slice(start, end)}\n`, cue: "certain", name: title === "" ? undefined : title };
}
