import { pageReady } from "./pageReady.ts"; // before 3Dmol
import { GLModel, GLShape, GLViewer, type Object3D } from "3dmol/build/3Dmol.es6-min.js";

/*
 * 3Dmol looks for elements of the class `viewer_3Dmoljs` when a page is ready, loads what they name from other hosts and evaluates their attributes; nothing
 * in a file's text may ever reach that. In a notebook the page is also that of other extensions, which keep what they had there.
 */
document.onreadystatechange = pageReady;

export { GLModel, GLShape, GLViewer };
export type { AtomSpec, AtomStyle, Material, Object3D } from "3dmol/build/3Dmol.es6-min.js";

/** What can be put into the scene. */
export type Drawable = GLModel | GLShape;

/** What of it is in the scene. */
export function rendered(drawable: Drawable): Object3D | null {
	return drawable instanceof GLModel ? drawable.renderedMolObj : drawable.renderedShapeObj;
}
