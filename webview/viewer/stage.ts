import type { Camera } from "./camera.ts";
import { type Drawable, GLViewer, type Material, type Object3D, rendered } from "./threeDmol.ts";

/** Whether this page has WebGL 2. What was made for the question is given back at once: a page has few, and takes the oldest away for a new one. */
export function hasWebGl(): boolean {
	try {
		const context = new OffscreenCanvas(1, 1).getContext("webgl2");
		context?.getExtension("WEBGL_lose_context")?.loseContext();
		return context !== null;
	} catch {
		return false;
	}
}

/** Of a picture in motion where the processor draws it. */
const softwareMotionRatio = 0.6;
/** The least part of the pixels at rest, along each side. */
const coarsest = 0.4;
/** Milliseconds. */
const slowFrame = 70;
const settleAfter = 220;

/**
 * 3Dmol's drawing surface: it holds models and surfaces and draws them from a camera. We turn, pick and label ourselves: 3Dmol would listen at the page's
 * body for ever, look at every atom for each click, and rebuild more than has changed.
 */
export class Stage {
	readonly camera: Camera;
	readonly #viewer: GLViewer;
	readonly #drawables = new Set<Drawable>();
	readonly #release: () => void;
	#scheduled = 0;
	#settling: ReturnType<typeof setTimeout> | undefined;
	/** Pixels of the picture for a CSS pixel: at rest, in motion, and now. */
	#restRatio = 1;
	#motionRatio = 1;
	#ratio = 0;
	#lastMotion = 0;
	/** Called after each picture. */
	onDrawn: () => void = () => undefined;

	constructor(container: HTMLElement, camera: Camera, background: number) {
		this.camera = camera;
		const { viewer, release } = withoutListeners(() => new GLViewer(container, { nomouse: true, antialias: false, upscale: false, backgroundColor: `#${background.toString(16).padStart(6, "0")}` }));
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

	/** Whether the graphics card has taken its memory back: nothing can be drawn any more. */
	get lost(): boolean {
		return this.#viewer.renderer.isLost();
	}

	/** Calls back when that happens. */
	onLost(lost: () => void, signal: AbortSignal): void {
		this.#viewer.renderer.getContext().canvas.addEventListener("webglcontextlost", lost, { signal });
	}

	/** Puts something into the scene; it is seen with the next picture. */
	add(drawable: Drawable): Drawable {
		this.#drawables.add(drawable);
		drawable.globj(this.#viewer.modelGroup, this.#viewer.renderer.supportedExtensions());
		return drawable;
	}

	/** Takes it out and frees what it holds of the graphics card. */
	remove(drawable: Drawable): void {
		this.#drawables.delete(drawable);
		const object = rendered(drawable);
		if (object) {
			this.#viewer.modelGroup.remove(object);
			dispose(object);
		}
	}

	setBackground(colour: number, alpha = 1): void {
		this.#viewer.setBackgroundColor(colour, alpha);
	}

	/** CSS pixels; `ratio` is pixels for each. */
	resize(width: number, height: number, ratio: number): void {
		const { camera } = this;
		camera.width = width;
		camera.height = height;
		this.#motionRatio = this.software ? Math.min(ratio, softwareMotionRatio) : ratio;
		this.#restRatio = ratio;
		this.#viewer.camera.aspect = width / height;
		this.#setRatio(ratio);
	}

	/** In motion edges are rough where that is needed for the picture to follow the hand. */
	#setRatio(ratio: number): void {
		const { renderer } = this.#viewer;
		const gl = renderer.getContext();
		if (this.lost) {
			return;
		}
		[renderer._targetTexture, renderer._depthTexture, renderer._shadingTexture, renderer._scratchTexture].forEach((texture) => gl.deleteTexture(texture));
		gl.deleteFramebuffer(renderer._fb);
		this.#ratio = ratio;
		renderer._antialias = ratio === this.#restRatio;
		// 3Dmol multiplies with the screen's ratio itself, without an upper limit.
		renderer.setSize((this.camera.width * ratio) / devicePixelRatio, (this.camera.height * ratio) / devicePixelRatio);
		[renderer._shadingTexture, renderer._scratchTexture].forEach((texture) => gl.deleteTexture(texture));
		renderer._shadingTexture = null;
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

	/** Draws with the next frame, as finely as the machine can while it goes on, and finely when it has ended. */
	drawMotion(): void {
		const now = performance.now();
		const took = now - this.#lastMotion;
		this.#lastMotion = now;
		if (took < 1000 && took > slowFrame && this.#scheduled === 0) {
			this.#motionRatio = Math.max(this.#motionRatio * 0.8, coarsest * this.#restRatio);
		}
		if (this.#ratio !== this.#motionRatio) {
			this.#setRatio(this.#motionRatio);
		}
		this.draw();
		clearTimeout(this.#settling);
		this.#settling = setTimeout(() => this.#settle(), settleAfter);
	}

	#settle(): void {
		if (this.#ratio !== this.#restRatio) {
			this.#setRatio(this.#restRatio);
			this.draw();
		}
	}

	drawNow(): void {
		cancelAnimationFrame(this.#scheduled);
		this.#scheduled = 0;
		this.#viewer.setView(this.camera.view());
		this.onDrawn();
	}

	/** Draws once with so many pixels for each CSS pixel, gives that to `taken`, and restores what was there. */
	drawAt(ratio: number, background: number, transparent: boolean, taken: (picture: HTMLCanvasElement) => void): void {
		const { renderer } = this.#viewer;
		const rest = this.#restRatio;
		this.#restRatio = ratio; // smoothed as at rest
		this.#setRatio(ratio);
		this.#viewer.setBackgroundColor(background, transparent ? 0 : 1);
		this.#viewer.setView(this.camera.view());
		taken(renderer.getCanvas());
		this.#restRatio = rest;
		this.#setRatio(rest);
		this.#viewer.setBackgroundColor(background, 1);
		this.drawNow();
	}

	dispose(): void {
		clearTimeout(this.#settling);
		cancelAnimationFrame(this.#scheduled);
		this.#drawables.forEach((drawable) => this.remove(drawable));
		if (!this.lost) {
			this.#viewer.setView(this.camera.view()); // takes out what was removed
		}
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

/** Lets the background shine through; 1 is opaque. */
export function fade(drawable: Drawable, opacity: number): void {
	for (const material of materials(rendered(drawable))) {
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
