import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { state } from "lit/decorators.js";
import type { Host } from "../ui/host.ts";
import { icon } from "../ui/icon.ts";
import { fill, visible } from "../ui/text.ts";
import { record as isRecord } from "../guards.ts";
import { type Filter, mostSelected, type RecordAction, type RecordModel, type RecordsState, type RecordsToHost, type RecordsToView, type Sorting } from "../protocol/records.ts";
import type { RecordsGrid } from "./grid.ts";
import { drawingTheme, type Layout, shownColumns } from "./look.ts";
import type { MenuItem, MenuPlace } from "./menu.ts";
import { rowRange, runsOf, selectionOf, withRecords } from "./selection.ts";
import { RecordStore } from "./store.ts";

/** Milliseconds that a note stands. */
const NOTE = 5000;
/** Milliseconds between two states that are remembered while the page is scrolled: a selection takes long to write. */
const REMEMBERED = 200;

interface OpenMenu {
	readonly label: string;
	readonly place: MenuPlace;
	readonly items: () => readonly MenuItem[];
}

/** The page of a file's records. */
export class RecordsApp extends LitElement {
	host: Host<RecordsToHost, RecordsToView> | undefined;
	@state() private opened: Extract<RecordsToView, { type: "opened" }> | undefined;
	@state() private model: RecordsState | undefined;
	@state() private layout: Layout = "cards";
	@state() private chosen: readonly number[] | undefined;
	@state() private selected: ReadonlySet<number> = new Set();
	@state() private menu: OpenMenu | undefined;
	@state() private note = "";
	@state() private version = 0;
	readonly #store = new RecordStore((message) => this.host?.post(message));
	readonly #themes = new MutationObserver(() => this.#rethemed());
	/** The row that a selection is extended from. */
	#anchor = 0;
	/** The place that this page was left at; 0 when it was found again. */
	#place = 0;
	/** The place where it is now. */
	#current = 0;
	#edition = "";
	#runs: readonly number[] = [];
	#rememberTimer: ReturnType<typeof setTimeout> | undefined;
	#noteTimer: ReturnType<typeof setTimeout> | undefined;

	protected override createRenderRoot(): HTMLElement {
		return this;
	}

	override connectedCallback(): void {
		super.connectedCallback();
		this.#themes.observe(document.body, { attributes: true, attributeFilter: ["class"] });
		this.#store.theme = drawingTheme();
	}

	override disconnectedCallback(): void {
		super.disconnectedCallback();
		this.#themes.disconnect();
		clearTimeout(this.#noteTimer);
		clearTimeout(this.#rememberTimer);
	}

	receive(message: RecordsToView): void {
		switch (message.type) {
			case "opened": return this.#open(message);
			case "state":
				this.#take(message.state);
				this.#store.takeRows(message.state.generation, 0, message.first ?? []);
				return;
			case "rows":
				this.#store.takeRows(message.generation, message.from, message.records);
				this.version++;
				return;
			case "range":
				if (message.generation === this.#store.generation) {
					this.#add(message.records);
				}
				return;
			case "drawings":
				this.#store.takeDrawings(message.theme, message, message.drawings);
				this.version++;
				return;
			case "changed":
				this.#store.forgetDrawings();
				this.#edition = message.edition;
				this.#choose(new Set());
				return;
			case "note": return this.#say(message.text);
		}
	}

	protected override updated(changed: PropertyValues): void {
		if (changed.has("model") && this.#place > 0 && (this.model?.shown ?? 0) > this.#place) {
			const place = this.#place;
			this.#place = 0;
			void this.#grid?.updateComplete.then(() => this.#grid?.showRow(place));
		}
	}

	protected override render(): TemplateResult {
		const { opened, model } = this;
		if (opened === undefined || model === undefined) {
			return html`<div class="empty">${icon("loading codicon-modifier-spin")}</div>`;
		}
		const { strings } = opened;
		const columns = this.#columns(model);
		return html`<main><h1 class="visually-hidden"><bdi>${visible(opened.name)}</bdi></h1>
			<records-toolbar .strings=${strings} .model=${model} .kind=${opened.kind} .layout=${this.layout} .selected=${this.selected.size} .note=${this.note}
				@records-filter=${(event: CustomEvent<Filter | undefined>) => this.host?.post({ type: "filter", filter: event.detail ?? undefined })}
				@record-sort=${this.#sort} @records-layout=${this.#relayout} @records-menu=${this.#openToolMenu} @records-stop=${() => this.host?.post({ type: "stop" })} @records-unselect=${() => this.#choose(new Set())}
			></records-toolbar>
			${model.shown === 0 ? this.#empty(model) : nothing}
			<records-grid ?hidden=${model.shown === 0} .strings=${strings} .model=${model} .layout=${this.layout} .columns=${columns} .store=${this.#store} .selected=${this.selected} .version=${this.version}
				@record-act=${(event: CustomEvent<{ action: RecordAction; record: number }>) => this.host?.post({ type: "act", generation: this.#store.generation, ...event.detail })}
				@record-sort=${this.#sort} @record-menu=${this.#openRecordMenu} @record-select=${this.#select} @record-select-all=${() => this.#selectRange(0, (this.model?.shown ?? 1) - 1)} @record-place=${this.#moved}
			></records-grid>
			${this.menu === undefined ? nothing : html`<records-menu .items=${this.menu.items()} .place=${this.menu.place} .label=${this.menu.label} @menu-closed=${() => (this.menu = undefined)}></records-menu>`}</main>`;
	}

	#empty(model: RecordsState): TemplateResult {
		const { strings } = this.opened ?? {};
		const text = model.problem ?? (model.stopped === true ? model.summary : model.work !== undefined ? (model.filter === undefined ? strings?.loading : "") : model.filter === undefined ? strings?.nothing : strings?.nothingFiltered);
		return html`<div class="empty" data-testid="empty">${model.problem === undefined ? nothing : icon("error")}<p><bdi>${visible(text ?? "")}</bdi></p></div>`;
	}

	#open(message: Extract<RecordsToView, { type: "opened" }>): void {
		this.opened = message;
		const known = this.host?.remembered();
		this.layout = message.kind === "sequences" ? "list" : isRecord(known) && known["layout"] === "table" ? "table" : "cards";
		this.#place = isRecord(known) && typeof known["place"] === "number" && Number.isSafeInteger(known["place"]) ? known["place"] : 0;
		const chosen = isRecord(known) ? known["columns"] : undefined;
		this.chosen = Array.isArray(chosen) ? chosen.filter((each): each is number => Number.isInteger(each)) : undefined;
		this.#edition = message.edition;
		this.selected = isRecord(known) && known["edition"] === message.edition ? selectionOf(known["selected"]) : this.selected;
		this.#runs = runsOf(this.selected);
	}

	#take(model: RecordsState): void {
		if (model.generation !== this.#store.generation || model.columns.length !== (this.model?.columns.length ?? 0)) {
			this.#store.forgetRows(model.generation);
		}
		this.model = model;
	}

	#columns(model: RecordsState): readonly number[] {
		return shownColumns(this.layout, model.columns, model.structureColumn, this.chosen);
	}

	get #grid(): RecordsGrid | null {
		return this.querySelector<RecordsGrid>("records-grid");
	}

	#rethemed(): void {
		const theme = drawingTheme();
		if (theme !== this.#store.theme) {
			this.#store.theme = theme;
			this.version++;
		}
	}

	#remember(): void {
		clearTimeout(this.#rememberTimer);
		this.#rememberTimer = undefined;
		this.host?.remember({ layout: this.layout, columns: this.chosen, place: this.#current, edition: this.#edition, selected: this.#runs });
	}

	readonly #moved = (event: CustomEvent<number>): void => {
		this.#current = event.detail;
		this.#rememberTimer ??= setTimeout(() => this.#remember(), REMEMBERED);
	};

	#choose(selected: ReadonlySet<number>): void {
		this.selected = selected;
		this.#runs = runsOf(selected);
		this.#remember();
	}

	#add(records: Iterable<number>): void {
		const { selected, isFull } = withRecords(this.selected, records);
		this.#choose(selected);
		if (isFull) {
			this.#sayMost();
		}
	}

	#sayMost(): void {
		this.#say(fill(this.opened?.strings.mostSelected ?? "", mostSelected.toLocaleString()));
	}

	#say(text: string): void {
		this.note = text;
		clearTimeout(this.#noteTimer);
		this.#noteTimer = setTimeout(() => (this.note = ""), NOTE);
	}

	readonly #sort = (event: CustomEvent<Sorting | undefined>): void => {
		this.host?.post({ type: "sort", sorting: event.detail ?? undefined });
	};

	readonly #relayout = (): void => {
		this.layout = this.layout === "cards" ? "table" : "cards";
		this.#current = this.#grid?.currentRow ?? 0;
		this.#remember();
	};

	readonly #select = (event: CustomEvent<{ row: number; record: number; extend: boolean }>): void => {
		const { row, record, extend } = event.detail;
		if (extend) {
			this.#selectRange(this.#anchor, row);
		} else if (this.selected.has(record)) {
			const fewer = new Set(this.selected);
			fewer.delete(record);
			this.#choose(fewer);
		} else {
			this.#add([record]);
		}
		this.#anchor = row;
	};

	/** Rows that were never in view are chosen too: the host knows their records. */
	#selectRange(first: number, last: number): void {
		const { from, count, isCut } = rowRange(first, last);
		const known = this.#store.records({ from, count });
		if (known === undefined) {
			this.host?.post({ type: "range", generation: this.#store.generation, from, count });
		} else {
			this.#add(known);
		}
		if (isCut) {
			this.#sayMost();
		}
	}

	readonly #openRecordMenu = (event: CustomEvent<{ record: RecordModel; left: number; top: number }>): void => {
		const { strings, kind } = this.opened ?? {};
		const { record, left, top } = event.detail;
		if (strings === undefined) {
			return;
		}
		const { generation } = this.#store;
		const item = (action: RecordAction, label: string, name: string): MenuItem => ({ label, icon: name, testid: `act-${action}`, choose: () => this.host?.post({ type: "act", generation, action, record: record.record }) });
		const needsStructure = record.problem === undefined ? [item("preview", strings.preview, "open-preview"), item("ask", strings.askAbout, "comment-discussion")] : [];
		const items = [...needsStructure, item("copy", kind === "sequences" ? strings.copySequence : strings.copySmiles, "copy"), item("openText", strings.openText, "go-to-file")];
		this.menu = { label: strings.more, place: { left, top, back: this.#grid ?? undefined }, items: () => items };
	};

	readonly #openToolMenu = (event: CustomEvent<{ menu: "columns" | "export"; button: HTMLElement }>): void => {
		const { menu, button } = event.detail;
		const { right, bottom } = button.getBoundingClientRect();
		const place = { left: right - 220, top: bottom + 4, back: button };
		const { strings } = this.opened ?? {};
		if (strings !== undefined) {
			this.menu = menu === "export" ? { label: strings.exportRecords, place, items: () => this.#exportItems() } : { label: strings.columns, place, items: () => this.#columnItems() };
		}
	};

	#exportItems(): readonly MenuItem[] {
		const { strings, formats = [] } = this.opened ?? {};
		const labels = { sdf: strings?.exportSdf, csv: strings?.exportCsv, fasta: strings?.exportFasta };
		return formats.map((format) => ({ label: labels[format] ?? "", icon: "export", testid: `export-${format}`, choose: () => this.host?.post({ type: "export", generation: this.#store.generation, format, records: [...this.selected] }) }));
	}

	#columnItems(): readonly MenuItem[] {
		const { model } = this;
		const shown = model === undefined ? [] : this.#columns(model);
		return (model?.columns ?? []).flatMap((label, column) => (column === model?.structureColumn ? [] : [{
			label, checked: shown.includes(column), testid: "column",
			choose: () => {
				this.chosen = shown.includes(column) ? shown.filter((each) => each !== column) : [...shown, column];
				this.#current = this.#grid?.currentRow ?? 0;
		this.#remember();
			},
		}]));
	}
}
