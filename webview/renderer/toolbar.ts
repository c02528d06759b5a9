import { html, nothing, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import type { OutputSubject } from "../protocol/renderer.ts";
import { fill, visible } from "../ui/text.ts";
import { Hosted } from "./hosted.ts";
import { type IconName, picture } from "./icons.ts";

/** How long a tick tells that something was copied. Milliseconds. */
const ticked = 2000;

/**
 * What can be done with a molecule, sequence or structure: shown on hover and while it or something beside it has the focus, and only where a host answers.
 * Fires `action-said` with what the host refused, in words; empty when something else is begun.
 */
export class OutputToolbar extends Hosted {
	@property({ attribute: false }) subject!: OutputSubject;
	/** How it is called, for screen readers. */
	@property() label = "";
	@property() copyLabel = "";
	/** Nucleotides and reactions can be looked at and copied only. */
	@property({ attribute: false }) askable = true;
	@property({ attribute: false }) previewable = true;
	/** Copying is refused for what was not read to its end. */
	@property({ attribute: false }) copyable = true;
	/** There where a 3D view can be reset. */
	@property({ attribute: false }) resetView: (() => void) | undefined;
	@state() private copied = false;

	protected override render(): TemplateResult | typeof nothing {
		const { strings, link, resetView } = this;
		if (!link.actions && resetView === undefined) {
			return nothing;
		}
		return html`<div class="toolbar" role="toolbar" aria-label=${fill(strings.actions, visible(this.label))} data-testid="toolbar">
			${resetView === undefined ? nothing : this.#button("reset", strings.viewReset, "reset-view", resetView)}
			${link.actions && this.askable ? this.#button("chat", strings.ask, "ask", () => void this.#act("ask")) : nothing}
			${link.previews && this.previewable ? this.#button("preview", strings.preview, "preview", () => void this.#act("preview")) : nothing}
			${link.actions && this.copyable ? this.#button(this.copied ? "check" : "copy", this.copied ? strings.copied : this.copyLabel, "copy", () => void this.#copy()) : nothing}
		</div>`;
	}

	#button(icon: IconName, label: string, testid: string, onClick: () => void): TemplateResult {
		// Scripts in other outputs of the notebook can dispatch clicks: only a person's count.
		return html`<button type="button" class="tool" aria-label=${label} title=${label} data-testid=${testid} @click=${(event: Event) => event.isTrusted && onClick()}>${picture(icon)}</button>`;
	}

	async #act(action: "ask" | "preview"): Promise<void> {
		this.#say("");
		const answer = await this.link.act(action, this.subject);
		this.#say(answer?.type === "failed" ? answer.message : "");
	}

	async #copy(): Promise<void> {
		this.#say("");
		const answer = await this.link.copy(this.subject.text);
		if (answer?.type === "done") {
			this.copied = true;
			setTimeout(() => (this.copied = false), ticked);
		} else {
			this.#say(answer?.type === "failed" ? answer.message : "");
		}
	}

	#say(message: string): void {
		this.dispatchEvent(new CustomEvent("action-said", { bubbles: true, detail: message }));
	}
}
