import "./viewer.css";
import type { Scene, StructureViewer, ViewerLook, ViewerStrings } from "./contract.ts";
import { attachControls } from "./controls.ts";
import type { Kept } from "./kept.ts";
import { StructureView, type ViewEvents } from "./view.ts";
import { structureFromText } from "./fromText.ts";
import { hasWebGl } from "./stage.ts";
import { onThemeChange, themeOf } from "./theme.ts";

/** Defines `<biomedgpt-structure-viewer>`, once for a page. */
export function defineViewer(): void {
	if (!customElements.get("biomedgpt-structure-viewer")) {
		customElements.define("biomedgpt-structure-viewer", StructureViewerElement);
	}
}

const nothing: Omit<Kept, "measuring"> = { highlight: { residues: [], atoms: [] }, focus: undefined, picked: [] };
const noStrings: ViewerStrings = { noWebGl: "", help: "", distance: "{0} Å", surface: "" };

class StructureViewerElement extends HTMLElement implements StructureViewer {
	strings: ViewerStrings = noStrings;
	wheel: "always" | "focused" = "always";
	#shown: { readonly scene: Scene; readonly look: ViewerLook } | undefined;
	#view: StructureView | undefined;
	/** Indices into the scene that is shown, and what is done with any. */
	#kept: Kept = { ...nothing, measuring: false };
	#life = new AbortController();
	#lastRecovery = -Infinity;

	connectedCallback(): void {
		if (this.#shown) {
			void this.show(this.#shown.scene, this.#shown.look);
		}
	}

	disconnectedCallback(): void {
		this.#close();
	}

	async show(scene: Scene, look: ViewerLook, from: "default" | "here" = "default"): Promise<void> {
		const viewpoint = from === "here" ? this.#view?.viewpoint : undefined;
		this.#close();
		if (scene !== this.#shown?.scene) {
			this.#kept = { ...nothing, measuring: this.#kept.measuring };
		}
		this.#shown = { scene, look };
		if (!this.isConnected) {
			return; // shown when it is put into the page
		}
		if (!hasWebGl()) {
			this.#fail("no-webgl", this.strings.noWebGl);
			return;
		}
		const data = scene.kind === "structure" ? scene.data : structureFromText(scene.text, scene.format);
		if (data === undefined || data.atomCount === 0) {
			this.#fail("unreadable", this.strings.unreadable ?? "");
			return;
		}
		await this.#open(data, look, viewpoint);
	}

	setLook(look: ViewerLook): void {
		this.#shown &&= { ...this.#shown, look };
		void this.#view?.setLook(look);
	}

	highlightResidues(residues: readonly number[], turnTo: boolean): void {
		this.#kept.highlight = { residues, atoms: [] };
		this.#view?.highlight(this.#kept.highlight, turnTo);
	}

	highlightAtoms(atoms: readonly number[]): void {
		this.#kept.highlight = { residues: [], atoms };
		this.#view?.highlight(this.#kept.highlight, false);
	}

	focusLigand(ligand: { readonly residue: number; readonly neighbours: readonly number[] } | undefined): void {
		this.#kept.focus = ligand;
		void this.#view?.focusLigand(ligand);
	}

	measure(on: boolean): void {
		this.#kept.measuring = on;
		this.#view?.measure(on);
	}

	resetView(): void {
		this.#view?.resetView();
	}

	async picture(scale: number, transparent: boolean): Promise<Uint8Array> {
		if (!this.#view) {
			throw new Error("There is no picture before a scene is shown.");
		}
		return this.#view.picture(scale, transparent);
	}

	async #open(data: Parameters<typeof StructureView.prototype.show>[0], look: ViewerLook, viewpoint: StructureView["viewpoint"] | undefined): Promise<void> {
		const { signal } = this.#life;
		const tell = (type: string, detail: unknown): boolean => this.dispatchEvent(new CustomEvent(type, { bubbles: true, detail }));
		const events: ViewEvents = {
			picked: (atoms, residues) => tell("viewer-picked", { atoms, residues }),
			measured: (first, second, distance) => tell("viewer-measured", { first, second, distance }),
			lost: () => this.#recover(view.element),
		};
		const view = new StructureView(this, this.strings, this.#kept, events, signal);
		this.#view = view;
		onThemeChange(() => view.setTheme(themeOf(this)), signal);
		attachControls(view.element, view.hand(() => this.wheel === "always" || this.ownerDocument.activeElement === view.element), signal);
		await view.show(data, look, viewpoint);
		if (!signal.aborted) {
			tell("viewer-ready", undefined);
		}
	}

	/** Shows everything anew, when the graphics card has taken its memory back: at once, and if that happens again soon, when the user asks for it. */
	#recover(element: HTMLElement): void {
		const again = (): void => {
			if (this.#shown) {
				void this.show(this.#shown.scene, this.#shown.look, "here");
			}
		};
		const { signal } = this.#life;
		if (performance.now() - this.#lastRecovery > 10_000) {
			this.#lastRecovery = performance.now();
			setTimeout(() => !signal.aborted && again(), 500);
		} else {
			element.addEventListener("pointerdown", again, { once: true, signal });
			element.addEventListener("keydown", again, { once: true, signal });
		}
	}

	#fail(reason: "no-webgl" | "unreadable", message: string): void {
		const line = document.createElement("div");
		line.className = "viewer-line";
		line.dataset["testid"] = "viewer-line";
		line.setAttribute("role", "status");
		line.append(Object.assign(document.createElement("p"), { textContent: message }));
		this.replaceChildren(line);
		this.dispatchEvent(new CustomEvent("viewer-failed", { bubbles: true, detail: { reason, message } }));
	}

	#close(): void {
		this.#life.abort();
		this.#life = new AbortController();
		this.#view = undefined;
		this.replaceChildren();
	}
}
