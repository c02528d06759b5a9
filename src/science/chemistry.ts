import type { MoleculeFacts } from "./molecule/facts.ts";
import type { MoleculeGraph } from "./molecule/graph.ts";

/** Colours of a drawing: on a light or dark editor, or in high contrast. */
export type DrawingTheme = "light" | "dark" | "high-contrast-light" | "high-contrast-dark";

export interface DrawingOptions {
	readonly theme: DrawingTheme;
	/** Pixels. */
	readonly width: number;
	readonly height: number;
}

/**
 * Deterministic chemistry by RDKit, off the caller's thread.
 *
 * Every method rejects with a `Failure` (`invalid-smiles`, `molecule-too-large`, `unsupported-bond`, `chemistry-timeout`, …).
 */
export interface Chemistry {
	/** Computed facts, each with its method. */
	facts(smiles: string, signal?: AbortSignal): Promise<MoleculeFacts>;
	/** An SVG document. */
	draw(smiles: string, options: DrawingOptions, signal?: AbortSignal): Promise<string>;
	/** What the molecule encoder reads. */
	graph(smiles: string, signal?: AbortSignal): Promise<MoleculeGraph>;
	/** Ends the worker thread; pending calls reject with `disposed`. */
	dispose(): Promise<void>;
}
