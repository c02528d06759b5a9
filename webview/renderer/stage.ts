import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import type { RendererStrings } from "../protocol/renderer.ts";
import type { Scene, StructureViewer, ViewerLook } from "../viewer/contract.ts";
import { asleep, wake } from "./viewerSlots.ts";

/** How long a viewer may be out of view before it gives its WebGL context back: somebody may only be scrolling by. Milliseconds. */
const linger = 1500;

type Phase = "asleep" | "loading" | "awake" | "still" | "failed";

/**
 * A place for a 3D viewer in an output. The viewer is loaded when it comes into view; out of view, or where too many others are awake, a still picture takes its place.
 * Fires `stage-failed` with the reason in words where there is no WebGL or nothing to show.
 */
export class Stage extends LitElement {
	@property({ attribute: false }) scene: Scene | undefined;
	@property({ attribute: false }) look: ViewerLook | undefined;
	@property({ attribute: false }) strings: RendererStrings | undefined;
	/** For screen readers: what is shown. */
	@property() label = "";
	@state() private phase: Phase = "asleep";
	@state() private stillPicture = "";
	#viewer: StructureViewer | undefined;
	#inView = false;
	#leaving: ReturnType<typeof setTimeout> | undefined;
	readonly #watcher = new IntersectionObserver((entries) => this.#seen(entries.at(-1)?.isIntersecting === true), { rootMargin: "100px" });

	protected override createRenderRoot(): HTMLElement {
		return this;
	}

	override connectedCallback(): void {
		super.connectedCallback();
		this.#watcher.observe(this);
		this.addEventListener("wheel", this.#wheel, { capture: true, passive: true });
		this.addEventListener("viewer-failed", this.#viewerFailed);
	}

	override disconnectedCallback(): void {
		super.disconnectedCallback();
		this.#watcher.disconnect();
		this.removeEventListener("wheel", this.#wheel, { capture: true });
		this.removeEventListener("viewer-failed", this.#viewerFailed);
		clearTimeout(this.#leaving);
		this.#release();
		this.phase = "asleep";
	}

	/** As it was shown first. */
	reset(): void {
		this.#viewer?.resetView();
	}

	/** Gives the WebGL context back. */
	async rest(): Promise<void> {
		const viewer = this.#viewer;
		if (viewer === undefined || this.phase !== "awake") {
			return;
		}
		const taken = await viewer.picture(Math.min(2, devicePixelRatio), true).catch(() => undefined);
		if (this.#viewer === viewer) {
			this.stillPicture = taken === undefined ? "" : await asAddress(taken);
			this.#release();
			this.phase = "still";
		}
	}

	protected override updated(changed: PropertyValues): void {
		if (changed.has("scene") && changed.get("scene") !== undefined) {
			this.#release();
			this.stillPicture = "";
			this.phase = "asleep";
			this.#wakeIfSeen();
		} else if (changed.has("look") && this.look !== undefined && this.phase === "awake") {
			this.#viewer?.setLook(this.look);
		}
	}

	protected override render(): TemplateResult {
		const { phase, strings, stillPicture } = this;
		return html`
			<div class="stage-viewer" data-testid="stage" data-phase=${phase} tabindex="-1" @pointerdown=${() => this.#touched()}></div>
			${stillPicture !== "" && phase !== "awake" ? html`<img class="stage-still" data-testid="still" src=${stillPicture} alt=${this.label}>` : nothing}
			${phase === "loading" && stillPicture === "" ? html`<span class="stage-note" role="status">${strings?.loading}</span>` : nothing}
			${phase === "still" ? html`<button type="button" class="stage-wake" data-testid="wake" @click=${() => void this.#wake()}>${strings?.show3d}</button>` : nothing}
		`;
	}

	#seen(inView: boolean): void {
		this.#inView = inView;
		clearTimeout(this.#leaving);
		if (inView) {
			this.#wakeIfSeen();
		} else {
			this.#leaving = setTimeout(() => void this.rest(), linger);
		}
	}

	#wakeIfSeen(): void {
		if (this.#inView && (this.phase === "asleep" || this.phase === "still")) {
			void this.#wake();
		}
	}

	async #wake(): Promise<void> {
		const { scene, look, strings } = this;
		if (scene === undefined || look === undefined || strings === undefined || this.phase === "loading") {
			return;
		}
		this.phase = "loading";
		try {
			const { defineViewer } = await import("../viewer/viewer.ts");
			defineViewer();
			const place = this.querySelector(".stage-viewer");
			if (!this.isConnected || place === null || this.scene !== scene) {
				this.phase = "asleep";
				return;
			}
			wake(this);
			const viewer = document.createElement("biomedgpt-structure-viewer");
			viewer.strings = { noWebGl: strings.viewNoWebGl, help: strings.viewHelp, distance: strings.viewDistance, surface: strings.viewSurface };
			this.#viewer = viewer;
			place.replaceChildren(viewer);
			await viewer.show(scene, look);
			if (this.#viewer === viewer && this.phaseIs("loading")) {
				this.phase = "awake";
			}
		} catch (error) {
			console.warn("BioMedGPT: the 3D viewer could not be loaded", error);
			this.#fail(strings.noViewer);
		}
	}

	/** It changes while others are waited for. */
	private phaseIs(phase: Phase): boolean {
		return this.phase === phase;
	}

	readonly #viewerFailed = (event: Event): void => {
		const detail: unknown = event instanceof CustomEvent ? event.detail : undefined;
		const told = typeof detail === "object" && detail !== null && "message" in detail && typeof detail.message === "string" ? detail.message : "";
		this.#fail(told || (this.strings?.noCoordinates ?? ""));
	};

	#fail(message: string): void {
		this.#release();
		this.phase = "failed";
		this.dispatchEvent(new CustomEvent("stage-failed", { bubbles: true, detail: message }));
	}

	#touched(): void {
		if (this.phase === "awake") {
			wake(this);
			if (this.querySelector(":focus") === null) {
				// The viewer itself may keep a click from moving the focus.
				this.querySelector<HTMLElement>("biomedgpt-structure-viewer [tabindex], .stage-viewer")?.focus({ preventScroll: true });
			}
		}
	}

	/** The wheel scrolls the notebook, as everywhere in it, until somebody has clicked into the structure or gone there by keyboard. */
	readonly #wheel = (event: Event): void => {
		if (!(event instanceof WheelEvent) || event.target === this || this.querySelector(":focus") !== null) {
			return;
		}
		event.stopPropagation();
		this.dispatchEvent(new WheelEvent("wheel", event));
	};

	#release(): void {
		asleep(this);
		const viewer = this.#viewer;
		this.#viewer = undefined;
		viewer?.remove();
	}
}

/** For an `<img>`: a notebook's page shows no `blob:` pictures. */
async function asAddress(png: Uint8Array): Promise<string> {
	return new Promise((resolve, reject) => {
		const reader = new FileReader();
		reader.onload = () => resolve(typeof reader.result === "string" ? reader.result : "");
		reader.onerror = () => reject(reader.error ?? new Error("unreadable"));
		reader.readAsDataURL(new Blob([new Uint8Array(png)], { type: "image/png" }));
	});
}
