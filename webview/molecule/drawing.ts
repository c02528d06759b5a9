import { html, LitElement, nothing, svg, type PropertyValues, type SVGTemplateResult, type TemplateResult } from "lit";
import { property, query, state } from "lit/decorators.js";
import type { Box, Point, Structure } from "../ui/molecule.ts";
import { Gestures } from "./gestures.ts";
import { atomNumbers, type Marks, marksBelow } from "./marks.ts";
import { atomAt, atomsWithin, selected } from "./selecting.ts";
import { fitted, moved, placeIn, scaleOf, transformOf, type Viewport, zoomed } from "./viewport.ts";

/** What is on the stage: our own drawing, whose atoms can be pointed at, or RDKit's picture. */
export type Shown = { readonly kind: "structure"; readonly structure: Structure } | { readonly kind: "picture"; readonly source: string; readonly size: Box };

/** CSS pixels. */
const reach = 14;
const step = 48;
const zoomStep = 1.25;

/**
 * A molecule that is zoomed, moved and pointed at. Fires `atoms-selected` with the list of atoms, and `match-step` with 1 or -1 for the keys N and P.
 */
export class MoleculeDrawing extends LitElement {
	@property({ attribute: false }) shown: Shown | undefined;
	@property({ attribute: false }) marks: Marks = { matched: [], current: [], selected: [] };
	@property({ attribute: false }) numbers = false;
	/** Dragging moves the drawing, instead of drawing a lasso. */
	@property({ attribute: false }) moving = false;
	@property({ attribute: false }) label = "";
	@property({ attribute: false }) help = "";
	@state() private viewport: Viewport = fitted;
	@state() private stage: Box = { width: 0, height: 0 };
	@state() private lasso: readonly Point[] = [];
	@query(".stage") private readonly surface!: SVGSVGElement | null;
	readonly #resized = new ResizeObserver(([entry]) => this.#measure(entry?.contentRect));
	readonly #gestures = new Gestures({
		clicked: (place, adding) => this.#clicked(place, adding),
		dragged: (by, place, byHand) => this.#dragged(by, place, byHand),
		dropped: (adding) => this.#dropped(adding),
		pinched: (factor, place) => this.#zoom(factor, place),
	});

	zoom(direction: 1 | -1): void {
		this.#zoom(direction > 0 ? zoomStep : 1 / zoomStep);
	}

	fit(): void {
		this.viewport = fitted;
	}

	override connectedCallback(): void {
		super.connectedCallback();
		this.#resized.observe(this);
		this.addEventListener("wheel", this.#wheel, { passive: false });
	}

	override disconnectedCallback(): void {
		super.disconnectedCallback();
		this.#resized.disconnect();
		this.removeEventListener("wheel", this.#wheel);
	}

	protected override createRenderRoot(): HTMLElement {
		return this;
	}

	protected override render(): TemplateResult {
		const { shown, stage, viewport, label, help, moving } = this;
		const layer = shown === undefined || stage.width === 0 ? undefined : this.#layer(shown, transformOf(viewport, boxOf(shown), stage));
		return html`
			<svg
				class="stage ${moving ? "is-moving" : ""}"
				tabindex="0"
				role="application"
				aria-label=${label}
				aria-description=${help}
				data-testid="stage"
				data-zoom=${viewport.zoom.toFixed(3)}
				@keydown=${(event: KeyboardEvent) => this.#pressed(event)}
				@pointerdown=${(event: PointerEvent) => this.#gestures.down(event, this.surface, moving)}
				@pointermove=${(event: PointerEvent) => this.#gestures.move(event, this.surface)}
				@pointerup=${(event: PointerEvent) => this.#gestures.up(event, this.surface)}
				@pointercancel=${() => this.#gestures.cancel()}
			>
				${layer ?? nothing}
			</svg>
		`;
	}

	protected override updated(changed: PropertyValues<this>): void {
		const before = changed.get("shown");
		if (changed.has("shown") && before !== undefined && before.kind !== this.shown?.kind) {
			this.viewport = fitted;
		}
	}

	#layer(shown: Shown, transform: string): SVGTemplateResult {
		if (shown.kind === "picture") {
			return svg`<g transform=${transform}><image href=${shown.source} width=${shown.size.width} height=${shown.size.height} data-testid="rdkit-picture"></image></g>`;
		}
		const { structure } = shown;
		const { x, y, width, height } = structure.viewBox;
		structure.svg.setAttribute("x", String(x));
		structure.svg.setAttribute("y", String(y));
		structure.svg.setAttribute("width", String(width));
		structure.svg.setAttribute("height", String(height));
		const lasso = this.lasso.map((point) => `${point.x},${point.y}`).join(" ");
		const small = scaleOf(this.viewport, structure.viewBox, this.stage) < 1;
		return svg`
			<g class=${small ? "layer is-small" : "layer"} transform=${transform}>
				${marksBelow(structure, this.marks)}
				${structure.svg}
				${this.numbers ? atomNumbers(structure) : nothing}
				${lasso === "" ? nothing : svg`<polygon class="lasso" points=${lasso}></polygon>`}
			</g>
		`;
	}

	readonly #wheel = (event: WheelEvent): void => {
		// Where the page scrolls, the wheel is the page's, until the drawing has the focus. A pinch comes with `ctrlKey`.
		const scroller = this.closest(".panes");
		if (!event.ctrlKey && scroller !== null && scroller.scrollHeight > scroller.clientHeight + 1 && !this.contains(document.activeElement)) {
			return;
		}
		event.preventDefault();
		const { left, top, width, height } = this.getBoundingClientRect();
		this.#zoom(Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.002) * (event.deltaMode === 1 ? 16 : 1)), { x: event.clientX - left - width / 2, y: event.clientY - top - height / 2 });
	};

	#measure(size: Box | undefined): void {
		if (size !== undefined) {
			this.stage = { width: size.width, height: size.height };
		}
	}

	#zoom(factor: number, place?: Point): void {
		this.viewport = zoomed(this.viewport, factor, place);
	}

	#pan(by: Point): void {
		if (this.shown !== undefined) {
			this.viewport = moved(this.viewport, by, boxOf(this.shown), this.stage);
		}
	}

	#pressed(event: KeyboardEvent): void {
		const act: Readonly<Record<string, () => void>> = {
			"+": () => this.zoom(1),
			"=": () => this.zoom(1),
			"-": () => this.zoom(-1),
			"0": () => this.fit(),
			ArrowLeft: () => this.#pan({ x: step, y: 0 }),
			ArrowRight: () => this.#pan({ x: -step, y: 0 }),
			ArrowUp: () => this.#pan({ x: 0, y: step }),
			ArrowDown: () => this.#pan({ x: 0, y: -step }),
			n: () => this.#say("match-step", 1),
			p: () => this.#say("match-step", -1),
			Escape: () => this.#select([]),
		};
		const action = event.ctrlKey || event.metaKey || event.altKey ? undefined : act[event.key.length === 1 ? event.key.toLowerCase() : event.key];
		if (action !== undefined) {
			event.preventDefault();
			action();
		}
	}

	#clicked(place: Point, adding: boolean): void {
		if (this.shown?.kind === "structure") {
			const { structure } = this.shown;
			const atom = atomAt(structure.atoms, placeIn(this.viewport, place, structure.viewBox, this.stage), reach / scaleOf(this.viewport, structure.viewBox, this.stage));
			if (atom !== undefined || !adding) {
				this.#select(atom === undefined ? [] : selected(this.marks.selected, [atom], adding || (this.marks.selected.length === 1 && this.marks.selected[0] === atom)));
			}
		}
	}

	#dragged(by: Point, place: Point, byHand: boolean): void {
		if (byHand || this.shown?.kind !== "structure") {
			this.#pan(by);
		} else {
			const { viewBox } = this.shown.structure;
			const begun = this.lasso.length === 0 ? [placeIn(this.viewport, { x: place.x - by.x, y: place.y - by.y }, viewBox, this.stage)] : this.lasso;
			this.lasso = [...begun, placeIn(this.viewport, place, viewBox, this.stage)];
		}
	}

	#dropped(adding: boolean): void {
		const { lasso, shown } = this;
		this.lasso = [];
		if (lasso.length > 2 && shown?.kind === "structure") {
			const atoms = atomsWithin(shown.structure.atoms, lasso);
			this.#select(adding ? [...new Set([...this.marks.selected, ...atoms])].sort((first, second) => first - second) : atoms);
		}
	}

	#select(atoms: readonly number[]): void {
		this.#say("atoms-selected", atoms);
	}

	#say(name: string, detail: unknown): void {
		this.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));
	}
}

function boxOf(shown: Shown): Point & Box {
	return shown.kind === "structure" ? shown.structure.viewBox : { x: 0, y: 0, ...shown.size };
}
