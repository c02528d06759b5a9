import { type Box, drawMolecule } from "./molecule.ts";

/** Drawings that are kept to be shown again: a molecule stands in its chip, in each question about it and in answers. */
const mostKept = 200;

/**
 * A drawing that is made when it comes into view, one per turn of the page's loop, so that typing goes on beside a hundred of them. It takes its place from the
 * start. Where a molecule cannot be drawn, it leaves and fires `drawing-failed`.
 */
export class StructureDrawing extends HTMLElement {
	#smiles = "";
	#box: Box = { width: 0, height: 0 };
	#shown = "";
	#inView = false;

	/** What to draw; `box` in CSS pixels. */
	show(smiles: string, box: Box): void {
		this.#smiles = smiles;
		this.#box = box;
		if (this.#key !== this.#shown) {
			this.style.minHeight = `${Math.min(box.height, 44)}px`;
			this.#request();
		}
	}

	connectedCallback(): void {
		watcher.observe(this);
	}

	disconnectedCallback(): void {
		watcher.unobserve(this);
		this.#inView = false;
	}

	/** Called when it comes into view. */
	seen(inView: boolean): void {
		this.#inView = inView;
		this.#request();
	}

	/** Draws; called by the queue. */
	draw(): void {
		const key = this.#key;
		if (!this.#inView || key === this.#shown) {
			return;
		}
		const drawing = drawn(key, this.#smiles, this.#box);
		this.#shown = key;
		if (drawing === undefined) {
			this.replaceChildren();
			this.dispatchEvent(new CustomEvent("drawing-failed", { bubbles: true }));
		} else {
			this.replaceChildren(drawing);
		}
	}

	get #key(): string {
		return `${this.#box.width}×${this.#box.height} ${this.#smiles}`;
	}

	#request(): void {
		if (this.#inView && this.#smiles !== "" && this.#key !== this.#shown) {
			enqueue(this);
		}
	}
}

const kept = new Map<string, SVGSVGElement | undefined>();
const queue = new Set<StructureDrawing>();
let running = false;
const watcher = new IntersectionObserver(
	(entries) => {
		for (const { target, isIntersecting } of entries) {
			if (target instanceof StructureDrawing) {
				target.seen(isIntersecting);
			}
		}
	},
	{ rootMargin: "200px" },
);

function drawn(key: string, smiles: string, box: Box): SVGSVGElement | undefined {
	if (!kept.has(key)) {
		kept.set(key, drawMolecule(smiles, box));
		for (const oldest of kept.keys()) {
			if (kept.size <= mostKept) {
				break;
			}
			kept.delete(oldest);
		}
	}
	return kept.get(key)?.cloneNode(true) as SVGSVGElement | undefined;
}

function enqueue(drawing: StructureDrawing): void {
	queue.add(drawing);
	if (!running) {
		running = true;
		setTimeout(drawNext);
	}
}

/** One molecule, then whatever else waits: keys, pieces of an answer. */
function drawNext(): void {
	const [next] = queue;
	if (next === undefined) {
		running = false;
		return;
	}
	queue.delete(next);
	next.draw();
	requestAnimationFrame(() => setTimeout(drawNext));
}
