import { GLModel, GLViewer, setSyncSurface, SurfaceType } from "3dmol/build/3Dmol.es6-min.js";

export { GLModel, GLViewer, SurfaceType };
export type { AtomSpec, AtomStyle, Material, Object3D } from "3dmol/build/3Dmol.es6-min.js";

/**
 * 3Dmol looks for elements of the class `viewer_3Dmoljs` when a page is ready, loads what they name from other hosts and evaluates their attributes; nothing
 * in a file's text may ever reach that. Its workers are scripts from blobs, which our policy forbids: surfaces are computed in the page, in slices.
 */
export function tame(): void {
	document.onreadystatechange = null;
	setSyncSurface(true);
}
