import { html, LitElement, nothing, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import type { EntityModel } from "../protocol.ts";
import { fill, icon } from "../ui/icon.ts";
import { type Box, drawMolecule } from "../ui/molecule.ts";

const small: Box = { width: 64, height: 44 };
const large: Box = { width: 190, height: 92 };

/** A molecule or protein that a question is about. Fires `chip-remove` with the entity's id. */
export class EntityChip extends LitElement {
	@property({ attribute: false }) entity!: EntityModel;
	/** The remove button's label; a chip without one cannot be removed. */
	@property({ attribute: false }) removeLabel: string | undefined;
	/** In a question that was asked there is room for a drawing that can be read. */
	@property({ type: Boolean }) large = false;
	#drawing: { readonly key: string; readonly svg: SVGSVGElement | undefined } | undefined;

	protected override createRenderRoot(): HTMLElement {
		return this;
	}

	protected override render(): TemplateResult {
		const { entity } = this;
		const drawing = this.#drawn();
		return html`
			<span class="chip ${this.large ? "chip-large" : ""}" title=${entity.title} data-testid="chip" data-kind=${entity.kind}>
				${drawing === undefined ? icon(entity.kind === "protein" ? "symbol-string" : "symbol-misc") : html`<span class="chip-drawing" data-testid="drawing">${drawing}</span>`}
				<span class="chip-text">
					<span class="chip-label">${entity.label}</span>
					${entity.detail === "" ? nothing : html`<span class="chip-detail">${entity.detail}</span>`}
					${entity.problem === undefined ? nothing : html`<span class="chip-problem" title=${entity.problem}>${icon("warning")}<span class="visually-hidden">${entity.problem}</span></span>`}
				</span>
				${
					this.removeLabel === undefined
						? nothing
						: html`<vscode-button appearance="icon" class="chip-remove" aria-label=${fill(this.removeLabel, entity.label)} title=${fill(this.removeLabel, entity.label)} data-testid="remove-chip" @click=${() => this.#remove()}>
								${icon("close")}
							</vscode-button>`
				}
			</span>
		`;
	}

	#remove(): void {
		this.dispatchEvent(new CustomEvent("chip-remove", { detail: this.entity.id, bubbles: true }));
	}

	/** Drawn once: chips are rendered again whenever their text changes. */
	#drawn(): SVGSVGElement | undefined {
		const { smiles } = this.entity;
		if (smiles === undefined) {
			return undefined;
		}
		const key = `${this.large}${smiles}`;
		if (this.#drawing?.key !== key) {
			this.#drawing = { key, svg: drawMolecule(smiles, this.large ? large : small) };
		}
		return this.#drawing.svg;
	}
}
