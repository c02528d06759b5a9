import { html, LitElement, type PropertyValues, type TemplateResult } from "lit";
import { property, query, state } from "lit/decorators.js";
import type { ProteinChain, ProteinStrings } from "../protocol/protein.ts";
import { visible } from "../ui/text.ts";
import { blockSize, type CellSizes, columnAt, covered, lineLength, linesInView } from "./lines.ts";
import type { Numbering } from "./numbering.ts";
import { residueClass } from "./residues.ts";
import { Rows, type RowText } from "./rows.ts";
import { fillAll } from "./texts.ts";

/** What is selected, as it was made: residues from the one to the other, both with it. */
export interface Selection {
	readonly anchor: number;
	readonly focus: number;
}

export interface Matches {
	readonly starts: Uint32Array;
	readonly ends: Uint32Array;
	/** Residues of the longest match. */
	readonly longest: number;
}

/** Of the page: `detail` is a `Selection`, or null where it is given up. */
export const selectedEvent = "sequence-selected";

/** Residues of a block, to be measured. */
const probed = Array.from({ length: blockSize }, () => 0);
/** Lines above and below what is in view. */
const spareLines = 5;

/** A sequence in numbered lines; only those in view are in the page, so that titin scrolls as insulin does. */
export class ProteinSequence extends LitElement {
	@property({ attribute: false }) chain: ProteinChain | undefined;
	@property({ attribute: false }) numbering!: Numbering;
	@property({ attribute: false }) strings!: ProteinStrings;
	@property({ attribute: false }) selection: Selection | undefined;
	@property({ attribute: false }) hits: Matches | undefined;
	/** Index of the match that was gone to. */
	@property({ attribute: false }) match: number | undefined;
	@state() private perLine = 10;
	@state() private view = { first: 0, last: 0 };
	@query(".sequence-scroller") private readonly scroller!: HTMLElement | null;
	@query(".sequence-rows") private readonly rows!: HTMLElement | null;
	@query(".sequence-space") private readonly space!: HTMLElement | null;
	@query(".sequence-probe") private readonly probe!: HTMLElement | null;
	#sizes: CellSizes = { cell: 1, gap: 1 };
	#lineHeight = 24;
	#dragging = false;
	readonly #shown = new Rows();
	readonly #resized = new ResizeObserver(() => this.#measure());

	/** Scrolls so that a residue is in view, with room around it. */
	reveal(index: number): void {
		const { scroller } = this;
		if (scroller === null) {
			return;
		}
		const top = Math.floor(index / this.perLine) * this.#lineHeight;
		const bottom = top + this.#lineHeight;
		if (top < scroller.scrollTop || bottom > scroller.scrollTop + scroller.clientHeight) {
			scroller.scrollTop = Math.max(0, top - (scroller.clientHeight - this.#lineHeight) / 2);
		}
	}

	protected override createRenderRoot(): HTMLElement {
		return this;
	}

	protected override firstUpdated(): void {
		this.#resized.observe(this);
		void document.fonts.ready.then(() => this.#measure());
	}

	override disconnectedCallback(): void {
		super.disconnectedCallback();
		this.#resized.disconnect();
		this.#endDrag();
	}

	override connectedCallback(): void {
		super.connectedCallback();
		if (this.hasUpdated) {
			this.#resized.observe(this);
		}
	}

	protected override updated(changed: PropertyValues<this>): void {
		if (changed.has("chain")) {
			this.scroller?.scrollTo(0, 0);
			this.#measure();
		}
		// The policy forbids style attributes, not styles that a script sets.
		this.space?.style.setProperty("height", `${this.#lines * this.#lineHeight}px`);
		this.rows?.style.setProperty("transform", `translateY(${this.view.first * this.#lineHeight}px)`);
		if (this.rows !== null) {
			const letters = this.chain?.letters ?? "";
			this.#shown.show(this.rows, this.view.first, Math.min(this.view.last, this.#lines), (line) => this.#row(line, letters));
		}
		this.style.setProperty("--number-width", `${this.#numberWidth}ch`);
	}

	protected override render(): TemplateResult {
		const letters = this.chain?.letters ?? "";
		return html`
			<div
				class="sequence-scroller scroller"
				tabindex="0"
				role="textbox"
				aria-readonly="true"
				aria-multiline="true"
				aria-label=${fillAll(letters.length === 1 ? this.strings.sequenceLabelOne : this.strings.sequenceLabel, visible(this.chain?.title ?? ""), letters.length)}
				data-testid="sequence"
				@scroll=${() => this.#look()}
				@pointerdown=${(event: PointerEvent) => this.#pressed(event)}
				@keydown=${(event: KeyboardEvent) => this.#key(event)}
				@copy=${(event: ClipboardEvent) => this.#copied(event)}
			>
				<div class="sequence-space"><div class="sequence-rows"></div></div>
			</div>
			<div class="sequence-row sequence-probe" aria-hidden="true"><span class="sequence-number">1</span><span class="sequence-text"><span class="sequence-block">${probed.map(() => html`<i class="residue">A</i>`)}</span><span class="sequence-block"><i class="residue">A</i></span></span></div>
		`;
	}

	get #lines(): number {
		return Math.ceil((this.chain?.letters.length ?? 0) / this.perLine);
	}

	get #numberWidth(): number {
		const { length } = this.chain?.letters ?? "";
		return length === 0 ? 1 : Math.max(3, this.numbering.label(0).length, this.numbering.label(length - 1).length);
	}

	#row(line: number, letters: string): RowText {
		const from = line * this.perLine;
		const to = Math.min(letters.length, from + this.perLine);
		const flags = this.hits === undefined ? undefined : covered(this.hits.starts, this.hits.ends, this.hits.longest, from, to);
		return { number: this.numbering.label(from), letters: letters.slice(from, to), classes: Array.from({ length: to - from }, (_, index) => this.#classes(from + index, letters, flags?.[index] === 1)) };
	}

	#classes(index: number, letters: string, matched: boolean): string {
		const { selection, hits, match } = this;
		const selected = selection !== undefined && index >= Math.min(selection.anchor, selection.focus) && index <= Math.max(selection.anchor, selection.focus);
		const current = matched && match !== undefined && index >= (hits?.starts[match] ?? Infinity) && index < (hits?.ends[match] ?? 0);
		return `residue is-${residueClass(letters.charAt(index), this.chain?.kind ?? "protein")}${matched ? " is-match" : ""}${current ? " is-current" : ""}${selected ? " is-selected" : ""}${index === selection?.focus ? " is-cursor" : ""}${this.numbering.gapBefore(index) ? " after-gap" : ""}`;
	}

	#measure(): void {
		const { probe, scroller } = this;
		const [first, second] = probe?.querySelectorAll(".sequence-block") ?? [];
		if (probe === null || scroller === null || first === undefined || second === undefined || scroller.clientWidth === 0) {
			return;
		}
		const wide = first.getBoundingClientRect();
		const shape = probe.getBoundingClientRect();
		this.#sizes = { cell: wide.width / blockSize, gap: second.getBoundingClientRect().left - wide.right };
		this.#lineHeight = shape.height;
		const style = getComputedStyle(scroller);
		const room = scroller.clientWidth - Number.parseFloat(style.paddingLeft) - Number.parseFloat(style.paddingRight) - (wide.left - shape.left);
		const at = this.#top;
		const perLine = lineLength(room, this.#sizes);
		if (perLine !== this.perLine) {
			this.perLine = perLine;
			void this.updateComplete.then(() => {
				scroller.scrollTop = Math.floor(at / perLine) * this.#lineHeight;
				this.#look();
			});
		}
		this.#look();
	}

	/** The first residue in view. */
	get #top(): number {
		return Math.floor((this.scroller?.scrollTop ?? 0) / this.#lineHeight) * this.perLine;
	}

	#look(): void {
		const { scroller } = this;
		if (scroller !== null) {
			const view = linesInView(scroller.scrollTop, Math.max(scroller.clientHeight, 300), this.#lineHeight, this.#lines, spareLines);
			if (view.first !== this.view.first || view.last !== this.view.last) {
				this.view = view;
			}
		}
	}

	#indexAt(event: PointerEvent): number | undefined {
		const text = this.querySelector(".sequence-text");
		const { length } = this.chain?.letters ?? "";
		if (this.rows === null || text === null || length === 0) {
			return undefined;
		}
		const line = this.view.first + Math.floor((event.clientY - this.rows.getBoundingClientRect().top) / this.#lineHeight);
		const bounded = Math.max(0, Math.min(this.#lines - 1, line));
		const inLine = Math.min(this.perLine, length - bounded * this.perLine);
		return bounded * this.perLine + columnAt(event.clientX - text.getBoundingClientRect().left, inLine, this.#sizes);
	}

	#pressed(event: PointerEvent): void {
		const { scroller } = this;
		// The scroll bar is no residue.
		if (event.button !== 0 || scroller === null || event.clientX > scroller.getBoundingClientRect().left + scroller.clientWidth) {
			return;
		}
		const index = this.#indexAt(event);
		if (index !== undefined) {
			this.#select({ anchor: event.shiftKey ? (this.selection?.anchor ?? index) : index, focus: index });
			this.#dragging = true;
			document.addEventListener("pointermove", this.#dragged);
			document.addEventListener("pointerup", this.#endDrag);
			document.addEventListener("pointercancel", this.#endDrag);
			event.preventDefault();
			scroller.focus({ preventScroll: true });
		}
	}

	readonly #dragged = (event: PointerEvent): void => {
		const { scroller, selection } = this;
		if (!this.#dragging || scroller === null || selection === undefined) {
			return;
		}
		const box = scroller.getBoundingClientRect();
		const beyond = event.clientY < box.top ? event.clientY - box.top : Math.max(0, event.clientY - box.bottom);
		scroller.scrollTop += beyond;
		const focus = this.#indexAt(event);
		if (focus !== undefined && focus !== selection.focus) {
			this.#select({ anchor: selection.anchor, focus });
		}
	};

	readonly #endDrag = (): void => {
		this.#dragging = false;
		document.removeEventListener("pointermove", this.#dragged);
		document.removeEventListener("pointerup", this.#endDrag);
		document.removeEventListener("pointercancel", this.#endDrag);
	};

	#key(event: KeyboardEvent): void {
		const { length } = this.chain?.letters ?? "";
		if (event.altKey || length === 0) {
			return;
		}
		const command = event.ctrlKey || event.metaKey;
		if (event.key === "Escape") {
			this.#select(undefined);
		} else if (command && event.key.toLowerCase() === "a") {
			this.#select({ anchor: 0, focus: length - 1 });
		} else {
			const focus = this.#moved(event.key, command, length);
			if (focus === undefined) {
				return;
			}
			this.#select({ anchor: event.shiftKey ? (this.selection?.anchor ?? focus) : focus, focus });
			this.reveal(focus);
		}
		event.preventDefault();
	}

	/** Where the cursor goes with a key; undefined where it does not. */
	#moved(key: string, command: boolean, length: number): number | undefined {
		const { perLine } = this;
		const at = this.selection?.focus;
		const page = Math.max(1, Math.floor((this.scroller?.clientHeight ?? 0) / this.#lineHeight) - 1) * perLine;
		const steps: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -perLine, ArrowDown: perLine, PageUp: -page, PageDown: page };
		const step = steps[key];
		if (step !== undefined) {
			return command ? undefined : at === undefined ? Math.min(this.#top, length - 1) : Math.max(0, Math.min(length - 1, at + step));
		}
		const from = at ?? 0;
		if (key === "Home") {
			return command ? 0 : from - (from % perLine);
		}
		return key === "End" ? Math.min(length - 1, command ? length - 1 : from - (from % perLine) + perLine - 1) : undefined;
	}

	#copied(event: ClipboardEvent): void {
		if (this.selection !== undefined && this.chain !== undefined) {
			const { anchor, focus } = this.selection;
			event.clipboardData?.setData("text/plain", this.chain.letters.slice(Math.min(anchor, focus), Math.max(anchor, focus) + 1));
			event.preventDefault();
		}
	}

	#select(selection: Selection | undefined): void {
		this.dispatchEvent(new CustomEvent<Selection | null>(selectedEvent, { bubbles: true, detail: selection ?? null }));
	}
}
