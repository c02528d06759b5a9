import { readFasta } from "./protein/fasta.ts";
import type { Found, Step } from "./recognition/found.ts";
import { STRIDE } from "./recognition/found.ts";
import { scanSource, scanYaml } from "./recognition/source.ts";
import { scanSmilesFile, scanTable } from "./recognition/table.ts";
import { scanText } from "./recognition/words.ts";

export type { Found };

/** Where a text comes from: VS Code's language id and the file's name (the extension decides where the language is unknown). */
export interface RecogniseContext {
	readonly languageId: string;
	readonly fileName: string;
}

/**
 * A scan ends after so many hits. A table of a million molecules would fill the memory with them, and the editor with their
 * decorations; nobody looks at that many in an editor.
 */
export const MAX_FOUND = 20_000;

/**
 * Finds the molecules and proteins of a text in one linear scan, in the order of the text.
 *
 * Only the grammar is checked: a molecule found still has to pass RDKit. Words without a cue must look like nothing but a
 * structure (atoms, and bonds, branches or rings), so ordinary code and prose give none. The scan ends after {@link MAX_FOUND}.
 */
export function recognise(text: string, context: RecogniseContext): Found[] {
	const found: Found[] = [];
	for (const step of recogniseSteps(text, context)) {
		if (step !== undefined) {
			found.push(step);
		}
	}
	return found;
}

/**
 * {@link recognise} for big texts: gives what was found after each slice of work, so that the caller can let other work in
 * between, or stop.
 *
 * @param milliseconds length of a slice
 */
export function* recogniseInSlices(text: string, context: RecogniseContext, milliseconds = 15): Generator<Found[]> {
	let found: Found[] = [];
	let since = performance.now();
	for (const step of recogniseSteps(text, context)) {
		if (step !== undefined) {
			found.push(step);
		}
		if (performance.now() - since > milliseconds) {
			yield found;
			found = [];
			since = performance.now();
		}
	}
	yield found;
}

/** The scan itself, in steps of about a millisecond: what was found, or undefined. It ends after {@link MAX_FOUND}. */
export function* recogniseSteps(text: string, context: RecogniseContext): Generator<Step> {
	let count = 0;
	for (const step of allSteps(text, context)) {
		yield step;
		count += step === undefined ? 0 : 1;
		if (count >= MAX_FOUND) {
			return;
		}
	}
}

function* allSteps(text: string, context: RecogniseContext): Generator<Step> {
	switch (formatOf(context)) {
		case "fasta": yield* scanFasta(text); return;
		case "smiles": yield* scanSmilesFile(text); return;
		case "csv": yield* scanTable(text); return;
		case "tsv": yield* scanTable(text, "\t"); return;
		case "yaml": yield* scanYaml(text); return;
		case "prose": yield* scanText(text, 0, text.length); return;
		case "source": yield* scanSource(text, languageOf(context)); return;
		case "other": return;
	}
}

type Format = "fasta" | "smiles" | "csv" | "tsv" | "yaml" | "prose" | "source" | "other";

const FORMATS: readonly (readonly [Format, RegExp])[] = [
	["fasta", /^(?:fasta|fas|fa|faa|fna|ffn|frn|pep|mpfa|seq)$/],
	["smiles", /^(?:smiles|smi|ism|can)$/],
	["csv", /^(?:csv|dynamic csv|rainbow csv)$/],
	["tsv", /^(?:tsv|tab)$/],
	["yaml", /^(?:yaml|yml)$/],
	["prose", /^(?:plaintext|markdown|md|txt|text|rst|restructuredtext|latex|tex|html|xml|asciidoc|log|prompt|)$/],
	// Coordinates and binary data: nothing to be read word by word.
	["other", /^(?:sdf|sd|mol|mol2|pdb|ent|cif|mmcif|xyz|svg|binary|ipynb|lock|map)$/],
];

/** A file's extension says more than the language, which is `plaintext` for every format VS Code does not know. */
function formatOf(context: RecogniseContext): Format {
	const extension = extensionOf(context.fileName);
	const byExtension = extension === "" ? undefined : FORMATS.find(([, names]) => names.test(extension))?.[0];
	const byLanguage = FORMATS.find(([, names]) => names.test(context.languageId))?.[0];
	return byExtension ?? byLanguage ?? "source";
}

const LANGUAGES: Readonly<Record<string, string>> = { py: "python", pyi: "python", r: "r", jl: "julia", sh: "shellscript", rb: "ruby", pl: "perl", smk: "snakemake", sql: "sql", lua: "lua", m: "matlab", toml: "toml" };

function languageOf(context: RecogniseContext): string {
	return context.languageId === "" || context.languageId === "plaintext" ? (LANGUAGES[extensionOf(context.fileName)] ?? "") : context.languageId;
}

function extensionOf(fileName: string): string {
	const name = fileName.slice(Math.max(fileName.lastIndexOf("/"), fileName.lastIndexOf("\\")) + 1);
	return name.includes(".") ? name.slice(name.lastIndexOf(".") + 1).toLowerCase() : "";
}

/** In a FASTA file every record is given, also one with a problem, so that it can be shown where it stands. */
function* scanFasta(text: string): Generator<Step> {
	let beat = 0;
	for (const record of readFasta(text)) {
		yield { kind: "protein", start: record.start, end: record.end, text: record.sequence, name: record.name === "" ? undefined : record.name, record };
		if (record.end - beat > STRIDE) {
			beat = record.end;
			yield undefined;
		}
	}
}
