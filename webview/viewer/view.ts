import type { StructureData } from "../protocol/structure.ts";
import { Camera, quaternion } from "./camera.ts";
import type { ViewerLook, ViewerStrings } from "./contract.ts";
import type { Hand } from "./controls.ts";
import { type Ball, ballAround, framedAtoms } from "./framing.ts";
import { type Highlight, haloPlan } from "./halo.ts";
import { drawOverlay, type Label, type Line } from "./overlay.ts";
import { pick } from "./picking.ts";
import { Scenery } from "./scenery.ts";
import { Slices } from "./slices.ts";
import { Stage } from "./stage.ts";
import { type Theme, themeOf } from "./theme.ts";

/** One structure in one element, until it is disposed. */
export class StructureView {
	/** Takes the focus, the pointer and the keys. */
	readonly element = document.createElement("div");
	readonly #host: HTMLElement;
	readonly #overlay = document.createElement("canvas");

	readonly #signal: AbortSignal;
	readonly #camera = new Camera();
	#theme: Theme;
	#stage: Stage | undefined;
	#scenery: Scenery | undefined;
	#look: ViewerLook | undefined;
	#whole: Ball = { centre: { x: 0, y: 0, z: 0 }, radius: 10 };
	#working = new AbortController();
	#highlight: Highlight = { residues: [], atoms: [] };
	#picked: readonly number[] = [];
	#labels: readonly Label[] = [];
	#lines: readonly Line[] = [];

	constructor(host: HTMLElement, strings: ViewerStrings, signal: AbortSignal) {
		this.#host = host;

		this.#signal = signal;
		this.#theme = themeOf(host);
		this.element.className = "viewer-stage";
		this.element.tabIndex = 0;
		this.element.dataset["testid"] = "viewer-stage";
		this.element.setAttribute("role", "application");
		this.element.setAttribute("aria-label", strings.help);
		this.#overlay.className = "viewer-overlay";
		this.#overlay.setAttribute("aria-hidden", "true");
		host.replaceChildren(this.element, this.#overlay);
	}

	/** Resolves when the first picture is on screen. */
	async show(data: StructureData, look: ViewerLook): Promise<void> {
		const stage = new Stage(this.element, this.#camera, this.#theme.background);
		this.#stage = stage;
		stage.onDrawn = () => this.#drawOverlay();
		this.#scenery = new Scenery(stage, data);
		this.#whole = ballAround(data, framedAtoms(data));
		this.#watchSize(stage);
		stage.setDepth(this.#whole.radius + 3);
		this.resetView();
		await this.setLook(look);
		if (!this.#signal.aborted) {
			stage.drawNow();
			await new Promise((resolve) => requestAnimationFrame(resolve));
		}
	}

	async setLook(look: ViewerLook): Promise<void> {
		this.#look = look;
		this.#working.abort();
		this.#working = new AbortController();
		const slices = new Slices(AbortSignal.any([this.#working.signal, this.#signal]));
		await this.#scenery?.update(look, this.#theme.dark, slices);
		if (!slices.signal.aborted) {
			await this.#putHalo();
			this.#stage?.draw();
		}
	}

	setTheme(theme: Theme): void {
		if (JSON.stringify(theme) === JSON.stringify(this.#theme)) {
			return;
		}
		this.#theme = theme;
		this.#stage?.setBackground(theme.background);
		if (this.#look) {
			void this.setLook(this.#look);
		}
	}

	highlight(highlight: Highlight, turnTo: boolean): void {
		this.#highlight = highlight;
		void this.#putHalo();
		if (turnTo) {
			this.#turnTo(highlight);
		}
	}

	async focusLigand(ligand: { readonly residue: number; readonly neighbours: readonly number[] } | undefined): Promise<void> {
		this.#scenery?.setFaded(ligand !== undefined);
		this.#stage?.draw();
	}

	measure(on: boolean): void {
		this.element.classList.toggle("measuring", on);
		this.#lines = [];
		this.#stage?.draw();
	}

	resetView(): void {
		this.#camera.rotation = quaternion([1, 0, 0, 0, 1, 0, 0, 0, 1]);
		this.#camera.frame(this.#whole.centre, this.#whole.radius + 2);
		this.#stage?.draw();
	}

	async picture(scale: number, transparent: boolean): Promise<Uint8Array> {
		void scale;
		void transparent;
		return new Uint8Array();
	}

	hand(wheelZooms: () => boolean): Hand {
		return {
			camera: this.#camera,
			wheelZooms,
			moved: () => this.#stage?.draw(),
			clicked: (x, y, add) => this.#click(x, y, add),
			reset: () => this.resetView(),
			escaped: () => this.#choose([]),
			held: () => undefined,
		};
	}

	dispose(): void {
		this.#working.abort();
		this.#scenery?.dispose();
		this.#stage?.dispose();
		this.#stage = undefined;
	}

	#watchSize(stage: Stage): void {
		const fit = (): void => {
			const { clientWidth: width, clientHeight: height } = this.element;
			if (width > 0 && height > 0) {
				const ratio = Math.min(devicePixelRatio, 2);
				stage.resize(width, height, ratio);
				this.#overlay.width = width * ratio;
				this.#overlay.height = height * ratio;
				stage.drawNow();
			}
		};
		fit();
		const observer = new ResizeObserver(fit);
		observer.observe(this.element);
		this.#signal.addEventListener("abort", () => observer.disconnect(), { once: true });
	}

	#drawOverlay(): void {
		const context = this.#overlay.getContext("2d");
		if (context) {
			drawOverlay(context, Math.min(devicePixelRatio, 2), this.#camera, this.#theme, this.#labels, this.#lines);
		}
	}

	async #putHalo(): Promise<void> {
		const [scenery, look] = [this.#scenery, this.#look];
		if (scenery && look) {
			await scenery.put(haloPlan(scenery, this.#highlight, look.polymer === "cartoon", this.#theme.glow), new Slices(this.#signal));
			this.#stage?.draw();
		}
	}

	#turnTo(highlight: Highlight): void {
		void highlight;
	}

	#click(x: number, y: number, add: boolean): void {
		const scenery = this.#scenery;
		const atom = scenery && pick(scenery.data, this.#camera, scenery.pickables, x, y);
		if (atom === undefined) {
			this.#choose(add ? this.#picked : []);
		} else {
			this.#choose(add ? (this.#picked.includes(atom) ? this.#picked.filter((each) => each !== atom) : [...this.#picked, atom]) : [atom]);
		}
	}

	/** Atoms that the user has chosen: they glow, or their residues do. */
	#choose(atoms: readonly number[]): void {
		const scenery = this.#scenery;
		if (!scenery) {
			return;
		}
		this.#picked = atoms;
		const residues = [...new Set(atoms.map((atom) => scenery.data.residueOf[atom] ?? 0))];
		this.highlight(scenery.hasPolymer ? { residues, atoms: [] } : { residues: [], atoms }, false);
		this.#host.dispatchEvent(new CustomEvent("viewer-picked", { bubbles: true, detail: { atoms: [...atoms], residues } }));
	}
}
