import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import type { AnswerModel, ChatStrings } from "../protocol.ts";
import { fill, icon } from "../ui/icon.ts";
import { linkOf, StreamingMarkdown } from "../ui/markdown.ts";
import { factsCard } from "./facts.ts";

/** Rendering may take this share of the time, so that typing and Stop stay quick beside a very long block. */
const restFactor = 4;
/** Seconds after which waiting is counted. */
const countFrom = 10;

/** An answer: what was computed, then what the model writes. Fires `answer-retry`, `answer-copy` (id) and `link-open` (address). */
export class ChatAnswer extends LitElement {
	@property({ attribute: false }) message!: AnswerModel;
	@property({ attribute: false }) strings!: ChatStrings;
	/** The answer has just been copied. */
	@property({ attribute: false }) copied = false;
	@state() private waited = 0;
	#markdown: StreamingMarkdown | undefined;
	#scheduled = false;
	#restUntil = 0;
	#waiting: { readonly since: number; readonly timer: ReturnType<typeof setInterval> } | undefined;

	override disconnectedCallback(): void {
		super.disconnectedCallback();
		this.#count(false);
	}

	protected override createRenderRoot(): HTMLElement {
		return this;
	}

	protected override willUpdate(): void {
		this.#count(this.message.stage !== "");
	}

	protected override render(): TemplateResult {
		const { message, strings } = this;
		return html`
			<article class="answer" data-testid="answer" data-state=${message.state} aria-busy=${message.state === "writing"}>
				${message.facts.map((each) => factsCard(each, strings))}
				${message.notices.map((notice) => html`<p class="notice" data-testid="notice">${icon("info")}<span>${notice}</span></p>`)}
				${message.stage === "" ? nothing : this.#stage()}
				<div class="markdown" data-testid="answer-text" @click=${(event: Event) => this.#clicked(event)} @auxclick=${(event: Event) => this.#clicked(event)}></div>
				${message.ending === "" ? nothing : html`<p class="ending" data-testid="ending">${message.ending}</p>`}
				${
					message.failure === undefined
						? nothing
						: html`<div class="failure" data-testid="failure">
								${icon("error")}
								<div class="failure-body">
									<p>${message.failure}</p>
									${message.canRetry ? html`<vscode-button appearance="secondary" data-testid="retry" @click=${() => this.#fire("answer-retry", message.id)}>${strings.retry}</vscode-button>` : nothing}
								</div>
							</div>`
				}
				${message.text === "" && (message.state === "writing" || message.failure !== undefined) ? nothing : this.#foot()}
			</article>
		`;
	}

	protected override updated(changed: PropertyValues<this>): void {
		if (changed.has("message")) {
			this.#schedule();
		}
	}

	#stage(): TemplateResult {
		return html`
			<p class="stage" data-testid="stage">
				<vscode-progress-ring class="stage-ring" aria-hidden="true"></vscode-progress-ring>
				<span>${this.message.stage}</span>
				${this.waited < countFrom ? nothing : html`<span class="stage-time">${fill(this.strings.seconds, this.waited)}</span>`}
			</p>
		`;
	}

	#foot(): TemplateResult {
		const { message, strings } = this;
		return html`
			<div class="foot">
				${message.attribution === "" ? nothing : html`<span class="mark mark-generated" title=${message.provenance} data-testid="attribution">${icon("sparkle")}<span>${message.attribution}</span></span>`}
				<span class="foot-actions">
					${
						message.text === ""
							? nothing
							: html`<vscode-button appearance="icon" aria-label=${strings.copy} title=${this.copied ? strings.copied : strings.copy} data-testid="copy" @click=${() => this.#fire("answer-copy", message.id)}>
									${icon(this.copied ? "check" : "copy")}
								</vscode-button>`
					}
					${
						message.canRetry && message.failure === undefined
							? html`<vscode-button appearance="icon" aria-label=${strings.retry} title=${strings.retry} data-testid="retry" @click=${() => this.#fire("answer-retry", message.id)}>${icon("refresh")}</vscode-button>`
							: nothing
					}
				</span>
			</div>
		`;
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
		this.#markdown.update(this.message.text);
		const end = performance.now();
		this.#restUntil = end + restFactor * (end - begin);
	}

	/** Counts the seconds of a long wait; the host's clock gives the start, so that a reload does not begin at zero. */
	#count(waiting: boolean): void {
		if (waiting && this.#waiting === undefined) {
			const since = Date.now() - this.message.elapsed;
			const tick = (): void => {
				this.waited = Math.floor((Date.now() - since) / 1000);
			};
			this.#waiting = { since, timer: setInterval(tick, 1000) };
			tick();
		} else if (!waiting && this.#waiting !== undefined) {
			clearInterval(this.#waiting.timer);
			this.#waiting = undefined;
		}
	}

	/** VS Code would follow links by itself; only the host may, after it has looked at the address. */
	#clicked(event: Event): void {
		const href = linkOf(event);
		if (href !== undefined) {
			event.preventDefault();
			event.stopPropagation();
			this.#fire("link-open", href);
		}
	}

	#fire(type: string, detail: string): void {
		this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true }));
	}
}
