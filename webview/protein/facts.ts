import { html, type TemplateResult } from "lit";
import type { FactModel } from "../protocol.ts";
import type { ProteinStrings } from "../protocol/protein.ts";
import { shownNumber } from "./texts.ts";

/** Every computed fact with its unit and method. */
export function factsTable(facts: readonly FactModel[], strings: ProteinStrings): TemplateResult {
	return html`<table class="facts-table" data-testid="facts">
		<thead class="visually-hidden"><tr><th scope="col">${strings.facts}</th><th scope="col">${strings.value}</th></tr></thead>
		<tbody>
			${facts.map(({ label, value, unit, method }) => html`<tr><th scope="row">${label}<span class="method">${method}</span></th><td>${shownNumber(value)}${unit === undefined ? "" : `\u00a0${unit}`}</td></tr>`)}
		</tbody>
	</table>`;
}
