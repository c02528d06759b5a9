import { Failure } from "../failure.ts";

/** Longest mol block that is read at all, in characters: some 10,000 atoms. */
const MAX_MOL_BLOCK_LENGTH = 1_000_000;
/** Hydrogens are often written out; more than this beside 1,000 heavy atoms is no molecule. */
const MAX_ATOMS = 4000;

/** A mol block (CTfile V2000 or V3000) whose outline is right; its chemistry is for RDKit to judge. */
export interface MolBlock {
	/** From the header to `M  END`: properties of an SDF record are left behind. */
	readonly text: string;
	readonly heavyAtoms: number;
}

const END = /^M {2}END/m;
/** Hydrogen, deuterium and tritium as CTfiles write them. */
const HYDROGEN = /^[HDT]$/;

/** Whether a text is a mol block rather than a SMILES: it has lines, and the one that ends a connection table. */
export function isMolBlock(text: string): boolean {
	return text.includes("\n") && END.test(text);
}

/**
 * Reads the outline of a mol block: the counts line and the elements of its atoms.
 *
 * @throws Failure `invalid-molfile` or `molecule-too-large`
 */
export function readMolBlock(text: string): MolBlock {
	refuseLongBlock(text.length);
	const end = text.search(END);
	const block = `${text.slice(0, end).replace(/\r\n?/g, "\n")}M  END\n`;
	const lines = block.split("\n");
	const counts = lines[3] ?? "";
	const elements = counts.includes("V3000") ? elementsV3000(lines) : elementsV2000(lines, counts);
	if (elements.length === 0) {
		throw invalid("it has no atoms", "Draw the molecule first.");
	}
	if (elements.length > MAX_ATOMS) {
		throw new Failure("molecule-too-large", `This mol block has ${elements.length.toLocaleString("en")} atoms; at most ${MAX_ATOMS.toLocaleString("en")} are read. Give a part of it.`);
	}
	return { text: block, heavyAtoms: elements.filter((element) => !HYDROGEN.test(element)).length };
}

/** Throws `molecule-too-large` for so many characters that {@link readMolBlock} would not even look at. */
export function refuseLongBlock(length: number): void {
	if (length > MAX_MOL_BLOCK_LENGTH) {
		throw new Failure("molecule-too-large", `This mol block has ${length.toLocaleString("en")} characters; at most ${MAX_MOL_BLOCK_LENGTH.toLocaleString("en")} are read. Give one molecule at a time.`);
	}
}

function elementsV2000(lines: readonly string[], counts: string): readonly string[] {
	const atoms = Number(counts.slice(0, 3));
	const bonds = Number(counts.slice(3, 6));
	if (!/^[ \d]{3}[ \d]{3}/.test(counts) || counts.slice(0, 3).trim() === "" || !Number.isInteger(atoms) || !Number.isInteger(bonds)) {
		throw invalid("its fourth line does not begin with the numbers of atoms and bonds", "Check that the three header lines are there, even if they are empty.");
	}
	// Header and counts line before, `M  END` and the end of the text behind.
	if (lines.length - 6 < atoms + bonds) {
		throw invalid(`its fourth line promises ${atoms} atoms and ${bonds} bonds, but there are only ${lines.length - 6} lines before “M  END”`, "It may have been cut off: fetch it again.");
	}
	return lines.slice(4, 4 + atoms).map((line) => line.slice(31, 34).trim());
}

function elementsV3000(lines: readonly string[]): readonly string[] {
	const begin = lines.findIndex((line) => line.startsWith("M  V30 BEGIN ATOM"));
	const end = lines.findIndex((line) => line.startsWith("M  V30 END ATOM"));
	const counts = /^M {2}V30 COUNTS +(\d{1,9}) +(\d{1,9})/.exec(lines.find((line) => line.startsWith("M  V30 COUNTS")) ?? "");
	if (counts === null || (Number(counts[1]) > 0 && (begin < 0 || end < begin))) {
		throw invalid("its V3000 part lacks the line COUNTS, BEGIN ATOM or END ATOM", "It may have been cut off: fetch it again.");
	}
	const atoms = lines.slice(begin + 1, Math.max(begin + 1, end)).filter((_, index, all) => index === 0 || !(all[index - 1] ?? "").endsWith("-"));
	if (atoms.length !== Number(counts[1])) {
		throw invalid(`its line COUNTS promises ${counts[1]} atoms, but there are ${atoms.length}`, "It may have been cut off: fetch it again.");
	}
	return atoms.map((line) => line.trim().split(/\s+/, 4)[3] ?? "");
}

function invalid(why: string, next: string): Failure {
	return new Failure("invalid-molfile", `This mol block cannot be read: ${why}. ${next}`);
}
