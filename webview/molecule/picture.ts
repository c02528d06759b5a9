import type { Structure } from "../ui/molecule.ts";

/** Of atoms on paper: those of src/science/molecule/depict.ts on a light ground. */
const paper: Readonly<Record<string, string>> = {
	c: "#212121", h: "#4d4d4d", n: "#1a40d9", o: "#cc0d0d", f: "#007359", cl: "#007a00", br: "#8c401a", i: "#731a99", p: "#b35400", s: "#856b00", b: "#8c401a", si: "#8c401a",
};
const marksOnPaper: Readonly<Record<string, Readonly<Record<string, string>>>> = {
	".mark-match .band-edge > *": { stroke: "#b35900", "stroke-width": "19", fill: "#b35900", "stroke-linecap": "round" },
	".mark-match .band-inside > *": { stroke: "#ffe0bd", "stroke-width": "17", fill: "#ffe0bd", "stroke-linecap": "round" },
	".mark-current .band-edge > *": { stroke: "#b35900", "stroke-width": "21", fill: "#b35900", "stroke-linecap": "round" },
	".mark-current .band-inside > *": { stroke: "#ffc078", "stroke-width": "17", fill: "#ffc078", "stroke-linecap": "round" },
	".mark circle": { "stroke-width": "1" },
	".mark-selected": { fill: "#d6e6f7", stroke: "#1a5fb4", "stroke-width": "1.5", "stroke-dasharray": "3 2" },
	".atom-numbers text": { fill: "#5f5f5f", "font-size": "8", "font-family": "Arial, Helvetica, sans-serif", "text-anchor": "middle", "dominant-baseline": "central" },
	".element": { "font-size": "11pt", "font-family": "Arial, Helvetica, sans-serif" },
	".sub": { "font-size": "3pt", "font-family": "Arial, Helvetica, sans-serif" },
};
/** Units around it: room for marks and numbers. */
const margin = 14;
/** A drawing that is made for text pages: pixels per unit. */
const perUnit = 1.5;

/** The drawing as a file of its own, in the colours of paper, with what is marked and numbered in it; `layer` is the element that shows it. */
export function standaloneSvg({ viewBox }: Structure, layer: Element): string {
	const { x, y, width, height } = viewBox;
	const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
	svg.setAttribute("xmlns", "http://www.w3.org/2000/svg");
	svg.setAttribute("viewBox", [x - margin, y - margin, width + 2 * margin, height + 2 * margin].join(" "));
	svg.setAttribute("width", String((width + 2 * margin) * perUnit));
	svg.setAttribute("height", String((height + 2 * margin) * perUnit));
	const content = layer.cloneNode(true) as Element;
	content.removeAttribute("transform");
	svg.append(content);
	for (const [selector, attributes] of Object.entries(marksOnPaper)) {
		for (const element of svg.querySelectorAll(selector)) {
			Object.entries(attributes).forEach(([name, value]) => element.setAttribute(name, value));
		}
	}
	for (const element of svg.querySelectorAll("*")) {
		for (const attribute of [...element.attributes]) {
			if (/^data-|^class$|^style$/u.test(attribute.name)) {
				element.removeAttribute(attribute.name);
			} else if (attribute.value.includes("var(--atom-")) {
				attribute.value = attribute.value.replace(/var\(--atom-(\w+)\)/gu, (_, element: string) => paper[element] ?? paper["c"] ?? "");
			}
		}
	}
	return new XMLSerializer().serializeToString(svg).replace(/<!--[^]*?-->/gu, "");
}

/**
 * An SVG document as a PNG, on white, in base64.
 *
 * @param scale pixels per pixel of the SVG; less where the picture would be larger than browsers can make
 */
export async function pngOf(svg: string, scale: number): Promise<string> {
	const image = new Image();
	image.src = svgSource(svg);
	await image.decode();
	const [width, height] = [image.naturalWidth, image.naturalHeight];
	const factor = Math.min(scale, 8192 / Math.max(width, height));
	const canvas = document.createElement("canvas");
	canvas.width = Math.round(width * factor);
	canvas.height = Math.round(height * factor);
	const context = canvas.getContext("2d");
	if (context === null) {
		throw new Error("no canvas");
	}
	context.fillStyle = "#ffffff";
	context.fillRect(0, 0, canvas.width, canvas.height);
	context.drawImage(image, 0, 0, canvas.width, canvas.height);
	return canvas.toDataURL("image/png").split(",")[1] ?? "";
}

/** For an image; the policy allows pictures as `data:`. */
export function svgSource(svg: string): string {
	return `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
}

/** Base64 of bytes, in pieces that fit on the stack. */
export function base64(bytes: Uint8Array): string {
	let text = "";
	for (let start = 0; start < bytes.length; start += 8192) {
		text += String.fromCharCode(...bytes.subarray(start, start + 8192));
	}
	return btoa(text);
}
