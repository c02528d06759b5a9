import * as vscode from "vscode";
import type { ChainRange, ProteinChain } from "../../../webview/protocol/protein.ts";
import type { Protein } from "../../science/entity.ts";
import { residueNumber } from "../../science/structure/selection.ts";
import type { Subject } from "./subject.ts";

/** A part of a chain that exists: whatever a page asks for, bounded to what is there; undefined where that is nothing. */
export interface ChainPart {
	readonly chain: ProteinChain;
	readonly from: number;
	readonly to: number;
	readonly letters: string;
}

export function partOf({ chains }: Subject, { chain: place, from, to }: ChainRange): ChainPart | undefined {
	const chain = chains[place];
	const end = Math.min(to, chain?.letters.length ?? 0);
	return chain === undefined || from >= end ? undefined : { chain, from, to: end, letters: chain.letters.slice(from, end) };
}

/** “P04637”, “chain A of 1A8O” or “residues 30–57 of P04637”, in the window's language. */
export function partName(subject: Subject, part: ChainPart): string {
	const { t } = vscode.l10n;
	const { chain, from, to } = part;
	const whole = chain.place === undefined || subject.chains.length < 2 ? subject.name : t("{0}, {1}", subject.name, chain.title);
	const gaps = hasGaps(subject, part);
	if (from === 0 && to === chain.letters.length) {
		return gaps ? t("{0}, some residues missing", whole) : whole;
	}
	const [first, last] = [label(subject, chain, from), label(subject, chain, to - 1)];
	if (gaps) {
		return t("residues {0}–{1} of {2}, some missing", first, last, whole);
	}
	return to - from === 1 ? t("residue {0} of {1}", first, whole) : t("residues {0}–{1} of {2}", first, last, whole);
}

/** What a question is about. */
export function partEntity(subject: Subject, part: ChainPart): Protein {
	return { kind: "protein", sequence: part.letters, name: partName(subject, part) };
}

/** A FASTA record: plain ASCII in its header's range, lines of 60 residues. */
export function partFasta(subject: Subject, part: ChainPart): string {
	const { chain, from, to, letters } = part;
	const whole = from === 0 && to === chain.letters.length;
	const named = chain.place === undefined ? subject.name : `${subject.name} ${chain.title}`;
	const range = whole ? "" : ` residues ${label(subject, chain, from)}-${label(subject, chain, to - 1)}`;
	const gaps = hasGaps(subject, part) ? ", some residues missing" : "";
	return `>${`${named}${range}${gaps}`.replace(/\s+/g, " ")}\n${letters.replace(/.{60}(?=.)/g, "$&\n")}\n`;
}

/** Indices of a chain's letters before which residues are missing. */
export function breaksOf({ structure }: Subject, { place }: ProteinChain): Uint32Array {
	return (place === undefined ? undefined : structure?.chains[place]?.breaks) ?? new Uint32Array();
}

/** Whether residues between those of a part are missing. */
function hasGaps(subject: Subject, { chain, from, to }: ChainPart): boolean {
	return breaksOf(subject, chain).some((at) => at > from && at < to);
}

/** The number of a residue: its authors' in a structure, else counted from 1. */
export function label({ structure }: Subject, chain: ProteinChain, index: number): string {
	const residue = chain.place === undefined ? undefined : structure?.chains[chain.place]?.residues[index];
	if (structure === undefined || residue === undefined) {
		return String(index + 1);
	}
	return residueNumber(structure, residue);
}
