import { html, LitElement, nothing, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import type { ChatStrings, MessageModel } from "../protocol.ts";
import { icon } from "../ui/icon.ts";
import { fill } from "../ui/text.ts";
import type { EvidenceBook } from "./evidenceBook.ts";
import { say } from "./say.ts";
import { ThreadScroll } from "./scroll.ts";

/** The messages of a thread, as many of them as the host has sent. */
export class ChatConversation extends LitElement {
	@property({ attribute: false }) messages: readonly MessageModel[] = [];
	/** Messages before the first of these. */
	@property({ attribute: false }) earlier = 0;
	@property({ attribute: false }) strings!: ChatStrings;
	/** By the answer's id. */
	@property({ attribute: false }) evidence: EvidenceBook = new Map();
	/** The message that was copied a moment ago. */
	@property({ attribute: false }) copied: string | undefined;
	readonly #scroll = new ThreadScroll(this, { needsEarlier: () => this.earlier > 0, loadEarlier: () => this.#loadEarlier() });

	/** Whether the newest text is in view. */
	get atEnd(): boolean {
		return this.#scroll.atEnd;
	}

	/** Shows the newest text, and goes on showing it. */
	follow(): void {
		this.#scroll.follow();
	}

	/** Earlier messages are about to come: what is read now stays where it is. */
	hold(): void {
		this.#scroll.hold();
	}

	protected override createRenderRoot(): HTMLElement {
		return this;
	}

	protected override render(): TemplateResult {
		const { strings, messages, earlier } = this;
		return html`
			<div class="thread" tabindex="0" role="log" aria-live="off" aria-label=${strings.conversation} data-testid="thread">
				<div class="thread-content">
					${messages.length === 0 ? welcome(strings) : nothing}
					${
						earlier === 0
							? nothing
							: html`<p class="earlier">
									<span>${fill(strings.earlierMessages, earlier)}</span>
									<vscode-button appearance="secondary" class="small-button" data-testid="load-earlier" @click=${() => this.#loadEarlier()}>${strings.loadEarlier}</vscode-button>
								</p>`
					}
					${repeat(
						messages,
						(message) => message.id,
						(message) => this.#message(message),
					)}
				</div>
			</div>
			${
				this.#scroll.atEnd
					? nothing
					: html`<vscode-button appearance="secondary" class="jump" aria-label=${strings.jumpToLatest} title=${strings.jumpToLatest} data-testid="jump" @click=${() => this.#scroll.toEnd()}>${icon("arrow-down")}</vscode-button>`
			}
		`;
	}

	#message(message: MessageModel): TemplateResult {
		const { strings, evidence } = this;
		const copied = this.copied === message.id;
		return message.role === "user"
			? html`<chat-question class="message" .message=${message} .strings=${strings} .copied=${copied}></chat-question>`
			: html`<chat-answer class="message" .message=${message} .strings=${strings} .evidence=${evidence.get(message.id)} .copied=${copied}></chat-answer>`;
	}

	#loadEarlier(): void {
		const first = this.messages[0];
		if (first !== undefined) {
			say(this, { type: "earlier", before: first.id });
		}
	}
}

/** What an empty thread shows. */
function welcome(strings: ChatStrings): TemplateResult {
	return html`
		<div class="welcome" data-testid="welcome">
			<h2>${strings.emptyTitle}</h2>
			<p>${strings.emptyHint}</p>
			<p class="welcome-privacy">${icon("lock")}<span>${strings.emptyPrivacy}</span></p>
		</div>
	`;
}
