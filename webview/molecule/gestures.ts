import type { Point } from "../ui/molecule.ts";

export interface GestureListener {
	/** A press and release in one place; places are CSS pixels from the surface's upper left corner. */
	clicked(place: Point, adding: boolean): void;
	/** `byHand`: to move what is shown, not to point at it. */
	dragged(by: Point, place: Point, byHand: boolean): void;
	dropped(adding: boolean): void;
	/** Two fingers; `place` counts from the surface's middle. */
	pinched(factor: number, place: Point): void;
}

/** CSS pixels that a hand trembles. */
const still = 4;

/** What pointers do on a surface: clicks, drags and pinches. */
export class Gestures {
	readonly #listener: GestureListener;
	readonly #pointers = new Map<number, Point>();
	#start: Point | undefined;
	#dragging = false;
	#byHand = false;

	constructor(listener: GestureListener) {
		this.#listener = listener;
	}

	down(event: PointerEvent, surface: Element | null, moving: boolean): void {
		if (surface === null || event.button > 1) {
			return;
		}
		surface.setPointerCapture(event.pointerId);
		const place = placeOn(event, surface);
		this.#pointers.set(event.pointerId, place);
		this.#start = this.#pointers.size === 1 ? place : undefined;
		this.#dragging = false;
		this.#byHand = moving || event.button === 1;
	}

	move(event: PointerEvent, surface: Element | null): void {
		const before = this.#pointers.get(event.pointerId);
		if (surface === null || before === undefined) {
			return;
		}
		const place = placeOn(event, surface);
		if (this.#pointers.size === 2) {
			this.#pinch(event.pointerId, before, place, surface);
		} else if (this.#start !== undefined && (this.#dragging || Math.hypot(place.x - this.#start.x, place.y - this.#start.y) >= still)) {
			const from = this.#dragging ? before : this.#start;
			this.#dragging = true;
			this.#listener.dragged({ x: place.x - from.x, y: place.y - from.y }, place, this.#byHand);
		} else {
			return; // the place where it was pressed counts until it moves
		}
		this.#pointers.set(event.pointerId, place);
	}

	up(event: PointerEvent, surface: Element | null): void {
		if (!this.#pointers.delete(event.pointerId) || surface === null || this.#start === undefined) {
			return;
		}
		this.#start = undefined;
		if (this.#dragging) {
			this.#listener.dropped(event.shiftKey);
		} else if (!this.#byHand) {
			this.#listener.clicked(placeOn(event, surface), event.shiftKey);
		}
	}

	cancel(): void {
		this.#pointers.clear();
		this.#start = undefined;
		this.#listener.dropped(true);
	}

	#pinch(pointer: number, before: Point, place: Point, surface: Element): void {
		const other = [...this.#pointers].find(([id]) => id !== pointer)?.[1] ?? place;
		const [was, is] = [Math.hypot(before.x - other.x, before.y - other.y), Math.hypot(place.x - other.x, place.y - other.y)];
		if (was > 0 && is > 0) {
			const { width, height } = surface.getBoundingClientRect();
			this.#listener.pinched(is / was, { x: (place.x + other.x - width) / 2, y: (place.y + other.y - height) / 2 });
		}
	}
}

function placeOn({ clientX, clientY }: PointerEvent, surface: Element): Point {
	const { left, top } = surface.getBoundingClientRect();
	return { x: clientX - left, y: clientY - top };
}
