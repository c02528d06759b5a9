import { html, LitElement, nothing, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import type { AnswerModel, ChatStrings } from "../protocol.ts";
import { icon } from "../ui/icon.ts";

/** What a model thought before its answer: open while it is all there is, closed once the answer begins, unless the user has chosen otherwise. */
export class AnswerReasoning extends LitElement {
	@property({ attribute: false }) message!: Pick<AnswerModel, "reasoning" | "text" | "state">;
	@property({ attribute: false }) strings!: ChatStrings;
	@state() private chosen: boolean | undefined;

	protected override createRenderRoot(): HTMLElement {
		return this;
	}

	protected override render(): TemplateResult {
		const { message, strings } = this;
		const open = this.chosen ?? message.text === "";
		const goesOn = message.state === "writing" && message.text === "";
		return html`
			<details class="reasoning" ?open=${open} data-testid="reasoning">
				<summary data-testid="reasoning-summary" @click=${(event: Event) => this.#toggle(event, !open)}>${icon("lightbulb")}<span>${goesOn ? strings.reasoningNow : strings.reasoning}</span></summary>
				${open ? html`<markdown-text .text=${message.reasoning} .strings=${strings} .testid=${"reasoning-text"}></markdown-text>` : nothing}
			</details>
		`;
	}

	/** Also by keyboard, which clicks. The element would open itself, and forget it with the next piece of text. */
	#toggle(event: Event, open: boolean): void {
		event.preventDefault();
		this.chosen = open;
	}
}
