import { html, nothing, type TemplateResult } from "lit";
import type { ChatStrings, FactModel, FactsModel, VerdictModel } from "../protocol.ts";
import { fill, icon } from "../ui/icon.ts";

/** What was computed for one molecule: a line to glance at, with every value, unit and method below it. */
export function factsCard(facts: FactsModel, strings: ChatStrings): TemplateResult {
	return html`
		<section class="facts" aria-label=${fill(strings.factsFor, facts.label)} data-testid="facts" data-state=${facts.state}>
			<div class="facts-head">
				<span class="mark mark-computed" title=${facts.title}>${icon("symbol-ruler")}${facts.state === "computing" ? strings.computing : strings.computed}</span>
				<span class="facts-name" title=${facts.title}>${facts.label}</span>
			</div>
			${facts.problem === undefined ? nothing : html`<p class="facts-problem" data-testid="facts-problem">${icon("warning")}<span>${facts.problem}</span></p>`}
			${facts.facts.length === 0 ? nothing : atAGlance(facts)}
			${facts.verdicts.length === 0 ? nothing : html`<p class="verdicts">${facts.verdicts.map((each) => verdict(each, strings))}</p>`}
			${facts.facts.length === 0 ? nothing : inFull(facts, strings)}
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

function inFull({ facts }: FactsModel, strings: ChatStrings): TemplateResult {
	return html`
		<details class="facts-all">
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
