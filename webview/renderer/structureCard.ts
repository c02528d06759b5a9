import { html, nothing, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import { maximumSubject } from "../protocol/renderer.ts";
import { fill, visible } from "../ui/text.ts";
import type { Scene, ViewerLook } from "../viewer/contract.ts";
import { Hosted } from "./hosted.ts";
import { problem, saidBy, textInstead } from "./parts.ts";
import type { Stage } from "./stage.ts";
import { mostAtoms, type StructureSummary } from "./structureText.ts";

const look: ViewerLook = { polymer: "cartoon", molecule: "ball-and-stick", surface: false, colour: "chain", labels: false, water: false, hydrogens: true, spin: false };

/** A PDB or mmCIF text of an output in the 3D viewer; without one, a clear line and the text. */
export class StructureCard extends Hosted {
	@property({ attribute: false }) text = "";
	@property({ attribute: false }) format: "pdb" | "mmcif" = "pdb";
	@property({ attribute: false }) summary!: StructureSummary;
	@state() private note = "";
	@state() private failure = "";
	#scene: Scene | undefined;

	protected override render(): TemplateResult {
		const { summary, strings, text } = this;
		const name = summary.id === "" ? summary.title : summary.id;
		const label = name === "" ? strings.unnamed : name;
		const shown = summary.atoms > 0 && summary.atoms <= mostAtoms && this.failure === "";
		return html`<div class="card structure" role="group" aria-label=${visible(label)} data-testid="structure" @action-said=${(event: Event) => (this.note = saidBy(event))}>
			<div class="head">
				${name === "" ? nothing : html`<bdi class="name" data-testid="name">${visible(name)}</bdi>`}
				${summary.atoms === 0 ? nothing : html`<span class="detail" data-testid="atoms">${fill(strings.structure, summary.atoms.toLocaleString())}</span>`}
				${summary.title === "" || summary.title === name ? nothing : html`<bdi class="description" title=${visible(summary.title)}>${visible(summary.title)}</bdi>`}
			</div>
			${shown ? this.#stage(label) : this.#instead()}
			${problem(this.note)}
			<biomedgpt-toolbar
				.link=${this.link}
				.subject=${{ format: this.format, text, name }}
				.askable=${summary.atoms > 0 && text.length <= maximumSubject}
				.previewable=${false}
				.copyable=${text.length <= maximumSubject}
				.resetView=${shown ? () => this.querySelector<Stage>("biomedgpt-stage")?.reset() : undefined}
				label=${label}
				copyLabel=${strings.copyFile}
			></biomedgpt-toolbar>
		</div>`;
	}

	#stage(label: string): TemplateResult {
		this.#scene ??= { kind: "text", text: this.text, format: this.format };
		return html`<biomedgpt-stage class="large" .scene=${this.#scene} .look=${look} .strings=${this.strings} label=${visible(label)} @stage-failed=${(event: Event) => (this.failure = saidBy(event) || this.strings.noViewer)}></biomedgpt-stage>`;
	}

	#instead(): TemplateResult {
		const { strings, summary } = this;
		return textInstead(this.failure !== "" ? this.failure : summary.atoms === 0 ? strings.noCoordinates : strings.tooLarge, this.text);
	}
}
