import type { Entity } from "../entity.ts";
import type { Found } from "./found.ts";

/** Something found, as the faces treat it. */
export type Subject =
	/** Readable by RDKit: SMILES, CXSMILES or a mol block. */
	| { readonly kind: "molecule"; readonly structure: string }
	/** Only its text is known: RDKit.js does not read InChI. */
	| { readonly kind: "inchi"; readonly inchi: string }
	| { readonly kind: "reaction"; readonly reaction: string }
	/** Gaps of an alignment are left out of the sequence, and counted. */
	| { readonly kind: "protein" | "nucleotide"; readonly sequence: string; readonly gaps: number }
	| { readonly kind: "unreadable"; readonly of: Found["kind"]; readonly reason: string };

export function subjectOf(found: Found): Subject {
	const { kind, notation, problem, text } = found;
	if (problem) {
		return { kind: "unreadable", of: kind, reason: problem.message };
	}
	switch (kind) {
		case "molecule":
			return notation === "inchi" ? { kind: "inchi", inchi: text } : { kind: "molecule", structure: text };
		case "reaction":
			return { kind, reaction: text };
		default:
			return { kind, sequence: text, gaps: found.gaps ?? 0 };
	}
}

/** SMILES without the extension of CXSMILES: what the molecule encoder reads. */
export function plainSmiles(structure: string): string {
	return /^\S*/.exec(structure.trimStart())?.[0] ?? "";
}

/** What a question about a molecule in this notation is about. */
export function moleculeEntity(found: Found, canonicalSmiles: string): Entity {
	return { kind: "molecule", smiles: found.notation === "molfile" ? canonicalSmiles : plainSmiles(found.text), name: found.name };
}
