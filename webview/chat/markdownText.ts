import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import type { ChatStrings, MentionModel } from "../protocol.ts";
import { linkOf, StreamingMarkdown } from "../ui/markdown.ts";
import { clip, fill } from "../ui/text.ts";
import { inTurn } from "../ui/turns.ts";
import { addBadges } from "./badges.ts";
import { say } from "./say.ts";

/** Rendering that takes longer than half a frame may take a fifth of the time, so that typing and Stop stay quick beside a very long block. Milliseconds. */
const costly = 8;
const restFactor = 4;
/** No answer that is worth reading is longer at once; a line this long without a space still lays out in a moment. Characters. */
const shownAtOnce = 100_000;
const none: readonly MentionModel[] = [];

/** Markdown that may grow, with a badge at each structure in it. */
export class MarkdownText extends LitElement {
	@property({ attribute: false }) text = "";
	@property({ attribute: false }) mentions: readonly MentionModel[] = none;
	@property({ attribute: false }) strings!: ChatStrings;
	/** For tests, on the rendered text. */
	@property({ attribute: false }) testid = "";
	@state() private whole = false;
	#markdown: StreamingMarkdown | undefined;
	#badged: readonly MentionModel[] = none;
	#scheduled = false;
	#restUntil = 0;

	protected override createRenderRoot(): HTMLElement {
		return this;
	}

	protected override render(): TemplateResult {
		const clipped = !this.whole && this.text.length > shownAtOnce;
		return html`
			<div class="markdown" data-testid=${this.testid} @click=${(event: Event) => this.#clicked(event)} @auxclick=${(event: Event) => this.#clicked(event)}></div>
			${clipped ? html`<vscode-button appearance="secondary" class="small-button" data-testid="show-all" @click=${() => (this.whole = true)}>${fill(this.strings.showAll, this.text.length)}</vscode-button>` : nothing}
		`;
	}

	protected override updated(changed: PropertyValues): void {
		if (this.#markdown === undefined && !this.#scheduled) {
			this.#scheduled = true;
			inTurn(() => this.#renderText()); // a thread that is opened has dozens
		} else if (changed.has("text") || changed.has("mentions") || changed.has("whole")) {
			this.#schedule();
		}
	}

	/** Text that comes within one frame is rendered once; after a costly rendering the page rests. */
	#schedule(): void {
		if (this.#scheduled) {
			return;
		}
		this.#scheduled = true;
		const rest = this.#restUntil - performance.now();
		if (rest > 0) {
			setTimeout(() => requestAnimationFrame(() => this.#renderText()), rest);
		} else {
			requestAnimationFrame(() => this.#renderText());
		}
	}

	#renderText(): void {
		this.#scheduled = false;
		const host = this.querySelector<HTMLElement>(".markdown");
		if (host === null) {
			return;
		}
		this.#markdown ??= new StreamingMarkdown(host);
		const begin = performance.now();
		if (this.#badged.length > 0 && this.#badged !== this.mentions) {
			this.#markdown.refresh();
			this.#badged = none;
		}
		this.#markdown.update(this.whole ? this.text : clip(this.text, shownAtOnce));
		if (this.#badged !== this.mentions && this.mentions.length > 0) {
			addBadges(host, this.mentions, this.strings);
			this.#badged = this.mentions;
		}
		const end = performance.now();
		const took = end - begin;
		this.#restUntil = took > costly ? end + restFactor * took : end;
	}

	/** VS Code would follow links by itself; only the host may, after it has looked at the address. */
	#clicked(event: Event): void {
		const href = linkOf(event);
		if (href !== undefined) {
			event.preventDefault();
			event.stopPropagation();
			say(this, { type: "open", href });
		}
	}
}
