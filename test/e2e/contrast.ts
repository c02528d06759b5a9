import type { Locator } from "@playwright/test";

/**
 * The least contrast between a colour of a drawing and the ground it is seen on, as WCAG 2.2 measures it: 1 to 21, 3 being
 * the least for graphics that must be understood.
 */
export async function leastContrast(picture: Locator): Promise<number> {
	const { svg, ground } = await picture.evaluate((image: HTMLImageElement) => {
		const grounds: string[] = [];
		for (let element: Element | null = image; element; element = element.parentElement) {
			grounds.push(getComputedStyle(element).backgroundColor);
		}
		return { svg: atob(image.src.split("base64,")[1] ?? ""), ground: grounds.find((colour) => colour !== "rgba(0, 0, 0, 0)") ?? "" };
	});
	const [red, green, blue] = (ground.match(/\d+(?:\.\d+)?/g) ?? []).map(Number);
	const background = luminance([red ?? NaN, green ?? NaN, blue ?? NaN]);
	const colours = [...new Set(svg.match(/#[\dA-Fa-f]{6}\b/g))];
	return Math.min(...colours.map((colour) => ratio(luminance(channels(colour)), background)));
}

function channels(hexadecimal: string): number[] {
	return [1, 3, 5].map((from) => Number.parseInt(hexadecimal.slice(from, from + 2), 16));
}

function luminance(rgb: readonly number[]): number {
	const [red = 0, green = 0, blue = 0] = rgb.map((value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4));
	return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function ratio(one: number, other: number): number {
	return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
}
