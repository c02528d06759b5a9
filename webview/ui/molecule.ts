import SmilesDrawer from "smiles-drawer";

/** Pixels of the box that a drawing has to fit in. */
export interface Box {
	readonly width: number;
	readonly height: number;
}

const elements = ["C", "O", "N", "F", "CL", "BR", "I", "P", "S", "B", "SI", "H"];
/** Variables of molecule.css instead of colours: a drawing follows a change of theme by itself. */
const theme = Object.fromEntries([["FOREGROUND", "var(--atom-c)"], ["BACKGROUND", "none"], ...elements.map((element) => [element, `var(--atom-${element.toLowerCase()})`])]) as Record<string, string>;

/** Lines thinner than this vanish; lines thicker than this look like a marker pen. CSS pixels. */
const thinnest = 1;
const thickest = 1.5;
/** A single atom must not fill the box: CSS pixels per unit of the drawing, whose bonds are 30 long. */
const largestScale = 0.9;

/** Bridged rings that have not settled by then never do, and smiles-drawer's own 20,000 steps freeze the page for seconds. */
const layoutSteps = 1000;

/** A skeletal formula that fits `box`, or undefined where smiles-drawer gives up: it is no validator, and not all it draws is right to the last detail. */
export function drawMolecule(smiles: string, box: Box): SVGSVGElement | undefined {
	try {
		const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
		const drawer = new SmilesDrawer.SvgDrawer({ scale: 1, padding: 4, bondThickness: 1, bondLength: 30, compactDrawing: false, terminalCarbons: false, kkMaxIteration: layoutSteps, themes: { view: theme } });
		withoutInlineStyles(() => drawer.draw(SmilesDrawer.Parser.parse(smiles), svg, "view"));
		return fitted(svg, box);
	} catch {
		return undefined; // a chip without a drawing still says everything in words
	}
}

/**
 * smiles-drawer places its labels with `style` attributes, which a strict content security policy ignores and reports. While it draws, they become the
 * `transform` attributes that they should have been.
 */
function withoutInlineStyles(draw: () => void): void {
	const prototype = Element.prototype;
	// eslint-disable-next-line @typescript-eslint/unbound-method -- called with its element below
	const original = prototype.setAttributeNS;
	prototype.setAttributeNS = function (this: Element, namespace: string | null, name: string, value: string): void {
		const place = name === "style" ? /translateX\((.+?)px\) translateY\((.+?)px\)/u.exec(value) : undefined;
		if (place) {
			original.call(this, null, "transform", `translate(${place[1]} ${place[2]})`);
		} else if (name !== "style") {
			original.call(this, namespace, name, value);
		}
	};
	try {
		draw();
	} finally {
		prototype.setAttributeNS = original;
	}
}

function fitted(svg: SVGSVGElement, box: Box): SVGSVGElement | undefined {
	const [, , width = NaN, height = NaN] = (svg.getAttribute("viewBox") ?? "").split(" ").map(Number);
	if (!(width > 0 && height > 0 && Number.isFinite(width + height))) {
		return undefined;
	}
	for (const style of svg.querySelectorAll("style")) {
		style.remove(); // the same rules stand in molecule.css, where the policy allows them
	}
	const scale = Math.min(box.width / width, box.height / height, largestScale);
	svg.removeAttribute("style");
	svg.setAttribute("width", String(width * scale));
	svg.setAttribute("height", String(height * scale));
	svg.setAttribute("class", "molecule");
	svg.setAttribute("aria-hidden", "true");
	for (const line of svg.querySelectorAll("[stroke-width]")) {
		line.setAttribute("stroke-width", String(Math.min(Math.max(Number(line.getAttribute("stroke-width")), thinnest / scale), thickest / scale)));
	}
	return svg;
}
