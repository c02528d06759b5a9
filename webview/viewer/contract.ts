import type { StructureData } from "../protocol/structure.ts";

/** What a 3D viewer can show. */
export type Scene =
	| { readonly kind: "structure"; readonly data: StructureData }
	/** As 3Dmol reads it: a mol block with 3D coordinates, or the text of a file in a notebook's output. */
	| { readonly kind: "text"; readonly text: string; readonly format: "mol" | "sdf" | "pdb" | "mmcif" | "mol2" };

export type MoleculeStyle = "sticks" | "ball-and-stick" | "spheres";
export type PolymerStyle = "cartoon" | "sticks" | "spheres";
export type ColourScheme = "chain" | "secondary-structure" | "b-factor" | "plddt" | "residue" | "element";

export interface ViewerLook {
	/** How proteins and nucleic acids are shown; ligands are sticks, ions spheres. */
	readonly polymer: PolymerStyle;
	/** How a scene without polymer is shown. */
	readonly molecule: MoleculeStyle;
	readonly surface: boolean;
	readonly colour: ColourScheme;
	readonly labels: boolean;
	readonly water: boolean;
	readonly hydrogens: boolean;
	readonly spin: boolean;
}

/** Texts that the viewer shows itself, translated by the host. */
export interface ViewerStrings {
	/** "3D needs WebGL, which is switched off here. …" */
	readonly noWebGl: string;
	/** For screen readers: "3D structure; drag to turn, scroll to zoom, arrow keys to turn". */
	readonly help: string;
	/** `{0}` is a number of Å. */
	readonly distance: string;
	/** While a surface is computed. */
	readonly surface: string;
	/** In the place of a text that holds no structure. */
	readonly unreadable?: string;
}

/**
 * The 3D viewer, `<biomedgpt-structure-viewer>`; lives in webview/viewer and brings 3Dmol with it, so that pages import it when it is needed:
 * `const { defineViewer } = await import("../viewer/viewer.ts"); defineViewer();`
 *
 * Events (bubbling CustomEvents): `viewer-ready`; `viewer-failed` with detail `{ reason: "no-webgl" | "unreadable"; message: string }`; `viewer-picked`
 * with detail `{ atoms: readonly number[]; residues: readonly number[] }` after each click (shift adds); `viewer-measured` with detail
 * `{ first: number; second: number; distance: number }` (Å) in measuring mode.
 */
export interface StructureViewer extends HTMLElement {
	strings: ViewerStrings;
	/** Whether the wheel zooms at once (the default), or only in a viewer that has the focus, so that a notebook can be scrolled past it. */
	wheel: "always" | "focused";
	/** Shows a scene, from the default viewpoint or from the one that is there now. Resolves when its first picture is on screen. */
	show(scene: Scene, look: ViewerLook, from?: "default" | "here"): Promise<void>;
	setLook(look: ViewerLook): void;
	/** Lets residues glow (indices into `StructureData.residues`), and turns to them if asked for. An empty list ends that. */
	highlightResidues(residues: readonly number[], turnTo: boolean): void;
	highlightAtoms(atoms: readonly number[]): void;
	/** Shows a ligand large, with its neighbours as sticks; undefined shows everything again. */
	focusLigand(ligand: { readonly residue: number; readonly neighbours: readonly number[] } | undefined): void;
	/** Picking two atoms measures between them while it is on; off removes the measurements. */
	measure(on: boolean): void;
	resetView(): void;
	/** What is seen, as a PNG with the page's background or a transparent one; `scale` multiplies its pixels. */
	picture(scale: number, transparent: boolean): Promise<Uint8Array>;
}

declare global {
	interface HTMLElementTagNameMap {
		"biomedgpt-structure-viewer": StructureViewer;
	}
}
