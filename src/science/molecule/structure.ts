import type { Span } from "../failure.ts";
import { Failure } from "../failure.ts";
import type { MolBlock } from "./molBlock.ts";
import { isMolBlock, readMolBlock, refuseLongBlock } from "./molBlock.ts";
import type { Reaction } from "./reaction.ts";
import { hasReactionArrow, readReaction } from "./reaction.ts";
import { readSmiles, readSmilesWithin, refuseLongSmiles } from "./smiles.ts";
import type { Smiles } from "./smilesGraph.ts";

/** The `|…|` of ChemAxon Extended SMILES, with its place. */
export interface Extension {
	readonly text: string;
	readonly span: Span;
}

/** A text as one of the notations that RDKit is given; grammar and size are checked, chemistry is not. */
export type Structure =
	| { readonly notation: "smiles"; readonly smiles: Smiles; readonly extension?: Extension | undefined }
	| { readonly notation: "molfile"; readonly block: MolBlock }
	| { readonly notation: "reaction"; readonly reaction: Reaction; readonly extension?: Extension | undefined };

const EXTENDED = /^(\S+)([ \t]+)(\|[^]*)$/;

/**
 * Reads a SMILES, CXSMILES, reaction SMILES or mol block.
 *
 * @throws Failure `invalid-smiles` with a span, `invalid-molfile` or `molecule-too-large`
 */
export function readStructure(text: string): Structure {
	if (isMolBlock(text)) {
		return { notation: "molfile", block: readMolBlock(text) };
	}
	refuseLongSmiles(text);
	if (text.startsWith("InChI=")) {
		throw new Failure("invalid-smiles", "This is an InChI, from which RDKit makes no molecule here. Give the SMILES of the same molecule.", { span: { start: 0, end: text.length } });
	}
	const [, smiles = text, gap = "", written] = EXTENDED.exec(text) ?? [];
	const extension = written === undefined ? undefined : readExtension(written, smiles.length + gap.length);
	if (hasReactionArrow(smiles)) {
		const reaction = readReaction(smiles);
		refuseWrongCoordinates(extension, reaction.sections.reduce((sum, section) => sum + section.smiles.atoms.length, 0));
		return { notation: "reaction", reaction, extension };
	}
	const molecule = extension === undefined ? readSmiles(text) : readSmilesWithin(text, { start: 0, end: smiles.length });
	refuseWrongCoordinates(extension, molecule.atoms.length);
	return { notation: "smiles", smiles: molecule, extension };
}

/** RDKit takes coordinates of too few atoms without a word, and breaks when it draws them. */
function refuseWrongCoordinates(extension: Extension | undefined, atoms: number): void {
	const [, coordinates] = /^\|\(([^()|]*)\)/.exec(extension?.text ?? "") ?? [];
	const count = coordinates?.split(";").length ?? atoms;
	if (extension !== undefined && count !== atoms) {
		throw new Failure("invalid-smiles", `The extension at character ${extension.span.start + 1} has coordinates of ${count} atoms, but the SMILES before it has ${atoms}. Remove the extension to keep the plain SMILES, or copy both again.`, { span: extension.span });
	}
}

/** Throws `molecule-too-large` for a text that {@link readStructure} would not even look at. */
export function refuseLongStructure(text: string): void {
	if (isMolBlock(text)) {
		refuseLongBlock(text.length);
	} else {
		refuseLongSmiles(text);
	}
}

function readExtension(written: string, start: number): Extension {
	const text = written.trimEnd();
	const span = { start, end: start + text.length };
	const close = text.indexOf("|", 1);
	if (close < 0) {
		throw new Failure("invalid-smiles", `The extension opened with “|” at character ${start + 1} is never closed. Add the “|” at its end, or remove the extension to keep the plain SMILES.`, { span });
	}
	if (close !== text.length - 1) {
		throw new Failure("invalid-smiles", `The extension of this SMILES ends with the “|” at character ${start + close + 1}, but more follows. Remove what follows; a SMILES has one extension only.`, { span: { start: start + close + 1, end: span.end } });
	}
	return { text, span };
}

/** Atoms other than hydrogen, as written. */
export function heavyAtomsOf(structure: Structure): number {
	switch (structure.notation) {
		case "smiles": return structure.smiles.heavyAtoms;
		case "molfile": return structure.block.heavyAtoms;
		case "reaction": return structure.reaction.heavyAtoms;
	}
}
