import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, query, state } from "lit/decorators.js";
import type { MoleculeModel, MoleculeStrings, MoleculeToHost, MoleculeToView, PictureTheme } from "../protocol/molecule.ts";
import { icon } from "../ui/icon.ts";
import { iconButton } from "../ui/iconButton.ts";
import { drawStructure, type Box, type Structure } from "../ui/molecule.ts";
import { fill, visible } from "../ui/text.ts";
import type { MoleculeDrawing, Shown } from "./drawing.ts";
import { standaloneSvg, svgSource } from "./picture.ts";
import type { MatchesModel } from "./smarts.ts";

export type PictureModel = MoleculeToView & { type: "drawing" };

/** The molecule in 2D: drawn here, or by RDKit where that is not possible or not wanted; with what is highlighted and selected in it. */
export class FlatView extends LitElement {
	@property({ attribute: false }) molecule!: MoleculeModel;
	@property({ attribute: false }) strings!: MoleculeStrings;
	/** RDKit's last picture. */
	@property({ attribute: false }) picture: PictureModel | undefined;
	@property({ attribute: false }) theme: PictureTheme = "dark";
	@property({ attribute: false }) found: MatchesModel | undefined;
	@property({ attribute: false }) numbers = false;
	/** RDKit's drawing is wanted. */
	@property({ attribute: false }) rdkit = false;
	@property({ attribute: false }) say: (message: MoleculeToHost) => void = () => undefined;
	/** Which of the matches is gone to. */
	@property({ attribute: false }) current = 0;
	/** Somebody goes from match to match: RDKit then shows one at a time. */
	@property({ attribute: false }) stepping = false;
	@property({ attribute: false }) selection: readonly number[] = [];
	@state() private moving = false;
	@query("molecule-drawing") private readonly drawing!: MoleculeDrawing | null;
	#structure: Structure | undefined;
	#drawn: string | undefined;
	#asked = "";

	/** The drawing as it is seen, as a file of its own; undefined where it is RDKit's, which the host makes anew. */
	standalone(): string | undefined {
		const layer = this.querySelector(".layer");
		return this.#own() === undefined || layer === null || this.#structure === undefined ? undefined : standaloneSvg(this.#structure, layer);
	}

	/** What glows, for RDKit. */
	get highlight(): readonly number[] {
		const matches = this.found?.matches ?? [];
		return [...new Set([...(this.stepping ? (matches[this.current] ?? []) : matches.flat()), ...this.selection])].sort((first, second) => first - second);
	}

	/** Whether a picture is the one that was asked for last: answers may overtake each other. */
	awaits({ id, theme, highlight }: PictureModel): boolean {
		return this.#asked === keyOf(id, theme, highlight);
	}

	protected override createRenderRoot(): HTMLElement {
		return this;
	}

	protected override willUpdate(changed: PropertyValues<this>): void {
		const before = changed.get("molecule");
		if (before !== undefined && before.id !== this.molecule.id) {
			this.#asked = "";
			this.drawing?.fit();
		}
		if (this.molecule.drawable && this.#drawn !== this.molecule.smiles) {
			this.#drawn = this.molecule.smiles;
			this.#structure = drawStructure(this.molecule.smiles);
		}
	}

	protected override render(): TemplateResult {
		const { molecule, strings, found, current, selection, numbers, moving } = this;
		const shown = this.#shown();
		const marks = { matched: found?.matches ?? [], current: found?.matches[current] ?? [], selected: selection };
		return html`
			${this.#toolbar()}
			<div class="drawing-place">
				<molecule-drawing
					.shown=${shown}
					.marks=${marks}
					.numbers=${numbers}
					.moving=${moving}
					.label=${fill(strings.drawing, visible(molecule.title))}
					.help=${strings.drawingHelp}
				></molecule-drawing>
				${shown === undefined ? html`<div class="stage-message" role="status">${this.#waiting()}</div>` : nothing}
			</div>
			${this.#byRdkit()}
		`;
	}

	protected override updated(): void {
		const { molecule, theme, highlight } = this;
		const wanted = keyOf(molecule.id, theme, highlight);
		if (this.#own() === undefined && this.#asked !== wanted) {
			this.#asked = wanted;
			this.say({ type: "draw", id: molecule.id, theme, highlight });
		}
	}

	#toolbar(): TemplateResult {
		const { strings } = this;
		const own = this.#own() !== undefined;
		return html`<div class="toolbar" role="toolbar" aria-label=${strings.twoD}>
			${iconButton({ name: "zoom-in", label: strings.zoomIn, testid: "zoom-in", onClick: () => this.drawing?.zoom(1) })}
			${iconButton({ name: "zoom-out", label: strings.zoomOut, testid: "zoom-out", onClick: () => this.drawing?.zoom(-1) })}
			${iconButton({ name: "screen-normal", label: strings.resetView, testid: "fit", onClick: () => this.drawing?.fit() })}
			<span class="separator"></span>
			${iconButton({ name: "move", label: strings.moveByDragging, testid: "move", pressed: this.moving, disabled: !own, onClick: () => (this.moving = !this.moving) })}
			${iconButton({ name: "symbol-number", label: strings.atomNumbers, testid: "atom-numbers", pressed: this.numbers, disabled: !own, onClick: () => this.#remember({ numbers: !this.numbers }) })}
			${iconButton({ name: "beaker", label: strings.useRdkit, testid: "use-rdkit", pressed: !own, disabled: this.#mustBeRdkit() !== undefined, onClick: () => this.#remember({ rdkit: !this.rdkit }) })}
		</div>`;
	}

	#byRdkit(): TemplateResult | typeof nothing {
		const { strings } = this;
		// While there is no drawing yet, or none could be made, nobody drew it.
		const line = this.#shown()?.kind !== "picture" ? undefined : (this.#mustBeRdkit() ?? strings.byRdkit);
		const overlapping = this.picture?.id === this.molecule.id && this.picture.overlapping;
		return line === undefined ? nothing : html`<p class="quiet by-rdkit" data-testid="by-rdkit">${line}${overlapping ? ` ${strings.overlapping}` : ""}</p>`;
	}

	/** Why we do not draw it ourselves. */
	#mustBeRdkit(): string | undefined {
		const { strings, molecule } = this;
		return !molecule.drawable ? (molecule.atoms === 0 ? strings.byRdkitFailed : strings.byRdkitLarge) : this.#structure === undefined ? strings.byRdkitFailed : this.#structure.crowded ? strings.byRdkitCrowded : undefined;
	}

	#own(): Structure | undefined {
		return this.rdkit || this.#mustBeRdkit() !== undefined ? undefined : this.#structure;
	}

	#shown(): Shown | undefined {
		const structure = this.#own();
		if (structure !== undefined) {
			return { kind: "structure", structure };
		}
		const { picture, molecule } = this;
		return picture?.id !== molecule.id || picture.svg === "" ? undefined : { kind: "picture", source: svgSource(picture.svg), size: sizeOf(picture.svg) };
	}

	#waiting(): TemplateResult | string {
		const { picture, molecule, strings } = this;
		const problem = picture?.id === molecule.id ? picture.problem : undefined;
		return problem === undefined ? strings.drawingWorking : html`<span class="problem" data-testid="drawing-problem">${icon("warning")}<span>${visible(problem)}</span></span>
					<vscode-button appearance="secondary" class="small-button" data-testid="draw-again" @click=${() => this.#again()}>${strings.retry}</vscode-button>`;
	}

	#again(): void {
		this.#asked = "";
		this.requestUpdate();
	}

	#remember(change: { readonly numbers?: boolean; readonly rdkit?: boolean }): void {
		this.dispatchEvent(new CustomEvent("view-changed", { bubbles: true, detail: change }));
	}
}

export function keyOf(id: number, theme: PictureTheme, highlight: readonly number[]): string {
	return `${id} ${theme} ${highlight.join(" ")}`;
}

/** RDKit writes its pictures' size in pixels. */
function sizeOf(svg: string): Box {
	const [, width = "480"] = /\bwidth='([\d.]+)px'/u.exec(svg) ?? [];
	const [, height = "360"] = /\bheight='([\d.]+)px'/u.exec(svg) ?? [];
	return { width: Number(width), height: Number(height) };
}
