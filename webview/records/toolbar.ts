import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import { icon } from "../ui/icon.ts";
import { iconButton } from "../ui/iconButton.ts";
import { fill, visible } from "../ui/text.ts";
import { anyColumn, type Filter, nameColumn, type RecordsState, type RecordsStrings, type Sorting } from "../protocol/records.ts";
import type { Layout } from "./look.ts";

/** Milliseconds after the last key: a pass through the file for each letter would be many. */
const TYPED = 400;
const operators = ["contains", "equals", "above", "below"] as const;

/**
 * What is shown of the file, and how. Tells `records-filter` with a filter or undefined, `record-sort` with a sorting or undefined, `records-layout`,
 * `records-menu` with `{ menu: "columns" | "export", button }`, `records-stop`, `records-unselect`.
 */
export class RecordsToolbar extends LitElement {
	@property({ attribute: false }) strings: RecordsStrings | undefined;
	@property({ attribute: false }) model: RecordsState | undefined;
	@property({ attribute: false }) kind: "molecules" | "sequences" = "molecules";
	@property({ attribute: false }) layout: Layout = "cards";
	@property({ attribute: false }) selected = 0;
	@property({ attribute: false }) note = "";
	@state() private draft: Filter = { column: anyColumn, operator: "contains", value: "", smarts: "" };
	#timer: ReturnType<typeof setTimeout> | undefined;
	#isFresh = true;

	protected override createRenderRoot(): HTMLElement {
		return this;
	}

	protected override willUpdate(changed: PropertyValues<this>): void {
		// A page that comes back finds the filter that the host still applies.
		if (changed.has("model") && this.#isFresh && this.model !== undefined) {
			this.#isFresh = false;
			this.draft = this.model.filter ?? this.draft;
		}
	}

	protected override render(): TemplateResult {
		const { strings, model } = this;
		if (strings === undefined || model === undefined) {
			return html``;
		}
		return html`<div class="toolbar">
				<div class="filters" role="search" aria-label=${strings.filterBy}>${this.#valueFilter(strings, model)}${this.kind === "molecules" ? this.#smarts(strings, model) : nothing}</div>
				<div class="tools">${this.layout === "cards" ? this.#sorting(strings, model) : nothing}${this.#buttons(strings)}</div>
			</div>
			<div class="status">
				<span class="summary" role="status" data-testid="summary">${model.summary}</span>
				${this.selected === 0 ? nothing : html`<span class="selection" data-testid="selection">${fill(strings.selected, this.selected.toLocaleString())}${iconButton({ name: "close", label: strings.clearSelection, testid: "unselect", onClick: () => this.#tell("records-unselect") })}</span>`}
				${model.stopped === true ? html`<button type="button" class="link-button" data-testid="search-on" @click=${() => this.#tell("records-filter", model.filter)}>${strings.searchOn}</button>` : nothing}
				${model.work === undefined ? nothing : this.#work(strings, model.work)}
				${model.problem === undefined ? nothing : html`<span class="status-problem" role="alert" data-testid="status-problem">${icon("error")}<bdi>${visible(model.problem)}</bdi></span>`}
				<span class="note" role="status" data-testid="note"><bdi>${visible(this.note)}</bdi></span>
			</div>`;
	}

	/** An option that was chosen by hand takes no notice of its attribute any more. */
	protected override updated(): void {
		const column = this.querySelector<HTMLSelectElement>("[data-testid=filter-column]");
		const operator = this.querySelector<HTMLSelectElement>("[data-testid=filter-operator]");
		const sort = this.querySelector<HTMLSelectElement>("[data-testid=sort]");
		put(column, String(this.draft.column));
		put(operator, this.draft.operator);
		put(sort, this.model?.sorting === undefined ? "" : String(this.model.sorting.column));
	}

	#valueFilter(strings: RecordsStrings, model: RecordsState): TemplateResult {
		const { draft } = this;
		const columns = model.columns.map((title, column) => ({ title, column }));
		return html`<div class="filter">
			<select aria-label=${strings.filterBy} data-testid="filter-column" @change=${(event: Event) => this.#change({ column: Number(valueOf(event)) }, 0)}>
				<option value=${anyColumn} ?selected=${draft.column === anyColumn}>${strings.anyProperty}</option>
				<option value=${nameColumn} ?selected=${draft.column === nameColumn}>${strings.name}</option>
				${columns.map(({ title, column }) => html`<option value=${column} ?selected=${draft.column === column}>${visible(title)}</option>`)}
			</select>
			<select class="operator" aria-label=${strings.filterValue} data-testid="filter-operator" @change=${(event: Event) => this.#change({ operator: operators.find((each) => each === valueOf(event)) ?? "contains" }, 0)}>
				${operators.map((operator) => html`<option value=${operator} ?selected=${draft.operator === operator}>${strings[operator]}</option>`)}
			</select>
			<input type="text" class="value" spellcheck="false" aria-label=${strings.filterValue} placeholder=${strings.filterValue} .value=${draft.value} data-testid="filter-value" @input=${(event: Event) => this.#change({ value: valueOf(event) }, TYPED)} @keydown=${this.#key} />
		</div>`;
	}

	#smarts(strings: RecordsStrings, model: RecordsState): TemplateResult {
		const isApplied = model.filter !== undefined;
		return html`<div class="filter smarts">
			<input type="text" class="value is-code" spellcheck="false" aria-label=${strings.smarts} title=${strings.smartsHint} placeholder=${strings.smarts} .value=${this.draft.smarts} data-testid="filter-smarts" @input=${(event: Event) => this.#change({ smarts: valueOf(event) }, 2 * TYPED)} @keydown=${this.#key} />
			${isApplied ? iconButton({ name: "clear-all", label: strings.clearFilters, testid: "clear-filters", onClick: () => this.#change({ value: "", smarts: "" }, 0) }) : nothing}
		</div>`;
	}

	#sorting(strings: RecordsStrings, model: RecordsState): TemplateResult {
		const { sorting } = model;
		const change = (next: Sorting | undefined): void => this.#tell("record-sort", next);
		const titles = [{ column: nameColumn, title: strings.name }, ...model.columns.map((title, column) => ({ title, column }))];
		return html`<select
				class="sort"
				aria-label=${strings.sortBy}
				title=${strings.sortBy}
				data-testid="sort"
				@change=${(event: Event) => change(valueOf(event) === "" ? undefined : { column: Number(valueOf(event)), descending: sorting?.descending ?? false })}
			>
				<option value="" ?selected=${sorting === undefined}>${strings.fileOrder}</option>
				${titles.map(({ title, column }) => html`<option value=${column} ?selected=${sorting?.column === column}>${visible(title)}</option>`)}
			</select>
			${sorting === undefined ? nothing : iconButton({ name: sorting.descending ? "arrow-down" : "arrow-up", label: sorting.descending ? strings.descending : strings.ascending, testid: "direction", onClick: () => change({ ...sorting, descending: !sorting.descending }) })}`;
	}

	#buttons(strings: RecordsStrings): TemplateResult {
		const menu = (name: "columns" | "export") => (event: Event): void => this.#tell("records-menu", { menu: name, button: event.currentTarget });
		const isTable = this.layout === "table";
		return html`${this.kind === "sequences" ? nothing : iconButton({ name: isTable ? "extensions" : "table", label: isTable ? strings.cards : strings.table, testid: "layout", onClick: () => this.#tell("records-layout") })}
			${iconButton({ name: "list-selection", label: strings.columns, testid: "columns", popup: "menu", onClick: menu("columns") })}
			${iconButton({ name: "export", label: strings.exportRecords, testid: "export", popup: "menu", onClick: menu("export") })}`;
	}

	#work(strings: RecordsStrings, { text, done }: NonNullable<RecordsState["work"]>): TemplateResult {
		return html`<span class="work" data-testid="work"><progress max="1" .value=${done} aria-label=${text}></progress><span>${text}</span>${iconButton({ name: "debug-stop", label: strings.cancel, testid: "stop", onClick: () => this.#tell("records-stop") })}</span>`;
	}

	#change(part: Partial<Filter>, pause: number): void {
		this.draft = { ...this.draft, ...part };
		clearTimeout(this.#timer);
		this.#timer = setTimeout(() => this.#apply(), pause);
	}

	#apply(): void {
		clearTimeout(this.#timer);
		const { value, smarts } = this.draft;
		const isEmpty = value.trim() === "" && smarts.trim() === "";
		if (!isEmpty || this.model?.filter !== undefined) {
			this.#tell("records-filter", isEmpty ? undefined : this.draft);
		}
	}

	readonly #key = (event: KeyboardEvent): void => {
		if (event.key === "Enter") {
			this.#apply();
		} else if (event.key === "Escape") {
			this.#change({ value: "", smarts: "" }, 0);
		}
	};

	#tell(name: string, detail?: unknown): void {
		this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true }));
	}
}

function put(select: HTMLSelectElement | null, value: string): void {
	if (select !== null && select.value !== value) {
		select.value = value;
	}
}

function valueOf(event: Event): string {
	return (event.target as HTMLInputElement | HTMLSelectElement).value;
}
