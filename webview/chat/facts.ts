import { html, nothing, type TemplateResult } from "lit";
import type { ChatStrings, FactModel, FactsModel, VerdictModel } from "../protocol.ts";
import { icon } from "../ui/icon.ts";
import { fill, visible } from "../ui/text.ts";

/** What was computed for one molecule or protein: a line to glance at, with every value, unit and method below it; `open` shows those at once. */
export function factsCard(facts: FactsModel, strings: ChatStrings, open = false): TemplateResult {
	return html`
		<section class="facts" role="group" aria-label=${fill(strings.factsFor, visible(facts.label))} data-testid="facts" data-state=${facts.state}>
			<div class="facts-head">
				<span class="mark mark-computed">${icon("symbol-ruler")}${facts.state === "computing" ? strings.computing : strings.computed}</span>
				<bdi class="facts-name" title=${visible(facts.title)}>${visible(facts.label)}</bdi>
			</div>
			${facts.problem === undefined ? nothing : html`<p class="facts-problem" data-testid="facts-problem">${icon("warning")}<span>${visible(facts.problem)}</span></p>`}
			${facts.facts.length === 0 || open ? nothing : atAGlance(facts)}
			${facts.verdicts.length === 0 ? nothing : html`<p class="verdicts">${facts.verdicts.map((each) => verdict(each, strings))}</p>`}
			${facts.facts.length === 0 ? nothing : inFull(facts, strings, open)}
		</section>
	`;
}

function atAGlance({ facts }: FactsModel): TemplateResult {
	return html`
		<ul class="facts-glance">
			${facts.filter((fact) => fact.glance).map((fact) => html`<li title=${fact.method}><span class="fact-label">${fact.label}</span> ${value(fact)}</li>`)}
		</ul>
	`;
}

function inFull({ facts }: FactsModel, strings: ChatStrings, open: boolean): TemplateResult {
	return html`
		<details class="facts-all" ?open=${open}>
			<summary>${strings.methods}</summary>
			<table>
				<tbody>
					${facts.map(
						(fact) =>
							html`<tr>
								<th scope="row">${fact.label}</th>
								<td>${value(fact)}<span class="fact-method">${fact.method}</span></td>
							</tr>`,
					)}
				</tbody>
			</table>
		</details>
	`;
}

function value(fact: FactModel): TemplateResult {
	return html`<span class="fact-value">${fact.value}${fact.unit === undefined ? "" : `\u00a0${fact.unit}`}</span>`;
}

function verdict({ rule, passes, failing, method }: VerdictModel, strings: ChatStrings): TemplateResult {
	return html`
		<span class="verdict" title=${method} data-passes=${passes}>
			${rule} ${icon(passes ? "check" : "close")}<span class="visually-hidden">${passes ? strings.verdictPasses : strings.verdictFails}</span>
			${failing.length === 0 ? nothing : html`<span class="verdict-failing">${failing.join(", ")}</span>`}
		</span>
	`;
}
