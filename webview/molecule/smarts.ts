import { html, LitElement, nothing, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import type { MoleculeStrings, MoleculeToView } from "../protocol/molecule.ts";
import { icon } from "../ui/icon.ts";
import { iconButton } from "../ui/iconButton.ts";
import { fill, visible } from "../ui/text.ts";
import { written } from "./selecting.ts";

export type MatchesModel = MoleculeToView & { type: "matches" };

/** Milliseconds after the last key. */
const patience = 250;

/** A pattern to highlight, the number of its matches as RDKit counts them, and a way from one to the next. Fires `smarts-typed` and `match-step`. */
export class SmartsBox extends LitElement {
	@property({ attribute: false }) strings!: MoleculeStrings;
	@property({ attribute: false }) smarts = "";
	/** Undefined while they are looked for, or where nothing is. */
	@property({ attribute: false }) model: MatchesModel | undefined;
	/** Which of the matches is gone to. */
	@property({ attribute: false }) current = 0;
	#timer: ReturnType<typeof setTimeout> | undefined;

	override disconnectedCallback(): void {
		super.disconnectedCallback();
		clearTimeout(this.#timer);
	}

	protected override createRenderRoot(): HTMLElement {
		return this;
	}

	protected override render(): TemplateResult {
		const { strings, model, smarts } = this;
		const wrong = model?.problem !== undefined;
		return html`
			<div class="smarts-line">
				<span class="field-icon">${icon("search")}</span>
				<input
					class="field ${wrong ? "is-wrong" : ""}"
					type="text"
					spellcheck="false"
					autocomplete="off"
					.value=${smarts}
					aria-label=${strings.smarts}
					aria-invalid=${wrong}
					aria-describedby="smarts-result"
					placeholder=${strings.smartsPlaceholder}
					title=${strings.smarts}
					data-testid="smarts"
					@input=${(event: Event) => this.#typed((event.target as HTMLInputElement).value)}
					@keydown=${(event: KeyboardEvent) => this.#pressed(event)}
				/>
				${model === undefined || model.matches.length < 2 ? nothing : this.#steps(model)}
			</div>
			<p class=${wrong ? "problem" : "quiet"} id="smarts-result" role="status" data-testid="smarts-result" ?hidden=${model === undefined}>${model === undefined ? nothing : this.#result(model)}</p>
		`;
	}

	#steps({ matches }: MatchesModel): TemplateResult {
		const { strings, current } = this;
		return html`
			<span class="quiet match-position" data-testid="match-position">${strings.matchPosition.replace("{0}", String(current + 1)).replace("{1}", String(matches.length))}</span>
			${iconButton({ name: "arrow-up", label: strings.previousMatch, testid: "previous-match", onClick: () => this.#step(-1) })}
			${iconButton({ name: "arrow-down", label: strings.nextMatch, testid: "next-match", onClick: () => this.#step(1) })}
		`;
	}

	#result({ problem, total, matches }: MatchesModel): TemplateResult | string {
		const { strings, current } = this;
		if (problem !== undefined) {
			return html`${icon("error")}<span>${visible(problem)}</span>`;
		}
		if (total === 0) {
			return strings.noMatch;
		}
		const counted = total === 1 ? strings.match : fill(strings.matches, total);
		const listed = matches.length < total ? ` ${fill(strings.matchesListed, matches.length)}` : "";
		return `${counted} · ${fill(strings.matchAtoms, written(matches[current] ?? []))}${listed}`;
	}

	#typed(value: string): void {
		clearTimeout(this.#timer);
		this.#timer = setTimeout(() => this.dispatchEvent(new CustomEvent("smarts-typed", { bubbles: true, detail: value })), patience);
	}

	#pressed(event: KeyboardEvent): void {
		if (event.key === "Enter") {
			event.preventDefault();
			this.#step(event.shiftKey ? -1 : 1);
		}
	}

	#step(by: 1 | -1): void {
		this.dispatchEvent(new CustomEvent("match-step", { bubbles: true, detail: by }));
	}
}
