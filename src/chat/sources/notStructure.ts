import * as vscode from "vscode";
import { consider } from "../../science/recognition/candidate.ts";
import { SMILES_CUE } from "../../science/recognition/found.ts";
import { tokeniseSmiles } from "../../science/molecule/smiles.ts";
import { shownText, type Refused } from "./gathering.ts";

/** What is meant as a structure has two carbons, a charge or hydrogens in brackets, or a branch that begins with a bond or follows another one. */
const MEANT = /c.*c|\[[^[\]]{1,40}[+-]\d?\]|\[\d{0,3}[A-Z][a-z]?@{0,2}H\d\]|\([=#]|\)\(/i;
/** “O(n)”, “scoops(3)”, “IPCC(2021)”: an order of growth, a plural, a year. */
const ORDINARY = /^[A-Za-z]+\((?:\d+|[a-z]{1,2}\d?)\)$/;
/** Atoms, bonds, branches, ring numbers and dots, and nothing else; the page's webview/chat/structures.ts asks about nothing less. */
const ATOMS = /^(?:Cl|Br|[BCNOPSFI]|[bcnops]|\[[^[\]\s]{1,40}\]|[=#$:~\-/\\.()]|%\d\d|\d)+$/;
/** Of a longer word nobody is told what is wrong at once. Characters. */
const LONGEST = 20_000;
/** Longer than any word in capitals. */
const SEQUENCE = /^[A-Z*]{20,}$/;

/**
 * Why a pasted text that looks meant as a structure is none, in a sentence; undefined for ordinary words, and for lists.
 *
 * @param refused the only molecule that was found in it, and why it is none; undefined where none was found
 */
export function whyNoStructure(text: string, refused: Refused | undefined): string | undefined {
	const words = unquoted(text.slice(0, 100_000).trim()).split(/[\s,;]+/, 3).filter((word) => word !== "");
	const list = words.length === 0 || words.length > 2 || text.trim().includes("\n");
	if (refused !== undefined) {
		const { kind, label = "", reason, meant } = refused;
		return kind === "protein" || ORDINARY.test(label) || (list && !meant) ? undefined : notMolecule(label, reason);
	}
	if (list) {
		return undefined;
	}
	for (const word of words) {
		// “CC: John” heads a letter.
		const reason = words.length > 1 && word.endsWith(":") ? undefined : (mistakeIn(word) ?? disguised(word));
		if (reason !== undefined) {
			return notMolecule(shownText(word), reason);
		}
	}
	return words.length === 1 && SEQUENCE.test(words[0] ?? "") ? vscode.l10n.t("This does not look like a protein sequence. If it is one, paste it as FASTA: with a line “>name” above it.") : undefined;
}

/** Why a word of a SMILES's own characters cannot be read as one; undefined where it can, and for all other words. */
export function mistakeIn(word: string): string | undefined {
	const tokens = isMeant(word) && ATOMS.test(word) ? tokeniseSmiles(word) : undefined;
	return tokens !== undefined && "message" in tokens ? tokens.message : undefined;
}

/** As {@link mistakeIn}, for a word that may also have other characters, such as a “−” (U+2212). */
function disguised(word: string): string | undefined {
	return isMeant(word) ? consider(word, 0, word.length, SMILES_CUE)?.problem?.message : undefined;
}

function isMeant(word: string): boolean {
	return word.length <= LONGEST && MEANT.test(word) && !ORDINARY.test(word);
}

function notMolecule(label: string, reason: string): string {
	return vscode.l10n.t("“{0}” is not a molecule: {1}", label, reason);
}

function unquoted(text: string): string {
	return text.replace(/^["'`]|["'`]$/g, "");
}
