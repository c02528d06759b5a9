/** What a question can be about. Plain data: it crosses worker, process and webview borders. */
export type Entity = Molecule | Protein;

export interface Molecule {
	readonly kind: "molecule";
	/** As the user wrote it: atom order, and with it the order of soft tokens, is that of this text. */
	readonly smiles: string;
	readonly name?: string | undefined;
}

export interface Protein {
	readonly kind: "protein";
	/** Upper-case one-letter residues without whitespace. */
	readonly sequence: string;
	readonly name?: string | undefined;
}
