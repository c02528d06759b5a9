import "./viewerPage.css";
import type {} from "../../../webview/viewer/contract.ts";
import { backboneOf, stretches } from "../../../webview/viewer/backbone.ts";
import { structureFromText } from "../../../webview/viewer/fromText.ts";
import { haloPlan } from "../../../webview/viewer/halo.ts";
import { secondaryStructure } from "../../../webview/viewer/secondary.ts";
import type { StructureData } from "../../../webview/protocol/structure.ts";
import { GLModel } from "../../../webview/viewer/threeDmol.ts";
import { defineViewer } from "../../../webview/viewer/viewer.ts";

import { blobs, colourAt, fingerprint, like } from "./pixels.ts";
import { lattice } from "./viewerData.ts";

defineViewer();

/** Of how many pieces the glow of a whole structure is made, as a cartoon and as sticks, and how many balls the largest has. */
function haloSizes(data: StructureData): { readonly pieces: number; readonly largest: number } {
	const backbone = backboneOf(data);
	const parts = { data, backbone, stretches: stretches(data, backbone), structure: new Uint8Array(data.residues.count) };
	const highlight = { residues: [...new Array(data.residues.count).keys()], atoms: [] };
	const sizes = [true, false].flatMap((cartoon) => [...haloPlan(parts, highlight, cartoon, 0xffffff).make()]).flatMap((model) => (model instanceof GLModel ? [model.atoms.length] : []));
	return { pieces: sizes.length, largest: Math.max(...sizes) };
}

/** A page that is nothing but a viewer; tests speak to it by `evaluate`. */
export class ViewerPage extends HTMLElement {
	/** Events of the viewer, in order. */
	readonly events: { readonly type: string; readonly detail: unknown }[] = [];

	/** Tools for what tests evaluate in the page. */
	readonly tools = { lattice, structureFromText, backboneOf, secondaryStructure, like, blobs, colourAt, fingerprint, haloSizes };

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
