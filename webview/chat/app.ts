import { html, LitElement, nothing, type TemplateResult } from "lit";
import { property, query, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import type { AnswerModel, ChatStrings, MessageModel, QuestionModel, ThreadModel, ToView } from "../protocol.ts";
import { Announcer } from "../ui/announcer.ts";
import { icon } from "../ui/icon.ts";
import type { ChatComposer } from "./composer.ts";
import type { Host } from "./host.ts";

/** A thread that is scrolled up by less than this follows new text. CSS pixels. */
const nearEnd = 48;
const copiedFor = 1500;

/** The chat: shows the thread that the host sends and tells the host what the user does. It decides nothing by itself. */
export class ChatApp extends LitElement {
	@property({ attribute: false }) host!: Host;
	@state() private strings: ChatStrings | undefined;
	@state() private thread: ThreadModel = { messages: [], attachments: [], suggestions: [], draft: "" };
	@state() private copied: string | undefined;
	@state() private atEnd = true;
	@query("chat-composer") private readonly composer!: ChatComposer | null;
	@query(".thread") private readonly scroller!: HTMLElement | null;
	@query(".thread-content") private readonly content!: HTMLElement | null;
	@query(".announcements") private readonly region!: HTMLElement | null;
	#announcer: Announcer | undefined;
	#wantsFocus = false;
	#follows = true;
	#watched: Element | undefined;
	readonly #grown = new ResizeObserver(() => this.#followEnd());

	/** Takes a message from the host. What belongs to a thread that was not yet sent is ignored: the thread will contain it. */
	receive(message: ToView): void {
		if (message.type === "thread") {
			this.strings = message.strings;
			this.thread = message.thread;
			this.#follows = true;
		} else if (message.type === "focus") {
			this.#wantsFocus = true;
			this.requestUpdate();
		} else if (this.strings === undefined) {
			return;
		} else if (message.type === "message") {
			this.#upsert(message.message);
		} else if (message.type === "text") {
			this.#append(message.id, message.from, message.text);
		} else if (message.type === "composer") {
			this.thread = { ...this.thread, attachments: message.attachments, suggestions: message.suggestions };
		} else {
			this.#showCopied(message.id);
		}
	}

	override connectedCallback(): void {
		super.connectedCallback();
		document.addEventListener("keydown", this.#pressed);
	}

	override disconnectedCallback(): void {
		super.disconnectedCallback();
		document.removeEventListener("keydown", this.#pressed);
		this.#grown.disconnect();
	}

	protected override createRenderRoot(): HTMLElement {
		return this;
	}

	protected override render(): TemplateResult | typeof nothing {
		const { strings, thread } = this;
		if (strings === undefined) {
			return nothing;
		}
		return html`
			<div class="thread" tabindex="0" role="log" aria-live="off" aria-label=${strings.conversation} data-testid="thread" @scroll=${() => this.#scrolled()}>
				<div
					class="thread-content"
					@answer-retry=${(event: CustomEvent<string>) => this.host.post({ type: "retry", id: event.detail })}
					@answer-copy=${(event: CustomEvent<string>) => this.host.post({ type: "copy", id: event.detail })}
					@link-open=${(event: CustomEvent<string>) => this.host.post({ type: "open", href: event.detail })}
				>
					${thread.messages.length === 0 ? this.#welcome(strings) : nothing}
					${repeat(
						thread.messages,
						(message) => message.id,
						(message) => (message.role === "user" ? question(message, strings) : html`<chat-answer .message=${message} .strings=${strings} .copied=${this.copied === message.id}></chat-answer>`),
					)}
				</div>
			</div>
			<div class="dock">
				${
					this.atEnd
						? nothing
						: html`<vscode-button appearance="secondary" class="jump" aria-label=${strings.jumpToLatest} title=${strings.jumpToLatest} data-testid="jump" @click=${() => this.#jump()}>${icon("arrow-down")}</vscode-button>`
				}
				<chat-composer
					.strings=${strings}
					.attachments=${thread.attachments}
					.suggestions=${thread.suggestions}
					.busy=${this.#writing !== undefined}
					.draft=${thread.draft}
					@composer-ask=${(event: CustomEvent<string>) => this.#ask(event.detail)}
					@composer-draft=${(event: CustomEvent<string>) => this.#draft(event.detail)}
					@composer-stop=${() => this.#stop()}
					@chip-remove=${(event: CustomEvent<string>) => this.host.post({ type: "detach", id: event.detail })}
				></chat-composer>
			</div>
			<div class="announcements visually-hidden" aria-live="polite" data-testid="announcements"></div>
		`;
	}

	protected override updated(): void {
		if (this.region !== null) {
			this.#announcer ??= new Announcer(this.region);
		}
		if (this.#watched !== this.content && this.content !== null) {
			this.#watched = this.content;
			this.#grown.observe(this.content);
		}
		if (this.#wantsFocus && this.composer !== null) {
			this.#wantsFocus = false;
			void this.composer.updateComplete.then(() => this.composer?.focus());
		}
	}

	get #writing(): AnswerModel | undefined {
		return this.thread.messages.find((message): message is AnswerModel => message.role === "assistant" && message.state === "writing");
	}

	#welcome(strings: ChatStrings): TemplateResult {
		return html`
			<div class="welcome" data-testid="welcome">
				<h2>${strings.emptyTitle}</h2>
				<p>${strings.emptyHint}</p>
				<p class="welcome-privacy">${icon("lock")}<span>${strings.emptyPrivacy}</span></p>
			</div>
		`;
	}

	#upsert(message: MessageModel): void {
		const { messages } = this.thread;
		const before = messages.find((each) => each.id === message.id);
		this.thread = { ...this.thread, messages: before === undefined ? [...messages, message] : messages.map((each) => (each === before ? message : each)) };
		if (before === undefined) {
			this.#follows = true;
		}
		if (message.role === "assistant") {
			this.#announce(before?.role === "assistant" ? before : undefined, message);
		}
	}

	#append(id: string, from: number, text: string): void {
		const message = this.thread.messages.find((each) => each.id === id);
		if (message?.role !== "assistant" || message.state !== "writing") {
			return; // stopped here a moment before the host knew
		}
		if (message.text.length !== from) {
			this.host.post({ type: "ready" });
			return;
		}
		const grown = { ...message, text: message.text + text };
		this.thread = { ...this.thread, messages: this.thread.messages.map((each) => (each === message ? grown : each)) };
		this.#announcer?.follow(id, grown.text);
	}

	#announce(before: AnswerModel | undefined, now: AnswerModel): void {
		if (now.state === "writing") {
			this.#announcer?.follow(now.id, now.text);
		} else if (before?.state === "writing") {
			this.#announcer?.follow(now.id, now.text);
			this.#announcer?.finish([now.failure ?? "", now.ending, now.attribution].filter((each) => each !== "").join(" "));
		}
	}

	#ask(text: string): void {
		this.thread = { ...this.thread, draft: "" };
		// Whoever asks wants to see the answer, wherever they had scrolled to.
		this.#follows = true;
		this.host.post({ type: "ask", text });
	}

	#draft(text: string): void {
		this.thread = { ...this.thread, draft: text };
		this.host.post({ type: "draft", text });
	}

	/** The text stands still at once; the host then sends the answer as it keeps it. */
	#stop(): void {
		const writing = this.#writing;
		if (writing === undefined || this.strings === undefined) {
			return;
		}
		this.host.post({ type: "stop" });
		this.#upsert({ ...writing, state: "stopped", stage: "", ending: this.strings.stopped });
	}

	#showCopied(id: string): void {
		this.copied = id;
		this.#announcer?.say(this.strings?.copied ?? "");
		setTimeout(() => {
			this.copied = undefined;
		}, copiedFor);
	}

	#pressed = (event: KeyboardEvent): void => {
		if (event.key === "Escape" && this.#writing !== undefined) {
			event.preventDefault();
			this.#stop();
		}
	};

	#scrolled(): void {
		const scroller = this.scroller;
		if (scroller !== null) {
			this.#follows = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < nearEnd;
			this.atEnd = this.#follows;
		}
	}

	#jump(): void {
		this.#follows = true;
		this.#followEnd();
	}

	#followEnd(): void {
		if (this.#follows && this.scroller !== null) {
			this.scroller.scrollTop = this.scroller.scrollHeight;
		} else {
			this.#scrolled();
		}
	}
}

function question(message: QuestionModel, strings: ChatStrings): TemplateResult {
	return html`
		<article class="question" aria-label=${strings.yourQuestion} data-testid="question">
			${message.entities.length === 0 ? nothing : html`<div class="chips">${message.entities.map((each) => html`<entity-chip .entity=${each} large></entity-chip>`)}</div>`}
			<p class="question-text">${message.text}</p>
		</article>
	`;
}
