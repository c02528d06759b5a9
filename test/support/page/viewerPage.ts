import "./viewerPage.css";
import type {} from "../../../webview/viewer/contract.ts";
import { backboneOf } from "../../../webview/viewer/backbone.ts";
import { structureFromText } from "../../../webview/viewer/fromText.ts";
import { secondaryStructure } from "../../../webview/viewer/secondary.ts";
import { defineViewer } from "../../../webview/viewer/viewer.ts";

import { blobs, colourAt, fingerprint, like } from "./pixels.ts";
import { lattice } from "./viewerData.ts";

defineViewer();

/** A page that is nothing but a viewer; tests speak to it by `evaluate`. */
export class ViewerPage extends HTMLElement {
	/** Events of the viewer, in order. */
	readonly events: { readonly type: string; readonly detail: unknown }[] = [];

	/** Tools for what tests evaluate in the page. */
	readonly tools = { lattice, structureFromText, backboneOf, secondaryStructure, like, blobs, colourAt, fingerprint };

	connectedCallback(): void {
		const viewer = document.createElement("biomedgpt-structure-viewer");
		viewer.strings = {
			noWebGl: "3D needs WebGL, which is switched off here.",
			help: "3D structure; drag or press the arrow keys to turn, scroll or press + and - to zoom",
			distance: "{0} Å",
			surface: "Computing the surface…",
			unreadable: "This text holds no structure.",
		};
		for (const type of ["viewer-ready", "viewer-failed", "viewer-picked", "viewer-measured"]) {
			viewer.addEventListener(type, (event) => this.events.push({ type, detail: (event as CustomEvent<unknown>).detail }));
		}
		this.replaceChildren(viewer);
	}
}

customElements.define("viewer-page", ViewerPage);
