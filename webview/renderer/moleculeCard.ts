import { html, nothing, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import type { OutputSubject } from "../protocol/renderer.ts";
import type { StructureDrawing } from "../ui/drawing.ts";
import type { Box } from "../ui/molecule.ts";
import { clip, visible } from "../ui/text.ts";
import type { Scene, ViewerLook } from "../viewer/contract.ts";
import { Hosted } from "./hosted.ts";
import type { MolRecord } from "./molfileText.ts";
import { problem, saidBy, textInstead } from "./parts.ts";
import { drawnBy, isReaction, type SmilesLine } from "./smilesText.ts";
import type { Stage } from "./stage.ts";

/** One molecule of an output. */
export type MoleculeText = ({ readonly format: "smiles" } & SmilesLine) | ({ readonly format: "molfile" } & MolRecord);

const alone: Box = { width: 320, height: 220 };
const inGrid: Box = { width: 200, height: 140 };
/** Characters of a SMILES or name that are shown; all of it is in the copy. */
const shownCharacters = 400;
const look: ViewerLook = { polymer: "sticks", molecule: "ball-and-stick", surface: false, colour: "element", labels: false, water: true, hydrogens: true, spin: false };

/** A molecule: its drawing, in 2D or 3D, its name, formula and SMILES, and what can be done with it. */
export class MoleculeCard extends Hosted {
	@property({ attribute: false }) molecule!: MoleculeText;
	/** The only one of its output has room. */
	@property({ attribute: false }) alone = false;
	@state() private formula = "";
	@state() private method = "";
	@state() private canonical = "";
	/** Why RDKit refuses it. */
	@state() private refusal = "";
	/** What an action or the 3D viewer said. */
	@state() private note = "";
	@state() private undrawn = false;
	@state() private stageFailed = false;
	@state() private view: "2d" | "3d" = "2d";
	#asked = false;
	/** The same one as long as this molecule is shown: another one would begin anew. */
	#scene: Scene | undefined;
	readonly #watcher = new IntersectionObserver((entries) => entries.some(({ isIntersecting }) => isIntersecting) && void this.#askFacts(), { rootMargin: "200px" });

	override connectedCallback(): void {
		super.connectedCallback();
		this.#watcher.observe(this);
	}

	override disconnectedCallback(): void {
		super.disconnectedCallback();
		this.#watcher.disconnect();
	}

	protected override updated(): void {
		const { molecule } = this;
		if (molecule.format === "smiles") {
			this.querySelector<StructureDrawing>("biomedgpt-structure-drawing")?.show(molecule.smiles, this.#box);
		}
	}

	protected override render(): TemplateResult {
		const { molecule, strings } = this;
		const name = molecule.name === "" ? strings.unnamed : molecule.name;
		return html`<div class=${this.alone ? "card is-alone" : "card"} role="group" aria-label=${visible(clip(name, shownCharacters))} data-testid="molecule" @action-said=${(event: Event) => (this.note = saidBy(event))}>
			<div class="picture" data-testid="picture" role=${this.#isDrawing ? "img" : "group"} aria-label=${this.#isDrawing ? visible(clip(`${name} ${this.formula}`, shownCharacters)) : nothing}>${this.#picture(name)}</div>
			${this.#switch()}
			<div class="words">
				${molecule.name === "" ? nothing : html`<bdi class="name" data-testid="name" title=${visible(clip(molecule.name, shownCharacters))}>${visible(molecule.name)}</bdi>`}
				${this.formula === "" ? nothing : html`<span class="formula" data-testid="formula" title=${visible(this.method)}>${this.formula}</span>`}
				${molecule.format === "smiles" && isReaction(molecule) ? html`<span class="formula">${strings.reaction}</span>` : nothing}
				${this.#smiles === "" ? nothing : html`<code class="smiles" dir="ltr" data-testid="smiles" tabindex="0">${visible(clip(this.#smiles, shownCharacters))}${this.#smiles.length > shownCharacters ? "…" : ""}</code>`}
				${problem(this.note)}
			</div>
			${this.#toolbar(name)}
		</div>`;
	}

	get #box(): Box {
		return this.alone ? alone : inGrid;
	}

	get #smiles(): string {
		return this.molecule.format === "smiles" ? this.molecule.structure : this.canonical;
	}

	get #isDrawing(): boolean {
		return this.view === "2d" && this.refusal === "" && !this.undrawn;
	}

	/** The mol block in space, without a 2D drawing where no host makes one. */
	get #inSpace(): boolean {
		const { molecule } = this;
		return molecule.format === "molfile" && molecule.deep && !this.stageFailed && (this.view === "3d" || (this.link.state === "absent" && this.undrawn));
	}

	#picture(name: string): TemplateResult {
		return this.molecule.format === "smiles" ? this.#smilesPicture(this.molecule, name) : this.#molfilePicture(this.molecule, name);
	}

	#smilesPicture(line: SmilesLine, name: string): TemplateResult {
		const by = drawnBy(line);
		if (this.refusal !== "") {
			return html`${problem(this.refusal)}`;
		}
		if (by === "nobody" || (by === "host" && this.undrawn)) {
			return textInstead(this.strings.tooLarge, line.smiles);
		}
		if (this.undrawn) {
			return html`${problem(this.strings.noDrawing)}`;
		}
		return by === "host"
			? this.#rdkit(line.structure, name)
			: html`<biomedgpt-structure-drawing class="drawing" data-testid="drawing" @drawing-failed=${() => (this.undrawn = true)}></biomedgpt-structure-drawing>`;
	}

	#molfilePicture({ atoms, block }: MolRecord, name: string): TemplateResult {
		if (atoms === 0) {
			return textInstead(this.strings.noMolfile, block);
		}
		if (this.#inSpace) {
			this.#scene ??= { kind: "text", text: block, format: "mol" };
			return html`<biomedgpt-stage .scene=${this.#scene} .look=${look} .strings=${this.strings} label=${visible(name)} @stage-failed=${(event: Event) => this.#spaceFailed(saidBy(event))}></biomedgpt-stage>`;
		}
		if (this.refusal !== "") {
			return html`${problem(this.refusal)}`;
		}
		return this.undrawn ? textInstead(this.strings.withoutHost, block) : this.#rdkit(block, name);
	}

	#spaceFailed(message: string): void {
		this.stageFailed = true;
		this.view = "2d";
		this.note = message;
	}

	#rdkit(structure: string, name: string): TemplateResult {
		return html`<biomedgpt-rdkit-drawing class="drawing" .link=${this.link} .structure=${structure} .box=${this.#box} label=${visible(name)} @undrawn=${() => (this.undrawn = true)}></biomedgpt-rdkit-drawing>`;
	}

	/** Between the drawing and the coordinates. */
	#switch(): TemplateResult | typeof nothing {
		const { molecule, strings } = this;
		if (molecule.format !== "molfile" || !molecule.deep || this.stageFailed || this.link.state === "absent") {
			return nothing;
		}
		const choice = (view: "2d" | "3d", label: string): TemplateResult =>
			html`<button type="button" class="choice" aria-pressed=${this.view === view} data-testid=${`view-${view}`} @click=${() => (this.view = view)}>${label}</button>`;
		return html`<div class="choices" role="group">${choice("2d", strings.flat)}${choice("3d", strings.depth)}</div>`;
	}

	#toolbar(name: string): TemplateResult {
		const { molecule, strings } = this;
		const subject: OutputSubject = molecule.format === "smiles" ? { format: "smiles", text: molecule.structure, name: molecule.name } : { format: "molfile", text: molecule.block, name: molecule.name };
		const readable = this.refusal === "" && (molecule.format === "smiles" ? drawnBy(molecule) !== "nobody" && !isReaction(molecule) : molecule.atoms > 0);
		return html`<biomedgpt-toolbar
			.link=${this.link}
			.subject=${subject}
			.askable=${readable}
			.previewable=${readable}
			.copyable=${molecule.format === "molfile" || drawnBy(molecule) !== "nobody"}
			.resetView=${this.#inSpace ? () => this.querySelector<Stage>("biomedgpt-stage")?.reset() : undefined}
			label=${name}
			copyLabel=${molecule.format === "smiles" ? strings.copySmiles : strings.copyStructure}
		></biomedgpt-toolbar>`;
	}

	async #askFacts(): Promise<void> {
		const { molecule, link } = this;
		if (this.#asked || (molecule.format === "smiles" ? isReaction(molecule) || drawnBy(molecule) === "nobody" : molecule.atoms === 0)) {
			return;
		}
		this.#asked = true;
		const answer = await link.facts(molecule.format === "smiles" ? molecule.structure : molecule.block);
		if (answer?.type === "facts") {
			[this.formula, this.canonical, this.method] = [answer.formula, answer.smiles, answer.method];
		} else if (answer?.type === "failed" && answer.invalid) {
			this.refusal = answer.message;
		}
	}

	/** One that was given up may be drawn when the host comes late after all. */
	protected override hostChanged(): void {
		if (this.link.state === "here" && (this.molecule.format === "molfile" || drawnBy(this.molecule) === "host")) {
			this.undrawn = false;
		}
		super.hostChanged();
	}
}
