import type { Box, Point } from "../ui/molecule.ts";

/** A single atom must not fill the panel: CSS pixels per unit of a drawing. */
const largestFit = 1.5;
/** What is left free around a drawing that fits. */
const fill = 0.92;
const zoomBounds = [0.25, 24] as const;

/** Where a drawing is looked at: `zoom` times the size at which it fits, moved by `pan` CSS pixels. */
export interface Viewport {
	readonly zoom: number;
	readonly pan: Point;
}

export const fitted: Viewport = { zoom: 1, pan: { x: 0, y: 0 } };

/** CSS pixels per unit of the drawing. */
export function scaleOf({ zoom }: Viewport, drawing: Box, stage: Box): number {
	return Math.min((stage.width / drawing.width) * fill, (stage.height / drawing.height) * fill, largestFit) * zoom;
}

/** Zooms in (`factor` above 1) or out, so that what is at `place` (CSS pixels from the stage's middle) stays there. */
export function zoomed({ zoom, pan }: Viewport, factor: number, place: Point = { x: 0, y: 0 }): Viewport {
	const next = Math.min(Math.max(zoom * factor, zoomBounds[0]), zoomBounds[1]);
	const grown = next / zoom;
	return { zoom: next, pan: { x: place.x - (place.x - pan.x) * grown, y: place.y - (place.y - pan.y) * grown } };
}

/** Moves by CSS pixels; the drawing never goes further than its own size out of the middle. */
export function moved(viewport: Viewport, by: Point, drawing: Box, stage: Box): Viewport {
	const scale = scaleOf(viewport, drawing, stage);
	const within = (value: number, size: number): number => Math.min(Math.max(value, -size), size);
	return { ...viewport, pan: { x: within(viewport.pan.x + by.x, drawing.width * scale), y: within(viewport.pan.y + by.y, drawing.height * scale) } };
}

/** A place on the stage (CSS pixels from its upper left corner) in the units of the drawing. */
export function placeIn(viewport: Viewport, at: Point, drawing: Point & Box, stage: Box): Point {
	const scale = scaleOf(viewport, drawing, stage);
	return {
		x: (at.x - stage.width / 2 - viewport.pan.x) / scale + drawing.x + drawing.width / 2,
		y: (at.y - stage.height / 2 - viewport.pan.y) / scale + drawing.y + drawing.height / 2,
	};
}

/** The transform of the drawing's layer. */
export function transformOf(viewport: Viewport, drawing: Point & Box, stage: Box): string {
	const scale = scaleOf(viewport, drawing, stage);
	return `translate(${stage.width / 2 + viewport.pan.x} ${stage.height / 2 + viewport.pan.y}) scale(${scale}) translate(${-drawing.x - drawing.width / 2} ${-drawing.y - drawing.height / 2})`;
}
