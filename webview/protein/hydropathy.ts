import { html, LitElement, nothing, svg, type TemplateResult } from "lit";
import { property, query, state } from "lit/decorators.js";
import type { ProteinStrings } from "../protocol/protein.ts";
import { chosen } from "../ui/chosen.ts";
import { areaPath, indexAt, linePath, type PlotFrame, xOf, yOf } from "./hydropathyPath.ts";
import type { Numbering } from "./numbering.ts";
import { valuesTable } from "./valuesTable.ts";
import { fillAll, signed } from "./texts.ts";

export interface HydropathyPlot {
	readonly window: number;
	/** Mean of each window. */
	readonly values: Float32Array;
	readonly method: string;
}

/** `detail` is the half-open range of letters that the chosen value was computed from. */
export const placeEvent = "plot-place";
/** Somebody wants the plot's numbers. */
export const copyPlotEvent = "plot-copy";
/** `detail` is a window in residues. */
export const windowEvent = "plot-window";

export const windows = [5, 7, 9, 11, 13, 15, 17, 19, 21] as const;
const height = 168;
const ticks = [-4, -2, 0, 2, 4];

/** The hydropathy along a chain: the pointer or the arrow keys tell its values, a click or Enter selects the residues of a window. */
export class HydropathyPlotElement extends LitElement {
	@property({ attribute: false }) strings!: ProteinStrings;
	@property({ attribute: false }) numbering!: Numbering;
	@property({ attribute: false }) residues = 0;
	/** The one that was chosen, in residues; the plot's own until its numbers have come. */
	@property({ attribute: false }) window: number = windows[2];
	@property({ attribute: false }) plot: HydropathyPlot | undefined;
	/** Half-open. */
	@property({ attribute: false }) selected: { readonly from: number; readonly to: number } | undefined;
	@state() private width = 0;
	@state() private at: number | undefined;
	@state() private page = 0;
	@query(".plot-box") private readonly box!: HTMLElement | null;
	readonly #resized = new ResizeObserver(([entry]) => (this.width = Math.floor(entry?.contentRect.width ?? 0)));

	protected override createRenderRoot(): HTMLElement {
		return this;
	}

	protected override firstUpdated(): void {
		if (this.box !== null) {
			this.#resized.observe(this.box);
		}
	}

	override disconnectedCallback(): void {
		super.disconnectedCallback();
		this.#resized.disconnect();
	}

	protected override render(): TemplateResult {
		const { strings, plot } = this;
		return html`
			<div class="plot-head">
				<label class="plot-window">${strings.window} <select class="select" data-testid="window" @change=${(event: Event) => this.#choose(event)}>${windows.map((each) => html`<option value=${each}>${each}</option>`)}${chosen(this.window)}</select></label>
				<span class="plot-value" data-testid="plot-value">${this.#told()}</span>
			</div>
			<div class="plot-box">${this.width > 0 && plot !== undefined ? this.#drawing(plot) : nothing}</div>
			${plot === undefined
				? nothing
				: plot.values.length === 0
					? html`<p class="quiet">${fillAll(strings.hydropathyNone, plot.window)}</p>`
					: html`<p class="method">${plot.method}</p>
							${valuesTable({ strings, numbering: this.numbering, values: plot.values, offset: plot.window >> 1, page: this.page, turn: (page) => (this.page = page), copy: () => this.dispatchEvent(new CustomEvent(copyPlotEvent, { bubbles: true })) })}`}
		`;
	}

	get #frame(): PlotFrame {
		return { left: 28, top: 8, width: Math.max(1, this.width - 34), height: height - 34, residues: Math.max(1, this.residues) };
	}

	#drawing(plot: HydropathyPlot): TemplateResult {
		const frame = this.#frame;
		const line = linePath(plot.values, plot.window >> 1, frame);
		const area = areaPath(line, frame);
		const zero = yOf(0, frame);
		const cursor = this.at;
		const value = cursor === undefined ? NaN : (plot.values[cursor - (plot.window >> 1)] ?? NaN);
		return html`<svg
			class="plot"
			width=${this.width}
			height=${height}
			tabindex="0"
			role="slider"
			aria-label=${this.strings.hydropathyHelp}
			aria-valuemin="1"
			aria-valuemax=${this.residues}
			aria-valuenow=${(cursor ?? 0) + 1}
			aria-valuetext=${this.#told(cursor ?? 0)}
			data-testid="hydropathy-plot"
			@pointermove=${(event: PointerEvent) => (this.at = this.#indexAt(event))}
			@pointerleave=${() => (this.at = undefined)}
			@click=${(event: PointerEvent) => this.#place(this.#indexAt(event))}
			@keydown=${(event: KeyboardEvent) => this.#key(event)}
			@focus=${() => (this.at ??= 0)}
			@blur=${() => (this.at = undefined)}
		>
			<defs>
				<clipPath id="above"><rect x="0" y="0" width=${this.width} height=${zero}></rect></clipPath>
				<clipPath id="below"><rect x="0" y=${zero} width=${this.width} height=${height - zero}></rect></clipPath>
			</defs>
			${ticks.map((tick) => svg`<line class=${tick === 0 ? "plot-zero" : "plot-grid"} x1=${frame.left} x2=${frame.left + frame.width} y1=${yOf(tick, frame)} y2=${yOf(tick, frame)}></line><text class="plot-tick" x=${frame.left - 6} y=${yOf(tick, frame) + 4} text-anchor="end">${signed(tick, 0)}</text>`)}
			${this.#selection(frame)}
			<path class="plot-area is-above" d=${area} clip-path="url(#above)"></path>
			<path class="plot-area is-below" d=${area} clip-path="url(#below)"></path>
			<path class="plot-line" d=${line}></path>
			${this.#axis(frame)}
			${cursor === undefined ? nothing : svg`<line class="plot-cursor" x1=${xOf(cursor, frame)} x2=${xOf(cursor, frame)} y1=${frame.top} y2=${frame.top + frame.height}></line>`}
			${Number.isNaN(value) || cursor === undefined ? nothing : svg`<circle class="plot-dot" cx=${xOf(cursor, frame)} cy=${yOf(value, frame)} r="3"></circle>`}
		</svg>`;
	}

	#selection(frame: PlotFrame): TemplateResult | typeof nothing {
		if (this.selected === undefined) {
			return nothing;
		}
		const { from, to } = this.selected;
		const begin = frame.left + (from / frame.residues) * frame.width;
		return svg`<rect class="plot-selection" data-testid="plot-selection" x=${begin} y=${frame.top} width=${Math.max(1, ((to - from) / frame.residues) * frame.width)} height=${frame.height}></rect>`;
	}

	#axis(frame: PlotFrame): TemplateResult {
		const y = frame.top + frame.height + 16;
		const last = this.residues - 1;
		const marks = frame.width < 200 ? [0, last] : [0, Math.round(last / 4), Math.round(last / 2), Math.round((3 * last) / 4), last];
		return svg`${[...new Set(marks)].map((index, place, all) => svg`<text class="plot-tick" x=${place === 0 ? frame.left : place === all.length - 1 ? frame.left + frame.width : xOf(index, frame)} y=${y} text-anchor=${place === 0 ? "start" : place === all.length - 1 ? "end" : "middle"}>${this.numbering.label(index)}</text>`)}`;
	}

	/** "Arg 175: −0.53". */
	#told(index = this.at): string {
		const { plot } = this;
		if (plot === undefined || index === undefined) {
			return "";
		}
		const value = plot.values[index - (plot.window >> 1)] ?? NaN;
		return Number.isNaN(value) ? this.numbering.name(index) : fillAll(this.strings.hydropathyValue, this.numbering.name(index), signed(value, 2));
	}

	#indexAt(event: PointerEvent): number {
		return indexAt(event.clientX - (this.box?.getBoundingClientRect().left ?? 0), this.#frame);
	}

	#key(event: KeyboardEvent): void {
		const last = this.residues - 1;
		const steps: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -10, PageUp: 10, Home: -this.residues, End: this.residues };
		const step = steps[event.key];
		if (step !== undefined) {
			this.at = Math.max(0, Math.min(last, (this.at ?? 0) + step));
		} else if (event.key === "Enter" || event.key === " ") {
			this.#place(this.at ?? 0);
		} else {
			return;
		}
		event.preventDefault();
	}

	/** The window around a residue; at the ends and beside missing residues, where no window has its centre, the residue itself. */
	#place(index: number): void {
		const half = (this.plot?.window ?? 1) >> 1;
		const whole = index - half >= 0 && index + half < this.residues && !this.numbering.gapWithin(index - half, index + half + 1);
		this.dispatchEvent(new CustomEvent(placeEvent, { bubbles: true, detail: whole ? { from: index - half, to: index + half + 1 } : { from: index, to: index + 1 } }));
	}

	#choose(event: Event): void {
		this.dispatchEvent(new CustomEvent(windowEvent, { bubbles: true, detail: Number((event.target as HTMLSelectElement).value) }));
	}
}
