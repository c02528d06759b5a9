/** One record of an output in FASTA. */
export interface FastaText {
	readonly name: string;
	readonly description: string;
	/** Upper case, without white space and digits. */
	readonly letters: string;
	readonly kind: "protein" | "dna" | "rna" | "nucleotides";
	/** As it stands in the output. */
	readonly text: string;
}

const longestHeader = 2000;
/** As on the host: shorter texts of these letters may be peptides. */
const shortestNucleotide = 6;

/** The records of a text, as they are asked for; what stands before the first `>` is left out. */
export function* readFastaText(text: string): Generator<FastaText> {
	for (let start = text.startsWith(">") ? 0 : after(text, 0); start < text.length; ) {
		const next = after(text, start + 1);
		yield readRecord(text.slice(start, next));
		start = next;
	}
}

/** How many records there are, without reading them. */
export function countFastaRecords(text: string): number {
	let count = 0;
	for (let at = text.startsWith(">") ? 0 : after(text, 0); at < text.length; at = after(text, at + 1)) {
		count++;
	}
	return count;
}

function after(text: string, from: number): number {
	const at = text.indexOf("\n>", from);
	return at < 0 ? text.length : at + 1;
}

function readRecord(record: string): FastaText {
	const feed = record.indexOf("\n");
	const header = record.slice(1, Math.min(feed < 0 ? record.length : feed, longestHeader)).trim();
	const gap = header.search(/\s/u);
	const letters = feed < 0 ? "" : lettersOf(record.slice(feed + 1));
	return { name: gap < 0 ? header : header.slice(0, gap), description: gap < 0 ? "" : header.slice(gap).trim(), letters, kind: kindOf(letters), text: record.trimEnd() };
}

/** Code by code: patterns are slow on millions of short lines. Comments (`;`) are left out. */
function lettersOf(body: string): string {
	const codes = new Uint16Array(body.length);
	let [count, comment] = [0, false];
	for (let at = 0; at < body.length; at++) {
		const code = body.charCodeAt(at);
		comment = code !== 10 && (comment || (code === 59 && (at === 0 || body.charCodeAt(at - 1) === 10)));
		if (!comment && code > 32 && !(code >= 48 && code <= 57)) {
			codes[count++] = code >= 97 && code <= 122 ? code - 32 : code;
		}
	}
	while (count > 0 && codes[count - 1] === 42) {
		count--; // the stop at the end
	}
	return new TextDecoder("utf-16le", { ignoreBOM: true }).decode(codes.subarray(0, count));
}

/** By the letters alone, as the host does: all of them, or nearly all of a long text, are those of bases. */
function kindOf(letters: string): FastaText["kind"] {
	const bases = letters.replace(/[^ACGTUN-]/gu, "").length;
	const known = bases === letters.length || (letters.length >= 50 && bases > letters.length * 0.95 && /^[ACGTUNRYSWKMBDHV-]*$/u.test(letters));
	if (letters.length < shortestNucleotide || !known) {
		return "protein";
	}
	const [thymine, uracil] = [letters.includes("T"), letters.includes("U")];
	return thymine === uracil ? "nucleotides" : uracil ? "rna" : "dna";
}

/** Letters in lines of `perLine`, in groups of ten, and the number of each line's first letter. */
export function wrapped(letters: string, perLine: number): { readonly numbers: string; readonly lines: string } {
	const numbers: string[] = [];
	const lines: string[] = [];
	for (let at = 0; at < letters.length; at += perLine) {
		const end = Math.min(at + perLine, letters.length);
		const groups: string[] = [];
		for (let group = at; group < end; group += 10) {
			groups.push(letters.slice(group, Math.min(group + 10, end)));
		}
		numbers.push(String(at + 1));
		lines.push(groups.join(" "));
	}
	return { numbers: numbers.join("\n"), lines: lines.join("\n") };
}
