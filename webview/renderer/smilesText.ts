/** One molecule or reaction of an output of SMILES: a line “SMILES name”. */
export interface SmilesLine {
	/** With its extension `|…|`, if it has one. */
	readonly structure: string;
	/** Without it: what smiles-drawer reads. */
	readonly smiles: string;
	readonly name: string;
}

/** Longer ones are not sent to the host either. Characters. */
export const longestSmiles = 20_000;
/** What the page draws itself without standing still: RDKit draws larger ones, on the host. Letters stand for atoms, one too many for Cl and Br. */
const mostLetters = 130;
const mostCharacters = 1000;
/** A name is one line of a label. */
const longestName = 300;
/** What of a line is looked at: far more than a name can be is not even cut out. */
const longestLine = longestSmiles + 4 * longestName;

/** The lines of a text that are not blank, as they are asked for. */
export function* readSmilesLines(text: string): Generator<SmilesLine> {
	for (let start = 0; start < text.length; ) {
		const feed = text.indexOf("\n", start);
		const end = feed < 0 ? text.length : feed;
		const line = text.slice(start, Math.min(end, start + longestLine)).trim();
		if (line !== "") {
			yield readLine(line);
		}
		start = end + 1;
	}
}

/** How many lines {@link readSmilesLines} gives: code by code, since millions of lines would take seconds to be read. */
export function countSmilesLines(text: string): number {
	let [count, start, blank] = [0, 0, true];
	for (let at = 0; at < text.length; at++) {
		const code = text.charCodeAt(at);
		if (code === 10) {
			[start, blank] = [at + 1, true];
		} else if (blank && at - start < longestLine && !isSpace(code)) {
			blank = false;
			count++;
		}
	}
	return count;
}

/** What `trim` takes away: control characters are none of it. */
function isSpace(code: number): boolean {
	return code === 32 || (code >= 9 && code <= 13) || (code >= 160 && String.fromCharCode(code).trim() === "");
}

function readLine(line: string): SmilesLine {
	const gap = line.search(/\s/u);
	const smiles = gap < 0 ? line : line.slice(0, gap);
	const rest = gap < 0 ? "" : line.slice(gap).trim();
	const close = rest.startsWith("|") ? rest.indexOf("|", 1) : -1;
	const extension = close < 0 ? "" : ` ${rest.slice(0, close + 1)}`;
	return { structure: smiles + extension, smiles, name: rest.slice(close < 0 ? 0 : close + 1).trim().slice(0, longestName) };
}

export function isReaction({ smiles }: SmilesLine): boolean {
	return smiles.includes(">");
}

/** Who draws it: `nobody` where it is too large for both. */
export function drawnBy(line: SmilesLine): "page" | "host" | "nobody" {
	const { smiles, structure } = line;
	if (structure.length > longestSmiles) {
		return "nobody";
	}
	return smiles.length > mostCharacters || isReaction(line) || smiles.replace(/[^a-zA-Z]/gu, "").length > mostLetters ? "host" : "page";
}
