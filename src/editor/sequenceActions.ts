import * as vscode from "vscode";
import { Failure } from "../science/failure.ts";
import { longestOpenFrame, reverseComplement, translate } from "../science/nucleotide/translate.ts";
import { ASK, askLabel, previewAction, type EntityAction } from "./action.ts";
import type { Subject } from "../science/recognition/subject.ts";

/** Nucleotides beyond which nothing is translated: six frames of a chromosome would block the editor, and no reader reads them. */
const LONGEST_TRANSLATED = 1_000_000;

type Sequence = Extract<Subject, { readonly sequence: string }>;

export function sequenceActions(subject: Sequence, name: string | undefined): EntityAction[] {
	return subject.kind === "protein" ? proteinActions(subject, name) : nucleotideActions(subject.sequence, name);
}

function proteinActions({ sequence, gaps }: Sequence, name: string | undefined): EntityAction[] {
	return [
		{ ...ASK, label: askLabel(), effect: () => ({ kind: "ask", entities: [{ kind: "protein", sequence, name }] }) },
		previewAction(() => [{ kind: "protein", sequence, name }]),
		{ id: "copySequence", label: gaps > 0 ? vscode.l10n.t("Copy Residues Without Gaps") : vscode.l10n.t("Copy Residues"), effect: () => ({ kind: "copy", text: sequence }) },
	];
}

/** The model reads proteins: a question is about the translation, never about the nucleotides themselves. */
function nucleotideActions(sequence: string, name: string | undefined): EntityAction[] {
	return [
		{ ...ASK, label: vscode.l10n.t("Ask About Its Translation"), tooltip: vscode.l10n.t("Translates the longest open reading frame (ATG to stop, six frames, standard code) and asks about that protein"), effect: () => ({ kind: "ask", entities: [translation(sequence, name)] }) },
		previewAction(() => [translation(sequence, name)], vscode.l10n.t("Preview Its Translation")),
		{ id: "copyReverseComplement", label: vscode.l10n.t("Copy Reverse Complement"), effect: () => ({ kind: "copy", text: reverseComplement(sequence) }) },
		{ id: "copyTranslation", label: vscode.l10n.t("Copy Translation"), tooltip: vscode.l10n.t("Frame 1, standard genetic code; * is a stop, X a codon that is not fully known"), effect: () => ({ kind: "copy", text: translate(refuseLong(sequence), 1) }) },
	];
}

function translation(sequence: string, name: string | undefined): { readonly kind: "protein"; readonly sequence: string; readonly name: string } {
	const frame = longestOpenFrame(refuseLong(sequence));
	if (!frame) {
		throw new Failure("no-open-frame", vscode.l10n.t("None of the six reading frames has a start codon followed by a stop codon, so there is no protein. The model reads proteins, not nucleotides."));
	}
	// What it is comes first: a chip of the chat cuts a long name at its end.
	return { kind: "protein", sequence: frame.protein, name: name ? vscode.l10n.t("translated {0}", name) : vscode.l10n.t("translated, frame {0}", frame.frame) };
}

function refuseLong(sequence: string): string {
	if (sequence.length > LONGEST_TRANSLATED) {
		throw new Failure("sequence-too-long", vscode.l10n.t("This sequence has {0} nucleotides; up to {1} are translated here. Select a gene and paste it as a record of its own.", sequence.length.toLocaleString(vscode.env.language), LONGEST_TRANSLATED.toLocaleString(vscode.env.language)));
	}
	return sequence;
}
