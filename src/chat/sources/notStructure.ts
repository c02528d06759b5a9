import * as vscode from "vscode";
import { consider } from "../../science/recognition/candidate.ts";
import { SMILES_CUE } from "../../science/recognition/found.ts";

/** Characters of what was pasted that a note repeats. */
const SHOWN = 60;
/** “O(n)”, “scoops(3)”: what is meant as a structure has two carbons, or a charge in brackets. */
const MEANT = /c.*c|\[[^\]]+[+-]\d?\]/i;
/** Longer than any word in capitals. */
const SEQUENCE = /^[A-Z*]{20,}$/;

/**
 * Why a pasted text that looks meant as a structure is none, in a sentence; undefined for ordinary words, and for lists.
 *
 * @param refusal why RDKit refuses the molecule that was found in it, where one was
 */
export function whyNoStructure(text: string, refusal: string | undefined): string | undefined {
	const words = unquoted(text.slice(0, 100_000).trim()).split(/[\s,;]+/, 3).filter((word) => word !== "");
	if (words.length === 0 || words.length > 2 || /\S\s*\n\s*\S/.test(text)) {
		return undefined;
	}
	for (const word of words.filter((each) => MEANT.test(each))) {
		const reason = refusal ?? consider(word, 0, word.length, SMILES_CUE)?.problem?.message;
		if (reason !== undefined) {
			return vscode.l10n.t("“{0}” is not a molecule: {1}", word.length > SHOWN ? `${word.slice(0, SHOWN)}…` : word, reason);
		}
	}
	return words.length === 1 && SEQUENCE.test(words[0] ?? "") ? vscode.l10n.t("This does not look like a protein sequence. If it is one, paste it as FASTA: with a line “>name” above it.") : undefined;
}

function unquoted(text: string): string {
	return text.replace(/^["'`]|["'`]$/g, "");
}
