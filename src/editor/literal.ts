import type { Span } from "../science/failure.ts";
import { backslashIn, hasNoEscapes } from "../science/recognition/backslash.ts";

/** How a place of a document writes backslashes: as they are, or doubled; `unknown` where that cannot be told from the line. */
export type Escaping = "plain" | "doubled" | "unknown";

/** Where something stands, as far as its escaping depends on it. */
export interface Surroundings {
	readonly languageId: string;
	/** The line up to it. */
	readonly before: string;
	/** As it stands in the document. */
	readonly raw: string;
	/** As it is meant. */
	readonly text: string;
}

/** Formats whose backslashes are just characters. */
const WITHOUT_STRINGS = /^(?:csv|tsv|dynamic csv|rainbow csv|smiles|sdf|molfile|mol2|fasta|pdb|mmcif)$/;
/** Running text: a SMILES in quotes may be a piece of code in any language. */
const PROSE = /^(?:plaintext|markdown|quarto|rmd|restructuredtext|latex|html|xml|)$/;
/** `r"`, `rb'`, `R"(`, `br#"`, `String.raw` and C#'s `@"`: raw literals. */
const RAW_PREFIX = /(?:(?:^|[^A-Za-z0-9_])(?:[bfu]?r[bf]?#*|R|raw)["'`]{1,3}[([{]?|String\.raw`|@\$?")$/i;
const COMMENT = /^\s*(?:#|\/\/|--|%|;|\*|\/\*)/;
const QUOTE = /(?:"""|'''|["'`])$/;

/** Whether a new text put there must have its backslashes doubled. */
export function escapingOf({ languageId, before, raw, text }: Surroundings): Escaping {
	if (raw !== text) {
		return doubled(text) === raw ? "doubled" : "unknown";
	}
	const quote = QUOTE.exec(before)?.[0];
	const proseCode = /["']$/.test(before);
	if (WITHOUT_STRINGS.test(languageId) || hasNoEscapes(languageId) || (!proseCode && PROSE.test(languageId)) || (quote === undefined && COMMENT.test(before)) || RAW_PREFIX.test(before)) {
		return "plain";
	}
	if (quote !== undefined) {
		const backslash = backslashIn(languageId, quote);
		return backslash === undefined ? "unknown" : backslash === "escape" ? "doubled" : "plain";
	}
	// Unquoted values of YAML are taken as they are; a word within a longer string may be in either.
	return languageId === "yaml" ? "plain" : "unknown";
}

/** A new SMILES as it must be written there; undefined where that is not certain. */
export function writtenAs(smiles: string, surroundings: Surroundings): string | undefined {
	if (!smiles.includes("\\") && doesNotMatter(surroundings)) {
		return smiles;
	}
	switch (escapingOf(surroundings)) {
		case "plain": return smiles;
		case "doubled": return doubled(smiles);
		case "unknown": return undefined;
	}
}

/** Without a backslash every language writes the same, unless something other than backslashes was escaped. */
function doesNotMatter({ raw, text }: Surroundings): boolean {
	return raw === text || doubled(text) === raw;
}

function doubled(text: string): string {
	return text.replaceAll("\\", "\\\\");
}

/** Where a span of the text stands in its raw form; undefined where they differ by more than doubled backslashes. */
export function rawSpan({ start, end }: Span, raw: string, text: string): Span | undefined {
	if (start < 0 || end > text.length || start > end) {
		return undefined;
	}
	if (raw === text) {
		return { start, end };
	}
	if (doubled(text) !== raw) {
		return undefined;
	}
	const before = doubled(text.slice(0, start)).length;
	return { start: before, end: before + doubled(text.slice(start, end)).length };
}
