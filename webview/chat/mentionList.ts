import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import type { ChatStrings, MentionModel } from "../protocol.ts";
import { icon } from "../ui/icon.ts";
import type { Box } from "../ui/molecule.ts";
import { clip, visible } from "../ui/text.ts";
import type { StructureDrawing } from "../ui/drawing.ts";

const small: Box = { width: 110, height: 64 };
const large: Box = { width: 360, height: 220 };
const longestText = 2000;
/** More are named in the text by their badges. */
const mostShown = 24;

/** The structures and sequences that stand in an answer, as computation found them; each opens to a large drawing and its full text. */
export class MentionList extends LitElement {
	@property({ attribute: false }) mentions: readonly MentionModel[] = [];
	@property({ attribute: false }) strings!: ChatStrings;
	@state() private opened: ReadonlySet<string> = new Set();
	@state() private undrawable: ReadonlySet<string> = new Set();

	protected override createRenderRoot(): HTMLElement {
		return this;
	}

	protected override render(): TemplateResult | typeof nothing {
		return this.mentions.length === 0
			? nothing
			: html`<ul class="mentions" aria-label=${this.strings.structuresInAnswer} data-testid="mentions">
					${this.mentions.slice(0, mostShown).map((each) => html`<li class=${this.opened.has(each.text) ? "is-open" : ""}>${this.#card(each)}</li>`)}
				</ul>`;
	}

	protected override updated(changed: PropertyValues): void {
		if (!changed.has("mentions") && !changed.has("opened") && !changed.has("undrawable")) {
			return;
		}
		for (const drawing of this.querySelectorAll<StructureDrawing>("structure-drawing")) {
			const mention = this.mentions[Number(drawing.dataset["index"])];
			if (mention?.smiles !== undefined) {
				drawing.show(mention.smiles, this.opened.has(mention.text) ? large : small);
			}
		}
	}

	#card(mention: MentionModel): TemplateResult {
		const { strings } = this;
		const open = this.opened.has(mention.text);
		return html`
			<button class="mention-card" type="button" aria-expanded=${open} title=${visible(clip(mention.text, longestText))} data-testid="mention" data-valid=${mention.problem === undefined} @click=${() => this.#toggle(mention)}>
				${this.#picture(mention)}
				<span class="mention-words">
					<span class="mention-state">${icon(mention.problem === undefined ? "check" : "warning")}${mention.problem === undefined ? strings.valid : strings.notMolecule}</span>
					<bdi class="mention-label">${visible(mention.label === "" ? clip(mention.text, 40) : mention.label)}</bdi>
				</span>
				${mention.problem === undefined ? nothing : html`<span class="mention-problem">${visible(mention.problem)}</span>`}
				${open ? html`<code class="mention-text" data-testid="mention-text">${visible(clip(mention.text, longestText))}</code>` : nothing}
			</button>
		`;
	}

	#picture(mention: MentionModel): TemplateResult | typeof nothing {
		if (mention.smiles !== undefined && !this.undrawable.has(mention.text)) {
			return html`<structure-drawing
				class="mention-drawing"
				data-index=${this.mentions.indexOf(mention)}
				@drawing-failed=${() => (this.undrawable = new Set([...this.undrawable, mention.text]))}
			></structure-drawing>`;
		}
		return mention.problem !== undefined || mention.kind === "molecule" ? nothing : icon(mention.kind === "reaction" ? "arrow-swap" : "symbol-string");
	}

	#toggle({ text }: MentionModel): void {
		const opened = new Set(this.opened);
		if (!opened.delete(text)) {
			opened.add(text);
		}
		this.opened = opened;
	}
}
