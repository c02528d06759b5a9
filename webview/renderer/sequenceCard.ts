import { html, nothing, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import { maximumSubject } from "../protocol/renderer.ts";
import { clip, fill, visible } from "../ui/text.ts";
import { type FastaText, wrapped } from "./fastaText.ts";
import { Hosted } from "./hosted.ts";
import { problem, saidBy } from "./parts.ts";

/** Letters that are shown at first, and with each press on “more”: text is laid out as a whole. */
const firstLetters = 3000;
const moreLetters = 30_000;
const longestLine = 100;
const shownHeader = 300;

/** A sequence of an output: its name, kind and length, and its letters in numbered lines that follow the width. */
export class SequenceCard extends Hosted {
	@property({ attribute: false }) record!: FastaText;
	@state() private shown = firstLetters;
	@state() private perLine = 60;
	@state() private note = "";
	readonly #resize = new ResizeObserver(() => this.#measure());

	override connectedCallback(): void {
		super.connectedCallback();
		this.#resize.observe(this);
	}

	override disconnectedCallback(): void {
		super.disconnectedCallback();
		this.#resize.disconnect();
	}

	protected override firstUpdated(): void {
		this.#measure();
	}

	protected override render(): TemplateResult {
		const { record, strings } = this;
		const name = record.name === "" ? strings.unnamed : record.name;
		const { numbers, lines } = wrapped(record.letters.slice(0, this.shown), this.perLine);
		const left = record.letters.length - this.shown;
		return html`<div class="card sequence" role="group" aria-label=${visible(name)} data-testid="sequence" @action-said=${(event: Event) => (this.note = saidBy(event))}>
			<div class="head">
				<bdi class="name" data-testid="name">${visible(clip(name, shownHeader))}</bdi>
				<span class="detail" data-testid="length">${this.#kind}</span>
				${record.description === "" ? nothing : html`<bdi class="description" title=${visible(clip(record.description, shownHeader))}>${visible(clip(record.description, shownHeader))}</bdi>`}
			</div>
			<div class="letters">
				<pre class="numbers" aria-hidden="true" data-testid="numbers">${numbers}</pre>
				<pre class="lines" dir="ltr" tabindex="0" role="group" aria-label=${fill(strings.sequence, visible(name))} data-testid="letters">${visible(lines)}</pre>
				<pre class="ruler" aria-hidden="true">${"M".repeat(100)}</pre>
			</div>
			${left > 0 ? html`<button type="button" class="more" data-testid="more-letters" @click=${() => (this.shown += moreLetters)}>${fill(strings.moreResidues, left.toLocaleString())}</button>` : nothing}
			${problem(this.note)}
			${this.#toolbar(name)}
		</div>`;
	}

	get #kind(): string {
		const { kind, letters } = this.record;
		const { dna, rna, nucleotides, residues } = this.strings;
		return fill({ dna, rna, nucleotides, protein: residues }[kind], letters.length.toLocaleString());
	}

	#toolbar(name: string): TemplateResult {
		const { record, strings } = this;
		const sent = record.text.length <= maximumSubject;
		const protein = sent && record.kind === "protein" && record.letters !== "";
		return html`<biomedgpt-toolbar .link=${this.link} .subject=${{ format: "fasta" as const, text: record.text, name: record.name }} .askable=${protein} .previewable=${protein} .copyable=${sent} label=${name} copyLabel=${strings.copyFasta}></biomedgpt-toolbar>`;
	}

	/** As many groups of ten letters as fit beside the numbers. */
	#measure(): void {
		const [ruler, numbers, letters] = [this.querySelector(".ruler"), this.querySelector(".numbers"), this.querySelector(".letters")];
		if (ruler === null || numbers === null || letters === null) {
			return;
		}
		const letter = ruler.getBoundingClientRect().width / 100;
		const room = letters.getBoundingClientRect().width - numbers.getBoundingClientRect().width - 16;
		if (letter > 0 && room > 0) {
			this.perLine = Math.min(longestLine, Math.max(10, Math.floor((room / letter + 1) / 11) * 10));
		}
	}
}
