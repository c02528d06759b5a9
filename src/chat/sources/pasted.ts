import { setImmediate as breath } from "node:timers/promises";
import { consider } from "../../science/recognition/candidate.ts";
import { NO_CUE, type Found } from "../../science/recognition/found.ts";
import type { RecogniseContext } from "../../science/recognition/formats.ts";
import { recogniseInSlices } from "../../science/recognise.ts";
import { mistakeIn } from "./notStructure.ts";

/** Words and lines that are looked at to tell what a text is. */
const LOOKED_AT = 200;
const COUNTS = /^[ \d]{3}[ \d]{3}.{0,60}V[23]000\s*$/;
/** “(CCO)”, “CCO.”: as a sentence has it. */
const WRAPPED = /^\(.*\)$|\.$/;
const LIKELY = { ...NO_CUE, molecule: "likely" } as const;

/** What stands in a text that somebody pasted or dropped, in portions; others may work in between. */
export async function* pastedEntities(text: string, signal: AbortSignal): AsyncGenerator<readonly Found[]> {
	const words = bareWords(text);
	if (words !== undefined) {
		yield words;
		return;
	}
	const { context, text: read } = asFile(text);
	for (const portion of recogniseInSlices(read, context)) {
		yield portion;
		await breath();
		signal.throwIfAborted();
	}
}

/** The text as a file would have it, by what it looks like. */
function asFile(text: string): { readonly context: RecogniseContext; readonly text: string } {
	if (/^M {2}END/m.test(text)) {
		return { context: { languageId: "", fileName: "pasted.sdf" }, text: withHeader(text) };
	}
	if (/^\s*>\S/.test(text.slice(0, 1000))) {
		return { context: { languageId: "", fileName: "pasted.fasta" }, text: text.trimStart() };
	}
	return isSmilesList(text) ? { context: { languageId: "", fileName: "pasted.smi" }, text } : { context: { languageId: "plaintext", fileName: "" }, text };
}

/** Who copies a mol block often loses its empty first lines, by which programs count. */
function withHeader(text: string): string {
	const lines = text.slice(0, 2000).split("\n", 4);
	const counts = lines.findIndex((line) => COUNTS.test(line.trimEnd()));
	return counts < 0 ? text : "\n".repeat(3 - counts) + text;
}

/** Lines of `SMILES name`, as most of the first ones show. */
function isSmilesList(text: string): boolean {
	const lines = text.slice(0, 100_000).split("\n", LOOKED_AT).map((line) => line.trim()).filter((line) => line !== "" && !line.startsWith("#"));
	const rows = lines.map((line) => line.split(/[\s,]+/));
	const molecules = rows.filter(([first = "", ...rest]) => rest.length <= 6 && (isLikely(first) || isBroken(first)));
	return (lines.length > 1 || text.includes("\t")) && molecules.length * 2 > lines.length;
}

/**
 * A text that is nothing but SMILES, or nothing but one sequence: `CCO`, which in a sentence would be a word, is meant then.
 * Undefined for all other texts.
 */
function bareWords(text: string): readonly Found[] | undefined {
	const trimmed = text.trim();
	const sequence = bareSequence(trimmed);
	if (sequence !== undefined) {
		return [sequence];
	}
	if (trimmed === "" || trimmed.length > 100_000 || trimmed.startsWith(">")) {
		return undefined;
	}
	const words = trimmed.replace(/^(["'`])([^]*)\1$/, "$2").split(/[\s,;]+/, LOOKED_AT + 1).filter((word) => word !== "");
	const found = words.length > LOOKED_AT ? [] : words.map((word) => consider(word, 0, 0, LIKELY));
	const all = found.filter((each) => each?.kind === "molecule" && each.problem === undefined).flatMap((each) => each ?? []);
	if (all.length === words.length && all.length > 0) {
		return all;
	}
	const [word = ""] = words;
	// One word is meant whole: what remains of it without its mistake is another molecule.
	return words.length === 1 && !WRAPPED.test(word) && isBroken(word) ? [] : undefined;
}

/** A piece that is too short for a line or a block of a sequence, and more behind it. */
const SHORT_PIECE = /(?<![A-Z*])[A-Z*]{1,9}[\s\d]+[A-Z]/;

/** One sequence in lines or in GenBank's blocks of ten: capital letters, broken nowhere but between long pieces. */
function bareSequence(trimmed: string): Found | undefined {
	// Most texts are told apart by their first words; a megabyte is not taken to pieces for that.
	if (SHORT_PIECE.test(trimmed) || !/^[A-Z\d\s]+\*?$/.test(trimmed)) {
		return undefined;
	}
	return consider(trimmed.replace(/[\s\d]+/g, ""), 0, 0, { ...NO_CUE, protein: true });
}

function isBroken(word: string): boolean {
	return mistakeIn(word) !== undefined;
}

function isLikely(word: string): boolean {
	return consider(word, 0, 0, LIKELY)?.kind === "molecule";
}
