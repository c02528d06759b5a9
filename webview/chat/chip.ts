import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import type { ChatStrings, EntityModel } from "../protocol.ts";
import { icon } from "../ui/icon.ts";
import { iconButton } from "../ui/iconButton.ts";
import type { Box } from "../ui/molecule.ts";
import { fill, visible } from "../ui/text.ts";
import type { StructureDrawing } from "../ui/drawing.ts";
import { say } from "./say.ts";

const small: Box = { width: 64, height: 44 };
const large: Box = { width: 190, height: 92 };

/** A molecule or protein that a question is about. Fires `chip-removed`, and `chip-preview` with the entity. */
export class EntityChip extends LitElement {
	@property({ attribute: false }) entity!: EntityModel;
	@property({ attribute: false }) strings!: ChatStrings;
	@property({ attribute: false }) removable = false;
	/** In a question that was asked there is room for a drawing that can be read. */
	@property({ attribute: false }) large = false;
	@state() private undrawable: string | undefined;

	protected override createRenderRoot(): HTMLElement {
		return this;
	}

	protected override render(): TemplateResult {
		const { entity, strings } = this;
		const label = visible(entity.label);
		return html`
			<span class="chip ${this.large ? "chip-large" : ""}" data-testid="chip" data-kind=${entity.kind}>
				<button class="chip-open" type="button" title=${visible(this.#tooltip())} aria-description=${fill(strings.preview, label)} aria-haspopup="dialog" data-testid="preview-chip" @click=${() => this.#fire("chip-preview")}>
					${
						entity.smiles === undefined || this.undrawable === entity.smiles
							? icon(entity.kind === "protein" ? "symbol-string" : "symbol-misc")
							: html`<structure-drawing class="chip-drawing" data-testid="drawing" @drawing-failed=${() => (this.undrawable = entity.smiles)}></structure-drawing>`
					}
					<span class="chip-text">
						<bdi class="chip-label">${label}</bdi>
						${entity.detail === "" ? nothing : html`<bdi class="chip-detail">${visible(entity.detail)}</bdi>`}
						${entity.softTokens === undefined ? nothing : html`<span class="chip-detail chip-tokens" data-testid="chip-tokens">${this.#tokens(entity.softTokens)}</span>`}
						${entity.readAs === undefined ? nothing : html`<span class="chip-detail" data-testid="chip-read-as">${visible(entity.readAs)}</span>`}
						${entity.problem === undefined ? nothing : html`<span class="chip-problem">${icon("warning")}<span class="visually-hidden">${visible(entity.problem)}</span></span>`}
						${entity.origin === "" ? nothing : html`<span class="visually-hidden">${visible(entity.origin)}</span>`}
					</span>
				</button>
				${this.removable ? iconButton({ name: "close", label: fill(strings.remove, label), testid: "remove-chip", onClick: () => this.#remove() }) : nothing}
			</span>
		`;
	}

	protected override updated(changed: PropertyValues<this>): void {
		const { smiles } = this.entity;
		if (smiles !== undefined && (changed.has("entity") || changed.has("large"))) {
			this.querySelector<StructureDrawing>("structure-drawing")?.show(smiles, this.large ? large : small);
		}
	}

	#tokens(count: number): string {
		return count === 1 ? this.strings.softToken.replace("{0}", "1") : fill(this.strings.softTokens, count);
	}

	#tooltip(): string {
		const { title, origin, problem = "" } = this.entity;
		return [title, origin, problem].filter((each) => each !== "").join("\n");
	}

	#remove(): void {
		say(this, { type: "detach", id: this.entity.id });
		this.#fire("chip-removed");
	}

	#fire(type: string): void {
		this.dispatchEvent(new CustomEvent(type, { detail: this.entity, bubbles: true }));
	}
}
