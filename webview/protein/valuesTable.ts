import { html, nothing, type TemplateResult } from "lit";
import type { ProteinStrings } from "../protocol/protein.ts";
import { iconButton } from "../ui/iconButton.ts";
import type { Numbering } from "./numbering.ts";
import { fillAll, signed } from "./texts.ts";

/** Rows of one page of the table: a chain may have 35,000. */
const rows = 50;

export interface ValuesTable {
	readonly strings: ProteinStrings;
	readonly numbering: Numbering;
	readonly values: Float32Array;
	/** The residue that the first value belongs to. */
	readonly offset: number;
	readonly page: number;
	readonly turn: (page: number) => void;
	readonly copy: () => void;
}

/** The numbers of a plot, for who cannot see it or wants to read them. */
export function valuesTable({ strings, numbering, values, offset, page, turn, copy }: ValuesTable): TemplateResult {
	const pages = Math.ceil(values.length / rows);
	const shown = Math.min(page, pages - 1);
	const from = shown * rows;
	return html`<details class="values" data-testid="values">
		<summary>${strings.asTable}</summary>
		<div class="values-head">
			<button type="button" class="link-button" data-testid="copy-hydropathy" @click=${copy}>${strings.copyValues}</button>
			${pages < 2
				? nothing
				: html`<span class="values-pages">${fillAll(strings.position, shown + 1, pages)}
						${iconButton({ name: "chevron-left", label: strings.previousPage, testid: "values-back", disabled: shown === 0, onClick: () => turn(shown - 1) })}
						${iconButton({ name: "chevron-right", label: strings.nextPage, testid: "values-on", disabled: shown === pages - 1, onClick: () => turn(shown + 1) })}</span>`}
		</div>
		<table class="numbers">
			<thead><tr><th scope="col">${strings.residue}</th><th scope="col">${strings.hydropathy}</th></tr></thead>
			<tbody>${Array.from(values.subarray(from, from + rows), (value, index) => html`<tr><th scope="row">${numbering.name(from + index + offset)}</th><td>${Number.isNaN(value) ? "\u2013" : signed(value, 3)}</td></tr>`)}</tbody>
		</table>
	</details>`;
}
