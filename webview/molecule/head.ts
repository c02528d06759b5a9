import { html, nothing, type TemplateResult } from "lit";
import type { MoleculeModel, MoleculeStrings, MoleculeToHost } from "../protocol/molecule.ts";
import { icon } from "../ui/icon.ts";
import { iconButton } from "../ui/iconButton.ts";
import type { MenuItem } from "../ui/menu.ts";
import { clip, fill, visible } from "../ui/text.ts";
import { identifier } from "./facts.ts";

export interface HeadParts {
	readonly molecule: MoleculeModel;
	readonly strings: MoleculeStrings;
	readonly kept: boolean;
	/** Name of the molecule that was shown before. */
	readonly back: string | undefined;
	readonly copied: string;
	readonly exports: readonly MenuItem[];
	readonly say: (message: MoleculeToHost) => void;
}

/** Characters of a SMILES that are shown; a longer one is copied by its button. */
const longestShown = 2000;

/** What it is: name, formula and identifiers, and what can be done with it as a whole. */
export function head({ molecule, strings, kept, back, copied, exports, say }: HeadParts): TemplateResult {
	const { title, formula, origin, canonicalSmiles, inchiKey, problem } = molecule;
	const quiet = [formula === title ? "" : formula, origin].filter((part) => part !== "");
	return html`
		<header class="head">
			<div class="head-line">
				${back === undefined ? nothing : iconButton({ name: "arrow-left", label: fill(strings.back, visible(back)), testid: "back", onClick: () => say({ type: "back" }) })}
				<h1><bdi>${visible(title)}</bdi></h1>
				<div class="head-actions">
					${problem === undefined ? html`<vscode-button class="small-button" data-testid="ask" @click=${() => say({ type: "ask" })}>${strings.ask}</vscode-button>` : nothing}
					${exports.length === 0 ? nothing : html`<action-menu .symbol=${"desktop-download"} .testid=${"export"} .label=${strings.exportAs} .items=${exports}></action-menu>`}
					${iconButton({ name: kept ? "pinned" : "pin", label: kept ? strings.keptOpen : strings.keepOpen, testid: "keep", pressed: kept, onClick: () => say({ type: "keep", kept: !kept }) })}
				</div>
			</div>
			${quiet.length === 0 ? nothing : html`<p class="head-detail" data-testid="detail">${quiet.map((part) => html`<bdi>${visible(part)}</bdi>`)}</p>`}
			${identifier(clip(canonicalSmiles, longestShown), strings.copyCanonicalSmiles, copied === "smiles", "smiles", () => say({ type: "copy", what: "smiles" }))}
			${identifier(inchiKey, strings.copyInchiKey, copied === "inchiKey", "inchikey", () => say({ type: "copy", what: "inchiKey" }))}
		</header>
	`;
}

/** Why it is no molecule, with the place marked in its text: in the panel's place, so that it is never blank. */
export function problemPane({ smiles, problem }: MoleculeModel, strings: MoleculeStrings): TemplateResult {
	const { message = "", start, end } = problem ?? {};
	const shown = clip(smiles, longestShown);
	const marked = start !== undefined && end !== undefined && start < shown.length;
	return html`
		<section class="unreadable" data-testid="problem">
			<h2>${icon("warning")}${strings.notReadable}</h2>
			<p>${visible(message)}</p>
			<code class="written" dir="ltr">${marked ? html`${visible(shown.slice(0, start))}<mark data-testid="problem-place">${visible(shown.slice(start, Math.max(end, start + 1))) || "\u00a0"}</mark>${visible(shown.slice(Math.max(end, start + 1)))}` : visible(shown)}</code>
		</section>
	`;
}
