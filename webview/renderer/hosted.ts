import { LitElement } from "lit";
import { property } from "lit/decorators.js";
import type { RendererStrings } from "../protocol/renderer.ts";
import type { HostLink } from "./link.ts";
import { onThemeChange } from "./theme.ts";

/** A part of an output that follows what the host says, and the theme. In light DOM: all of an output stands in one shadow root, with its styles. */
export abstract class Hosted extends LitElement {
	@property({ attribute: false }) link!: HostLink;
	#stop: readonly (() => void)[] = [];

	protected get strings(): RendererStrings {
		return this.link.strings;
	}

	protected override createRenderRoot(): HTMLElement {
		return this;
	}

	override connectedCallback(): void {
		super.connectedCallback();
		this.#stop = [this.link.onChange(() => this.hostChanged()), onThemeChange(() => this.themeChanged())];
	}

	override disconnectedCallback(): void {
		super.disconnectedCallback();
		this.#stop.forEach((stop) => stop());
	}

	protected hostChanged(): void {
		this.requestUpdate();
	}

	protected themeChanged(): void {
		this.requestUpdate();
	}
}
