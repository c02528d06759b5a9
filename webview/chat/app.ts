import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, query, state } from "lit/decorators.js";
import type { ChatStrings, CommandModel, EntityModel, MessageModel, SuggestionModel, ThreadModel, ThreadSummary, ToHost, ToView } from "../protocol.ts";
import { icon } from "../ui/icon.ts";
import { attachDropped } from "./attach.ts";
import type { ChatComposer } from "./composer.ts";
import type { ChatConversation } from "./conversation.ts";
import { type EvidenceBook, withEvidence, withoutEvidence } from "./evidenceBook.ts";
import type { ChatHeader } from "./header.ts";
import type { Host } from "../ui/host.ts";
import { type Dropped, DropZone } from "./intake.ts";
import { Narrator } from "./narrator.ts";
import { noteLines, notesAfter, notesWith, type PageNotes } from "./note.ts";
import type { EntityPreview } from "./preview.ts";
import { sayEvent, tellEvent } from "./say.ts";
import type { ThreadList } from "./threads.ts";
import { emptyThread, type Growth, sameEnd, trimmed, withEarlier, withMessage, withText, writing } from "./threadState.ts";

const copiedFor = 1500;

/** The chat: shows the thread that the host sends and tells the host what the user does. It decides nothing by itself. */
export class ChatApp extends LitElement {
	@property({ attribute: false }) host!: Host<ToHost, ToView>;
	@state() private strings: ChatStrings | undefined;
	@state() private commands: readonly CommandModel[] = [];
	@state() private thread: ThreadModel = emptyThread;
	@state() private draft = { text: "" };
	@state() private evidence: EvidenceBook = new Map();
	@state() private copied: string | undefined;
	@state() private notes: PageNotes = {};
	/** Undefined while the list is closed. */
	@state() private threads: { readonly found: readonly ThreadSummary[] | undefined } | undefined;
	@state() private found: { readonly query: string; readonly found: readonly SuggestionModel[] } | undefined;
	@state() private dragging = false;
	@query("chat-composer") private readonly composer!: ChatComposer | null;
	@query("chat-header") private readonly header!: ChatHeader | null;
	@query("entity-preview") private readonly preview!: EntityPreview | null;
	@query("thread-list") private readonly list!: ThreadList | null;
	@query("chat-conversation") private readonly conversation!: ChatConversation | null;
	#narrator: Narrator | undefined;
	#dropZone: DropZone | undefined;
	#wantsFocus = false;
	/** The thread that is being deleted: the list it is deleted in stays. */
	#deleting: string | undefined;

	/** Takes a message from the host. What belongs to a thread that was not yet sent is ignored: the thread will contain it. */
	receive(message: ToView): void {
		if (message.type === "thread") {
			this.#open(message.strings, message.commands, message.thread);
		} else if (message.type === "focus") {
			this.#wantsFocus = true;
			this.threads = undefined;
			this.requestUpdate();
		} else if (this.strings !== undefined) {
			this.#take(message);
		}
	}

	override connectedCallback(): void {
		super.connectedCallback();
		document.addEventListener("keydown", this.#pressed);
		this.addEventListener(sayEvent, this.#said);
		this.addEventListener(tellEvent, (event) => this.#tell((event as CustomEvent<string>).detail));
		this.#dropZone = new DropZone(
			document,
			(over) => (this.dragging = over),
			(dropped) => this.#dropped(dropped),
		);
	}

	override disconnectedCallback(): void {
		super.disconnectedCallback();
		document.removeEventListener("keydown", this.#pressed);
		this.#dropZone?.dispose();
	}

	protected override createRenderRoot(): HTMLElement {
		return this;
	}

	protected override render(): TemplateResult | typeof nothing {
		const { strings, thread } = this;
		return strings === undefined ? nothing : html`
			<chat-header
				.strings=${strings}
				.threadId=${thread.id}
				.heading=${thread.title}
				.canRename=${thread.messages.length > 0}
				.listOpen=${this.threads !== undefined}
				@threads-toggle=${() => this.#toggleThreads()}
				@thread-new=${() => this.#newThread()}
			></chat-header>
			<main class="chat">${this.#talk(strings)} ${this.threads === undefined ? nothing : this.#list(strings, this.threads.found)}</main>
			<entity-preview .strings=${strings}></entity-preview>
			${this.dragging ? html`<div class="drop-zone" data-testid="drop-zone">${icon("cloud-download")}<span>${strings.dropHere}</span></div>` : nothing}
			<div class="announcements visually-hidden" aria-live="polite" data-testid="announcements"></div>
		`;
	}

	protected override willUpdate(changed: PropertyValues): void {
		if (changed.has("thread") && writing(this.thread) === undefined && this.notes.said?.text === this.strings?.answering) {
			this.notes = notesWith(this.notes, { text: "" });
		}
	}

	protected override updated(changed: PropertyValues): void {
		const region = this.querySelector<HTMLElement>(".announcements");
		this.#narrator ??= region === null ? undefined : new Narrator(region);
		if (changed.has("threads") && this.threads !== undefined && changed.get("threads") === undefined) {
			void this.list?.updateComplete.then(() => this.list?.focus());
		}
		if (this.#wantsFocus && this.composer !== null) {
			this.#wantsFocus = false;
			void this.composer.updateComplete.then(() => this.composer?.focus());
		}
	}

	#talk(strings: ChatStrings): TemplateResult {
		const { thread } = this;
		return html`
			<div class="chat" ?hidden=${this.threads !== undefined} @chip-preview=${(event: CustomEvent<EntityModel>) => this.preview?.open(event.detail)}>
				<chat-conversation .strings=${strings} .messages=${thread.messages} .earlier=${thread.earlier} .evidence=${this.evidence} .copied=${this.copied} @question-asked=${() => this.composer?.focus()}></chat-conversation>
				<div class="dock">
					${this.threads === undefined ? noteLines(this.notes, strings, this.#closeNote) : nothing}
					<chat-composer
						.strings=${strings}
						.attachments=${thread.attachments}
						.suggestions=${thread.suggestions}
						.commands=${this.commands}
						.messages=${thread.messages}
						.found=${this.found}
						.busy=${writing(thread) !== undefined}
						.draft=${this.draft}
						@composer-ask=${(event: CustomEvent<string>) => this.#ask(event.detail)}
						@composer-stop=${() => this.#stop()}
					></chat-composer>
				</div>
			</div>
		`;
	}

	#list(strings: ChatStrings, found: readonly ThreadSummary[] | undefined): TemplateResult {
		return html`<thread-list .strings=${strings} .threads=${found} @threads-toggle=${() => this.#toggleThreads()} @thread-open=${(event: CustomEvent<string>) => this.#openThread(event.detail)}></thread-list> ${noteLines(this.notes, strings, this.#closeNote)}`;
	}

	#post(message: ToHost): void {
		this.notes = notesAfter(this.notes, message);
		this.#deleting = message.type === "deleteThread" ? message.id : this.#deleting;
		this.host.post(message);
	}

	#take(message: Exclude<ToView, { type: "thread" | "focus" }>): void {
		switch (message.type) {
			case "message":
				return this.#upsert(message.message);
			case "text":
				return this.#append(message);
			case "earlier":
				this.conversation?.hold();
				this.thread = withEarlier(this.thread, message.messages, message.earlier);
				return;
			case "composer":
				this.notes = message.attachments.length > this.thread.attachments.length ? notesWith(this.notes, { text: "" }) : this.notes; // it is a chip now
				this.thread = { ...this.thread, attachments: message.attachments, suggestions: message.suggestions };
				return;
			case "title":
				this.thread = { ...this.thread, title: message.title };
				return;
			case "threads":
				this.threads &&= { found: message.threads };
				return;
			case "evidence":
				this.evidence = withEvidence(this.evidence, message.id, message.evidence);
				return;
			case "inspected":
				return this.preview?.inspected(message.entity, message.facts);
			case "editorEntities":
				this.found = { query: message.query, found: message.found };
				return;
			case "note":
				this.notes = notesWith(this.notes, message);
				return;
			case "copied":
				return this.#showCopied(message.id);
		}
	}

	/** What was typed a moment ago, and the host does not have yet, stays. */
	#open(strings: ChatStrings, commands: readonly CommandModel[], thread: ThreadModel): void {
		const same = this.strings !== undefined && thread.id === this.thread.id;
		if (!same) {
			this.threads = this.#deleting === this.thread.id ? this.threads : undefined;
			this.#deleting = undefined;
			this.notes = notesWith(this.notes, { text: "" });
			this.preview?.close();
		}
		if (!same || this.composer?.unsaved !== true) {
			this.draft = { text: thread.draft };
		}
		this.evidence = new Map(); // an answer may have ended while nobody looked
		this.strings = strings;
		this.commands = commands;
		this.thread = thread;
		this.conversation?.follow();
	}

	#upsert(message: MessageModel): void {
		const before = this.thread.messages.find((each) => each.id === message.id);
		const thread = withMessage(this.thread, message);
		if (before === undefined) {
			this.conversation?.follow();
		}
		this.thread = before === undefined && this.conversation?.atEnd === true ? trimmed(thread) : thread;
		if (message.role === "assistant" && (message.state === "writing" || !sameEnd(before, message))) {
			this.evidence = withoutEvidence(this.evidence, message.id); // it has other evidence by now
		}
		this.#narrator?.message(before, message, this.strings?.reasoningNow ?? "");
	}

	#append(growth: Growth): void {
		const grown = withText(this.thread, growth);
		if (grown === "missed") {
			this.#post({ type: "ready" });
		} else if (grown !== undefined) {
			this.thread = grown;
			this.#narrator?.text(growth.id, writing(grown)?.text ?? "");
		}
	}

	/** Whoever asks wants to see the answer, wherever they had scrolled to. */
	#ask(text: string): void {
		this.conversation?.follow();
		this.#post({ type: "ask", text });
	}

	/** The text stands still at once; the host then sends the answer as it keeps it. What else runs, only the host knows. */
	#stop(): void {
		const answer = writing(this.thread);
		this.#post({ type: "stop" });
		if (answer !== undefined && this.strings !== undefined) {
			this.#upsert({ ...answer, state: "stopped", stage: "", ending: this.strings.stopped });
		}
	}

	#toggleThreads(): void {
		if (this.threads === undefined) {
			this.threads = { found: undefined };
			this.#post({ type: "threads", search: "" });
		} else {
			this.threads = undefined;
			this.#wantsFocus = true;
		}
	}

	#openThread(id: string): void {
		if (id === this.thread.id) {
			this.#toggleThreads();
			return;
		}
		this.#wantsFocus = true;
		this.#post({ type: "openThread", id });
	}

	#newThread(): void {
		this.threads = undefined;
		this.#wantsFocus = true;
		this.#post({ type: "newThread" });
	}

	#dropped(dropped: Dropped): void {
		this.threads = undefined;
		if (this.strings !== undefined) {
			void attachDropped(dropped, { from: this, strings: this.strings, write: (text, handedOver) => this.composer?.bring(text, handedOver) });
		}
	}

	/** The note's own role is not enough: the element is new, and a screen reader may not have looked yet. */
	#tell(text: string): void {
		this.notes = notesWith(this.notes, { text });
		this.#narrator?.say(text);
	}

	#showCopied(id: string): void {
		this.copied = id;
		this.#narrator?.say(this.strings?.copied ?? "");
		setTimeout(() => (this.copied = undefined), copiedFor);
	}

	/** The focus must not stay behind on a button that is gone. */
	#closeNote = (kind: keyof PageNotes, undo?: string): void => {
		if (undo !== undefined) {
			this.#post({ type: "undo", id: undo });
		}
		this.notes = { ...this.notes, [kind]: undefined };
		(this.list ?? this.composer)?.focus();
	};

	#said = (event: Event): void => this.#post((event as CustomEvent<ToHost>).detail);

	#pressed = (event: KeyboardEvent): void => {
		if (event.defaultPrevented) {
			return; // it closed something
		}
		if (event.key === "Escape" && !event.isComposing && this.preview?.isOpen !== true && this.strings !== undefined) {
			event.preventDefault();
			this.#stop();
		} else if (event.key === "F2" && this.threads === undefined) {
			event.preventDefault();
			this.header?.rename();
		}
	};
}
