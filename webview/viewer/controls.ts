import type { Camera } from "./camera.ts";

/** What a hand on the picture asks for. */
export interface Hand {
	readonly camera: Camera;
	/** Whether the wheel zooms now; else the page scrolls. */
	wheelZooms(): boolean;
	moved(): void;
	/** CSS pixels in the picture. */
	clicked(x: number, y: number, add: boolean): void;
	reset(): void;
	escaped(): void;
	/** The user has taken hold of it, and let it go. */
	held(): void;
	released(): void;
}

/** Radians for a CSS pixel: the width of a hand's movement turns it by half. */
const perPixel = 0.009;
/** Radians for a key. */
const perKey = Math.PI / 24;
/** CSS pixels that a click may move. */
const still = 4;

/** Mouse, touch, pen, wheel and keys; ends with `signal`. */
export function attachControls(element: HTMLElement, hand: Hand, signal: AbortSignal): void {
	const pointers = new Map<number, { x: number; y: number }>();
	let travelled = 0;
	const place = (event: PointerEvent): { x: number; y: number } => {
		const { left, top } = element.getBoundingClientRect();
		return { x: event.clientX - left, y: event.clientY - top };
	};
	element.addEventListener(
		"pointerdown",
		(event) => {
			element.setPointerCapture(event.pointerId);
			element.focus({ preventScroll: true });
			pointers.set(event.pointerId, place(event));
			travelled = pointers.size > 1 ? Infinity : 0;
			hand.held();
		},
		{ signal },
	);
	element.addEventListener(
		"pointermove",
		(event) => {
			const before = pointers.get(event.pointerId);
			if (before) {
				const now = place(event);
				const other = [...pointers].find(([id]) => id !== event.pointerId)?.[1];
				travelled += Math.hypot(now.x - before.x, now.y - before.y);
				if (travelled > still) {
					drag(hand.camera, event, before, now, other);
					hand.moved();
				}
				pointers.set(event.pointerId, now);
			}
		},
		{ signal },
	);
	element.addEventListener(
		"pointerup",
		(event) => {
			const { x, y } = place(event);
			if (pointers.delete(event.pointerId) && travelled <= still && event.button === 0) {
				hand.clicked(x, y, event.shiftKey);
			}
			hand.released();
		},
		{ signal },
	);
	element.addEventListener("pointercancel", (event) => pointers.delete(event.pointerId), { signal });
	element.addEventListener("contextmenu", (event) => event.preventDefault(), { signal });
	element.addEventListener("wheel", (event) => wheel(event, hand), { signal, passive: false });
	element.addEventListener("keydown", (event) => press(event, hand), { signal });
}

function drag(camera: Camera, event: PointerEvent, before: { x: number; y: number }, now: { x: number; y: number }, other: { x: number; y: number } | undefined): void {
	const [right, down] = [now.x - before.x, now.y - before.y];
	if (other) {
		camera.zoom(Math.hypot(now.x - other.x, now.y - other.y) / Math.max(Math.hypot(before.x - other.x, before.y - other.y), 1));
		camera.pan(right / 2, down / 2);
	} else if ((event.buttons & 6) !== 0 || event.ctrlKey || event.metaKey) {
		camera.pan(right, down);
	} else {
		camera.turn(right * perPixel, down * perPixel);
	}
}

function wheel(event: WheelEvent, hand: Hand): void {
	if (event.ctrlKey || hand.wheelZooms()) {
		event.preventDefault();
		const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 20 : 1;
		hand.camera.zoom(Math.exp(-Math.max(-240, Math.min(240, event.deltaY * lines)) * (event.ctrlKey ? 0.008 : 0.0018)));
		hand.held();
		hand.moved();
		hand.released();
	}
}

function press(event: KeyboardEvent, hand: Hand): void {
	const { camera } = hand;
	const step = event.shiftKey ? 3 * perKey : perKey;
	const actions: Readonly<Record<string, () => void>> = {
		ArrowLeft: () => camera.turn(-step, 0),
		ArrowRight: () => camera.turn(step, 0),
		ArrowUp: () => camera.turn(0, -step),
		ArrowDown: () => camera.turn(0, step),
		"+": () => camera.zoom(1.15),
		"=": () => camera.zoom(1.15),
		"-": () => camera.zoom(1 / 1.15),
		Escape: () => hand.escaped(),
	};
	const action = actions[event.key];
	if (event.key === "r" && !event.ctrlKey && !event.metaKey && !event.altKey) {
		event.preventDefault();
		hand.reset();
	} else if (action && !event.ctrlKey && !event.metaKey && !event.altKey) {
		if (event.key !== "Escape") {
			event.preventDefault();
		}
		hand.held();
		action();
		hand.moved();
		hand.released();
	}
}
