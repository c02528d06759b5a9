import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, query, state } from "lit/decorators.js";
import type { ChatStrings, EntityModel, FactsModel } from "../protocol.ts";
import { icon } from "../ui/icon.ts";
import { iconButton } from "../ui/iconButton.ts";
import type { Box } from "../ui/molecule.ts";
import { clip, fill, visible } from "../ui/text.ts";
import type { StructureDrawing } from "../ui/drawing.ts";
import { factsCard } from "./facts.ts";
import { say } from "./say.ts";

/** Titin has 34,350 residues; what is longer is a genome. Characters. */
const longestText = 50_000;
const tallest = 260;

/** A chip, large: its drawing, its computed facts and its full text, in a dialog over the page. */
export class EntityPreview extends LitElement {
	@state() private entity: EntityModel | undefined;
	/** Undefined until the host has sent them. */
	@state() private facts: FactsModel | undefined;
	@property({ attribute: false }) strings!: ChatStrings;
	@query("dialog") private readonly dialog!: HTMLDialogElement | null;

	get isOpen(): boolean {
		return this.entity !== undefined;
	}

	/** Shows what the page knows of a chip, and asks the host for the rest. */
	open(entity: EntityModel): void {
		this.entity = entity;
		this.facts = undefined;
		say(this, { type: "inspect", id: entity.id });
	}

	/** Takes the rest; ignored where something else is shown by now. */
	inspected(entity: EntityModel, facts: FactsModel | undefined): void {
		if (this.entity?.id === entity.id) {
			this.entity = entity;
			this.facts = facts;
		}
	}

	close(): void {
		this.dialog?.close();
	}

	protected override createRenderRoot(): HTMLElement {
		return this;
	}

	protected override render(): TemplateResult {
		const { entity, strings } = this;
		const label = visible(entity?.label ?? "");
		return html`
			<dialog class="preview" aria-label=${fill(strings.preview, label)} data-testid="preview" @close=${() => (this.entity = undefined)} @click=${(event: Event) => this.#clicked(event)}>
				${entity === undefined ? nothing : this.#content(entity, label)}
			</dialog>
		`;
	}

	protected override updated(changed: PropertyValues): void {
		const { dialog, entity } = this;
		if (dialog === null || !changed.has("entity")) {
			return;
		}
		if (entity !== undefined && !dialog.open) {
			dialog.showModal();
		}
		if (entity?.smiles !== undefined) {
			const box: Box = { width: Math.min(480, Math.max(160, innerWidth - 72)), height: tallest };
			this.querySelector<StructureDrawing>("structure-drawing")?.show(entity.smiles, box);
		}
	}

	#content(entity: EntityModel, label: string): TemplateResult {
		const { strings, facts } = this;
		const quiet = [entity.detail, entity.softTokens === undefined ? "" : fill(entity.softTokens === 1 ? strings.softToken : strings.softTokens, entity.softTokens), entity.origin];
		return html`
			<header class="preview-head">
				<h2><bdi>${label}</bdi></h2>
				${iconButton({ name: "open-preview", label: strings.openPreview, testid: "open-preview", onClick: () => this.#openPanel(entity) })}
				${iconButton({ name: "close", label: strings.close, testid: "close-preview", onClick: () => this.close() })}
			</header>
			<div class="preview-body" tabindex="0" role="group" aria-label=${label}>
				<p class="preview-detail">${quiet.filter((each) => each !== "").map((each) => html`<bdi>${visible(each)}</bdi>`)}</p>
				${entity.smiles === undefined ? nothing : html`<structure-drawing class="preview-drawing" data-testid="preview-drawing"></structure-drawing>`}
				${entity.problem === undefined ? nothing : html`<p class="facts-problem">${icon("warning")}<span>${visible(entity.problem)}</span></p>`}
				<code class="preview-text" dir="ltr" data-testid="preview-text">${visible(clip(entity.title, longestText))}</code>
				${facts === undefined ? nothing : factsCard(facts, strings, true)}
			</div>
		`;
	}

	/** What is seen there needs no dialog over the chat any more. */
	#openPanel({ id }: EntityModel): void {
		say(this, { type: "openPreview", id });
		this.close();
	}

	/** A click beside it closes it. */
	#clicked(event: Event): void {
		if (event.target === this.dialog) {
			this.close();
		}
	}
}
