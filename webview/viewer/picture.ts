import type { Stage } from "./stage.ts";

/** Pixels of a side: what browsers and graphics cards take everywhere. */
const longestSide = 8192;

/**
 * What `stage` shows, as a PNG of `scale` times its CSS pixels, with the overlay that `drawOver` draws for a scale. The screen shows the same as before
 * when it is done.
 */
export async function takePicture(stage: Stage, scale: number, background: number, transparent: boolean, drawOver: (context: CanvasRenderingContext2D, scale: number) => void): Promise<Uint8Array> {
	const { width, height } = stage.camera;
	const ratio = Math.min(Math.max(scale, 0.1), longestSide / width, longestSide / height);
	const canvas = document.createElement("canvas");
	const overlay = document.createElement("canvas");
	for (const each of [canvas, overlay]) {
		each.width = Math.round(width * ratio);
		each.height = Math.round(height * ratio);
	}
	const [context, over] = [canvas.getContext("2d"), overlay.getContext("2d")];
	if (!context || !over) {
		throw new Error("The browser gives no canvas of that size.");
	}
	stage.drawAt(ratio, background, transparent, (picture) => context.drawImage(picture, 0, 0, canvas.width, canvas.height));
	drawOver(over, ratio);
	context.drawImage(overlay, 0, 0);
	const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/png"));
	if (!blob) {
		throw new Error("The browser could not write the picture.");
	}
	return new Uint8Array(await blob.arrayBuffer());
}
