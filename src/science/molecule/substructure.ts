import type { Mol } from "@rdkit/rdkit";
import type { FailureData } from "../failure.ts";
import { Failure } from "../failure.ts";
import type { OpenMolecule, Rdkit } from "./rdkit.ts";

/** Where a pattern occurs in a molecule. */
export interface SubstructureMatch {
	/** Places where it occurs, those with the same atoms counted once; at most `MAX_MATCHES`. */
	readonly matches: number;
	/** RDKit's canonical SMILES of the molecule; empty where nothing matches. */
	readonly smiles: string;
}

/** What became of one molecule of a search. */
export type SubstructureResult = SubstructureMatch | { readonly failure: FailureData };

/** Places counted in one molecule: `[#6]` in a long chain has hundreds, and nobody reads on. */
export const MAX_MATCHES = 100;
/** Longest pattern (UTF-16 code units). */
const LONGEST_SMARTS = 2000;

/**
 * Parses a SMARTS, lends it to `use` and frees it afterwards, whatever happens.
 *
 * @throws Failure `invalid-smarts`
 */
export function withSmarts<T>(rdkit: Rdkit, smarts: string, use: (query: Mol) => T): T {
	refuseLongSmarts(smarts);
	rdkit.log.clear_buffer();
	const query = rdkit.module.get_qmol(smarts) ?? undefined;
	try {
		if (query === undefined || !query.is_valid() || query.get_num_atoms() === 0) {
			throw invalid(smarts, rdkit.log.get_buffer());
		}
		return use(query);
	} finally {
		query?.delete();
	}
}

/** Throws `invalid-smarts` for a text that nobody needs to be asked about. */
export function refuseLongSmarts(smarts: string): void {
	if (smarts.trim() === "") {
		throw new Failure("invalid-smarts", "There is no SMARTS here. Give a pattern, for instance [CX3](=O)[OX2H1] for a carboxylic acid.");
	}
	if (smarts.length > LONGEST_SMARTS) {
		throw new Failure("invalid-smarts", `This SMARTS has ${smarts.length.toLocaleString("en")} characters; ${LONGEST_SMARTS.toLocaleString("en")} are the most that is looked for. Give a shorter pattern.`);
	}
}

/** Looks for the pattern in one molecule. */
export function substructureMatch({ handle }: OpenMolecule, query: Mol): SubstructureMatch {
	// RDKit writes `{}` where there is none.
	const found: unknown = JSON.parse(handle.get_substruct_matches(query, JSON.stringify({ maxMatches: MAX_MATCHES })));
	const matches = Array.isArray(found) ? found.length : 0;
	return { matches, smiles: matches === 0 ? "" : handle.get_smiles() };
}

function invalid(smarts: string, log: string): Failure {
	const [, place] = /position (\d+)/.exec(log) ?? [];
	const where = place === undefined ? "" : ` at or near character ${place}`;
	const shown = smarts.length > 100 ? `${smarts.slice(0, 99)}…` : smarts;
	return new Failure("invalid-smarts", `RDKit cannot read the SMARTS “${shown}”${where}. Check brackets, rings and the primitives in it.`, { detail: log });
}
