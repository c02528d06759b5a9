import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, query, state } from "lit/decorators.js";
import type { ProteinStrings } from "../protocol/protein.ts";
import type { LigandData, StructureData } from "../protocol/structure.ts";
import { chosen } from "../ui/chosen.ts";
import { iconButton } from "../ui/iconButton.ts";
import { visible } from "../ui/text.ts";
import type { ColourScheme, StructureViewer, ViewerLook } from "../viewer/contract.ts";
import { legendOf } from "./legend.ts";
import { residuePlace } from "./numbering.ts";
import { fillAll } from "./texts.ts";

/** `detail` are the residues (indices into `StructureData.residues`) that were picked in 3D. */
export const pickedEvent = "structure-picked";
/** `detail` is one of the file's models, counted from 1. */
export const modelEvent = "structure-model";
/** `detail` is a PNG. */
export const pictureEvent = "structure-picture";

type Switch = "surface" | "labels" | "water" | "hydrogens" | "spin";

/** A structure in 3D with its tools; the viewer, which is large, is loaded with the first one. Without WebGL it says so in its place. */
export class StructurePanel extends LitElement {
	@property({ attribute: false }) strings!: ProteinStrings;
	@property({ attribute: false }) structure: StructureData | undefined;
	/** The structure is the same file as the one before, changed: it is seen from where that one was. */
	@property({ attribute: false }) again = false;
	@state() private look: ViewerLook | undefined;
	@state() private measuring = false;
	@state() private state: "loading" | "ready" | "failed" = "loading";
	@state() private problem = "";
	/** The model that is asked for; it may take a moment until it comes. */
	@state() private model = 1;
	/** Where steps go from: the model that was asked for last, also where it has nothing to show. */
	#place = 1;
	/** What was picked or measured last. */
	@state() private told = "";
	@query(".viewer-place") private readonly place!: HTMLElement | null;
	#viewer: StructureViewer | undefined;
	/** The viewer to be: another structure may come while it is loaded. */
	#making: Promise<StructureViewer> | undefined;
	#highlighted: readonly number[] = [];
	/** The structure that is in the viewer. */
	#drawn: StructureData | undefined;
	#isWithoutWebGl = false;

	highlight(residues: readonly number[], turnTo: boolean): void {
		this.#highlighted = residues;
		if (residues.length === 0 && !this.measuring) {
			this.told = "";
		}
		if (this.state === "ready" && this.#drawn === this.structure) {
			this.#viewer?.highlightResidues(residues, turnTo);
		}
	}

	/** Another model was asked for, and has not come yet. */
	get isStepping(): boolean {
		return this.structure !== undefined && this.model !== this.structure.model;
	}

	/** The model that was asked for does not come: the one that is shown is told again. */
	stay(): void {
		this.model = this.structure?.model ?? this.model;
	}

	focusLigand(ligand: LigandData | undefined): void {
		this.#viewer?.focusLigand(ligand && { residue: ligand.residue, neighbours: [...ligand.neighbours] });
	}

	protected override createRenderRoot(): HTMLElement {
		return this;
	}

	protected override willUpdate(changed: PropertyValues<this>): void {
		if (changed.has("structure") && this.structure !== undefined) {
			this.look = lookFor(this.structure, this.again ? this.look : undefined);
			this.model = this.#place = this.structure.model;
			if (this.state === "failed" && !this.#isWithoutWebGl) {
				this.state = "loading";
			}
		}
	}

	protected override updated(changed: PropertyValues<this>): void {
		if (changed.has("structure") && this.structure !== undefined) {
			void this.#show(this.structure);
		}
	}

	protected override render(): TemplateResult {
		const { strings, structure, look } = this;
		if (structure === undefined || look === undefined) {
			return html``;
		}
		return html`
			${this.state === "failed" ? this.#steps(structure) : this.#tools(structure, look)}
			<div class="viewer-place" data-testid="viewer-place" data-state=${this.state} @viewer-picked=${(event: CustomEvent<{ readonly residues: readonly number[]; readonly atoms: readonly number[] }>) => this.#picked(structure, event.detail)} @viewer-measured=${(event: CustomEvent<{ readonly first: number; readonly second: number; readonly distance: number }>) => this.#measured(structure, event.detail)} @viewer-failed=${(event: CustomEvent<{ readonly reason: string; readonly message: string }>) => this.#failed(event.detail)}></div>
			${this.state === "loading" ? html`<p class="viewer-line" role="status">${strings.loading3d}</p>` : nothing}
			${this.state === "failed" ? html`<p class="viewer-failed" data-testid="viewer-failed">${this.problem}</p>` : nothing}
			${this.state === "ready" ? html`<div class="viewer-foot"><span class="viewer-told" role="status" data-testid="told">${this.told === "" && this.measuring ? strings.measureHelp : this.told}</span>${legendOf(structure, look.colour, strings)}</div>` : nothing}
		`;
	}

	#tools(structure: StructureData, look: ViewerLook): TemplateResult {
		const { strings } = this;
		const styles = hasPolymer(structure)
			? ([["cartoon", strings.styleCartoon], ["sticks", strings.sticks], ["spheres", strings.spheres]] as const)
			: ([["ball-and-stick", strings.ballAndStick], ["sticks", strings.sticks], ["spheres", strings.spheres]] as const);
		const style = hasPolymer(structure) ? look.polymer : look.molecule;
		const toggle = (name: Switch, icon: string, label: string): TemplateResult => iconButton({ name: icon, label, testid: `toggle-${name}`, pressed: look[name], onClick: () => this.#set({ [name]: !look[name] }) });
		return html`<div class="viewer-tools" role="toolbar" aria-label=${strings.structure}>
			${this.#steps(structure)}
			<select class="select" aria-label=${strings.style} title=${strings.style} data-testid="style" @change=${(event: Event) => this.#style((event.target as HTMLSelectElement).value)}>${styles.map(([value, label]) => html`<option value=${value}>${label}</option>`)}${chosen(style)}</select>
			<select class="select" aria-label=${strings.colour} title=${strings.colour} data-testid="colour" @change=${(event: Event) => this.#set({ colour: (event.target as HTMLSelectElement).value as ColourScheme })}>${schemesOf(structure, strings).map(([value, label]) => html`<option value=${value}>${label}</option>`)}${chosen(look.colour)}</select>
			<span class="tool-group">
				${toggle("surface", "circle-large-filled", strings.surface)} ${toggle("labels", "tag", strings.labels)} ${toggle("water", "beaker", strings.water)}
				${hasPolymer(structure) ? nothing : toggle("hydrogens", "symbol-numeric", strings.hydrogens)} ${toggle("spin", "sync", strings.spin)}
			</span>
			<span class="tool-group">
				${iconButton({ name: "symbol-ruler", label: strings.measure, testid: "measure", pressed: this.measuring, onClick: () => this.#measure() })}
				${iconButton({ name: "home", label: strings.reset, testid: "reset", onClick: () => this.#viewer?.resetView() })}
				${iconButton({ name: "device-camera", label: strings.picture, testid: "picture", disabled: this.state !== "ready", onClick: () => void this.#picture() })}
			</span>
		</div>`;
	}

	/** The way to the file's other models, where there are any; it goes round. */
	#steps({ models, modelKind }: StructureData): TemplateResult | typeof nothing {
		const { strings, model } = this;
		const by = (step: 1 | -1): number => ((this.#place - 1 + step + models) % models) + 1;
		const isMolecule = modelKind === "molecule";
		const step = (name: string, label: string, testid: string, way: 1 | -1): TemplateResult => iconButton({ name, label, testid, onClick: () => this.#step(by(way)) });
		return models < 2
			? nothing
			: html`<span class="tool-group model-steps">
					${step("chevron-left", isMolecule ? strings.previousMolecule : strings.previousModel, "previous-model", -1)}
					<span role="status" data-testid="model">${fillAll(isMolecule ? strings.moleculeOf : strings.modelOf, model, models)}</span>
					${step("chevron-right", isMolecule ? strings.nextMolecule : strings.nextModel, "next-model", 1)}
				</span>`;
	}

	#step(model: number): void {
		this.model = this.#place = model;
		this.dispatchEvent(new CustomEvent<number>(modelEvent, { bubbles: true, detail: model }));
	}

	async #show(structure: StructureData): Promise<void> {
		this.told = "";
		try {
			const viewer = await (this.#making ??= this.#made());
			if (this.structure !== structure) {
				return; // the one that came meanwhile is shown
			}
			this.#viewer = viewer;
			if (this.look !== undefined && this.state !== "failed") {
				await viewer.show({ kind: "structure", data: structure }, this.look, this.again ? "here" : "default");
			}
			if (this.structure === structure && this.state !== "failed") {
				[this.state, this.#drawn] = ["ready", structure];
				viewer.highlightResidues(this.#highlighted, false);
			}
		} catch (error) {
			this.#failed({ reason: "unreadable", message: error instanceof Error ? error.message : String(error) });
		}
	}

	async #made(): Promise<StructureViewer> {
		const { defineViewer } = await import("../viewer/viewer.ts");
		defineViewer();
		const viewer = document.createElement("biomedgpt-structure-viewer");
		const { noWebGl, viewerHelp, distance, drawingSurface } = this.strings;
		viewer.strings = { noWebGl, help: viewerHelp, distance, surface: drawingSurface };
		this.place?.append(viewer);
		return viewer;
	}

	#failed({ reason, message }: { readonly reason: string; readonly message: string }): void {
		[this.state, this.measuring, this.told] = ["failed", false, ""];
		this.#isWithoutWebGl = reason === "no-webgl";
		this.problem = reason === "no-webgl" ? this.strings.noWebGl : message || this.strings.notDrawn;
		this.#viewer?.remove();
		[this.#viewer, this.#making] = [undefined, undefined];
	}

	#set(change: Partial<ViewerLook>): void {
		if (this.look !== undefined) {
			this.look = { ...this.look, ...change };
			this.#viewer?.setLook(this.look);
		}
	}

	#style(style: string): void {
		if (style === "cartoon") {
			this.#set({ polymer: style });
		} else if (style === "sticks" || style === "spheres") {
			this.#set({ polymer: style, molecule: style });
		} else {
			this.#set({ molecule: "ball-and-stick" });
		}
	}

	#measure(): void {
		this.measuring = !this.measuring;
		this.told = "";
		this.#viewer?.measure(this.measuring);
	}

	#picked(structure: StructureData, { atoms, residues }: { readonly atoms: readonly number[]; readonly residues: readonly number[] }): void {
		const [atom, residue] = [atoms.at(-1), residues.at(-1)];
		if (!this.measuring) {
			this.told = residue === undefined ? "" : fillAll(this.strings.picked, residuePlace(structure, residue), atom === undefined ? "" : atomName(structure, atom));
			this.dispatchEvent(new CustomEvent<readonly number[]>(pickedEvent, { bubbles: true, detail: residues }));
		}
	}

	#measured(structure: StructureData, { first, second, distance }: { readonly first: number; readonly second: number; readonly distance: number }): void {
		const name = (atom: number): string => `${residuePlace(structure, structure.residueOf[atom] ?? 0)} ${atomName(structure, atom)}`;
		this.told = fillAll(this.strings.measured, name(first), name(second), distance.toFixed(2));
	}

	async #picture(): Promise<void> {
		try {
			const png = await this.#viewer?.picture(2, false);
			if (png !== undefined) {
				this.dispatchEvent(new CustomEvent(pictureEvent, { bubbles: true, detail: png }));
			}
		} catch {
			this.told = this.strings.notPictured; // the graphics card has taken its memory back
		}
	}
}

function atomName({ atomNames, names }: StructureData, atom: number): string {
	return visible(atomNames[names[atom] ?? 0] ?? "");
}

function hasPolymer({ chains }: StructureData): boolean {
	return chains.some(({ kind }) => kind !== "other");
}

/** What a structure is first shown as, or the look that was chosen before. */
function lookFor(structure: StructureData, chosen: ViewerLook | undefined): ViewerLook {
	const polymers = structure.chains.filter(({ kind }) => kind !== "other");
	const colour: ColourScheme = structure.confidence === "plddt" ? "plddt" : polymers.length === 0 ? "element" : polymers.length > 1 ? "chain" : "secondary-structure";
	return chosen ?? { polymer: "cartoon", molecule: "ball-and-stick", surface: false, colour, labels: false, water: false, hydrogens: true, spin: false };
}

function schemesOf(structure: StructureData, strings: ProteinStrings): readonly (readonly [ColourScheme, string])[] {
	const polymer: readonly (readonly [ColourScheme, string])[] = [
		["chain", strings.colourChain],
		["secondary-structure", strings.colourStructure],
		["residue", strings.colourResidue],
	];
	const confidence: readonly (readonly [ColourScheme, string])[] = structure.confidence === "plddt" ? [["plddt", strings.colourPlddt]] : structure.confidence === "b-factor" ? [["b-factor", strings.colourBFactor]] : [];
	return [...(hasPolymer(structure) ? polymer : []), ...confidence, ["element", strings.colourElement]];
}
