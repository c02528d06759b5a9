/**
 * Tells whether a text that was pasted or dropped is worth asking the host about: a molfile, FASTA, lines of SMILES or a bare sequence.
 *
 * It must be quick and must not take words for molecules; whether they are molecules is for the host to find out.
 */
export function looksLikeStructures(text: string): boolean {
	const trimmed = text.trim();
	if (trimmed.length < 3) {
		return false;
	}
	return isMolfile(trimmed) || isFasta(trimmed) || isSequence(trimmed) || isSmilesList(trimmed);
}

/** Atoms, bonds, branches, ring closures and dots, and nothing else. */
const smiles = /^(?:Cl|Br|[BCNOPSFI]|[bcnops]|\[[^[\]\s]{1,40}\]|[=#$:~\-/\\.()]|%\d\d|\d)+$/u;
/** What ordinary words made of these letters lack. */
const structure = /[=#()[\]\d@]|CC/u;
/** A line of a SMILES file: the structure, and a name of a few words. */
const mostWords = 4;
/** Enough to tell. */
const linesRead = 200;

function isMolfile(text: string): boolean {
	return /^.*V[23]000\s*$/mu.test(text.slice(0, 2000)) && text.includes("M  END");
}

function isFasta(text: string): boolean {
	const line = text.startsWith(">") ? /^>[^\n]*\n\s*(\S{5,})[^\S\n]*(?:\n|$)/u.exec(text.slice(0, 5000))?.[1] : undefined;
	// A digit or a sign among the residues is a mistake, which the host explains.
	return line !== undefined && (/^[A-Za-z*-]+$/u.test(line) || /^[A-Z*-]{5}[^a-z]*$/u.test(line));
}

function isSequence(text: string): boolean {
	return text.length >= 20 && !/\s/u.test(text.slice(0, 1000)) && /^[ACDEFGHIKLMNPQRSTVWYX*]+$/u.test(text.slice(0, 1000));
}

function isSmilesList(text: string): boolean {
	const lines = text.split(/\r?\n/u, linesRead).filter((line) => line.trim() !== "");
	// A sentence may begin with a structure; a file of structures has more than one line.
	const words = lines.length === 1 ? 2 : mostWords;
	return lines.every((line) => {
		const [first = "", ...rest] = line.trim().split(/[\s,;]+/u, words + 1);
		return rest.length < words && isSmiles(first);
	});
}

function isSmiles(text: string): boolean {
	// 2,000 characters are enough to tell, and bound the work on a megabyte without a space.
	const head = text.slice(0, 2000).replace(/\[[^\]]*$/u, "");
	return head.length >= 3 && /[A-Za-z]/u.test(head) && smiles.test(head) && structure.test(head);
}
