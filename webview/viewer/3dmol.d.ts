/**
 * What we use of 3Dmol 2.5.5, also of its insides: its own types name modules that do not exist outside of its sources. Checked against its sources
 * (node_modules/3dmol/src).
 */
declare module "3dmol/build/3Dmol.es6-min.js" {
	export interface AtomSpec {
		x: number;
		y: number;
		z: number;
		elem: string;
		/** Name, e.g. `CA`. */
		atom: string;
		resn: string;
		resi: number;
		chain: string;
		/** Number of the connected stretch that the residue is in. */
		reschain?: number;
		rescode?: string;
		hetflag: boolean;
		/** `h`, `s` or `c`; arrows and tubes change it while a cartoon is built. */
		ss: string;
		b: number;
		serial: number;
		index: number;
		/** Indices of neighbours in the same model. */
		bonds: number[];
		bondOrder: number[];
		color: number;
		style: AtomStyle;
	}

	export interface AtomStyle {
		cartoon?: { readonly arrows?: boolean; readonly style?: "trace" | "oval" | "rectangle" | "parabola"; readonly thickness?: number; readonly width?: number };
		stick?: { readonly radius: number; readonly singleBonds?: boolean; readonly doubleBondScaling?: number; readonly tripleBondScaling?: number };
		sphere?: { readonly scale?: number; readonly radius?: number; readonly opacity?: number };
	}

	export interface Material {
		transparent: boolean;
		opacity: number;
		dispose(): void;
	}

	export interface Object3D {
		readonly children: Object3D[];
		readonly geometry?: { dispose(): void };
		readonly material?: Material;
		visible: boolean;
		add(object: Object3D): void;
		remove(object: Object3D): void;
	}

	export interface RenderOptions {
		regen?: boolean;
	}

	export class GLModel {
		constructor(id: number, options: { readonly cartoonQuality?: number });
		atoms: AtomSpec[];
		/** What is in the scene, once `globj` has made it. */
		renderedMolObj: Object3D | null;
		addMolData(text: string, format: string, options: { readonly keepH?: boolean; readonly assignBonds?: boolean; readonly noComputeSecondaryStructure?: boolean; readonly altLoc?: string; readonly doAssembly?: boolean }): void;
		globj(group: Object3D, options: RenderOptions): void;
	}

	export interface CustomShapeSpec {
		readonly vertexArr: readonly { readonly x: number; readonly y: number; readonly z: number }[];
		readonly normalArr: readonly { readonly x: number; readonly y: number; readonly z: number }[];
		/** Three indices for each triangle. */
		readonly faceArr: readonly number[];
		/** One for each vertex. */
		readonly color: readonly number[];
	}

	export class GLShape {
		constructor(style: { readonly opacity: number });
		/** Paints over the colours of vertices unless it is undefined. */
		color: unknown;
		renderedShapeObj: Object3D | null;
		/** At most 64,000 vertices. */
		addCustom(spec: CustomShapeSpec): void;
		globj(group: Object3D): void;
	}

	export interface Renderer {
		/** Whether edges are smoothed in a pass of their own; read by `setSize`. */
		_antialias: boolean;
		/** Buffers for ambient occlusion, made anew for each picture; none where null. */
		_shadingTexture: WebGLTexture | null;
		_scratchTexture: WebGLTexture | null;
		_targetTexture: WebGLTexture | null;
		_depthTexture: WebGLTexture | null;
		_fb: WebGLFramebuffer | null;
		getContext(): WebGL2RenderingContext;
		getCanvas(): HTMLCanvasElement;
		isLost(): boolean;
		setSize(width: number, height: number): void;
		supportedExtensions(): RenderOptions;
	}

	export class GLViewer {
		constructor(container: HTMLElement, config: { readonly nomouse: true; readonly antialias: boolean; readonly upscale: boolean; readonly backgroundColor: string });
		readonly modelGroup: Object3D;
		readonly renderer: Renderer;
		readonly camera: { aspect: number };
		models: GLModel[];
		readonly divwatcher: ResizeObserver | undefined;
		readonly intwatcher: IntersectionObserver | undefined;
		setBackgroundColor(colour: number, alpha: number): void;
		setSlab(near: number, far: number): void;
		setView(view: readonly number[]): void;
		/** Makes a new context where the old one is lost, and everything in it. */
		resize(): void;
	}
}
