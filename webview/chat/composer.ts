import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, query, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { maximumTyped } from "../guards.ts";
import type { ChatStrings, CommandModel, EntityModel, MessageModel, SuggestionModel } from "../protocol.ts";
import { type TextControl, textBoxOf } from "../ui/controls.ts";
import { iconButton } from "../ui/iconButton.ts";
import { Completer } from "./completer.ts";
import { completionList, describeList } from "./completionList.ts";
import { History } from "./history.ts";
import { Pasted } from "./pasted.ts";
import { say, tell } from "./say.ts";
import { atEdge, replaceRange } from "./textBox.ts";
import { questionsOf } from "./threadState.ts";
import { tooLong } from "./tooLong.ts";

/** Typing is kept by the host, a moment later. Milliseconds. */
const pause = 150;

/**
 * Where questions are written. It owns its text: a key must not wait for the thread. Fires `composer-ask` (text) and
 * `composer-stop`.
 */
export class ChatComposer extends LitElement {
	@property({ attribute: false }) strings!: ChatStrings;
	@property({ attribute: false }) attachments: readonly EntityModel[] = [];
	@property({ attribute: false }) suggestions: readonly string[] = [];
	@property({ attribute: false }) commands: readonly CommandModel[] = [];
	/** Of this thread: the arrow keys walk through its questions. */
	messages: readonly MessageModel[] = [];
	/** Entities of the editor, for what was looked up last. */
	@property({ attribute: false }) found: { readonly query: string; readonly found: readonly SuggestionModel[] } | undefined;
	@property({ attribute: false }) busy = false;
	/** A new object puts its text into the box. */
	@property({ attribute: false }) draft: { readonly text: string } = { text: "" };
	@state() private empty = true;
	@query("vscode-text-area") private readonly area!: TextControl | null;
	readonly #history = new History();
	readonly #pasted = new Pasted((text) => this.bring(text));
	readonly #completer = new Completer(this, {
		box: () => this.#box,
		commands: () => this.commands,
		lookUp: (text) => say(this, { type: "editorEntities", query: text }),
		attach: (id) => say(this, { type: "attachSuggestion", id }),
	});
	#draftTimer: ReturnType<typeof setTimeout> | undefined;

	/** Whether the host does not have the newest text yet. */
	get unsaved(): boolean {
		return this.#draftTimer !== undefined;
	}

	/** Puts the cursor behind the text. */
	override focus(): void {
		this.area?.focus();
	}

	/** Writes a text that was dropped at the cursor; with `handedOver` it is taken out again if chips come of it. */
	bring(text: string, handedOver = false): void {
		const box = this.#box;
		if (box !== undefined) {
			this.focus();
			replaceRange(box, box.selectionStart, box.selectionEnd, text);
		}
		if (handedOver) {
			this.#pasted.remember(text, this.attachments);
		}
	}

	override disconnectedCallback(): void {
		super.disconnectedCallback();
		this.#saveDraft();
		this.#pasted.dispose();
	}

	protected override createRenderRoot(): HTMLElement {
		return this;
	}

	protected override render(): TemplateResult {
		const { strings } = this;
		return html`
			<div class="composer" @keydown=${(event: KeyboardEvent) => this.#pressed(event)} @chip-removed=${() => this.focus()}>
				${this.suggestions.length === 0 ? nothing : this.#suggestions()} ${this.#completer.list === undefined ? nothing : completionList(this.#completer.list, strings, (option) => this.#completer.choose(option))}
				<div class="composer-box" @click=${(event: MouseEvent) => this.#clickedBox(event)}>
					${this.attachments.length === 0 ? nothing : this.#chips()}
					<vscode-text-area
						class="composer-text"
						rows="1"
						resize="none"
						maxlength=${maximumTyped}
						placeholder=${strings.placeholder}
						data-testid="composer"
						@input=${() => this.#typed()}
						@paste=${(event: ClipboardEvent) => this.#pastedText(event)}
						@blur=${() => this.#saveDraft()}
						@pointerup=${() => this.#completer.look()}
					></vscode-text-area>
					<div class="composer-row">
						${iconButton({ name: "attach", label: strings.attachFile, testid: "attach", onClick: () => say(this, { type: "pickFiles" }) })}
						<span class="composer-space"></span>
						${this.busy
							? iconButton({ name: "debug-stop", label: strings.stop, testid: "stop", onClick: () => this.#stop() })
							: iconButton({ name: "send", label: strings.send, testid: "send", disabled: this.empty, onClick: () => this.#ask(this.#text) })}
					</div>
				</div>
			</div>
		`;
	}

	protected override updated(changed: PropertyValues<this>): void {
		const { area } = this;
		if (area === null) {
			return;
		}
		if (changed.has("strings")) {
			area.ariaLabel = this.strings.questionLabel; // the toolkit overwrites the attribute when the element is connected
		}
		if (changed.has("draft")) {
			this.#setText(this.draft.text);
		}
		if (changed.has("attachments")) {
			this.#takeOut();
		}
		if (changed.has("found") && this.found !== undefined) {
			this.#completer.found(this.found.query, this.found.found);
		}
		const box = this.#box;
		if (box !== undefined) {
			describeList(box, this.querySelector("[role=listbox]"));
		}
	}

	#suggestions(): TemplateResult {
		return html`<div class="suggestions">
			${this.suggestions.map((text) => html`<vscode-button appearance="secondary" class="suggestion" data-testid="suggestion" ?disabled=${this.busy} @click=${() => this.#ask(text)}>${text}</vscode-button>`)}
		</div>`;
	}

	#chips(): TemplateResult {
		return html`<ul class="chips" aria-label=${this.strings.attachedEntities} data-testid="attachments">
			${repeat(
				this.attachments,
				(each) => each.id,
				(each) => html`<li><entity-chip .entity=${each} .strings=${this.strings} .removable=${true}></entity-chip></li>`,
			)}
		</ul>`;
	}

	get #box(): HTMLTextAreaElement | undefined {
		return this.area === null ? undefined : textBoxOf(this.area);
	}

	get #text(): string {
		return this.area?.value ?? "";
	}

	#setText(text: string): void {
		const box = this.#box;
		if (this.area !== null && this.area.value !== text) {
			this.area.value = text;
		}
		if (box !== undefined && box.value !== text) {
			box.value = text; // the control would write it a moment later, and move the cursor
		}
		this.empty = text.trim() === "";
		this.#completer.close();
	}

	#pressed(event: KeyboardEvent): void {
		const composing = event.isComposing || event.keyCode === 229; // Enter that ends an input method's word
		if (event.target !== this.area || composing || this.#completer.pressed(event)) {
			return;
		}
		if (event.key === "Enter" && !event.shiftKey && !event.altKey) {
			event.preventDefault();
			if (!this.busy) {
				this.#ask(this.#text);
			} else if (!this.empty) {
				tell(this, this.strings.answering);
			}
		} else if ((event.key === "ArrowUp" || event.key === "ArrowDown") && !event.shiftKey && !event.ctrlKey && !event.metaKey && !event.altKey) {
			this.#walk(event, event.key);
		} else if (event.key === "ArrowLeft" || event.key === "ArrowRight" || event.key === "Home" || event.key === "End") {
			setTimeout(() => this.#completer.look()); // when the cursor has moved
		}
	}

	#walk(event: KeyboardEvent, key: "ArrowUp" | "ArrowDown"): void {
		const box = this.#box;
		if (box === undefined || !atEdge(box, key)) {
			return;
		}
		const text = key === "ArrowUp" ? this.#history.earlier(questionsOf(this.messages), box.value) : this.#history.later();
		if (text !== undefined) {
			event.preventDefault();
			this.#setText(text);
			// Where the next press of the same key goes on walking.
			const cursor = key === "ArrowUp" ? 0 : text.length;
			box.setSelectionRange(cursor, cursor);
			this.#keepDraft();
		}
	}

	#typed(): void {
		this.#history.leave();
		this.empty = this.#text.trim() === "";
		this.#keepDraft();
		this.#completer.look();
	}

	#pastedText(event: ClipboardEvent): void {
		const text = event.clipboardData?.getData("text/plain") ?? "";
		if (tooLong(this, this.strings, this.#text.length + text.length)) {
			event.preventDefault(); // a part of it would be another question
			return;
		}
		const taken = this.#pasted.take(text, this.attachments);
		if (taken !== undefined) {
			say(this, { type: "attachText", text });
		}
		if (taken === "held") {
			event.preventDefault();
		}
	}

	/** Chips have come of a text that was pasted: it need not stand in the question too. */
	#takeOut(): void {
		const box = this.#box;
		const place = box === undefined ? undefined : this.#pasted.placeIn(box.value, this.attachments);
		if (box !== undefined && place !== undefined) {
			replaceRange(box, place.from, place.to, "");
		}
	}

	#clickedBox(event: MouseEvent): void {
		if (event.target instanceof Element && event.target.matches(".composer-box, .composer-row, .composer-space, .chips")) {
			this.focus();
		}
	}

	#ask(text: string): void {
		if (text.trim() === "" || tooLong(this, this.strings, text.length)) {
			return;
		}
		if (text === this.#text) {
			clearTimeout(this.#draftTimer);
			this.#draftTimer = undefined;
			this.#setText("");
		}
		this.#history.leave();
		this.#pasted.forget();
		this.focus();
		this.#fire("composer-ask", text);
	}

	#stop(): void {
		this.focus();
		this.#fire("composer-stop", "");
	}

	#keepDraft(): void {
		this.#draftTimer ??= setTimeout(() => this.#saveDraft(), pause);
	}

	#saveDraft(): void {
		if (this.#draftTimer !== undefined) {
			clearTimeout(this.#draftTimer);
			this.#draftTimer = undefined;
			say(this, { type: "draft", text: this.#text });
		}
	}

	#fire(type: string, detail: string): void {
		this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true }));
	}
}
