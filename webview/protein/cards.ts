import { html, nothing, type TemplateResult } from "lit";
import type { ProteinStrings, ProteinToView } from "../protocol/protein.ts";
import { compositionTable } from "./composition.ts";
import { factsTable } from "./facts.ts";

export interface NumberCards {
	readonly strings: ProteinStrings;
	readonly plots: ProteinToView & { type: "plots" };
	/** Nucleic acids have no composition in amino acids. */
	readonly isProtein: boolean;
	readonly copy: (format: "tsv" | "csv") => void;
	/** Searches a residue in the sequence. */
	readonly look: (letter: string) => void;
}

/** What was computed of a chain: its facts and its composition. */
export function numberCards({ strings, plots, isProtein, copy, look }: NumberCards): TemplateResult {
	const button = (format: "tsv" | "csv", label: string): TemplateResult => html`<button type="button" class="link-button" data-testid=${`copy-${format}`} @click=${() => copy(format)}>${label}</button>`;
	return html`<div class="cards">
		<section class="card" aria-label=${strings.facts}><div class="card-head"><h2>${strings.facts}</h2><span class="card-actions">${button("tsv", strings.copyTsv)}${button("csv", strings.copyCsv)}</span></div>${factsTable(plots.facts, strings)}</section>
		${isProtein ? html`<section class="card" aria-label=${strings.composition}><div class="card-head"><h2>${strings.composition}</h2></div>${compositionTable(plots.composition, plots.compositionMethod, strings, look)}</section>` : nothing}
	</div>`;
}
