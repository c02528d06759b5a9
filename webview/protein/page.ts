import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { query, state } from "lit/decorators.js";
import type { ChainRange, ProteinChain, ProteinModel, ProteinStrings, ProteinToHost, ProteinToView } from "../protocol/protein.ts";
import type { LigandData } from "../protocol/structure.ts";
import type { Host } from "../ui/host.ts";
import { numberCards } from "./cards.ts";
import { copyPlotEvent, placeEvent, windowEvent } from "./hydropathy.ts";
import { MotifHunt } from "./hunt.ts";
import { glowEvent, ligandEvent } from "./ligands.ts";
import { memoryOf, rememberedLook, within } from "./memory.ts";
import { type MotifSearch, searchEvent, stepEvent } from "./motifSearch.ts";
import { type Numbering, numberingOf } from "./numbering.ts";
import { chainPicker, classLegend, header, selectionBar, type Stage, stageView } from "./parts.ts";
import { type ProteinSequence, type Selection, selectedEvent } from "./sequence.ts";
import { modelEvent, pickedEvent, pictureEvent, type StructurePanel } from "./structurePanel.ts";
import { rangeOfPicked, residuesOf } from "./sync.ts";

type Message<T extends ProteinToView["type"]> = Extract<ProteinToView, { readonly type: T }>;

/** Milliseconds that a selection stands still before its facts are asked for. */
const settle = 120;
const noteFor = 2500;

/** The protein panel and the structure editor: shows what the host sends, and tells it what is selected, searched and asked. */
export class ProteinPage extends LitElement {
	host!: Host<ProteinToHost, ProteinToView>;
	@state() private strings: ProteinStrings | undefined;
	@state() private stage: Stage | undefined;
	@state() private model: ProteinModel | undefined;
	@state() private chain = 0;
	@state() private selection: Selection | undefined;
	@state() private selected: Message<"selection"> | undefined;
	@state() private plots: Message<"plots"> | undefined;
	@state() private window = 9;
	/** What has become of the file. */
	@state() private notice = "";
	@state() private note = "";
	@query("protein-sequence") private readonly sequence!: ProteinSequence | null;
	@query("structure-panel") private readonly view!: StructurePanel | null;
	@query("motif-search") private readonly box!: MotifSearch | null;
	#numbering: Numbering | undefined;
	#isFresh = true;
	readonly #hunt = new MotifHunt(() => this.requestUpdate());
	#settling: ReturnType<typeof setTimeout> | undefined;
	#noted: ReturnType<typeof setTimeout> | undefined;

	receive(message: ProteinToView): void {
		switch (message.type) {
			case "loading":
			case "failed":
				this.strings = message.strings;
				this.stage = { title: message.title, text: message.type === "loading" ? message.stage : message.message, failed: message.type === "failed", canReopen: message.type === "failed" && message.canReopen };
				this.model = message.type === "failed" ? undefined : this.model;
				break;
			case "protein":
				this.#open(message);
				break;
			case "plots":
				this.plots = message.chain === this.chain && message.window === this.window ? message : this.plots;
				break;
			case "selection":
				this.selected = message;
				break;
			case "found":
				this.#found(this.#hunt.take(message));
				break;
			case "notice":
				[this.notice, this.stage] = [message.text, undefined];
				this.view?.stay();
				break;
			case "note":
				this.note = message.text;
				clearTimeout(this.#noted);
				this.#noted = setTimeout(() => (this.note = ""), noteFor);
		}
	}

	/** Something came that is no message: the host says so where that was what is waited for, and not beside what is shown well. */
	refused(): void {
		if (this.model === undefined || this.stage?.failed === false || this.view?.isStepping === true) {
			this.#tell({ type: "refused" });
		}
	}

	override connectedCallback(): void {
		super.connectedCallback();
		const on = <T>(name: string, take: (detail: T) => void): void => this.addEventListener(name, (event) => take((event as CustomEvent<T>).detail));
		on<Selection | null>(selectedEvent, (selection) => this.#select(selection ?? undefined));
		on<string>(searchEvent, (pattern) => this.#look(pattern));
		on<1 | -1>(stepEvent, (by) => this.#step(by));
		on<{ readonly from: number; readonly to: number }>(placeEvent, ({ from, to }) => this.#go(from, to));
		on<number>(windowEvent, (window) => this.#ask(window));
		on<undefined>(copyPlotEvent, () => this.#tell({ type: "copyHydropathy", chain: this.chain, window: this.window }));
		on<readonly number[]>(pickedEvent, (residues) => this.#picked(residues));
		on<LigandData | null>(ligandEvent, (ligand) => this.view?.focusLigand(ligand ?? undefined));
		on<readonly number[]>(glowEvent, (residues) => void this.#glow(residues));
		on<number>(modelEvent, (model) => this.#tell({ type: "model", model }));
		on<Uint8Array>(pictureEvent, (png) => this.#tell({ type: "picture", png }));
	}

	protected override createRenderRoot(): HTMLElement {
		return this;
	}

	protected override updated(changed: PropertyValues): void {
		if (changed.has("selection") || changed.has("chain") || changed.has("model")) {
			const { model } = this;
			const range = this.#range;
			this.view?.highlight(model?.structure === undefined || range === undefined ? [] : residuesOf(model.structure, this.#shown, range.from, range.to), false);
		}
	}

	protected override render(): TemplateResult {
		const { strings, model, stage } = this;
		if (strings === undefined) {
			return html``;
		}
		if (model === undefined || stage?.failed === true) {
			return stageView(stage, strings, () => this.#tell({ type: "reopenAsText" }));
		}
		return html`
			${header({ model, strings, loading: stage?.text, notice: this.notice, ask: this.#shown?.kind === "protein" ? () => this.#askAll() : undefined, reopen: () => this.#tell({ type: "reopenAsText" }) })}
			<main class=${model.structure === undefined ? "body" : "body has-structure"}>
				${model.structure === undefined ? nothing : html`<section class="structure-side" aria-label=${strings.structure}><structure-panel .strings=${strings} .structure=${model.structure} .again=${model.again}></structure-panel></section>`}
				<div class="sequence-side">${model.structure === undefined ? nothing : html`<ligand-card .structure=${model.structure} .strings=${strings} .selected=${this.selection !== undefined}></ligand-card>`}${this.#chain(model, strings)}</div>
			</main>
			<div class="note" role="status" data-testid="note" ?hidden=${this.note === ""}>${this.note}</div>
		`;
	}

	#chain(model: ProteinModel, strings: ProteinStrings): TemplateResult {
		const chain = this.#shown;
		if (chain === undefined) {
			return html`<p class="quiet" data-testid="no-polymer">${strings.noPolymer}</p>`;
		}
		const numbering = this.#numbering ?? numberingOf(chain, model.structure);
		const range = this.#range;
		const { state, hits, pattern } = this.#hunt;
		const match = state.state === "found" ? state.match : undefined;
		return html`
			<section class="card" aria-label=${strings.sequence}>
				<div class="card-head"><h2>${strings.sequence}</h2>${chainPicker(model.chains, this.chain, strings, (index) => this.#turn(index))}</div>
				<motif-search .strings=${strings} .motifs=${chain.kind === "protein" ? model.motifs : []} .pattern=${pattern} .found=${state}></motif-search>
				<protein-sequence .chain=${chain} .numbering=${numbering} .strings=${strings} .selection=${this.selection} .hits=${hits} .match=${match}></protein-sequence>
				${selectionBar({ strings, numbering, range, chain, facts: this.selected !== undefined && range !== undefined && this.selected.chain === this.chain && this.selected.from === range.from && this.selected.to === range.to ? this.selected.facts : [], ask: () => range && this.#tell({ type: "ask", ...range }), copy: (format) => this.#copy(format), clear: () => this.#select(undefined) })}
				${classLegend(chain.kind, strings)}
			</section>
			${chain.kind === "protein"
				? html`<section class="card" aria-label=${strings.hydropathy}>
						<div class="card-head"><h2>${strings.hydropathy}</h2></div>
						<hydropathy-plot .strings=${strings} .numbering=${numbering} .residues=${chain.letters.length} .window=${this.window} .plot=${this.plots && { window: this.plots.window, values: this.plots.hydropathy, method: this.plots.hydropathyMethod }} .selected=${range}></hydropathy-plot>
					</section>`
				: nothing}
			${this.plots === undefined ? nothing : numberCards({ strings, plots: this.plots, isProtein: chain.kind === "protein", copy: (format) => this.#tell({ type: "copyFacts", chain: this.chain, format }), look: (letter) => this.box?.look(letter) })}
		`;
	}

	get #shown(): ProteinChain | undefined {
		return this.model?.chains[this.chain];
	}

	/** What is selected, half-open. */
	get #range(): ChainRange | undefined {
		const { selection, chain } = this;
		return selection && { chain, from: Math.min(selection.anchor, selection.focus), to: Math.max(selection.anchor, selection.focus) + 1 };
	}

	#open(message: Message<"protein">): void {
		const { strings, again } = message;
		this.strings = strings;
		this.stage = undefined;
		this.model = message;
		this.notice = "";
		const stays = again && message.chains[this.chain] !== undefined;
		this.chain = stays ? this.chain : Math.max(0, message.chains.findIndex(({ kind }) => kind === "protein"));
		this.selection = stays ? within(this.selection, this.#shown) : undefined;
		this.#comeBack(message);
		this.#opened();
	}

	/** A page that was hidden is shown as it was left. */
	#comeBack(model: ProteinModel): void {
		const look = this.#isFresh ? rememberedLook(this.host.remembered(), model) : undefined;
		this.#isFresh = false;
		if (look !== undefined) {
			[this.chain, this.window] = [look.chain, look.window];
			this.#hunt.begin(look.motif, false);
			if (look.selection !== undefined) {
				this.#select(look.selection);
				void this.#reveal(look.selection.focus);
			}
		}
	}

	#remember(): void {
		const { model, chain, window, selection } = this;
		if (model !== undefined) {
			this.host.remember(memoryOf(model, { chain, window, motif: this.#hunt.pattern, selection }));
		}
	}

	/** Goes to a residue, when its chain is shown. */
	async #reveal(index: number): Promise<void> {
		await this.updateComplete;
		while ((await this.sequence?.updateComplete) === false) {
			// its lines are measured and laid out again
		}
		this.sequence?.reveal(index);
	}

	#turn(index: number): void {
		if (index !== this.chain) {
			this.chain = index;
			this.selection = undefined;
			this.#opened();
		}
	}

	/** Asks for what belongs to the chain that is shown now. */
	#opened(): void {
		const chain = this.#shown;
		this.#numbering = chain && numberingOf(chain, this.model?.structure);
		this.plots = undefined;
		this.#ask(this.window);
		this.#look(this.#hunt.pattern, this.selection === undefined);
	}

	#ask(window: number): void {
		this.window = window;
		this.#remember();
		if (this.#shown !== undefined) {
			this.#tell({ type: "plots", chain: this.chain, window });
		}
	}

	#select(selection: Selection | undefined): void {
		this.selection = selection;
		clearTimeout(this.#settling);
		this.#settling = setTimeout(() => {
			this.#remember();
			const range = this.#range;
			if (range !== undefined) {
				this.#tell({ type: "selected", ...range });
			}
		}, settle);
	}

	/** Selects a half-open range and goes to it. */
	#go(from: number, to: number): void {
		this.#select({ anchor: from, focus: to - 1 });
		this.sequence?.reveal(from);
	}

	#picked(residues: readonly number[]): void {
		const { model } = this;
		if (residues.length === 0) {
			this.#select(undefined);
			return;
		}
		const found = model?.structure && rangeOfPicked(model.structure, model.chains, residues);
		if (found === undefined) {
			return;
		}
		this.#turn(found.chain);
		this.#select({ anchor: found.from, focus: found.to - 1 });
		void this.#reveal(found.focus);
	}

	/** Lets residues glow that are in no sequence, in the place of what is selected. */
	async #glow(residues: readonly number[]): Promise<void> {
		this.#select(undefined);
		await this.updateComplete;
		this.view?.highlight(residues, residues.length > 0);
	}

	#look(pattern: string, goes = true): void {
		const id = this.#hunt.begin(pattern, goes);
		this.#remember();
		if (id !== undefined && this.#shown !== undefined) {
			this.#tell({ type: "search", id, chain: this.chain, pattern });
		}
	}

	#found(first: number | undefined): void {
		if (first !== undefined) {
			this.sequence?.reveal(first);
		}
	}

	#step(by: 1 | -1): void {
		const match = this.#hunt.step(by);
		if (match !== undefined) {
			this.#go(match.from, match.to);
		}
	}

	#askAll(): void {
		this.#tell({ type: "ask", chain: this.chain, from: 0, to: this.#shown?.letters.length ?? 0 });
	}

	#copy(format: "sequence" | "fasta"): void {
		const range = this.#range ?? { chain: this.chain, from: 0, to: this.#shown?.letters.length ?? 0 };
		this.#tell({ type: "copy", format, ...range });
	}

	#tell(message: ProteinToHost): void {
		this.host.post(message);
	}
}
