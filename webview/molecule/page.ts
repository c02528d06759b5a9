import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { query, state } from "lit/decorators.js";
import { type MoleculeMemory, type MoleculeStrings, type MoleculeToHost, type MoleculeToView, parseMoleculeMemory, type PictureTheme } from "../protocol/molecule.ts";
import type { StructureDrawing } from "../ui/drawing.ts";
import type { Host } from "../ui/host.ts";
import { icon } from "../ui/icon.ts";
import { iconButton } from "../ui/iconButton.ts";
import type { MenuItem } from "../ui/menu.ts";
import { fill, visible } from "../ui/text.ts";
import type { ConformerModel, ConformerView } from "./conformer.ts";
import { factsSection } from "./facts.ts";
import { type FlatView, keyOf, type PictureModel } from "./flat.ts";
import { head, problemPane } from "./head.ts";
import { base64, pngOf } from "./picture.ts";
import { selectionBar } from "./selection.ts";
import { similarSection, type SimilarList } from "./similar.ts";
import type { MatchesModel } from "./smarts.ts";

type View = MoleculeMemory["view"];
type MoleculeMessage = MoleculeToView & { type: "molecule" };

/** Milliseconds that "copied" is shown. */
const shortly = 1500;
const thumbnail = { width: 64, height: 44 };

/** The molecule panel: a drawing in 2D or 3D, and beside it or below it what was computed. */
export class MoleculePage extends LitElement {
	host!: Host<MoleculeToHost, MoleculeToView>;
	@state() private message: MoleculeMessage | undefined;
	@state() private view: View = { tab: "2d", smarts: "", numbers: false, rdkit: false };
	@state() private picture: PictureModel | undefined;
	@state() private found: MatchesModel | undefined;
	@state() private conformer: ConformerModel | undefined;
	@state() private similar: SimilarList | undefined;
	/** Which of the matches is gone to, and whether somebody goes through them. */
	@state() private current = 0;
	@state() private stepping = false;
	@state() private selection: readonly number[] = [];
	@state() private note = "";
	@state() private copied = "";
	@state() private theme: PictureTheme = themeOfPage();
	@query("flat-view") private readonly flat!: FlatView | null;
	@query("conformer-view") private readonly solid!: ConformerView | null;
	readonly #themes = new MutationObserver(() => (this.theme = themeOfPage()));
	/** Pictures for paper that were asked for; they are told undefined when another molecule is shown before. */
	readonly #papers = new Map<string, ((picture: PictureModel | undefined) => void)[]>();
	#conformerAsked = -1;

	receive(message: MoleculeToView): void {
		switch (message.type) {
			case "molecule": return this.#show(message);
			case "drawing": return this.#drawn(message);
			case "matches": return this.#matched(message);
			case "conformer": return void (this.conformer = this.#isShown(message.id) ? message : this.conformer);
			case "similar": return void (this.similar = this.#isShown(message.id) ? message : this.similar);
			case "kept": return this.#kept(message.kept);
			case "note": return void (this.note = message.text);
			case "copied": return this.#tellCopied(message.what);
		}
	}

	override connectedCallback(): void {
		super.connectedCallback();
		this.#themes.observe(document.body, { attributes: true, attributeFilter: ["class"] });
	}

	override disconnectedCallback(): void {
		super.disconnectedCallback();
		this.#themes.disconnect();
	}

	protected override createRenderRoot(): HTMLElement {
		return this;
	}

	protected override render(): TemplateResult {
		if (this.message === undefined) {
			return html`<div class="stage-message"><vscode-progress-ring class="ring"></vscode-progress-ring></div>`;
		}
		const { message: { molecule, strings, kept, back }, copied, similar } = this;
		return html`
			<main class="page" @atoms-selected=${(event: CustomEvent<readonly number[]>) => (this.selection = event.detail)} @match-step=${(event: CustomEvent<number>) => this.#step(event.detail)} @smarts-typed=${(event: CustomEvent<string>) => this.#find(event.detail)} @view-changed=${(event: CustomEvent<Partial<View>>) => this.#look(event.detail)}>
				${head({ molecule, strings, kept, back, copied, exports: molecule.problem === undefined ? this.#exports(strings) : [], say: this.#say })}
				${this.note === "" ? nothing : html`<div class="note-line" role="alert" data-testid="note">${icon("warning")}<span>${this.note}</span>${iconButton({ name: "close", label: strings.cancel, testid: "close-note", onClick: () => (this.note = "") })}</div>`}
				${molecule.problem !== undefined
					? problemPane(molecule, strings)
					: html`<div class="panes">
							<section class="looking">${this.#tabs(strings, fill(strings.drawing, visible(molecule.title)))}${this.#look2dOr3d()}${this.#marking(strings)}</section>
							<div class="knowing" tabindex="0" role="group" aria-label=${strings.facts}>
								${factsSection({ molecule, strings, copied, say: this.#say })}
								${similarSection({ list: similar, ready: molecule.canonicalSmiles !== "", strings, say: this.#say })}
							</div>
						</div>`}
				<div class="visually-hidden" aria-live="polite" data-testid="announcer">${copied === "" ? "" : strings.copied}</div>
			</main>
		`;
	}

	protected override updated(changed: PropertyValues<this>): void {
		super.updated(changed);
		for (const drawing of this.querySelectorAll<StructureDrawing>(".thumb-drawing")) {
			drawing.show(drawing.dataset["smiles"] ?? "", thumbnail);
		}
		const { message, view } = this;
		if (message !== undefined && view.tab === "3d" && this.#conformerAsked !== message.molecule.id && message.molecule.problem === undefined) {
			this.#askConformer();
		}
	}

	#tabs(strings: MoleculeStrings, label: string): TemplateResult {
		const { tab } = this.view;
		const one = (name: View["tab"], label: string): TemplateResult => html`<button type="button" role="tab" id=${`tab-${name}`} class="tab" aria-selected=${tab === name} aria-controls="tab-panel" tabindex=${tab === name ? 0 : -1} data-testid=${`tab-${name}`} @click=${() => this.#look({ tab: name })}>${label}</button>`;
		return html`<div class="tabs" role="tablist" aria-label=${label} @keydown=${(event: KeyboardEvent) => this.#pressedTab(event)}>${one("2d", strings.twoD)}${one("3d", strings.threeD)}</div>`;
	}

	#look2dOr3d(): TemplateResult {
		const { message, view, theme } = this;
		if (message === undefined) {
			return html``;
		}
		const { molecule, strings } = message;
		return html`<div class="tab-panel" role="tabpanel" id="tab-panel" aria-labelledby=${`tab-${view.tab}`}>
			<flat-view ?hidden=${view.tab !== "2d"} .molecule=${molecule} .strings=${strings} .picture=${this.picture} .theme=${theme} .found=${this.found} .current=${this.current} .stepping=${this.stepping} .selection=${this.selection} .numbers=${view.numbers} .rdkit=${view.rdkit} .say=${this.#say}></flat-view>
			${view.tab === "3d"
				? html`<conformer-view
						.strings=${strings}
						.model=${this.conformer}
						.marked=${[...new Set([...(this.found?.matches[this.current] ?? []), ...this.selection])]}
						.label=${fill(strings.drawing, visible(molecule.title))}
						@conformer-wanted=${() => this.#askConformer()}
						@conformer-longer=${() => this.#askConformer(true)}
						@conformer-cancelled=${() => this.#say({ type: "cancelConformer" })}
					></conformer-view>`
				: nothing}
		</div>`;
	}

	/** What is typed to mark atoms, in 2D and 3D. */
	#marking(strings: MoleculeStrings): TemplateResult | typeof nothing {
		const { message, view, found, current, selection } = this;
		return message === undefined
			? nothing
			: html`<smarts-box .strings=${strings} .smarts=${view.smarts} .model=${found} .current=${current}></smarts-box>
					${selectionBar({ molecule: message.molecule, strings, selection, select: (atoms) => (this.selection = atoms), say: this.#say })}`;
	}

	#exports(strings: MoleculeStrings): readonly MenuItem[] {
		const file = (format: "mol2d" | "mol3d" | "sdf", label: string): MenuItem => ({ icon: "file", label, testid: `export-${format}`, choose: () => this.#say({ type: "export", format }) });
		return [
			...(this.view.tab === "3d" ? [] : [
				{ icon: "file-media", label: strings.exportSvg, testid: "export-svg", choose: () => void this.#picture("svg") },
				{ icon: "copy", label: strings.copySvg, testid: "copy-svg", choose: () => void this.#picture("copy") },
			]),
			{ icon: "file-media", label: strings.exportPng, testid: "export-png", choose: () => void this.#picture("png") },
			file("mol2d", strings.exportMol2d),
			file("mol3d", strings.exportMol3d),
			file("sdf", strings.exportSdf),
			{ icon: "copy", label: strings.copyInchi, testid: "copy-inchi", choose: () => this.#say({ type: "copy", what: "inchi" }) },
		];
	}

	#show(message: MoleculeMessage): void {
		if (this.message === undefined) {
			const memory = parseMoleculeMemory(this.host.remembered());
			this.view = memory?.smiles === message.molecule.smiles ? memory.view : this.view;
		}
		const isNew = this.message?.molecule.id !== message.molecule.id;
		this.message = message;
		if (isNew) {
			[this.picture, this.found, this.conformer, this.similar, this.note] = [undefined, undefined, undefined, undefined, ""];
			this.selection = [];
			[...this.#papers.keys()].forEach((key) => this.#deliver(key, undefined));
			if (this.view.smarts.trim() !== "" && message.molecule.problem === undefined) {
				this.#say({ type: "match", id: message.molecule.id, smarts: this.view.smarts });
			}
		}
		this.#remember();
	}

	#drawn(message: PictureModel): void {
		if (message.svg !== "" || message.problem !== undefined) {
			this.#deliver(keyOf(message.id, message.theme, message.highlight), message);
		}
		if (this.#isShown(message.id) && this.flat?.awaits(message) === true) {
			this.picture = message;
		}
	}

	#deliver(key: string, picture: PictureModel | undefined): void {
		this.#papers.get(key)?.forEach((take) => take(picture));
		this.#papers.delete(key);
	}

	#matched(message: MatchesModel): void {
		if (this.#isShown(message.id) && message.smarts === this.view.smarts) {
			this.found = message;
			this.current = 0;
			this.stepping = false;
		}
	}

	#step(by: number): void {
		const count = this.found?.matches.length ?? 0;
		if (count > 0) {
			this.current = (this.current + by + count) % count;
			this.stepping = true;
		}
	}

	#find(smarts: string): void {
		const { message } = this;
		this.found = undefined;
		this.#look({ smarts });
		if (message !== undefined && smarts.trim() !== "") {
			this.#say({ type: "match", id: message.molecule.id, smarts });
		}
	}

	#look(change: Partial<View>): void {
		this.view = { ...this.view, ...change };
		this.#remember();
	}

	#askConformer(longer = false): void {
		const id = (this.#conformerAsked = this.message?.molecule.id ?? 0);
		this.conformer = undefined;
		this.#say({ type: "conformer", id, longer });
	}

	/** What is seen, as a file or in the clipboard. */
	async #picture(as: "svg" | "png" | "copy"): Promise<void> {
		try {
			await this.#take(as);
		} catch {
			this.note = this.message?.strings.notPictured ?? ""; // the graphics card has taken its memory back, or the browser has none for the picture
		}
	}

	async #take(as: "svg" | "png" | "copy"): Promise<void> {
		if (this.view.tab === "3d") {
			const bytes = await this.solid?.picture();
			return bytes === undefined ? undefined : this.#say({ type: "export", format: "png", content: base64(bytes) });
		}
		const svg = this.flat?.standalone() ?? (await this.#onPaper());
		if (svg === "") {
			return;
		}
		if (as === "copy") {
			this.#say({ type: "copySvg", svg });
		} else {
			this.#say({ type: "export", format: as, content: as === "svg" ? svg : await pngOf(svg, 2) });
		}
	}

	/** RDKit's drawing in the colours of paper. */
	async #onPaper(): Promise<string> {
		const { message, flat } = this;
		const [id, highlight] = [message?.molecule.id ?? 0, flat?.highlight ?? []];
		const key = keyOf(id, "light", highlight);
		const picture = await new Promise<PictureModel | undefined>((resolve) => {
			this.#papers.set(key, [...(this.#papers.get(key) ?? []), resolve]);
			this.#say({ type: "draw", id, theme: "light", highlight });
		});
		this.note = picture?.problem ?? this.note;
		return picture?.svg ?? "";
	}

	#kept(kept: boolean): void {
		this.message = this.message && { ...this.message, kept };
		this.#remember();
	}

	#tellCopied(what: string): void {
		this.copied = what;
		setTimeout(() => (this.copied = this.copied === what ? "" : this.copied), shortly);
	}

	#remember(): void {
		if (this.message !== undefined) {
			const { molecule: { smiles, name, origin }, kept } = this.message;
			const memory: MoleculeMemory = { smiles, name, origin, kept, view: this.view };
			this.host.remember(memory);
		}
	}

	#isShown(id: number): boolean {
		return this.message?.molecule.id === id;
	}

	#pressedTab(event: KeyboardEvent): void {
		if (event.key === "ArrowLeft" || event.key === "ArrowRight") {
			const tab = this.view.tab === "2d" ? "3d" : "2d";
			this.#look({ tab });
			void this.updateComplete.then(() => this.querySelector<HTMLElement>(`#tab-${tab}`)?.focus());
		}
	}

	readonly #say = (message: MoleculeToHost): void => this.host.post(message);
}

function themeOfPage(): PictureTheme {
	const { classList } = document.body;
	if (classList.contains("vscode-high-contrast-light")) {
		return "high-contrast-light";
	}
	return classList.contains("vscode-high-contrast") ? "high-contrast-dark" : classList.contains("vscode-light") ? "light" : "dark";
}
