import type { FailureData } from "./failure.ts";
import type { ConformerChemistry } from "./molecule/conformerClient.ts";
import type { MoleculeFacts } from "./molecule/facts.ts";
import type { Fingerprint, FingerprintResult } from "./molecule/fingerprint.ts";
import type { MoleculeGraph } from "./molecule/graph.ts";
import type { MoleculeMatches } from "./molecule/matches.ts";
import type { PropertyFeatures } from "./molecule/propertyFeatures.ts";
import type { SubstructureResult } from "./molecule/substructure.ts";

/** Colours of a drawing: on a light or dark editor, or in high contrast. */
export type DrawingTheme = "light" | "dark" | "high-contrast-light" | "high-contrast-dark";

export interface DrawingOptions {
	readonly theme: DrawingTheme;
	/** Pixels. */
	readonly width: number;
	readonly height: number;
	/** Atoms that glow, with the bonds among them; counted from 0 as in {@link Chemistry.matches}. Not for reactions. */
	readonly highlight?: readonly number[] | undefined;
}

/**
 * A change of notation or of the molecule that a chemist asks for; none of them is ever made unasked.
 *
 * `largest-fragment` strips counter-ions and solvents; `neutral` moves protons where that is possible without breaking a bond.
 */
export type Rewrite = "canonical" | "largest-fragment" | "neutral" | "kekule" | "add-hydrogens" | "remove-hydrogens";

/**
 * Deterministic chemistry by RDKit, off the caller's thread.
 *
 * Every method rejects with a `Failure`: `invalid-smiles`, `invalid-molfile`, `invalid-inchi`, `invalid-smarts`, `molecule-too-large`,
 * `unsupported-bond`, `rewrite-refused`, `fragment-refused`, `conformer-refused`, `chemistry-timeout`, … Spans are places in the text that was given.
 */
export interface Chemistry extends ConformerChemistry {
	/**
	 * Computed facts, each with its method.
	 *
	 * @param molecule SMILES, CXSMILES (with its `|…|`), or a mol block
	 */
	facts(molecule: string, signal?: AbortSignal): Promise<MoleculeFacts>;
	/**
	 * An SVG document.
	 *
	 * @param structure SMILES, CXSMILES, a mol block, or a reaction SMILES
	 */
	draw(structure: string, options: DrawingOptions, signal?: AbortSignal): Promise<string>;
	/** Resolves where RDKit accepts the SMILES, CXSMILES or reaction SMILES; much quicker than its facts. */
	check(structure: string, signal?: AbortSignal): Promise<void>;
	/**
	 * {@link check} for many at once, with few messages to the thread.
	 *
	 * @returns for each structure, in order, why RDKit refuses it, or undefined; only a cancellation rejects
	 */
	checkAll(structures: readonly string[], signal?: AbortSignal): Promise<readonly (FailureData | undefined)[]>;
	/**
	 * The SMILES after a change; the canonical SMILES of the same molecule where there is nothing to change. A CXSMILES stays one,
	 * or is refused where its extension would not fit the changed molecule.
	 */
	rewrite(smiles: string, change: Rewrite, signal?: AbortSignal): Promise<string>;
	/** Standard InChIKey of a standard InChI. */
	inchiKey(inchi: string, signal?: AbortSignal): Promise<string>;
	/**
	 * Morgan fingerprint of one molecule; two of them are compared by `tanimoto`.
	 *
	 * @param molecule SMILES, CXSMILES, or a mol block
	 */
	fingerprint(molecule: string, signal?: AbortSignal): Promise<Fingerprint>;
	/**
	 * Morgan fingerprints of many molecules, with few messages to the thread, behind everybody who asks about one; two of them are
	 * compared by `packedTanimoto`. They are kept for the next question.
	 *
	 * @param molecules SMILES, CXSMILES or mol blocks
	 * @returns for each molecule, in order, its fingerprint or why RDKit refuses it
	 */
	fingerprints(molecules: readonly string[], signal?: AbortSignal): Promise<readonly FingerprintResult[]>;
	/**
	 * Looks for a substructure in many molecules.
	 *
	 * @param smarts pattern as in Daylight SMARTS
	 * @param molecules SMILES, CXSMILES or mol blocks; at most `MAX_BATCH`
	 * @returns for each molecule, in order, what was found or why RDKit refuses the molecule
	 */
	substructure(smarts: string, molecules: readonly string[], signal?: AbortSignal): Promise<readonly SubstructureResult[]>;
	/**
	 * Where a substructure is in one molecule.
	 *
	 * @param smarts pattern as in Daylight SMARTS
	 * @param molecule SMILES, CXSMILES, or a mol block
	 */
	matches(smarts: string, molecule: string, signal?: AbortSignal): Promise<MoleculeMatches>;
	/**
	 * A mol block with 2D coordinates: V2000, or V3000 above 999 atoms or bonds. The coordinates of a mol block or CXSMILES stay.
	 *
	 * @param molecule SMILES, CXSMILES, or a mol block
	 */
	molBlock(molecule: string, signal?: AbortSignal): Promise<string>;
	/**
	 * SMILES of selected atoms with the bonds among them; hydrogens fill the cut bonds, dots part several pieces. Atoms that lost a
	 * neighbour lose their stereochemistry. Rejects with `fragment-refused` where no valid molecule comes out.
	 *
	 * @param molecule SMILES, CXSMILES, or a mol block
	 * @param atoms indices as in {@link matches}
	 */
	fragment(molecule: string, atoms: readonly number[], signal?: AbortSignal): Promise<string>;
	/** What the molecule encoder reads. */
	graph(smiles: string, signal?: AbortSignal): Promise<MoleculeGraph>;
	/**
	 * What heads for properties read.
	 *
	 * @param molecule SMILES, CXSMILES, or a mol block
	 */
	propertyFeatures(molecule: string, signal?: AbortSignal): Promise<PropertyFeatures>;
	/** Ends the worker thread; pending calls reject with `disposed`. */
	dispose(): Promise<void>;
}
