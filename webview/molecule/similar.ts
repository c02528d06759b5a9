import { html, nothing, type TemplateResult } from "lit";
import type { MoleculeStrings, MoleculeToHost, MoleculeToView, SimilarModel } from "../protocol/molecule.ts";
import { icon } from "../ui/icon.ts";
import { iconButton } from "../ui/iconButton.ts";
import { fill, visible } from "../ui/text.ts";

export type SimilarList = MoleculeToView & { type: "similar" };

export interface SimilarParts {
	/** Undefined until a search was begun. */
	readonly list: SimilarList | undefined;
	/** There is something to compare with. */
	readonly ready: boolean;
	readonly strings: MoleculeStrings;
	readonly say: (message: MoleculeToHost) => void;
}

/** Molecules of the workspace that resemble this one, best first. */
export function similarSection({ list, ready, strings, say }: SimilarParts): TemplateResult {
	const searching = list?.state === "searching";
	return html`
		<section class="card" aria-labelledby="similar-title" data-testid="similar" data-state=${list?.state ?? "idle"}>
			<header class="card-head">
				<h2 id="similar-title">${strings.similar}</h2>
				${list === undefined ? nothing : html`<span class="mark-computed">${icon("symbol-ruler")}${searching ? strings.computing : strings.computed}</span>`}
				<span class="spacer"></span>
				${list === undefined || searching ? nothing : iconButton({ name: "refresh", label: strings.findSimilarAgain, testid: "search-again", onClick: () => say({ type: "findSimilar" }) })}
			</header>
			${list === undefined ? invitation(ready, strings, say) : [progress(list, strings, say), found(list, strings, say)]}
		</section>
	`;
}

function invitation(ready: boolean, strings: MoleculeStrings, say: SimilarParts["say"]): TemplateResult {
	return html`
		<p class="quiet">${strings.similarIntro}</p>
		<vscode-button appearance="secondary" class="small-button" ?disabled=${!ready} data-testid="find-similar" @click=${() => say({ type: "findSimilar" })}>${strings.findSimilar}</vscode-button>
	`;
}

function progress({ state, progress: counts, method, note, problem, found }: SimilarList, strings: MoleculeStrings, say: SimilarParts["say"]): TemplateResult {
	const line = problem ?? (state === "done" && found.length === 0 ? strings.noSimilar : "");
	return html`
		<div class="similar-progress">
			${state === "searching" ? html`<vscode-progress-ring class="ring" aria-label=${strings.searching}></vscode-progress-ring>` : nothing}
			<span class="quiet" role="status" data-testid="similar-progress">${counts}</span>
			${state === "searching" ? html`<vscode-button appearance="secondary" class="small-button" data-testid="cancel-similar" @click=${() => say({ type: "cancelSimilar" })}>${strings.cancel}</vscode-button>` : nothing}
		</div>
		${method === "" ? nothing : html`<p class="quiet">${method}</p>`}
		${note === "" ? nothing : html`<p class="quiet">${note}</p>`}
		${line === "" ? nothing : html`<p class=${state === "failed" ? "problem" : "quiet"} data-testid="similar-problem">${state === "failed" ? icon("warning") : nothing}<span>${visible(line)}</span></p>`}
	`;
}

function found({ found }: SimilarList, strings: MoleculeStrings, say: SimilarParts["say"]): TemplateResult {
	return html`<ul class="similar-list">${found.map((each) => entry(each, strings, say))}</ul>`;
}

function entry({ id, name, smiles, drawable, tanimoto, label }: SimilarModel, strings: MoleculeStrings, say: SimilarParts["say"]): TemplateResult {
	const title = visible(name === "" ? smiles : name);
	return html`<li class="similar-item">
		<button type="button" class="similar-open" title=${fill(strings.openPlace, visible(label))} data-testid="open-similar" @click=${() => say({ type: "openSimilar", id })}>
			<span class="thumb">${drawable ? html`<structure-drawing class="thumb-drawing" data-smiles=${smiles}></structure-drawing>` : icon("symbol-structure")}</span>
			<span class="similar-text">
				<bdi class=${name === "" ? "similar-name is-smiles" : "similar-name"}>${title}</bdi>
				<bdi class="quiet">${visible(label)}</bdi>
			</span>
			<span class="tanimoto" data-testid="tanimoto">${tanimoto}</span>
		</button>
		${iconButton({ name: "open-preview", label: fill(strings.showSimilar, title), testid: "show-similar", onClick: () => say({ type: "showSimilar", id }) })}
	</li>`;
}
