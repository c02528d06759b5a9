/** One computed number or text, with how it was computed. */
export interface Fact {
	/** Stable key, e.g. `formula`, `averageMass`, `logP`, `tpsa`; the command line's JSON uses it. */
	readonly id: string;
	/** What a chemist reads, e.g. `logP`. */
	readonly label: string;
	readonly value: number | string;
	/** `g/mol`, `Da`, `Å²`; absent for counts and texts. */
	readonly unit?: string | undefined;
	/** e.g. `Crippen (RDKit 2026.09.1)`. */
	readonly method: string;
}

/** A rule of thumb such as Lipinski's rule of five. */
export interface Verdict {
	readonly rule: string;
	readonly passes: boolean;
	/** Each failing term with its value and limit, e.g. `logP 6.2 > 5`. */
	readonly failing: readonly string[];
	readonly method: string;
}

export interface MoleculeFacts {
	readonly smiles: string;
	readonly canonicalSmiles: string;
	readonly inchi: string;
	readonly inchiKey: string;
	/** Hill order, charge at the end: `C9H8O4`, `H4N+`. */
	readonly formula: string;
	/** In display order. */
	readonly facts: readonly Fact[];
	readonly verdicts: readonly Verdict[];
}
