import { html, LitElement, type PropertyValues, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import type { ChatStrings } from "../protocol.ts";
import { beginEdit, type TextControl } from "../ui/controls.ts";
import { iconButton } from "../ui/iconButton.ts";
import { fill, visible } from "../ui/text.ts";
import { say } from "./say.ts";

/** The thread's title, which is renamed where it stands, and the way to the other threads. Fires `threads-toggle` and `thread-new`. */
export class ChatHeader extends LitElement {
	@property({ attribute: false }) threadId = "";
	@property({ attribute: false }) heading = "";
	@property({ attribute: false }) strings!: ChatStrings;
	@property({ attribute: false }) listOpen = false;
	/** A thread without a question has no title of its own. */
	@property({ attribute: false }) canRename = false;
	@state() private renaming = false;

	protected override createRenderRoot(): HTMLElement {
		return this;
	}

	protected override render(): TemplateResult {
		const { strings } = this;
		return html`
			<header class="header" @keydown=${(event: KeyboardEvent) => this.#pressed(event)}>
				${this.renaming ? this.#field() : this.#heading()}
				<span class="header-actions">
					${iconButton({ name: "history", label: strings.openThreads, testid: "open-threads", expanded: this.listOpen, onClick: () => this.#fire("threads-toggle") })}
					${iconButton({ name: "add", label: strings.newThread, testid: "new-thread", onClick: () => this.#fire("thread-new") })}
				</span>
			</header>
		`;
	}

	protected override updated(changed: PropertyValues): void {
		if (changed.has("renaming") && this.renaming) {
			const field = this.querySelector<TextControl>("vscode-text-field");
			if (field !== null) {
				beginEdit(field, fill(this.strings.rename, this.heading), this.heading);
			}
		}
	}

	#heading(): TemplateResult {
		const { strings, listOpen } = this;
		const title = listOpen ? strings.threads : visible(this.heading === "" ? strings.newThread : this.heading);
		return html`
			<h1 class="header-title" title=${title} data-testid="thread-title"><bdi>${title}</bdi></h1>
			${this.canRename && !listOpen ? iconButton({ name: "edit", label: fill(strings.rename, title), testid: "rename", onClick: () => (this.renaming = true) }) : ""}
		`;
	}

	#field(): TemplateResult {
		return html`<vscode-text-field class="header-field" data-testid="rename-field" @blur=${() => this.#save()}></vscode-text-field>`;
	}

	#pressed(event: KeyboardEvent): void {
		if (event.key === "F2" && this.canRename && !this.listOpen) {
			event.preventDefault();
			this.renaming = true;
		} else if (this.renaming && event.key === "Escape") {
			event.preventDefault(); // not the answer's stop
			this.#end();
		} else if (this.renaming && event.key === "Enter" && !event.isComposing) {
			event.preventDefault();
			this.#save();
			this.#end();
		}
	}

	#save(): void {
		const title = this.querySelector<TextControl>("vscode-text-field")?.value.trim() ?? "";
		if (this.renaming && title !== "" && title !== this.heading) {
			say(this, { type: "renameThread", id: this.threadId, title });
		}
		this.renaming = false;
	}

	#end(): void {
		this.renaming = false;
		void this.updateComplete.then(() => this.querySelector<HTMLElement>("[data-testid=rename]")?.focus());
	}

	/** Begins to rename, as F2 does from anywhere in the chat. */
	rename(): void {
		this.renaming = this.canRename && !this.listOpen;
	}

	#fire(type: string): void {
		this.dispatchEvent(new CustomEvent(type, { bubbles: true }));
	}
}
