import { html, nothing, type TemplateResult } from "lit";
import type { ChatStrings, EvidenceModel, PromptPieceModel } from "../protocol.ts";
import { icon } from "../ui/icon.ts";
import { clip, fill, visible } from "../ui/text.ts";

/** A prompt holds a context at most; a longer piece is one that somebody made up. Characters. */
const longestPiece = 50_000;

export interface EvidencePanel {
	/** Undefined while the host looks it up. */
	readonly evidence: EvidenceModel | undefined;
	/** What "Run again exactly" has found; undefined before. */
	readonly repetition: string | undefined;
	readonly running: boolean;
	readonly runAgain: () => void;
}

/** "How was this made?": the settings, the prompt exactly as the model read it, and a way to check that the same text comes again. */
export function evidencePanel({ evidence, repetition, running, runAgain }: EvidencePanel, strings: ChatStrings): TemplateResult {
	return html`
		<section class="evidence" role="group" aria-label=${strings.howMadeTitle} aria-busy=${evidence === undefined} data-testid="evidence">
			<h2>${strings.howMadeTitle}</h2>
			${evidence === undefined ? html`<vscode-progress-ring class="stage-ring" aria-hidden="true"></vscode-progress-ring>` : html`${rows(evidence)} ${prompt(evidence.prompt, strings)} ${again(evidence, running, runAgain, strings)}`}
			<p class="repetition" role="status" data-testid="repetition">${repetition ?? nothing}</p>
		</section>
	`;
}

function rows({ rows }: EvidenceModel): TemplateResult {
	return html`
		<dl class="evidence-rows">
			${rows.map(({ label, value }) => html`<div><dt>${visible(label)}</dt><dd><bdi>${visible(value)}</bdi></dd></div>`)}
		</dl>
	`;
}

function prompt(pieces: readonly PromptPieceModel[], strings: ChatStrings): TemplateResult {
	const tokens = pieces.reduce((sum, piece) => sum + (piece.kind === "text" ? piece.tokens : piece.softTokens), 0);
	return html`
		<h3>${strings.prompt} <span class="evidence-count" data-testid="prompt-tokens">${fill(strings.tokens, tokens)}</span></h3>
		<div class="prompt" tabindex="0" role="group" aria-label=${strings.prompt} data-testid="prompt">${pieces.map((piece) => promptPiece(piece, strings))}</div>
	`;
}

/** In one line: white space is part of the prompt. */
function promptPiece(piece: PromptPieceModel, strings: ChatStrings): TemplateResult {
	if (piece.kind === "text") {
		return html`<bdi class="prompt-text" title=${fill(strings.tokens, piece.tokens)}>${visible(clip(piece.text, longestPiece))}</bdi>`;
	}
	const count = piece.softTokens === 1 ? fill(strings.softToken, 1) : fill(strings.softTokens, piece.softTokens);
	return html`<span class="prompt-entity" title=${visible(piece.title)} data-testid="prompt-entity">${icon(piece.entityKind === "protein" ? "symbol-string" : "beaker")}<bdi>${visible(piece.label)}</bdi> · ${count}</span>`;
}

function again({ canRunAgain, whyNot }: EvidenceModel, running: boolean, runAgain: () => void, strings: ChatStrings): TemplateResult | typeof nothing {
	if (!canRunAgain) {
		return whyNot === undefined ? nothing : html`<p class="notice">${icon("info")}<span>${visible(whyNot)}</span></p>`;
	}
	return html`<div class="evidence-again">
		<vscode-button appearance="secondary" class="small-button" data-testid="run-again" ?disabled=${running} @click=${runAgain}>${strings.runAgain}</vscode-button>
		${running ? html`<vscode-progress-ring class="stage-ring" aria-hidden="true"></vscode-progress-ring>` : nothing}
	</div>`;
}
