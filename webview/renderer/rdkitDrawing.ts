import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import type { Box } from "../ui/molecule.ts";
import { Hosted } from "./hosted.ts";
import { problem } from "./parts.ts";
import { currentTheme } from "./theme.ts";

/** A drawing that RDKit makes on the host, in the colours of the theme, asked for when it comes into view. Fires `undrawn` where nobody answers. */
export class RdkitDrawing extends Hosted {
	/** SMILES, mol block or reaction. */
	@property({ attribute: false }) structure = "";
	@property({ attribute: false }) box: Box = { width: 0, height: 0 };
	@property() label = "";
	@state() private address = "";
	@state() private refusal = "";
	#asked = "";
	#inView = false;
	readonly #watcher = new IntersectionObserver((entries) => {
		this.#inView = entries.at(-1)?.isIntersecting === true;
		void this.#draw();
	}, { rootMargin: "200px" });

	override connectedCallback(): void {
		super.connectedCallback();
		this.#watcher.observe(this);
	}

	override disconnectedCallback(): void {
		super.disconnectedCallback();
		this.#watcher.disconnect();
		this.#inView = false;
	}

	protected override themeChanged(): void {
		void this.#draw();
	}

	protected override hostChanged(): void {
		super.hostChanged();
		if (this.link.state === "absent" && this.address === "") {
			this.dispatchEvent(new CustomEvent("undrawn", { bubbles: true }));
		}
	}

	protected override updated(changed: PropertyValues): void {
		if (changed.has("structure") || changed.has("box")) {
			void this.#draw();
		}
	}

	protected override render(): TemplateResult {
		const { width, height } = this.box;
		if (this.refusal !== "") {
			return html`${problem(this.refusal)}`;
		}
		return this.address === ""
			? html`<span class="drawing-wait" role="status">${this.link.state === "absent" ? nothing : this.strings.waiting}</span>`
			: html`<img class="rdkit" data-testid="rdkit-drawing" src=${this.address} width=${width} height=${height} alt=${this.label}>`;
	}

	async #draw(): Promise<void> {
		const { structure, box } = this;
		const theme = currentTheme();
		const wanted = `${theme} ${box.width} ${box.height} ${structure}`;
		if (!this.#inView || structure === "" || wanted === this.#asked) {
			return;
		}
		this.#asked = wanted;
		const answer = await this.link.draw(structure, theme, box.width, box.height);
		if (this.#asked !== wanted) {
			return;
		}
		if (answer?.type === "drawn") {
			this.address = answer.picture;
			this.refusal = "";
		} else if (answer?.type === "failed") {
			this.refusal = answer.message;
		} else {
			this.#asked = "";
			this.dispatchEvent(new CustomEvent("undrawn", { bubbles: true }));
		}
	}
}
