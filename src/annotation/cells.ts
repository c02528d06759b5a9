import type { AddedColumn, Value } from "./table.ts";

/**
 * A cell as RFC 4180 writes it: between quotes where it holds a separator, a quote or a line break.
 *
 * Tab-separated text is read by many programs that know no quotes: there breaks and tabs become spaces.
 */
export function written(value: Value, separator: string): string {
	const text = value === undefined ? "" : String(value);
	const plain = separator === "\t" ? text.replace(/[\t\r\n]+/g, " ") : text;
	return plain.includes(separator) || /["\r\n]|^\s|\s$/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}

/** The added cells of one row, each behind a separator. */
export function addedCells(added: readonly AddedColumn[], values: readonly Value[], separator: string): string {
	return added.map(({ generated }, index) => separator + written(generated ? harmless(values[index]) : values[index], separator)).join("");
}

export function addedTitles(added: readonly AddedColumn[], separator: string): string {
	return added.map(({ title }) => separator + written(title, separator)).join("");
}

/** A spreadsheet would run what begins like a formula, and nobody knows what a model writes. */
function harmless(value: Value): Value {
	return typeof value === "string" && /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
}
