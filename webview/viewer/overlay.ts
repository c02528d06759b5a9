import type { StructureData } from "../protocol/structure.ts";
import type { Camera, Point, Projected } from "./camera.ts";
import type { Theme } from "./theme.ts";
import { cssColour } from "./colours.ts";

/** A word at a point; those nearer to the eye go before those behind. */
export interface Label {
	readonly at: Point;
	readonly text: string;
	/** Shown also on the far side of the scene. */
	readonly far?: boolean;
}

/** A dashed line between two points, with a word in its middle. */
export interface Line {
	readonly from: Point;
	readonly to: Point;
	readonly text: string;
}

/** More words than that are a fog. */
const mostLabels = 120;
const fontSize = 12;

export function pointOf({ positions }: StructureData, atom: number): Point {
	return { x: positions[3 * atom] ?? 0, y: positions[3 * atom + 1] ?? 0, z: positions[3 * atom + 2] ?? 0 };
}

/** Draws words and lines over the picture; `scale` is pixels of the canvas for a CSS pixel. */
export function drawOverlay(context: CanvasRenderingContext2D, scale: number, camera: Camera, theme: Theme, labels: readonly Label[], lines: readonly Line[]): void {
	const project = camera.projector();
	const place = ({ x, y, z }: Point): Projected => project(x, y, z, { x: 0, y: 0, depth: 0, scale: 0 });
	context.setTransform(scale, 0, 0, scale, 0, 0);
	context.clearRect(0, 0, camera.width, camera.height);
	Object.assign(context, { font: `${fontSize}px ${theme.font}`, textAlign: "center", textBaseline: "middle", lineJoin: "round" });
	const taken: Box[] = [];
	for (const { from, to, text } of lines) {
		const [a, b] = [place(from), place(to)];
		if (a.depth > 0 && b.depth > 0) {
			dashed(context, a, b, theme);
			write(context, theme, text, (a.x + b.x) / 2, (a.y + b.y) / 2, taken, true);
		}
	}
	const placed = labels.map((label) => ({ label, at: place(label.at) })).filter(({ at }) => at.depth > 0 && at.x > 0 && at.y > 0 && at.x < camera.width && at.y < camera.height);
	placed.sort((one, other) => one.at.depth - other.at.depth);
	let written = 0;
	for (const { label, at } of placed) {
		if (written < mostLabels && (label.far === true || at.depth < camera.distance + 6)) {
			written += Number(write(context, theme, label.text, at.x, at.y, taken, false));
		}
	}
}

interface Box {
	readonly left: number;
	readonly right: number;
	readonly y: number;
}

/** Writes with a rim in the colour of the background, unless something else stands there. */
function write(context: CanvasRenderingContext2D, theme: Theme, text: string, x: number, y: number, taken: Box[], always: boolean): boolean {
	const half = context.measureText(text).width / 2 + 3;
	const box = { left: x - half, right: x + half, y };
	if (!always && taken.some((other) => box.left < other.right && box.right > other.left && Math.abs(box.y - other.y) < fontSize + 3)) {
		return false;
	}
	taken.push(box);
	context.lineWidth = 3.5;
	context.strokeStyle = cssColour(theme.background);
	context.strokeText(text, x, y);
	context.fillStyle = cssColour(theme.foreground);
	context.fillText(text, x, y);
	return true;
}

function dashed(context: CanvasRenderingContext2D, a: Projected, b: Projected, theme: Theme): void {
	for (const [width, colour, dash] of [[4, theme.background, []], [2, theme.glow, [6, 4]]] as const) {
		context.beginPath();
		context.setLineDash([...dash]);
		context.lineWidth = width;
		context.strokeStyle = cssColour(colour);
		context.moveTo(a.x, a.y);
		context.lineTo(b.x, b.y);
		context.stroke();
	}
	context.setLineDash([]);
}
