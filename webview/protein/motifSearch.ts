import { html, LitElement, nothing, type TemplateResult } from "lit";
import { property, query, state } from "lit/decorators.js";
import type { MotifPreset, ProteinStrings } from "../protocol/protein.ts";
import { chosen } from "../ui/chosen.ts";
import { iconButton } from "../ui/iconButton.ts";
import { visible } from "../ui/text.ts";
import { fillAll } from "./texts.ts";

/** `detail` is the pattern, empty where there is none any more. */
export const searchEvent = "motif-search";
/** `detail` is 1 for the next match and -1 for the one before. */
export const stepEvent = "motif-step";

/** What became of a search. */
export type SearchState =
	| { readonly state: "none" }
	| { readonly state: "searching" }
	| { readonly state: "problem"; readonly problem: string }
	/** `match` is the index of the one that was gone to. */
	| { readonly state: "found"; readonly total: number; readonly match: number | undefined };

/** Milliseconds without a key. */
const pause = 200;

/** The box for motifs, with known ones to choose from, the number of matches, and the way from one to the next. */
export class MotifSearch extends LitElement {
	@property({ attribute: false }) strings!: ProteinStrings;
	@property({ attribute: false }) motifs: readonly MotifPreset[] = [];
	/** What is in the box at first. */
	@property({ attribute: false }) pattern = "";
	@property({ attribute: false }) found: SearchState = { state: "none" };
	@state() private preset: MotifPreset | undefined;
	@query("input") private readonly box!: HTMLInputElement | null;
	#timer: ReturnType<typeof setTimeout> | undefined;

	/** Writes a pattern into the box and searches it. */
	look(pattern: string): void {
		if (this.box !== null) {
			this.box.value = pattern;
		}
		this.#search(pattern);
	}

	override focus(): void {
		this.box?.focus();
		this.box?.select();
	}

	protected override createRenderRoot(): HTMLElement {
		return this;
	}

	protected override willUpdate(): void {
		if (!this.hasUpdated && this.pattern !== "") {
			this.preset = this.motifs.find(({ pattern }) => pattern === this.pattern);
		}
	}

	protected override firstUpdated(): void {
		if (this.box !== null) {
			this.box.value = this.pattern;
		}
	}

	override disconnectedCallback(): void {
		super.disconnectedCallback();
		clearTimeout(this.#timer);
	}

	protected override render(): TemplateResult {
		const { strings, found } = this;
		const some = found.state === "found" && found.total > 0;
		return html`
			<div class="motif-line" role="search">
				<input class="text-box" type="search" spellcheck="false" autocomplete="off" maxlength="1000" placeholder=${strings.motifHelp} aria-label=${strings.motif} aria-invalid=${found.state === "problem"} data-testid="motif" @input=${() => this.#typed()} @keydown=${(event: KeyboardEvent) => this.#key(event)} />
				${this.motifs.length === 0 ? nothing : html`<select class="select" aria-label=${strings.motifPresets} title=${this.preset?.source ?? strings.motifPresets} data-testid="motif-presets" @change=${(event: Event) => this.#chosen(event)}>
					<option value="">${strings.motifPresets}</option>
					${this.motifs.map((motif, index) => html`<option value=${index} title=${motif.source}>${motif.name}</option>`)}
					${chosen(this.#place)}
				</select>`}
				<span class="motif-steps"><span class="motif-count" role="status" data-testid="motif-count">${this.#count()}</span>
				${iconButton({ name: "arrow-up", label: strings.previousMatch, testid: "previous-match", disabled: !some, onClick: () => this.#step(-1) })}
				${iconButton({ name: "arrow-down", label: strings.nextMatch, testid: "next-match", disabled: !some, onClick: () => this.#step(1) })}</span>
			</div>
			${this.preset === undefined ? nothing : html`<p class="motif-source" data-testid="motif-source"><code>${this.preset.pattern}</code> ${this.preset.source}</p>`}
			${found.state === "problem" ? html`<p class="problem" role="alert" data-testid="motif-problem">${visible(found.problem)}</p>` : nothing}
		`;
	}

	/** Of the preset among the motifs, which the host sends anew with each protein. */
	get #place(): number | "" {
		const place = this.motifs.findIndex(({ name }) => name === this.preset?.name);
		return place < 0 ? "" : place;
	}

	#count(): string {
		const { found, strings } = this;
		if (found.state === "searching") {
			return strings.searching;
		}
		if (found.state !== "found") {
			return "";
		}
		const { total, match } = found;
		return total === 0 ? strings.noMatches : match === undefined ? total === 1 ? strings.allMatchesOne : fillAll(strings.allMatches, total) : fillAll(strings.matchOf, match + 1, total);
	}

	#typed(): void {
		clearTimeout(this.#timer);
		this.preset = undefined;
		this.#timer = setTimeout(() => this.#search(this.box?.value ?? ""), pause);
	}

	#chosen(event: Event): void {
		const { value } = event.target as HTMLSelectElement;
		this.preset = value === "" ? undefined : this.motifs[Number(value)];
		if (this.box !== null) {
			this.box.value = this.preset?.pattern ?? "";
		}
		this.#search(this.preset?.pattern ?? "", false);
	}

	#search(pattern: string, forget = true): void {
		clearTimeout(this.#timer);
		this.preset = forget ? undefined : this.preset;
		this.dispatchEvent(new CustomEvent(searchEvent, { bubbles: true, detail: pattern.trim() }));
	}

	#key(event: KeyboardEvent): void {
		if (event.key === "Enter") {
			this.#step(event.shiftKey ? -1 : 1);
			event.preventDefault();
		} else if (event.key === "Escape" && this.box?.value !== "") {
			this.look("");
			event.preventDefault();
		}
	}

	#step(by: 1 | -1): void {
		this.dispatchEvent(new CustomEvent(stepEvent, { bubbles: true, detail: by }));
	}
}
