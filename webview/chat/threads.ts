import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import type { ChatStrings, ThreadSummary } from "../protocol.ts";
import { beginEdit, type TextControl } from "../ui/controls.ts";
import { iconButton } from "../ui/iconButton.ts";
import { fill, visible } from "../ui/text.ts";
import { say } from "./say.ts";

/** Typing is looked up when it pauses. Milliseconds. */
const pause = 150;

/** The list of threads. Fires `thread-open` (id) and `threads-toggle`. */
export class ThreadList extends LitElement {
	/** Undefined until they have come. */
	@property({ attribute: false }) threads: readonly ThreadSummary[] | undefined;
	@property({ attribute: false }) strings!: ChatStrings;
	@state() private renaming: string | undefined;
	/** The row that the Tab key goes to. */
	@state() private active = "";
	#timer: ReturnType<typeof setTimeout> | undefined;
	/** Where the focus goes when the row that has it is gone. */
	/** Which row was deleted, until it has gone. */
	#deleted: { readonly id: string; readonly row: number } | undefined;

	override focus(): void {
		this.querySelector<HTMLElement>(".threads-search")?.focus();
	}

	override disconnectedCallback(): void {
		super.disconnectedCallback();
		clearTimeout(this.#timer);
	}

	protected override createRenderRoot(): HTMLElement {
		return this;
	}

	protected override render(): TemplateResult {
		const { strings, threads } = this;
		return html`
			<nav class="threads" aria-label=${strings.threads} data-testid="threads" @keydown=${(event: KeyboardEvent) => this.#pressed(event)}>
				<vscode-text-field class="threads-search" placeholder=${strings.searchThreads} data-testid="search-threads" @input=${(event: Event) => this.#searched(event)}></vscode-text-field>
				${threads?.length === 0 ? html`<p class="threads-empty" role="status">${strings.noThreads}</p>` : nothing}
				<ul class="threads-list" aria-label=${strings.threads}>
					${repeat(
						threads ?? [],
						(each) => each.id,
						(each) => html`<li class="thread-row ${each.current ? "is-current" : ""}">${this.renaming === each.id ? this.#field() : this.#row(each)}</li>`,
					)}
				</ul>
			</nav>
		`;
	}

	protected override willUpdate(changed: PropertyValues): void {
		if (changed.has("threads") && !(this.threads ?? []).some(({ id }) => id === this.active)) {
			this.active = this.threads?.[0]?.id ?? "";
		}
	}

	protected override updated(changed: PropertyValues): void {
		if (changed.has("strings")) {
			const search = this.querySelector<TextControl>(".threads-search");
			if (search !== null) {
				search.ariaLabel = this.strings.searchThreads;
			}
		}
		if (changed.has("renaming") && this.renaming !== undefined) {
			this.#beginRename(this.renaming);
		}
		const deleted = this.#deleted;
		if (changed.has("threads") && deleted !== undefined && this.threads?.some(({ id }) => id === deleted.id) === false) {
			const rows = this.#rows();
			(rows[Math.min(deleted.row, rows.length - 1)] ?? this).focus();
			this.#deleted = undefined;
		}
	}

	#row(thread: ThreadSummary): TemplateResult {
		const { strings } = this;
		const title = visible(thread.title === "" ? strings.newThread : thread.title);
		return html`
			<button
				class="thread-open"
				type="button"
				tabindex=${this.active === thread.id ? 0 : -1}
				aria-current=${thread.current ? "true" : nothing}
				data-testid="thread-row"
				data-id=${thread.id}
				@focus=${() => (this.active = thread.id)}
				@click=${() => this.#fire("thread-open", thread.id)}
			>
				<bdi class="thread-row-title" title=${title}>${title}</bdi>
				<span class="thread-row-detail">${thread.detail}</span>
				${thread.excerpt === "" ? nothing : html`<bdi class="thread-row-excerpt">${visible(thread.excerpt)}</bdi>`}
			</button>
			<span class="thread-row-actions">
				${iconButton({ name: "edit", label: fill(strings.rename, title), testid: "rename-thread", onClick: () => (this.renaming = thread.id) })}
				${iconButton({ name: "trash", label: fill(strings.deleteThread, title), testid: "delete-thread", onClick: () => this.#delete(thread.id) })}
			</span>
		`;
	}

	#field(): TemplateResult {
		return html`<vscode-text-field class="thread-field" data-testid="rename-thread-field" @blur=${() => this.#endRename(true)}></vscode-text-field>`;
	}

	#beginRename(id: string): void {
		const field = this.querySelector<TextControl>(".thread-field");
		const title = this.threads?.find((each) => each.id === id)?.title ?? "";
		if (field !== null) {
			beginEdit(field, fill(this.strings.rename, title), title);
		}
	}

	#endRename(save: boolean): void {
		const id = this.renaming;
		const title = this.querySelector<TextControl>(".thread-field")?.value.trim() ?? "";
		if (id === undefined) {
			return;
		}
		this.renaming = undefined;
		if (save && title !== "" && title !== this.threads?.find((each) => each.id === id)?.title) {
			say(this, { type: "renameThread", id, title });
		}
	}

	#pressed(event: KeyboardEvent): void {
		const rows = this.#rows();
		const at = rows.findIndex((row) => row === document.activeElement);
		const id = rows[at]?.dataset["id"];
		if (this.renaming !== undefined) {
			this.#pressedInField(event, this.renaming);
		} else if (event.key === "Escape") {
			event.preventDefault();
			this.#fire("threads-toggle", "");
		} else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
			event.preventDefault();
			const to = at + (event.key === "ArrowDown" ? 1 : -1);
			(to < 0 ? this : rows[Math.min(to, rows.length - 1)])?.focus();
		} else if (id !== undefined && event.key === "Delete") {
			event.preventDefault();
			this.#delete(id);
		} else if (id !== undefined && event.key === "F2") {
			event.preventDefault();
			this.renaming = id;
		}
	}

	#pressedInField(event: KeyboardEvent, id: string): void {
		if (event.key === "Enter" || event.key === "Escape") {
			event.preventDefault();
			this.#endRename(event.key === "Enter" && !event.isComposing);
			void this.updateComplete.then(() => this.#rows().find((row) => row.dataset["id"] === id)?.focus());
		}
	}

	#delete(id: string): void {
		this.#deleted = { id, row: this.threads?.findIndex((each) => each.id === id) ?? 0 };
		say(this, { type: "deleteThread", id });
	}

	#searched(event: Event): void {
		const text = (event.target as TextControl).value;
		clearTimeout(this.#timer);
		this.#timer = setTimeout(() => say(this, { type: "threads", search: text }), pause);
	}

	#rows(): HTMLElement[] {
		return [...this.querySelectorAll<HTMLElement>(".thread-open")];
	}

	#fire(type: string, detail: string): void {
		this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true }));
	}
}
