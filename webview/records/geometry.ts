import type { Layout, Measures } from "./look.ts";
import { columnWidths, measuresOf } from "./look.ts";
import { ScrollMap } from "./scrollMap.ts";

/** Pixels: the titles of a table stand above its rows. */
const HEAD = 32;

export interface Shape {
	readonly layout: Layout;
	/** Of the scroller, in pixels. */
	readonly width: number;
	readonly height: number;
	/** Rows, in whatever number they stand beside each other. */
	readonly shown: number;
	/** Places of the columns that are shown. */
	readonly columns: readonly number[];
}

/** Which rows are in view, and where. A line is a row of a table, or the cards beside each other. */
export class GridGeometry {
	readonly scroll = new ScrollMap();
	#shape: Shape = { layout: "cards", width: 0, height: 0, shown: 0, columns: [] };
	#measures: Measures = measuresOf("cards", 0, 0);

	take(shape: Shape): void {
		this.#shape = shape;
		this.#measures = measuresOf(shape.layout, shape.width, shape.columns.length);
		this.scroll.resize(this.lines * this.#measures.rowHeight, this.viewHeight);
	}

	get measures(): Measures {
		return this.#measures;
	}

	get lines(): number {
		return Math.ceil(this.#shape.shown / this.#measures.perRow);
	}

	get viewHeight(): number {
		return Math.max(1, this.#shape.height - (this.#shape.layout === "cards" ? 0 : HEAD));
	}

	/** Rows that are seen at once. */
	get page(): number {
		return Math.max(1, Math.floor(this.viewHeight / this.#measures.rowHeight)) * this.#measures.perRow;
	}

	/** The first row in view, with so many lines above and below, and the one behind the last. */
	range(overscan: number): readonly [first: number, last: number] {
		const { rowHeight, perRow } = this.#measures;
		const first = Math.max(0, Math.floor(this.scroll.top / rowHeight) - overscan) * perRow;
		const last = (Math.ceil((this.scroll.top + this.viewHeight) / rowHeight) + overscan) * perRow;
		return [first, Math.max(first, Math.min(last, this.#shape.shown))];
	}

	/** Where a row begins in the list. */
	topOf(row: number): number {
		return Math.floor(row / this.#measures.perRow) * this.#measures.rowHeight;
	}

	/** Where the list is to be moved so that a row is seen; undefined where it is. */
	revealing(row: number): number | undefined {
		const top = this.topOf(row);
		const bottom = top + this.#measures.rowHeight - this.viewHeight;
		return top < this.scroll.top ? top : bottom > this.scroll.top ? bottom : undefined;
	}

	/** Puts the lines where they belong; from a script, since the page's policy allows no style attributes. */
	place(scroller: HTMLElement): void {
		const { rowHeight, perRow } = this.#measures;
		const sizer = scroller.querySelector<HTMLElement>(".sizer");
		if (sizer === null) {
			return;
		}
		sizer.style.height = `${this.scroll.height}px`;
		const { widths, least } = columnWidths(this.#shape.layout, perRow, this.#shape.columns);
		scroller.style.setProperty("--columns", widths);
		scroller.style.setProperty("--least", `${least}px`);
		scroller.style.setProperty("--row-height", `${rowHeight}px`);
		for (const line of sizer.querySelectorAll<HTMLElement>(".line")) {
			line.style.transform = `translateY(${Math.round(Number(line.dataset["line"]) * rowHeight + this.scroll.shift)}px)`;
		}
	}
}
