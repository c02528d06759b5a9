import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, query } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import type { ChatStrings, EntityModel } from "../protocol.ts";
import type { TextAreaControl } from "../ui/controls.ts";
import { icon } from "../ui/icon.ts";

/** Where questions are written. Fires `composer-ask` and `composer-draft` (text) and `composer-stop`. */
export class ChatComposer extends LitElement {
	@property({ attribute: false }) strings!: ChatStrings;
	@property({ attribute: false }) attachments: readonly EntityModel[] = [];
	@property({ attribute: false }) suggestions: readonly string[] = [];
	@property({ attribute: false }) busy = false;
	@property({ attribute: false }) draft = "";
	@query("vscode-text-area") private readonly area!: TextAreaControl | null;

	/** Puts the cursor behind the text. */
	override focus(): void {
		this.area?.focus();
	}

	protected override createRenderRoot(): HTMLElement {
		return this;
	}

	protected override render(): TemplateResult {
		const { strings } = this;
		return html`
			<div class="composer" @keydown=${(event: KeyboardEvent) => this.#pressed(event)} @chip-remove=${() => this.focus()}>
				${
					this.suggestions.length === 0
						? nothing
						: html`<div class="suggestions">
								${this.suggestions.map((text) => html`<vscode-button appearance="secondary" class="suggestion" data-testid="suggestion" ?disabled=${this.busy} @click=${() => this.#ask(text)}>${text}</vscode-button>`)}
							</div>`
				}
				<div class="composer-box" @click=${(event: MouseEvent) => this.#clickedBox(event)}>
					${
						this.attachments.length === 0
							? nothing
							: html`<ul class="chips" aria-label=${strings.attachedEntities} data-testid="attachments">
									${repeat(
										this.attachments,
										(each) => each.id,
										(each) => html`<li><entity-chip .entity=${each} .removeLabel=${strings.remove}></entity-chip></li>`,
									)}
								</ul>`
					}
					<div class="composer-row">
						<vscode-text-area class="composer-text" rows="1" resize="none" placeholder=${strings.placeholder} data-testid="composer" @input=${() => this.#typed()}></vscode-text-area>
						${
							this.busy
								? html`<vscode-button appearance="icon" class="composer-button" aria-label=${strings.stop} title=${strings.stop} data-testid="stop" @click=${() => this.#stop()}>${icon("debug-stop")}</vscode-button>`
								: html`<vscode-button appearance="icon" class="composer-button" aria-label=${strings.send} title=${strings.send} data-testid="send" ?disabled=${this.draft.trim() === ""} @click=${() => this.#ask(this.draft)}>
										${icon("send")}
									</vscode-button>`
						}
					</div>
				</div>
			</div>
		`;
	}

	protected override updated(changed: PropertyValues<this>): void {
		if (changed.has("strings") && this.area !== null) {
			this.area.ariaLabel = this.strings.questionLabel; // the toolkit overwrites the attribute when the element is connected
		}
		if (changed.has("draft") && this.area !== null && this.area.value !== this.draft) {
			this.area.value = this.draft;
		}
	}

	#pressed(event: KeyboardEvent): void {
		const composing = event.isComposing || event.keyCode === 229; // Enter that ends an input method's word
		const inText = event.target === this.area;
		if (event.key === "Enter" && inText && !event.shiftKey && !event.altKey && !composing) {
			event.preventDefault();
			if (!this.busy) {
				this.#ask(this.draft);
			}
		}
	}

	#clickedBox(event: MouseEvent): void {
		if (event.target instanceof Element && event.target.matches(".composer-box, .composer-row, .chips")) {
			this.focus();
		}
	}

	#typed(): void {
		this.draft = this.area?.value ?? "";
		this.#fire("composer-draft", this.draft);
	}

	#ask(text: string): void {
		if (text.trim() === "") {
			return;
		}
		if (text === this.draft) {
			this.draft = "";
		}
		this.focus();
		this.#fire("composer-ask", text);
	}

	#stop(): void {
		this.focus();
		this.#fire("composer-stop", "");
	}

	#fire(type: string, detail: string): void {
		this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true }));
	}
}
