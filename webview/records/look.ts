import { cardDrawing, type DrawingTheme } from "../protocol/records.ts";

export type Layout = "cards" | "table" | "list";

/** Properties that are shown unasked. */
const SHOWN: Readonly<Record<Layout, number>> = { cards: 3, table: 8, list: 4 };

/** Pixels. */
export interface Measures {
	readonly rowHeight: number;
	/** Cards beside each other. */
	readonly perRow: number;
	/** Of a drawing as it is asked for: shown smaller in a table. */
	readonly drawing: { readonly width: number; readonly height: number };
}

const NARROWEST_CARD = 208;

export function measuresOf(layout: Layout, width: number, properties: number): Measures {
	switch (layout) {
		case "cards": return { rowHeight: 208 + 20 * properties, perRow: Math.max(1, Math.floor((width - 8) / NARROWEST_CARD)), drawing: cardDrawing };
		case "table": return { rowHeight: 88, perRow: 1, drawing: { width: 200, height: 120 } };
		case "list": return { rowHeight: 34, perRow: 1, drawing: { width: 200, height: 120 } };
	}
}

/** What is drawn already, and codes that nobody reads: shown where they are asked for. */
const CODES = /smiles|inchi|molfile|fingerprint/i;

/** Places of the columns that are shown: what was chosen, or the first ones that are no codes; the structure is drawn. */
export function shownColumns(layout: Layout, titles: readonly string[], structureColumn: number, chosen: readonly number[] | undefined): readonly number[] {
	const all = titles.map((_, column) => column).filter((column) => column !== structureColumn);
	if (chosen !== undefined) {
		return all.filter((column) => chosen.includes(column));
	}
	const plain = all.filter((column) => !CODES.test(titles[column] ?? ""));
	return (layout === "cards" && plain.length > 0 ? plain : all).slice(0, SHOWN[layout]);
}

/** VS Code writes the kind of its theme on the body. */
export function drawingTheme(): DrawingTheme {
	const { classList } = document.body;
	if (classList.contains("vscode-high-contrast-light")) {
		return "high-contrast-light";
	}
	return classList.contains("vscode-high-contrast") ? "high-contrast-dark" : classList.contains("vscode-light") ? "light" : "dark";
}

/** Columns in which these rows have numbers, and nothing else. */
export function numericColumns(columns: readonly number[], rows: readonly (readonly string[] | undefined)[]): ReadonlySet<number> {
	return new Set(columns.filter((column) => {
		const cells = rows.map((row) => row?.[column] ?? "").filter((cell) => cell !== "");
		return cells.length > 0 && cells.every((cell) => /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(cell));
	}));
}

/** For CSS grids, with the least that they need in pixels; in a list of sequences the last two columns hold sentences. */
export function columnWidths(layout: Layout, perRow: number, columns: readonly number[]): { readonly widths: string; readonly least: number } {
	if (layout === "cards") {
		return { widths: `repeat(${perRow}, minmax(0, 1fr))`, least: 0 };
	}
	const wide = (column: number): boolean => layout === "list" && column > 1;
	const least = columns.map((column) => (layout === "table" ? 112 : wide(column) ? 160 : 96));
	const first = layout === "list" ? 52 : 168;
	const widths = [`${first}px`, "minmax(176px, 1.4fr)", ...columns.map((column, place) => `minmax(${least[place]}px, ${wide(column) ? "2fr" : layout === "table" ? "1fr" : "0.4fr"})`)];
	return { widths: widths.join(" "), least: least.reduce((sum, each) => sum + each, first + 176) };
}

/** What a key does with the record that is current, or with all. */
export function deedOfKey({ key, shiftKey, ctrlKey, metaKey }: KeyboardEvent): "preview" | "copy" | "select" | "menu" | "all" | undefined {
	const isCommand = ctrlKey || metaKey;
	// With Caps Lock the letters come as capitals.
	switch (key.length === 1 ? key.toLowerCase() : key) {
		case "Enter": return "preview";
		case " ": return "select";
		case "ContextMenu": return "menu";
		case "F10": return shiftKey ? "menu" : undefined;
		case "a": return isCommand ? "all" : undefined;
		case "c": return isCommand ? "copy" : undefined;
		default: return undefined;
	}
}

interface Moving {
	readonly layout: Layout;
	readonly row: number;
	readonly perRow: number;
	/** Rows in view. */
	readonly page: number;
	readonly shown: number;
}

/** Where a key leads; undefined for a key that leads nowhere. An arrow does not lead beyond the first and last line. */
export function rowAfterKey(key: string, { layout, row, perRow, page, shown }: Moving): number | undefined {
	const by = (step: number): number => (row + step < 0 || row + step >= shown ? row : row + step);
	switch (key) {
		case "ArrowLeft": return layout === "cards" ? by(-1) : undefined;
		case "ArrowRight": return layout === "cards" ? by(1) : undefined;
		case "ArrowUp": return by(-perRow);
		case "ArrowDown": return by(perRow);
		case "PageUp": return Math.max(0, row - page);
		case "PageDown": return Math.min(shown - 1, row + page);
		case "Home": return 0;
		case "End": return shown - 1;
		default: return undefined;
	}
}
