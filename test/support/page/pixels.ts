/** What the viewer's canvas shows, for tests: runs in the page. Places are CSS pixels of the canvas. */
function picture(): ImageData {
	const canvas = document.querySelector<HTMLCanvasElement>(".viewer-stage canvas");
	const context = canvas && new OffscreenCanvas(canvas.width, canvas.height).getContext("2d", { willReadFrequently: true });
	if (!canvas || !context) {
		throw new Error("There is no canvas.");
	}
	context.drawImage(canvas, 0, 0);
	return context.getImageData(0, 0, canvas.width, canvas.height);
}

function scale(): number {
	const canvas = document.querySelector<HTMLCanvasElement>(".viewer-stage canvas");
	return (canvas?.width ?? 1) / (canvas?.clientWidth ?? 1);
}

/** How many pixels have the hue of a colour (0xrrggbb), however lit, and where their middle is. */
export function like(colour: number): { readonly count: number; readonly x: number; readonly y: number } {
	const { data, width } = picture();
	const wanted = [colour >> 16, (colour >> 8) & 0xff, colour & 0xff] as const;
	const length = Math.hypot(...wanted);
	let [count, x, y] = [0, 0, 0];
	for (let pixel = 0; pixel < data.length / 4; pixel++) {
		const [red = 0, green = 0, blue = 0] = [data[4 * pixel], data[4 * pixel + 1], data[4 * pixel + 2]];
		const bright = Math.hypot(red, green, blue);
		if (bright > 70 && (red * wanted[0] + green * wanted[1] + blue * wanted[2]) / (bright * length) > 0.992) {
			count++;
			x += pixel % width;
			y += Math.floor(pixel / width);
		}
	}
	return { count, x: x / count / scale(), y: y / count / scale() };
}

/** 0xrrggbb. */
export function colourAt(x: number, y: number): number {
	const { data, width } = picture();
	const at = 4 * (Math.round(x * scale()) + width * Math.round(y * scale()));
	return ((data[at] ?? 0) << 16) | ((data[at + 1] ?? 0) << 8) | (data[at + 2] ?? 0);
}

/** The same for the same picture, and as good as never for another. */
export function fingerprint(): string {
	const { data } = picture();
	let hash = 0;
	for (const value of data) {
		hash = (Math.imul(hash, 31) + value) | 0;
	}
	return `${hash}`;
}

/** The middles of the separate places that have the hue of a colour, largest first; places nearer than 40 pixels are one. */
export function blobs(colour: number): { readonly x: number; readonly y: number }[] {
	const { data, width } = picture();
	const wanted = [colour >> 16, (colour >> 8) & 0xff, colour & 0xff] as const;
	const found: { x: number; y: number; count: number }[] = [];
	for (let pixel = 0; pixel < data.length / 4; pixel++) {
		const [red = 0, green = 0, blue = 0] = [data[4 * pixel], data[4 * pixel + 1], data[4 * pixel + 2]];
		const bright = Math.hypot(red, green, blue);
		if (bright > 70 && (red * wanted[0] + green * wanted[1] + blue * wanted[2]) / (bright * Math.hypot(...wanted)) > 0.992) {
			const [x, y] = [(pixel % width) / scale(), Math.floor(pixel / width) / scale()];
			const near = found.find((blob) => Math.hypot(blob.x / blob.count - x, blob.y / blob.count - y) < 40);
			if (near) {
				near.x += x;
				near.y += y;
				near.count++;
			} else {
				found.push({ x, y, count: 1 });
			}
		}
	}
	return found.sort((one, other) => other.count - one.count).map(({ x, y, count }) => ({ x: x / count, y: y / count }));
}
