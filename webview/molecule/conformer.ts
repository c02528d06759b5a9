import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, query, state } from "lit/decorators.js";
import type { MoleculeStrings, MoleculeToView } from "../protocol/molecule.ts";
import { icon } from "../ui/icon.ts";
import { iconButton } from "../ui/iconButton.ts";
import { visible } from "../ui/text.ts";
import type { MoleculeStyle, StructureViewer, ViewerLook } from "../viewer/contract.ts";

export type ConformerModel = MoleculeToView & { type: "conformer" };

type Toggle = "surface" | "labels" | "hydrogens" | "spin";
const toggles: readonly (readonly [name: Toggle, icon: string])[] = [["hydrogens", "symbol-field"], ["surface", "circle-large"], ["labels", "tag"], ["spin", "sync"]];
const styles: readonly MoleculeStyle[] = ["sticks", "ball-and-stick", "spheres"];

/** The conformer in 3D. Fires `conformer-wanted` when it is to be computed, `conformer-longer` with more time, and `conformer-cancelled`. */
export class ConformerView extends LitElement {
	@property({ attribute: false }) strings!: MoleculeStrings;
	/** Undefined while it is computed. */
	@property({ attribute: false }) model: ConformerModel | undefined;
	/** Atoms that glow, as the SMILES counts them. */
	@property({ attribute: false }) marked: readonly number[] = [];
	/** For screen readers. */
	@property({ attribute: false }) label = "";
	@state() private look: ViewerLook = { polymer: "sticks", molecule: "ball-and-stick", surface: false, colour: "element", labels: false, water: false, hydrogens: true, spin: false };
	@state() private seconds = 0;
	@state() private failed = "";
	@query("biomedgpt-structure-viewer") private readonly element!: StructureViewer | null;
	/** `<biomedgpt-structure-viewer>` is known: before, the element in the page can do nothing. */
	#known = false;
	#timer: ReturnType<typeof setInterval> | undefined;
	#shown: ConformerModel | undefined;

	/** What is seen, twice as large, as a PNG; undefined where nothing is. */
	async picture(): Promise<Uint8Array | undefined> {
		return this.#shown === undefined || this.failed !== "" ? undefined : this.viewer?.picture(2, false);
	}

	private get viewer(): StructureViewer | null {
		return this.#known ? this.element : null;
	}

	override connectedCallback(): void {
		super.connectedCallback();
		this.#timer = setInterval(() => this.#tick(), 1000);
	}

	override disconnectedCallback(): void {
		super.disconnectedCallback();
		clearInterval(this.#timer);
		this.#shown = undefined;
	}

	protected override createRenderRoot(): HTMLElement {
		return this;
	}

	protected override render(): TemplateResult {
		const { model, strings, seconds } = this;
		if (model === undefined) {
			return html`<div class="stage-message" role="status" data-testid="conformer-working">
				<vscode-progress-ring class="ring"></vscode-progress-ring>
				<span>${strings.conformerWorking}${seconds < 2 ? nothing : html` <span class="quiet">${seconds} s</span>`}</span>
				<vscode-button appearance="secondary" class="small-button" data-testid="cancel-conformer" @click=${() => this.#say("conformer-cancelled")}>${strings.cancel}</vscode-button>
			</div>`;
		}
		if (model.problem !== undefined) {
			return html`<div class="stage-message" role="status" data-testid="conformer-problem">
				<p class="problem">${icon("warning")}<span>${visible(model.problem)}</span></p>
				${model.next === "longer" ? this.#longer() : model.next === "" ? nothing : html`<vscode-button appearance="secondary" class="small-button" data-testid="retry-conformer" @click=${() => this.#say("conformer-wanted")}>${strings.retry}</vscode-button>`}
			</div>`;
		}
		return html`
			${this.failed === "" ? this.#toolbar() : nothing}
			<div class="viewer-place">
				<biomedgpt-structure-viewer data-testid="viewer" ?hidden=${this.failed !== ""} @viewer-picked=${(event: CustomEvent<{ atoms: readonly number[] }>) => this.#picked(event.detail.atoms)} @viewer-failed=${(event: CustomEvent<{ reason: string; message: string }>) => this.#fail(event.detail)}></biomedgpt-structure-viewer>
				${this.failed === "" ? nothing : html`<div class="stage-message"><p class="problem" data-testid="viewer-problem">${icon("warning")}<span>${this.failed}</span></p></div>`}
			</div>
			<p class="method-line" data-testid="conformer-method"><span class="mark-computed">${icon("symbol-ruler")}${strings.computed}</span> ${visible(model.method)}</p>
			${model.note === "" ? nothing : html`<p class="method-line quiet">${visible(model.note)}</p>`}
			${model.next === "longer" ? html`<p class="method-line">${this.#longer()}</p>` : nothing}
		`;
	}

	protected override updated(changed: PropertyValues<this>): void {
		if (changed.has("marked") && this.#shown !== undefined && this.failed === "") {
			this.#mark();
		}
		if (changed.has("model")) {
			this.seconds = 0;
			if (this.model !== undefined && this.model.problem === undefined && this.model !== this.#shown) {
				this.#shown = this.model;
				void this.#show(this.model);
			}
		}
	}

	/** The conformer has its atoms in another order, and hydrogens that nobody wrote. */
	#mark(): void {
		const marked = new Set(this.marked);
		this.viewer?.highlightAtoms((this.model?.written ?? []).flatMap((atom, index) => (marked.has(atom) ? [index] : [])));
	}

	#picked(atoms: readonly number[]): void {
		const written = atoms.map((atom) => this.model?.written[atom] ?? -1).filter((atom) => atom >= 0);
		this.dispatchEvent(new CustomEvent("atoms-selected", { bubbles: true, detail: [...new Set(written)].sort((first, second) => first - second) }));
	}

	#longer(): TemplateResult {
		return html`<vscode-button appearance="secondary" class="small-button" data-testid="longer-conformer" @click=${() => this.#say("conformer-longer")}>${this.strings.tryLonger}</vscode-button>`;
	}

	#toolbar(): TemplateResult {
		const { strings, look } = this;
		const names: Readonly<Record<MoleculeStyle, string>> = { sticks: strings.sticks, "ball-and-stick": strings.ballAndStick, spheres: strings.spheres };
		return html`<div class="toolbar" role="toolbar" aria-label=${strings.threeD}>
			<select class="select" aria-label=${strings.style3d} data-testid="style-3d" @change=${(event: Event) => this.#set({ molecule: styles[(event.target as HTMLSelectElement).selectedIndex] ?? "sticks" })}>
				${styles.map((each) => html`<option value=${each} ?selected=${each === look.molecule}>${names[each]}</option>`)}
			</select>
			${toggles.map(([name, symbol]) => iconButton({ name: symbol, label: strings[name], testid: `toggle-${name}`, pressed: look[name], onClick: () => this.#set({ [name]: !look[name] }) }))}
			<span class="spacer"></span>
			${iconButton({ name: "screen-normal", label: strings.reset3d, testid: "reset-3d", onClick: () => this.viewer?.resetView() })}
		</div>`;
	}

	/** 3Dmol is loaded with the first conformer that is looked at. */
	async #show(model: ConformerModel): Promise<void> {
		const { defineViewer } = await import("../viewer/viewer.ts");
		defineViewer();
		this.#known = true;
		const { viewer, strings, look } = this; // the look may have been changed meanwhile
		if (viewer === null || this.#shown !== model) {
			return;
		}
		this.failed = "";
		viewer.strings = { noWebGl: strings.noWebGl, help: `${this.label}. ${strings.threeDHelp}`, distance: strings.distance, surface: strings.surfaceWorking, unreadable: strings.notShown3d };
		try {
			await viewer.show({ kind: "text", text: model.molBlock, format: "mol" }, look);
			this.#mark();
		} catch (error) {
			this.#fail({ reason: "unreadable", message: error instanceof Error ? error.message : String(error) });
		}
	}

	#set(change: Partial<ViewerLook>): void {
		this.look = { ...this.look, ...change };
		this.viewer?.setLook(this.look);
	}

	#fail({ reason, message }: { readonly reason: string; readonly message: string }): void {
		this.failed = reason === "no-webgl" ? this.strings.noWebGl : message;
	}

	#tick(): void {
		this.seconds = this.model === undefined ? this.seconds + 1 : 0;
	}

	#say(name: string): void {
		this.dispatchEvent(new CustomEvent(name, { bubbles: true }));
	}
}
