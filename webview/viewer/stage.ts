import type { Camera } from "./camera.ts";
import { type GLModel, GLViewer, type Material, type Object3D, tame } from "./threeDmol.ts";

/** Whether this page has WebGL 2. */
export function hasWebGl(): boolean {
	try {
		return new OffscreenCanvas(1, 1).getContext("webgl2") !== null;
	} catch {
		return false;
	}
}

/**
 * 3Dmol's drawing surface: it holds models and surfaces and draws them from a camera. We turn, pick and label ourselves: 3Dmol would listen at the page's
 * body for ever, look at every atom for each click, and rebuild more than has changed.
 */
export class Stage {
	readonly camera: Camera;
	readonly #viewer: GLViewer;
	readonly #models = new Set<GLModel>();
	readonly #release: () => void;
	#scheduled = 0;
	/** Called after each picture. */
	onDrawn: () => void = () => undefined;

	constructor(container: HTMLElement, camera: Camera, background: number) {
		tame();
		this.camera = camera;
		const { viewer, release } = withoutListeners(() => new GLViewer(container, { nomouse: true, antialias: true, upscale: false, backgroundColor: `#${background.toString(16).padStart(6, "0")}` }));
		this.#viewer = viewer;
		this.#release = release;
		viewer.divwatcher?.disconnect();
		viewer.intwatcher?.disconnect();
	}

	get canvas(): HTMLCanvasElement {
		return this.#viewer.renderer.getCanvas();
	}

	/** Whether pictures are computed by the processor: then fewer points must do. */
	get software(): boolean {
		const gl = this.#viewer.renderer.getContext();
		const about = gl.getExtension("WEBGL_debug_renderer_info");
		return /swiftshader|llvmpipe|software|basic render/iu.test(String(gl.getParameter(about?.UNMASKED_RENDERER_WEBGL ?? gl.RENDERER)));
	}

	/** Puts a model into the scene; it is seen with the next picture. */
	add(model: GLModel): GLModel {
		this.#models.add(model);
		model.globj(this.#viewer.modelGroup, this.#viewer.renderer.supportedExtensions());
		return model;
	}

	/** Takes a model out and frees what it holds of the graphics card. */
	remove(model: GLModel): void {
		this.#models.delete(model);
		if (model.renderedMolObj) {
			this.#viewer.modelGroup.remove(model.renderedMolObj);
			dispose(model.renderedMolObj);
			model.renderedMolObj = null;
		}
	}

	setBackground(colour: number, alpha = 1): void {
		this.#viewer.setBackgroundColor(colour, alpha);
	}

	/** CSS pixels. */
	resize(width: number, height: number, ratio: number): void {
		const { camera } = this;
		camera.width = width;
		camera.height = height;
		// 3Dmol multiplies with the screen's ratio itself, without an upper limit.
		this.#viewer.renderer.setSize((width * ratio) / devicePixelRatio, (height * ratio) / devicePixelRatio);
		this.#viewer.camera.aspect = width / height;
		this.canvas.style.width = "100%";
		this.canvas.style.height = "100%";
	}

	/** How far, in Å, the scene reaches before and behind the centre: what lies beyond is cut, what is near the back fades. */
	setDepth(radius: number): void {
		this.#viewer.setSlab(-radius * 1.05, radius * 1.6);
	}

	/** Draws with the next frame. */
	draw(): void {
		this.#scheduled ||= requestAnimationFrame(() => this.drawNow());
	}

	drawNow(): void {
		cancelAnimationFrame(this.#scheduled);
		this.#scheduled = 0;
		this.#viewer.setView(this.camera.view());
		this.onDrawn();
	}

	dispose(): void {
		cancelAnimationFrame(this.#scheduled);
		this.#models.forEach((model) => this.remove(model));
		this.#viewer.setView(this.camera.view());
		this.#release();
		this.canvas.remove();
	}
}

/** Frees the buffers of a model's parts. */
function dispose(object: Object3D): void {
	object.geometry?.dispose();
	object.material?.dispose();
	object.children.forEach(dispose);
}

/** Lets a model shine through; 1 is opaque. */
export function fade(model: GLModel, opacity: number): void {
	for (const material of materials(model.renderedMolObj)) {
		material.transparent = opacity < 1;
		material.opacity = opacity;
	}
}

function materials(object: Object3D | null): Material[] {
	return object === null ? [] : [...(object.material ? [object.material] : []), ...object.children.flatMap(materials)];
}

/** 3Dmol listens to the body and the window and never ends that, which would keep every closed viewer alive. */
function withoutListeners(make: () => GLViewer): { readonly viewer: GLViewer; readonly release: () => void } {
	const targets = [window, document.body];
	const added: (() => void)[] = [];
	for (const target of targets) {
		target.addEventListener = function (this: EventTarget, ...parameters: Parameters<EventTarget["addEventListener"]>): void {
			EventTarget.prototype.addEventListener.apply(target, parameters);
			const [type, listener] = parameters;
			if (listener) {
				added.push(() => target.removeEventListener(type, listener));
			}
		};
	}
	try {
		return { viewer: make(), release: () => added.forEach((remove) => remove()) };
	} finally {
		for (const target of targets) {
			Reflect.deleteProperty(target, "addEventListener");
		}
	}
}
