import type { Mol } from "@rdkit/rdkit";
import { Failure } from "../failure.ts";
import classes from "./classes.json";
import type { OpenMolecule, Rdkit } from "./rdkit.ts";

/** A name that chemists give to molecules with a certain part, and the part as SMARTS. */
export interface ChemicalClass {
	/** `a`, `an`, or `a member of` before a plural. */
	readonly article: string;
	/** ChEBI's name where it has one, e.g. `carboxamide`, `7-hydroxyflavone`. */
	readonly name: string;
	readonly smarts: string;
}

/**
 * From the special to the general. Models are trained on these names in this order (`models/training/molecules.py`), and
 * `models/training/check_classes.py` measures them against captions that chemists wrote.
 */
export const CHEMICAL_CLASSES: readonly ChemicalClass[] = classes;

/** UTF-8 bytes of the names of one molecule's classes with a comma and a space between them; the general ones that do not fit are left out. */
export const LONGEST_CLASSES = 360;

/** Parsed once for each RDKit: parsing takes longer than looking. They live as long as their thread. */
const parsed = new WeakMap<Rdkit, readonly Mol[]>();

/** Names of the classes that a molecule belongs to, in the order of {@link CHEMICAL_CLASSES}; some 5 ms. */
export function chemicalClasses({ rdkit, handle }: OpenMolecule): readonly string[] {
	const queries = queriesOf(rdkit);
	let bytes = 0;
	return CHEMICAL_CLASSES.filter((_, index) => {
		const query = queries[index];
		return query !== undefined && handle.get_substruct_match(query) !== "{}";
	})
		.map(({ name }) => name)
		.filter((name, index) => {
			bytes += Buffer.byteLength(name) + (index === 0 ? 0 : 2);
			return bytes <= LONGEST_CLASSES;
		});
}

function queriesOf(rdkit: Rdkit): readonly Mol[] {
	const known = parsed.get(rdkit);
	if (known !== undefined) {
		return known;
	}
	const queries = CHEMICAL_CLASSES.map(({ name, smarts }) => {
		const query = rdkit.module.get_qmol(smarts);
		if (!query?.is_valid()) {
			throw new Failure("unexpected", "RDKit cannot read one of the patterns of chemical classes. Please report it.", { detail: name });
		}
		return query;
	});
	parsed.set(rdkit, queries);
	return queries;
}
