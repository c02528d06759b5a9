import { html, nothing, type TemplateResult } from "lit";
import type { FactModel } from "../protocol.ts";
import type { ChainRange, ProteinChain, ProteinModel, ProteinStrings } from "../protocol/protein.ts";
import { chosen } from "../ui/chosen.ts";
import { icon } from "../ui/icon.ts";
import { iconButton } from "../ui/iconButton.ts";
import { visible } from "../ui/text.ts";
import type { Numbering } from "./numbering.ts";
import { residueClasses } from "./residues.ts";
import { fillAll, shownNumber } from "./texts.ts";

/** More chains than that are chosen from a list. */
const mostTabs = 6;

export interface HeaderParts {
	readonly model: ProteinModel;
	readonly strings: ProteinStrings;
	/** What is being read anew. */
	readonly loading: string | undefined;
	/** What has become of the file; may be empty. */
	readonly notice: string;
	/** Undefined where there is no protein to ask about. */
	readonly ask: (() => void) | undefined;
	readonly reopen: () => void;
}

export function header({ model, strings, loading, notice, ask, reopen }: HeaderParts): TemplateResult {
	return html`<header class="head">
		<div class="head-line">
			<h1 class="head-title" title=${visible(model.title)}><bdi>${visible(model.title)}</bdi></h1>
			<span class="head-actions">
				${model.canReopen ? iconButton({ name: "file-code", label: strings.reopen, testid: "reopen", onClick: reopen }) : nothing}
				${ask === undefined ? nothing : html`<button type="button" class="button" data-testid="ask" @click=${ask}>${icon("comment-discussion")}${strings.ask}</button>`}
			</span>
		</div>
		${model.detail === "" ? nothing : html`<p class="head-detail"><bdi>${visible(model.detail)}</bdi></p>`}
		${model.header.length === 0 ? nothing : html`<dl class="head-facts" data-testid="header">${model.header.map(({ label, value }) => html`<div><dt>${label}</dt><dd>${visible(value)}</dd></div>`)}</dl>`}
		${model.warnings.map((warning) => html`<p class="warning" data-testid="warning">${icon("warning")}<span>${visible(warning)}</span></p>`)}
		<div role="status" class="head-notice">${notice === "" ? nothing : html`<p class="warning" data-testid="notice">${icon("warning")}<span>${notice}</span></p>`}</div>
		${loading === undefined ? nothing : html`<p class="quiet" role="status">${loading}</p>`}
	</header>`;
}

/** A tab for each of a few chains, a list of many. */
export function chainPicker(chains: readonly ProteinChain[], shown: number, strings: ProteinStrings, turn: (chain: number) => void): TemplateResult | typeof nothing {
	if (chains.length < 2) {
		return nothing;
	}
	if (chains.length > mostTabs) {
		return html`<select class="select" aria-label=${strings.chains} data-testid="chains" @change=${(event: Event) => turn(Number((event.target as HTMLSelectElement).value))}>${chains.map(({ title }, index) => html`<option value=${index}>${visible(title)}</option>`)}${chosen(shown)}</select>`;
	}
	return html`<div class="chain-tabs" role="group" aria-label=${strings.chains} data-testid="chains">${chains.map(({ title }, index) => html`<button type="button" class=${index === shown ? "chain-tab is-on" : "chain-tab"} aria-pressed=${index === shown} data-testid="chain" @click=${() => turn(index)}>${visible(title)}</button>`)}</div>`;
}

export interface SelectionBar {
	readonly strings: ProteinStrings;
	readonly numbering: Numbering;
	readonly chain: ProteinChain;
	readonly range: ChainRange | undefined;
	/** Of the selected residues; empty while they are computed. */
	readonly facts: readonly FactModel[];
	readonly ask: () => void;
	readonly copy: (format: "sequence" | "fasta") => void;
	readonly clear: () => void;
}

/** What is selected, and what can be done with it; without a selection the whole chain is copied. */
export function selectionBar({ strings, numbering, chain, range, facts, ask, copy, clear }: SelectionBar): TemplateResult {
	return html`<div class=${range === undefined ? "selection-bar" : "selection-bar has-selection"} data-testid="selection-bar">
		<div class="selection-text" aria-live="polite">
			<span data-testid="selection-range">${range === undefined ? strings.selectHint : rangeText(range, numbering, strings)}</span>
			${range === undefined ? nothing : facts.filter(({ glance }) => glance).map(({ label, value, unit, method }) => html`<span class="selection-fact" title=${method}><span class="quiet">${label}</span> ${shownNumber(value)}${unit === undefined ? "" : `\u00a0${unit}`}</span>`)}
		</div>
		<div class="selection-actions">
			${range === undefined || chain.kind !== "protein" ? nothing : html`<button type="button" class="button is-small" data-testid="ask-selection" @click=${ask}>${icon("comment-discussion")}${strings.askSelection}</button>`}
			<button type="button" class="button is-secondary is-small" data-testid="copy-sequence" @click=${() => copy("sequence")}>${strings.copySequence}</button>
			<button type="button" class="button is-secondary is-small" data-testid="copy-fasta" @click=${() => copy("fasta")}>${strings.copyFasta}</button>
			${range === undefined ? nothing : iconButton({ name: "close", label: strings.clearSelection, testid: "clear-selection", onClick: clear })}
		</div>
	</div>`;
}

/** "residues 30–57 · 28 residues", or "residues 9–151, some missing · 40 residues". */
export function rangeText({ from, to }: ChainRange, numbering: Numbering, strings: ProteinStrings): string {
	return to - from === 1 ? fillAll(strings.rangeOne, numbering.name(from)) : fillAll(numbering.gapWithin(from, to) ? strings.rangeGaps : strings.range, numbering.label(from), numbering.label(to - 1), to - from);
}

/** What the colours and lines of the letters mean. */
export function classLegend(kind: "protein" | "nucleotide", strings: ProteinStrings): TemplateResult | typeof nothing {
	if (kind === "nucleotide") {
		return nothing;
	}
	return html`<ul class="class-legend" aria-label=${strings.legend} data-testid="class-legend">${residueClasses.filter(({ name }) => name !== "ambiguous").map(({ name, letters }) => html`<li><span class="class-sample"><i class=${`residue is-${name}`}>${letters.charAt(0)}</i></span>${strings[name]}</li>`)}</ul>`;
}

/** What is shown before there is something to see, or where there is nothing. */
export interface Stage {
	readonly title: string;
	readonly text: string;
	readonly failed: boolean;
	/** The file has an editor for its text. */
	readonly canReopen: boolean;
}

export function stageView(stage: Stage | undefined, strings: ProteinStrings, reopen: () => void): TemplateResult {
	const { title = "", text = "", failed = false, canReopen = false } = stage ?? {};
	return html`<main class="stage" data-testid=${failed ? "failed" : "loading"}>
		<h1 class="stage-title">${visible(title)}</h1>
		${failed ? html`<p role="alert">${visible(text)}</p>` : html`<p role="status" class="stage-line"><vscode-progress-ring aria-hidden="true"></vscode-progress-ring>${text}</p>`}
		${failed && canReopen ? html`<button type="button" class="button is-secondary" data-testid="reopen" @click=${reopen}>${strings.reopen}</button>` : nothing}
	</main>`;
}
