import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import type { RecordAction, RecordModel, RecordsState, RecordsStrings } from "../protocol/records.ts";
import { GridGeometry } from "./geometry.ts";
import { headOf } from "./head.ts";
import { deedOfKey, type Layout, numericColumns, rowAfterKey } from "./look.ts";
import { cardOf, rowOf, type RowParts } from "./rows.ts";
import type { RecordStore } from "./store.ts";

/** Rows that are there above and below the view: they come into it before they are drawn. */
const OVERSCAN = 2;
/** Milliseconds: what flies by is not drawn. */
const SETTLED = 70;
const QUIET = 150;

/**
 * Any number of records, of which only those in view are in the page: as cards, or as a table. Tells `record-act` with `{ action, record }`, `record-menu`
 * with `{ row, record, left, top }`, `record-select` with `{ row, record, extend }`, `record-select-all`, `record-sort` with a sorting, `record-place` with the first row in view.
 */
export class RecordsGrid extends LitElement {
	@property({ attribute: false }) strings: RecordsStrings | undefined;
	@property({ attribute: false }) model: RecordsState | undefined;
	@property({ attribute: false }) layout: Layout = "cards";
	@property({ attribute: false }) columns: readonly number[] = [];
	@property({ attribute: false }) store: RecordStore | undefined;
	@property({ attribute: false }) selected: ReadonlySet<number> = new Set();
	/** Changes when the store has more. */
	@property({ attribute: false }) version = 0;
	@state() private current = 0;
	@state() private view = { width: 0, height: 0 };
	readonly #geometry = new GridGeometry();
	#numeric: ReadonlySet<number> = new Set();
	#frame = 0;
	/** While it is being scrolled. */
	#settled: ReturnType<typeof setTimeout> | undefined;
	#quiet: ReturnType<typeof setTimeout> | undefined;
	readonly #resized = new ResizeObserver(() => this.#measure());

	protected override createRenderRoot(): HTMLElement {
		return this;
	}

	/** Shows a row at the top, e.g. the one that was there before the page was left. */
	showRow(row: number): void {
		this.current = row;
		this.#moveTo(this.#geometry.topOf(row));
	}

	override focus(): void {
		this.#scroller?.focus();
	}

	get currentRow(): number {
		return this.current;
	}

	protected override firstUpdated(): void {
		const scroller = this.#scroller;
		if (scroller !== null) {
			this.#resized.observe(scroller);
		}
	}

	override disconnectedCallback(): void {
		super.disconnectedCallback();
		this.#resized.disconnect();
		clearTimeout(this.#settled);
		clearTimeout(this.#quiet);
	}

	protected override willUpdate(changed: PropertyValues<this>): void {
		if (changed.has("layout") || changed.has("columns") || changed.has("model")) {
			this.current = Math.max(0, Math.min(this.current, this.#shown - 1));
		}
		this.#shape();
		if (this.store !== undefined) {
			this.store.size = this.#geometry.measures.drawing;
		}
		if (this.layout !== "cards" && (this.#numeric.size === 0 || changed.has("columns"))) {
			const [first, last] = this.#geometry.range(0);
			this.#numeric = numericColumns(this.columns, Array.from({ length: last - first }, (_, place) => this.store?.row(first + place)?.cells));
		}
	}

	protected override updated(changed: PropertyValues<this>): void {
		this.#place();
		if (changed.get("layout") !== undefined && this.view.height > 0) {
			this.#reveal();
		}
		const [first, last] = this.#geometry.range(OVERSCAN);
		this.store?.wantRows(first, last);
		if (this.#settled === undefined) {
			this.#wantDrawings();
		}
	}

	protected override render(): TemplateResult {
		const { strings } = this;
		if (strings === undefined) {
			return html``;
		}
		const isCards = this.layout === "cards";
		return html`<div
			class="scroller is-${this.layout}"
			role="grid"
			tabindex="0"
			aria-label=${strings.grid}
			aria-multiselectable="true"
			aria-rowcount=${this.#geometry.lines + (isCards ? 0 : 1)}
			aria-colcount=${isCards ? this.#geometry.measures.perRow : this.columns.length + 2}
			aria-activedescendant=${this.#shown === 0 ? nothing : `record-${this.current}`}
			data-testid="grid"
			@scroll=${this.#scrolled}
			@keydown=${this.#key}
		>
			${isCards ? nothing : headOf({ strings, model: this.model, columns: this.columns, numeric: this.#numeric, hasDrawings: this.layout === "table", onSort: (sorting) => this.#tell("record-sort", sorting) })}
			<div class="sizer" role="rowgroup">${this.#rows(strings)}</div>
		</div>`;
	}

	#rows(strings: RecordsStrings): unknown {
		const [first, last] = this.#geometry.range(OVERSCAN);
		const { perRow } = this.#geometry.measures;
		const lines = Array.from({ length: Math.ceil((last - first) / perRow) }, (_, place) => first / perRow + place);
		// Elements are used again for the rows that come in: none is made while scrolling.
		const pool = Math.ceil(this.#geometry.viewHeight / this.#geometry.measures.rowHeight) + 2 * OVERSCAN + 2;
		return repeat(lines, (line) => line % pool, (line) => this.#line(line, strings));
	}

	#line(line: number, strings: RecordsStrings): TemplateResult {
		const { perRow } = this.#geometry.measures;
		if (this.layout !== "cards") {
			return html`<div id="record-${line}" class="line" role="row" aria-rowindex=${line + 2} data-line=${line} aria-selected=${this.#isSelected(line)}>${rowOf(this.#parts(line, strings), this.layout)}</div>`;
		}
		const rows = Array.from({ length: Math.min(perRow, this.#shown - line * perRow) }, (_, place) => line * perRow + place);
		return html`<div class="line" role="row" aria-rowindex=${line + 1} data-line=${line}>${rows.map((row, place) => cardOf(this.#parts(row, strings), place + 1))}</div>`;
	}

	#parts(row: number, strings: RecordsStrings): RowParts {
		const record = this.store?.row(row);
		return {
			row, record, strings,
			titles: this.model?.columns ?? [],
			columns: this.columns,
			numeric: this.#numeric,
			drawn: record === undefined ? undefined : this.store?.drawing(record.record),
			isCurrent: row === this.current,
			isSelected: this.#isSelected(row),
			onClick: (event) => this.#click(row, record, event),
			onOpen: () => this.#act("preview", record),
			onMenu: (event) => this.#menu(row, record, event),
			onSelect: (event) => this.#select(row, record, event instanceof MouseEvent && event.shiftKey),
		};
	}

	get #shown(): number {
		return this.model?.shown ?? 0;
	}

	get #scroller(): HTMLElement | null {
		return this.querySelector<HTMLElement>(".scroller");
	}

	#shape(): void {
		this.#geometry.take({ layout: this.layout, ...this.view, shown: this.#shown, columns: this.columns });
	}

	#measure(): void {
		const scroller = this.#scroller;
		if (scroller !== null && (scroller.clientWidth !== this.view.width || scroller.clientHeight !== this.view.height)) {
			const { perRow } = this.#geometry.measures;
			const [first] = this.#geometry.range(0);
			this.view = { width: scroller.clientWidth, height: scroller.clientHeight };
			this.#shape();
			if (perRow !== this.#geometry.measures.perRow) {
				// Another number of cards beside each other: what was at the top stays there.
				this.#moveTo(this.#geometry.topOf(first));
			}
		}
	}

	#place(): void {
		const scroller = this.#scroller;
		if (scroller !== null) {
			this.#geometry.place(scroller);
		}
	}

	readonly #scrolled = (): void => {
		this.#geometry.scroll.follow(this.#scroller?.scrollTop ?? 0);
		clearTimeout(this.#settled);
		this.#settled = setTimeout(() => {
			this.#settled = undefined;
			this.#wantDrawings();
		}, SETTLED);
		clearTimeout(this.#quiet);
		if (this.#geometry.scroll.adrift?.isUrgent === true) {
			this.#comeHome();
		} else {
			this.#quiet = setTimeout(() => this.#comeHome(), QUIET);
		}
		this.#draw();
	};

	/** Puts the scroll bar where it belongs: nothing is seen to move. */
	#comeHome(): void {
		if (this.#geometry.scroll.adrift !== undefined) {
			this.#moveTo(this.#geometry.scroll.top);
		}
	}

	#moveTo(top: number): void {
		const scroller = this.#scroller;
		if (scroller !== null) {
			this.#shape();
			const scrollTop = this.#geometry.scroll.moveTo(top);
			this.#place();
			scroller.scrollTop = scrollTop;
			this.#geometry.scroll.settled(scroller.scrollTop);
			this.#place();
			this.#draw();
		}
	}

	#draw(): void {
		cancelAnimationFrame(this.#frame);
		this.#frame = requestAnimationFrame(() => {
			this.requestUpdate();
			this.#tell("record-place", this.#geometry.range(0)[0]);
		});
	}

	#wantDrawings(): void {
		if (this.layout !== "list" && this.view.height > 0) {
			const [first, last] = this.#geometry.range(0);
			const records = Array.from({ length: last - first }, (_, place) => this.store?.row(first + place));
			this.store?.wantDrawings(records.flatMap((record) => (record === undefined || record.problem !== undefined ? [] : [record.record])));
		}
	}

	#isSelected(row: number): boolean {
		const record = this.store?.row(row)?.record;
		return record !== undefined && this.selected.has(record);
	}

	#reveal(): void {
		const top = this.#geometry.revealing(this.current);
		if (top !== undefined) {
			this.#moveTo(top);
		}
	}

	readonly #key = (event: KeyboardEvent): void => {
		if ((event.target !== this.#scroller && deedOfKey(event) !== "all") || this.#shown === 0) {
			return;
		}
		const { measures: { perRow }, page } = this.#geometry;
		const record = this.store?.row(this.current);
		const row = rowAfterKey(event.key, { layout: this.layout, row: this.current, perRow, page, shown: this.#shown });
		const deed = row === undefined ? deedOfKey(event) : undefined;
		if (row !== undefined) {
			this.current = Math.max(0, Math.min(row, this.#shown - 1));
			this.#reveal();
		} else if (deed === "preview" || deed === "copy") {
			this.#act(deed, record);
		} else if (deed === "select") {
			this.#select(this.current, record, event.shiftKey);
		} else if (deed === "menu") {
			this.#menu(this.current, record, this.querySelector(`#record-${this.current}`));
		} else if (deed === "all") {
			// VS Code hears of keys at the window, and would select the page as text.
			event.stopPropagation();
			this.#tell("record-select-all", undefined);
		} else {
			return;
		}
		event.preventDefault();
	};

	#click(row: number, record: RecordModel | undefined, event: MouseEvent): void {
		this.current = row;
		if (event.shiftKey || event.ctrlKey || event.metaKey) {
			this.#select(row, record, event.shiftKey);
		}
	}

	#select(row: number, record: RecordModel | undefined, extend: boolean): void {
		if (record !== undefined) {
			this.current = row;
			this.#tell("record-select", { row, record: record.record, extend });
		}
	}

	#act(action: RecordAction, record: RecordModel | undefined): void {
		if (record !== undefined) {
			this.#tell("record-act", { action, record: record.record });
		}
	}

	#menu(row: number, record: RecordModel | undefined, at: MouseEvent | Element | null): void {
		if (record !== undefined) {
			this.current = row;
			const { left, top } = at instanceof Element ? at.getBoundingClientRect() : { left: at?.clientX ?? 0, top: at?.clientY ?? 0 };
			const inside = at instanceof Element ? 24 : 0;
			this.#tell("record-menu", { record, left: left + inside, top: top + inside });
		}
	}

	#tell(name: string, detail: unknown): void {
		this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true }));
	}
}
