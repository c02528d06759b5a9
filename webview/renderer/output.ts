import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import type { OutputFormat } from "../protocol/renderer.ts";
import { fill } from "../ui/text.ts";
import { countFastaRecords, type FastaText, readFastaText } from "./fastaText.ts";
import { Hosted } from "./hosted.ts";
import { countMolRecords, readMolRecords } from "./molfileText.ts";
import type { MoleculeText } from "./moleculeCard.ts";
import { problem, textInstead } from "./parts.ts";
import { countSmilesLines, readSmilesLines } from "./smilesText.ts";
import { summarise } from "./structureText.ts";
import { themeClass } from "./theme.ts";

/** Records that are shown at first, and with each press on “more”. */
const portion = 50;

/** One output item: molecules in a wrapping grid, sequences below each other, or a structure. */
export class Output extends Hosted {
	@property({ attribute: false }) text = "";
	@property({ attribute: false }) format: OutputFormat = "smiles";
	@state() private left = 0;
	#molecules: MoleculeText[] = [];
	#sequences: FastaText[] = [];
	/** What is not shown yet. */
	#rest: Iterator<MoleculeText | FastaText, void> = [][Symbol.iterator]();

	protected override willUpdate(changed: PropertyValues): void {
		if (!changed.has("text") && !changed.has("format")) {
			return;
		}
		[this.#molecules, this.#sequences] = [[], []];
		const { count, records } = recordsOf(this.text, this.format);
		this.left = count;
		this.#rest = records;
		this.#showMore();
	}

	protected override render(): TemplateResult {
		return html`<div class="output ${themeClass()}" data-testid="output">${this.text.trim() === "" ? problem(this.strings.empty) : this.#content()}</div>`;
	}

	#content(): TemplateResult {
		switch (this.format) {
			case "fasta":
				return this.#sequences.length === 0 ? textInstead(this.strings.noRecords, this.text) : html`<div class="sequences">${this.#sequences.map((record) => html`<biomedgpt-sequence .link=${this.link} .record=${record}></biomedgpt-sequence>`)}</div>${this.#more()}`;
			case "pdb":
			case "mmcif":
				return html`<biomedgpt-structure .link=${this.link} .text=${this.text} .format=${this.format} .summary=${summarise(this.text, this.format)}></biomedgpt-structure>`;
			default:
				return this.#grid();
		}
	}

	#grid(): TemplateResult {
		const alone = this.#molecules.length === 1 && this.left === 0;
		return html`<div class=${alone ? "single" : "grid"} data-testid="molecules">
				${repeat(this.#molecules, (_, index) => index, (molecule) => html`<biomedgpt-molecule .link=${this.link} .molecule=${molecule} .alone=${alone}></biomedgpt-molecule>`)}
			</div>
			${this.#more()}`;
	}

	#more(): TemplateResult | typeof nothing {
		if (this.left === 0) {
			return nothing;
		}
		const label = this.format === "fasta" ? this.strings.moreRecords : this.strings.moreMolecules;
		return html`<button type="button" class="more" data-testid="more" @click=${() => this.#showMore()}>${fill(label, this.left.toLocaleString())}</button>`;
	}

	#showMore(): void {
		for (let count = 0; count < portion; count++) {
			const next = this.#rest.next();
			if (next.done === true) {
				this.left = 0;
				return;
			}
			this.left--;
			if ("letters" in next.value) {
				this.#sequences.push(next.value);
			} else {
				this.#molecules.push(next.value);
			}
		}
	}
}

/** The records of a format that has some, one after the other, and how many they are. */
function recordsOf(text: string, format: OutputFormat): { readonly count: number; readonly records: Iterator<MoleculeText | FastaText, void> } {
	switch (format) {
		case "smiles":
			return { count: countSmilesLines(text), records: marked(readSmilesLines(text), format) };
		case "molfile":
			return { count: countMolRecords(text), records: marked(readMolRecords(text), format) };
		case "fasta":
			return { count: countFastaRecords(text), records: readFastaText(text) };
		default:
			return { count: 0, records: [][Symbol.iterator]() };
	}
}

function* marked<Record, Format extends string>(records: Iterable<Record>, format: Format): Generator<{ readonly format: Format } & Record, void> {
	for (const record of records) {
		yield { format, ...record };
	}
}
