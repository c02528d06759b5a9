import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import type { ChatStrings, QuestionModel } from "../protocol.ts";
import type { TextControl } from "../ui/controls.ts";
import { iconButton } from "../ui/iconButton.ts";
import { clip, fill, visible } from "../ui/text.ts";
import { inTurn } from "../ui/turns.ts";
import { say } from "./say.ts";
import { tooLong } from "./tooLong.ts";

/** A longer question is folded: laying out a megabyte without a space would hold the page up. Characters. */
const shownAtOnce = 6000;

/** A question, which may be changed where it stands. Fires `question-asked` when it is asked again. */
export class ChatQuestion extends LitElement {
	@property({ attribute: false }) message!: QuestionModel;
	@property({ attribute: false }) strings!: ChatStrings;
	@property({ attribute: false }) copied = false;
	@state() private editing = false;
	@state() private whole = false;

	protected override createRenderRoot(): HTMLElement {
		return this;
	}

	/** A thread that is opened has dozens of messages, of which two or three are in view. */
	protected override async scheduleUpdate(): Promise<void> {
		if (!this.hasUpdated) {
			await new Promise<void>((resolve) => inTurn(resolve));
		}
		await super.scheduleUpdate();
	}

	protected override willUpdate(): void {
		this.editing &&= this.message.canEdit;
	}

	protected override render(): TemplateResult {
		const { message, strings } = this;
		return html`
			<article class="question" aria-label=${strings.yourQuestion} data-testid="question">
				${
					message.entities.length === 0
						? nothing
						: html`<ul class="chips" aria-label=${strings.chips}>
								${repeat(
									message.entities,
									(each) => each.id,
									(each) => html`<li><entity-chip .entity=${each} .strings=${strings} .large=${true}></entity-chip></li>`,
								)}
							</ul>`
				}
				${this.editing ? this.#editor() : this.#text()}
			</article>
		`;
	}

	protected override updated(changed: PropertyValues): void {
		if (this.editing && changed.has("editing")) {
			const box = this.querySelector<TextControl>("vscode-text-area");
			if (box !== null) {
				box.ariaLabel = this.strings.editPlaceholder;
				box.value = this.message.text;
				box.focus();
			}
		}
	}

	#text(): TemplateResult {
		const { message, strings } = this;
		const text = this.whole ? message.text : clip(message.text, shownAtOnce);
		return html`
			<div class="question-text ${this.whole ? "is-whole" : ""}" dir="auto" tabindex=${this.whole ? 0 : nothing} data-testid="question-text">${visible(text)}${text.length < message.text.length ? "…" : ""}</div>
			<div class="question-actions">
				${
					text.length === message.text.length
						? nothing
						: html`<vscode-button appearance="secondary" class="small-button" data-testid="show-all" @click=${() => (this.whole = true)}>${fill(strings.showAll, message.text.length)}</vscode-button>`
				}
				${iconButton({ name: this.copied ? "check" : "copy", label: strings.copyQuestion, tooltip: this.copied ? strings.copied : strings.copyQuestion, testid: "copy-question", onClick: () => say(this, { type: "copy", id: message.id }) })}
				${message.canEdit ? iconButton({ name: "edit", label: strings.edit, testid: "edit", onClick: () => (this.editing = true) }) : nothing}
			</div>
		`;
	}

	#editor(): TemplateResult {
		const { strings } = this;
		return html`
			<div class="question-editor" @keydown=${(event: KeyboardEvent) => this.#pressed(event)}>
				<vscode-text-area class="edit-text" rows="1" resize="none" data-testid="edit-text"></vscode-text-area>
				<div class="editor-buttons">
					<vscode-button appearance="primary" class="small-button" data-testid="resend" @click=${() => this.#resend()}>${strings.resend}</vscode-button>
					<vscode-button appearance="secondary" class="small-button" data-testid="cancel-edit" @click=${() => this.#close()}>${strings.cancel}</vscode-button>
				</div>
			</div>
		`;
	}

	#pressed(event: KeyboardEvent): void {
		const composing = event.isComposing || event.keyCode === 229;
		if (event.key === "Escape") {
			event.preventDefault(); // not the answer's stop
			this.#close();
		} else if (event.key === "Enter" && !event.shiftKey && !composing && event.target instanceof Element && event.target.matches("vscode-text-area")) {
			event.preventDefault();
			this.#resend();
		}
	}

	#resend(): void {
		const text = this.querySelector<TextControl>("vscode-text-area")?.value ?? "";
		if (text.trim() === "" || tooLong(this, this.strings, text.length)) {
			return;
		}
		this.editing = false;
		say(this, { type: "edit", id: this.message.id, text });
		this.dispatchEvent(new CustomEvent("question-asked", { bubbles: true }));
	}

	/** The focus goes back to where it came from. */
	#close(): void {
		this.editing = false;
		void this.updateComplete.then(() => this.querySelector<HTMLElement>("[data-testid=edit]")?.focus());
	}
}
