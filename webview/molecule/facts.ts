import { html, nothing, type TemplateResult } from "lit";
import type { MoleculeModel, MoleculeStrings, MoleculeToHost } from "../protocol/molecule.ts";
import type { FactModel, VerdictModel } from "../protocol.ts";
import { icon } from "../ui/icon.ts";
import { iconButton } from "../ui/iconButton.ts";
import { fill, visible } from "../ui/text.ts";

export interface FactsParts {
	readonly molecule: MoleculeModel;
	readonly strings: MoleculeStrings;
	/** What has just been copied; may be empty. */
	readonly copied: string;
	readonly say: (message: MoleculeToHost) => void;
}

/** Every computed fact with its unit and method, each to be copied, and the rules of thumb with the terms that fail. */
export function factsSection({ molecule, strings, copied, say }: FactsParts): TemplateResult {
	const { facts, notice } = molecule;
	const program = commonProgram(facts.facts);
	return html`
		<section class="card" aria-labelledby="facts-title" data-testid="facts" data-state=${facts.state}>
			<header class="card-head">
				<h2 id="facts-title">${strings.facts}</h2>
				<span class="mark-computed">${icon("symbol-ruler")}${[facts.state === "computing" ? strings.computing : strings.computed, program].filter((part) => part !== "").join(" · ")}</span>
				<span class="spacer"></span>
				${facts.facts.length === 0 ? nothing : copyButton(strings.copyFacts, copied === "facts", "copy-facts", () => say({ type: "copy", what: "facts" }))}
			</header>
			${notice === "" ? nothing : html`<p class="quiet" data-testid="notice">${notice}</p>`}
			${facts.verdicts.length === 0 ? nothing : html`<ul class="verdicts" aria-label=${strings.rules}>${facts.verdicts.map((each) => verdict(each, strings))}</ul>`}
			${facts.facts.length === 0
				? nothing
				: html`<table class="facts-table">
						<thead class="visually-hidden">
							<tr><th scope="col">${strings.fact}</th><th scope="col">${strings.value}</th><th scope="col">${strings.method}</th></tr>
						</thead>
						<tbody>
							${facts.facts.map((fact, index) => row(fact, index, program, { molecule, strings, copied, say }))}
						</tbody>
					</table>`}
		</section>
	`;
}

function row(fact: FactModel, index: number, program: string, { strings, copied, say }: FactsParts): TemplateResult {
	const done = copied === `fact ${index}`;
	return html`<tr>
		<th scope="row">${fact.label}</th>
		<td>
			<button type="button" class="value-button" title=${fill(strings.copyValue, fact.label)} data-testid="fact-value" @click=${() => say({ type: "copy", what: "fact", index })}>
				<span>${fact.value}${fact.unit === undefined ? nothing : html`<span class="unit">\u00a0${fact.unit}</span>`}</span>${icon(done ? "check" : "copy")}
			</button>
		</td>
		<td class="method" title=${fact.method}>${program === "" ? fact.method : fact.method.slice(0, -` (${program})`.length)}</td>
	</tr>`;
}

/** What stands in brackets at the end of every method, e.g. `RDKit 2026.09.1`: said once, above them. */
function commonProgram(facts: readonly FactModel[]): string {
	const programs = new Set(facts.map(({ method }) => / \(([^()]+)\)$/u.exec(method)?.[1] ?? ""));
	const [program = ""] = programs;
	return programs.size === 1 ? program : "";
}

function verdict({ rule, passes, failing, method }: VerdictModel, strings: MoleculeStrings): TemplateResult {
	return html`<li class="verdict" data-passes=${passes} title=${method} data-testid="verdict">
		${icon(passes ? "pass" : "error")}<span>${rule}<span class="visually-hidden">${passes ? strings.verdictPasses : strings.verdictFails}</span>${failing.length === 0 ? nothing : html`<span class="failing">${failing.join(", ")}</span>`}</span>
	</li>`;
}

/** A button that tells, for a moment, that it has copied. */
export function copyButton(label: string, done: boolean, testid: string, onClick: () => void): TemplateResult {
	return iconButton({ name: done ? "check" : "copy", label, testid, onClick });
}

/** A SMILES or an identifier that wraps, with a button to copy it. */
export function identifier(text: string, label: string, done: boolean, testid: string, onClick: () => void): TemplateResult {
	return text === "" ? html`` : html`<p class="identifier"><code dir="ltr" data-testid=${testid}>${visible(text)}</code>${copyButton(label, done, `copy-${testid}`, onClick)}</p>`;
}
