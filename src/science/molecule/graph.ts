/**
 * A molecule as GIN reads it (Luo et al. 2023, `BaseGNN` featuriser of OpenBioMed `mol_featurizer.py`).
 */
export interface MoleculeGraph {
	/** Per atom in SMILES order: `[type, chirality]`; type = Z − 1, or 118 for Z = 0; chirality 0 none, 1 CW, 2 CCW. */
	readonly atoms: readonly (readonly [type: number, chirality: number])[];
	/**
	 * Each bond once, in RDKit's bond order: `[begin, end, type, direction]`; type 0 single, 1 double, 2 triple,
	 * 3 aromatic; direction 0 none, 1 `/` (ENDUPRIGHT), 2 `\` (ENDDOWNRIGHT). Encoders read each bond both ways.
	 */
	readonly bonds: readonly (readonly [begin: number, end: number, type: number, direction: number])[];
}
