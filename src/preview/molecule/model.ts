import * as vscode from "vscode";
import type { MoleculeModel } from "../../../webview/protocol/molecule.ts";
import { isDrawn } from "../../pages/drawable.ts";
import type { Molecule } from "../../science/entity.ts";
import type { FailureData } from "../../science/failure.ts";
import type { MoleculeFacts } from "../../science/molecule/facts.ts";
import { formulaText } from "../../science/molecule/formulaText.ts";
import { tokeniseSmiles } from "../../science/molecule/smiles.ts";
import type { Smiles } from "../../science/molecule/smilesGraph.ts";
import { tidyName } from "../../science/name.ts";
import { shownFacts } from "../../wording/factModels.ts";

/** A molecule as a panel shows it. */
export interface Shown {
	/** Counts the molecules that the panel has shown. */
	readonly id: number;
	readonly molecule: Molecule;
	readonly origin: string;
	/** Undefined while they are computed. */
	facts?: MoleculeFacts | undefined;
	problem?: FailureData | undefined;
}

/** Characters of a SMILES in a title. */
const LONGEST_TITLE = 40;

export function titleOf({ molecule, facts }: Pick<Shown, "molecule" | "facts">): string {
	const name = tidyName(molecule.name ?? "");
	return name !== "" ? name : facts !== undefined ? formulaText(facts.formula) : shortened(molecule.smiles);
}

export function moleculeModel(shown: Shown): MoleculeModel {
	const { id, molecule, origin, facts, problem } = shown;
	const { smiles } = molecule;
	const title = titleOf(shown);
	const read = tokeniseSmiles(smiles);
	return {
		id,
		title,
		name: tidyName(molecule.name ?? ""),
		formula: facts === undefined ? "" : formulaText(facts.formula),
		smiles,
		canonicalSmiles: facts?.canonicalSmiles ?? "",
		inchi: facts?.inchi ?? "",
		inchiKey: facts?.inchiKey ?? "",
		origin,
		drawable: isDrawn(smiles) === "yes",
		atoms: "message" in read ? 0 : read.atoms.length,
		facts: { label: title, title: smiles, state: problem !== undefined ? "failed" : facts === undefined ? "computing" : "done", ...(facts === undefined ? { facts: [], verdicts: [] } : shownFacts(facts)) },
		problem: problem && { message: problem.message, start: problem.span?.start, end: problem.span?.end },
		notice: [componentsNotice(facts), "message" in read ? "" : ligandsNotice(read)].filter((part) => part !== "").join(". "),
	};
}

/** A salt's logP and donors are not those of its base: whoever reads them has to know. */
function componentsNotice(facts: MoleculeFacts | undefined): string {
	const count = facts?.canonicalSmiles.split(".").length ?? 1;
	return count === 1 ? "" : vscode.l10n.t("{0} components: facts of all together", count);
}

/** Cisplatin's SMILES, as it is mostly written, is transplatin's too; a drawing shows one of them all the same. */
function ligandsNotice({ atoms, bonds }: Smiles): string {
	const ligands = atoms.map(() => 0);
	for (const { begin, end } of bonds) {
		ligands[begin] = (ligands[begin] ?? 0) + 1;
		ligands[end] = (ligands[end] ?? 0) + 1;
	}
	const open = atoms.some(({ atomicNumber, chirality }, index) => isTransitionMetal(atomicNumber) && chirality === undefined && (ligands[index] ?? 0) >= 4);
	return open ? vscode.l10n.t("The SMILES does not say how the ligands are arranged around the metal: the drawing shows only what is bonded") : "";
}

function isTransitionMetal(atomicNumber: number): boolean {
	return (atomicNumber >= 21 && atomicNumber <= 30) || (atomicNumber >= 39 && atomicNumber <= 48) || (atomicNumber >= 72 && atomicNumber <= 80);
}

/** "3–7, 9": atoms as people count them, from 1. */
export function atomRanges(atoms: readonly number[]): string {
	const sorted = [...new Set(atoms)].sort((first, second) => first - second);
	const ranges: [number, number][] = [];
	for (const atom of sorted) {
		const last = ranges.at(-1);
		if (last !== undefined && last[1] === atom - 1) {
			last[1] = atom;
		} else {
			ranges.push([atom, atom]);
		}
	}
	return ranges.map(([first, last]) => (first === last ? `${first + 1}` : last === first + 1 ? `${first + 1}, ${last + 1}` : `${first + 1}–${last + 1}`)).join(", ");
}

function shortened(text: string): string {
	return text.length <= LONGEST_TITLE ? text : `${text.slice(0, LONGEST_TITLE - 1)}…`;
}
