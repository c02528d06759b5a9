import type { StructureData } from "../protocol/structure.ts";
import { Camera, type Viewpoint } from "./camera.ts";
import type { ViewerLook, ViewerStrings } from "./contract.ts";
import type { Hand } from "./controls.ts";
import { atomsOf, focusLabels, focusPlan, type LigandFocus } from "./focus.ts";
import { ballAround, face, fit, frame, framedAtoms, shows } from "./framing.ts";
import { type Highlight, haloPlan } from "./halo.ts";
import type { Kept } from "./kept.ts";
import { sceneLabels } from "./labels.ts";
import { Measure } from "./measure.ts";
import { Motion } from "./motion.ts";
import { drawOverlay, type Label } from "./overlay.ts";
import { pick } from "./picking.ts";
import { takePicture } from "./picture.ts";
import { Scenery } from "./scenery.ts";
import { Slices } from "./slices.ts";
import { Stage } from "./stage.ts";
import { type Theme, themeOf } from "./theme.ts";

/** What happens in a view. */
export interface ViewEvents {
	picked(atoms: readonly number[], residues: readonly number[]): void;
	measured(first: number, second: number, distance: number): void;
	/** The graphics card has taken its memory back; the last picture stays. */
	lost(): void;
}

/** Sharper than that no eye sees, and every pixel costs. */
const mostPixels = 2;

/** One structure in one element, until `signal` aborts. */
export class StructureView {
	/** Takes the focus, the pointer and the keys. */
	readonly element = document.createElement("div");
	readonly #overlay = document.createElement("canvas");
	readonly #busy = document.createElement("div");
	readonly #signal: AbortSignal;
	readonly #events: ViewEvents;
	readonly #camera = new Camera();
	readonly #motion = new Motion(this.#camera, () => this.#stage?.drawMotion());
	readonly #measure: Measure;
	#theme: Theme;
	#stage: Stage | undefined;
	#scenery: Scenery | undefined;
	#look: ViewerLook | undefined;
	#framed: Uint32Array = new Uint32Array(0);
	#working = new AbortController();
	readonly #kept: Kept;
	#labels: readonly Label[] = [];

	constructor(host: HTMLElement, strings: ViewerStrings, kept: Kept, events: ViewEvents, signal: AbortSignal) {
		this.#signal = signal;
		this.#events = events;
		this.#kept = kept;
		this.#theme = themeOf(host);
		this.#measure = new Measure(strings.distance, this.element.lang || document.documentElement.lang);
		this.element.className = "viewer-stage";
		this.element.tabIndex = 0;
		this.element.dataset["testid"] = "viewer-stage";
		this.element.setAttribute("role", "application");
		this.element.setAttribute("aria-label", strings.help);
		this.#overlay.className = "viewer-overlay";
		this.#overlay.setAttribute("aria-hidden", "true");
		Object.assign(this.#busy, { className: "viewer-busy", textContent: strings.surface, hidden: true });
		this.#busy.dataset["testid"] = "viewer-busy";
		this.#busy.setAttribute("role", "status");
		host.replaceChildren(this.element, this.#overlay, this.#busy);
		signal.addEventListener("abort", () => this.#dispose(), { once: true });
		this.measure(kept.measuring);
	}

	/** Where it is seen from now; undefined before there is a picture. */
	get viewpoint(): Viewpoint | undefined {
		return this.#scenery === undefined ? undefined : this.#camera.viewpoint;
	}

	/**
	 * Resolves when the first picture is on screen.
	 *
	 * @param look that of `setLook` is taken where that was called meanwhile
	 * @param viewpoint where to look from; the whole structure is seen without it, or where it is not there
	 */
	async show(data: StructureData, look: ViewerLook, viewpoint?: Viewpoint): Promise<void> {
		this.#look = look;
		const stage = new Stage(this.element, this.#camera, this.#theme.background);
		this.#stage = stage;
		stage.onDrawn = () => this.#drawOverlay();
		stage.onLost(() => this.#events.lost(), this.#signal);
		this.#framed = framedAtoms(data);
		stage.setDepth(ballAround(data, this.#framed).radius + 3);
		this.#watchSize(stage);
		this.#scenery = await Scenery.of(stage, data, new Slices(this.#signal));
		if (this.#scenery) {
			frame(this.#camera, data, this.#framed);
			// A file may have become another structure, which lies elsewhere.
			if (viewpoint !== undefined && shows(viewpoint.centre, viewpoint.distance, ballAround(data, this.#framed))) {
				this.#camera.viewpoint = viewpoint;
			}
			await this.setLook(this.#look);
			await new Promise((resolve) => requestAnimationFrame(resolve));
		}
	}

	async setLook(look: ViewerLook): Promise<void> {
		const scenery = this.#scenery;
		this.#look = look;
		this.#busy.hidden = true;
		this.#working.abort();
		this.#working = new AbortController();
		const slices = new Slices(AbortSignal.any([this.#working.signal, this.#signal]));
		await scenery?.update(look, this.#theme.dark, slices);
		if (!scenery || slices.signal.aborted) {
			return;
		}
		this.#labels = look.labels ? sceneLabels(scenery, look.hydrogens) : [];
		await this.#putHalo();
		await this.#putFocus(slices);
		if (slices.signal.aborted) {
			return;
		}
		this.#motion.spin(look.spin);
		this.#stage?.drawNow();
		void this.#putSurface(look, slices);
	}

	setTheme(theme: Theme): void {
		if (JSON.stringify(theme) !== JSON.stringify(this.#theme)) {
			this.#theme = theme;
			this.#stage?.setBackground(theme.background);
			if (this.#look) {
				void this.setLook(this.#look);
			}
		}
	}

	highlight(highlight: Highlight, turnTo: boolean): void {
		this.#kept.highlight = highlight;
		void this.#putHalo();
		if (turnTo && this.#scenery) {
			this.#turnTo(this.#scenery, highlight);
		}
	}

	async focusLigand(focus: LigandFocus | undefined): Promise<void> {
		this.#kept.focus = focus;
		await this.#putFocus(new Slices(this.#signal));
		const scenery = this.#scenery;
		if (!scenery || this.#kept.focus !== focus) {
			return;
		}
		if (focus) {
			this.#glideTo((camera) => fit(camera, scenery.data, [focus.residue, ...focus.neighbours.slice(0, 8)].flatMap((residue) => atomsOf(scenery.data, residue))));
		} else {
			this.#glideTo((camera) => fit(camera, scenery.data, this.#framed));
		}
	}

	measure(on: boolean): void {
		this.#kept.measuring = on;
		this.element.classList.toggle("measuring", on);
		this.#measure.turn(on);
		this.#stage?.draw();
	}

	resetView(): void {
		const data = this.#scenery?.data;
		if (data) {
			this.#glideTo((camera) => frame(camera, data, this.#framed));
		}
	}

	async picture(scale: number, transparent: boolean): Promise<Uint8Array> {
		if (!this.#stage || this.#stage.lost) {
			throw new Error("There is nothing to take a picture of.");
		}
		return takePicture(this.#stage, scale, this.#theme.background, transparent, (context, ratio) => this.#drawOver(context, ratio));
	}

	/** What the pointer and the keys do; `wheelZooms` tells whether the wheel does. */
	hand(wheelZooms: () => boolean): Hand {
		return {
			camera: this.#camera,
			wheelZooms,
			moved: () => this.#stage?.drawMotion(),
			clicked: (x, y, add) => this.#click(x, y, add),
			reset: () => this.resetView(),
			escaped: () => this.#choose([]),
			held: () => this.#motion.stop(),
			released: () => this.#motion.resume(),
		};
	}

	#dispose(): void {
		this.#working.abort();
		this.#motion.spin(false);
		this.#motion.stop();
		this.#scenery?.dispose();
		this.#stage?.dispose();
		[this.#scenery, this.#stage] = [undefined, undefined];
	}

	#watchSize(stage: Stage): void {
		const fitSize = (): void => {
			const { clientWidth: width, clientHeight: height } = this.element;
			if (width > 0 && height > 0) {
				const ratio = Math.min(devicePixelRatio, mostPixels);
				const first = this.#camera.width <= 1;
				stage.resize(width, height, ratio);
				this.#overlay.width = width * ratio;
				this.#overlay.height = height * ratio;
				if (first && this.#scenery) {
					frame(this.#camera, this.#scenery.data, this.#framed); // it was hidden when it was shown
				}
				if (this.#scenery) {
					stage.drawNow();
				}
			}
		};
		fitSize();
		const observer = new ResizeObserver(fitSize);
		observer.observe(this.element);
		this.#signal.addEventListener("abort", () => observer.disconnect(), { once: true });
	}

	#drawOverlay(): void {
		const context = this.#overlay.getContext("2d");
		if (context) {
			this.#drawOver(context, this.#overlay.width / this.#camera.width);
		}
	}

	#drawOver(context: CanvasRenderingContext2D, scale: number): void {
		const { focus } = this.#kept;
		const labels = focus && this.#scenery ? focusLabels(this.#scenery, focus) : this.#labels;
		drawOverlay(context, scale, this.#camera, this.#theme, labels, this.#measure.lines);
	}

	async #putHalo(): Promise<void> {
		const [scenery, look] = [this.#scenery, this.#look];
		if (scenery && look) {
			await scenery.put(haloPlan(scenery, this.#kept.highlight, look.polymer === "cartoon", this.#theme.glow), new Slices(this.#signal));
			this.#stage?.draw();
		}
	}

	async #putFocus(slices: Slices): Promise<void> {
		const [scenery, look, focus] = [this.#scenery, this.#look, this.#kept.focus];
		if (!scenery || !look) {
			return;
		}
		if (focus) {
			await scenery.put(focusPlan(scenery, focus, scenery.colours(look, this.#theme.dark), this.#theme.dark), slices);
		} else {
			scenery.remove("focus");
		}
		if (this.#kept.focus !== focus) {
			return;
		}
		scenery.setFaded(focus !== undefined);
		this.#stage?.draw();
	}

	async #putSurface(look: ViewerLook, slices: Slices): Promise<void> {
		const scenery = this.#scenery;
		if (!look.surface || !scenery) {
			return;
		}
		this.#busy.hidden = false;
		await scenery.updateSurface(look, this.#theme.dark, slices);
		if (!slices.signal.aborted) {
			this.#busy.hidden = true;
			this.#stage?.draw();
		}
	}

	#turnTo({ data }: Scenery, { residues, atoms }: Highlight): void {
		const chosen = [...atoms, ...residues.flatMap((residue) => atomsOf(data, residue))];
		if (chosen.length > 0) {
			this.#glideTo((camera) => face(camera, data, chosen, this.#framed));
		}
	}

	/** Moves to where `change` brings a camera. */
	#glideTo(change: (camera: Camera) => void): void {
		const there = Object.assign(new Camera(), this.#camera);
		change(there);
		this.#motion.glide(there.viewpoint);
	}

	#click(x: number, y: number, add: boolean): void {
		const scenery = this.#scenery;
		const { picked } = this.#kept;
		const atom = scenery && pick(scenery.data, this.#camera, scenery.pickables, x, y);
		if (scenery && atom !== undefined && this.#measure.on) {
			const measured = this.#measure.add(scenery.data, atom);
			if (measured) {
				this.#events.measured(...measured);
			}
		}
		if (atom === undefined) {
			this.#choose(add ? picked : []);
		} else {
			this.#choose(add ? (picked.includes(atom) ? picked.filter((each) => each !== atom) : [...picked, atom]) : [atom]);
		}
	}

	/** Atoms that the user has chosen: they glow, or the residues of a polymer that they are in. */
	#choose(atoms: readonly number[]): void {
		const scenery = this.#scenery;
		if (scenery) {
			this.#kept.picked = atoms;
			const residues = [...new Set(atoms.map((atom) => scenery.data.residueOf[atom] ?? 0))];
			this.highlight(scenery.hasPolymer && !this.#measure.on ? { residues, atoms: [] } : { residues: [], atoms }, false);
			this.#events.picked(atoms, residues);
		}
	}
}
