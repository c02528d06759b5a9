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

/** A place in a drawing: its own units, in which bonds are 30 long. */
export interface Point {
	readonly x: number;
	readonly y: number;
}

/** A drawing that can be pointed at. */
export interface Structure {
	/** Without a size: its `viewBox` tells it. */
	readonly svg: SVGSVGElement;
	readonly viewBox: Point & Box;
	/** Of each atom as it is written, in the order of the SMILES; undefined where it is not drawn (a hydrogen written as an atom). */
	readonly atoms: readonly (Point | undefined)[];
	/** Pairs of atoms, as indices into `atoms`. */
	readonly bonds: readonly (readonly [number, number])[];
	/** Atoms that lie on top of each other, or bonds drawn so long or short, that a chemist would not read it. */
	readonly crowded: boolean;
}

/** A skeletal formula that fits `box`, or undefined where smiles-drawer gives up: it is no validator, and not all it draws is right to the last detail. */
export function drawMolecule(smiles: string, box: Box): SVGSVGElement | undefined {
	try {
		return fitted(draw(smiles).svg, box);
	} catch {
		return undefined; // a chip without a drawing still says everything in words
	}
}

/** A skeletal formula with the places of its atoms, or undefined where smiles-drawer gives up. */
export function drawStructure(smiles: string): Structure | undefined {
	try {
		const { svg, vertices, edges } = draw(smiles);
		const viewBox = viewBoxOf(svg);
		if (viewBox === undefined) {
			return undefined;
		}
		prepare(svg, 1);
		// Hydrogens that a bracket counts stand among the vertices; they are no atoms of the SMILES.
		const written = vertices.filter(({ value }) => value.element !== "H" || value.bracket !== null);
		const indices = new Map(written.map(({ id }, index) => [id, index]));
		const bonds = edges.filter(({ bondType }) => bondType !== ".").flatMap(({ sourceId, targetId }): [number, number][] => {
			const [first, second] = [indices.get(sourceId), indices.get(targetId)];
			return first === undefined || second === undefined ? [] : [[first, second]];
		});
		const atoms = written.map(({ position: { x, y }, value }) => (value.isDrawn || written.length === 1 ? { x, y } : undefined));
		return { svg, viewBox, atoms, bonds, crowded: isCrowded(atoms, bonds) };
	} catch {
		return undefined;
	}
}

/** What is read here of smiles-drawer's graph. */
interface Vertex {
	readonly id: number;
	readonly position: Point;
	readonly value: { readonly element: string; readonly bracket: object | null; readonly isDrawn: boolean };
}
interface Edge {
	readonly sourceId: number;
	readonly targetId: number;
	readonly bondType: string;
}

const bondLength = 30;

function draw(smiles: string): { readonly svg: SVGSVGElement; readonly vertices: readonly Vertex[]; readonly edges: readonly Edge[] } {
	const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
	const drawer = new SmilesDrawer.SvgDrawer({ scale: 1, padding: 4, bondThickness: 1, bondLength, compactDrawing: false, terminalCarbons: false, kkMaxIteration: layoutSteps, themes: { view: theme } });
	withoutInlineStyles(() => drawer.draw(SmilesDrawer.Parser.parse(smiles), svg, "view"));
	const { vertices, edges } = (drawer.preprocessor as unknown as { graph: { vertices: readonly Vertex[]; edges: readonly Edge[] } }).graph;
	return { svg, vertices, edges };
}

/** Atoms nearer than this to each other cannot be told apart; bonds are regular within these bounds. Parts of a bond's length. */
const nearest = 0.35;
const bondBounds = [0.5, 2] as const;

function isCrowded(atoms: readonly (Point | undefined)[], bonds: readonly (readonly [number, number])[]): boolean {
	const drawn = atoms.filter((atom) => atom !== undefined);
	const apart = (first: Point, second: Point): number => Math.hypot(first.x - second.x, first.y - second.y) / bondLength;
	if (drawn.some((first, index) => drawn.slice(index + 1).some((second) => !(apart(first, second) >= nearest)))) {
		return true; // a place that is no number, too
	}
	return bonds.some(([begin, end]) => {
		const [first, second] = [atoms[begin], atoms[end]];
		const length = first === undefined || second === undefined ? 1 : apart(first, second);
		return length < bondBounds[0] || length > bondBounds[1];
	});
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
	const size = viewBoxOf(svg);
	if (size === undefined) {
		return undefined;
	}
	const scale = Math.min(box.width / size.width, box.height / size.height, largestScale);
	svg.setAttribute("width", String(size.width * scale));
	svg.setAttribute("height", String(size.height * scale));
	prepare(svg, scale);
	return svg;
}

/** Takes what only the policy would refuse out of a drawing, and gives its lines a width that can be seen at `scale`. */
function prepare(svg: SVGSVGElement, scale: number): void {
	for (const style of svg.querySelectorAll("style")) {
		style.remove(); // the same rules stand in molecule.css, where the policy allows them
	}
	svg.removeAttribute("style");
	svg.setAttribute("class", "molecule");
	svg.setAttribute("aria-hidden", "true");
	for (const line of svg.querySelectorAll("[stroke-width]")) {
		line.setAttribute("stroke-width", String(Math.min(Math.max(Number(line.getAttribute("stroke-width")), thinnest / scale), thickest / scale)));
	}
}

function viewBoxOf(svg: SVGSVGElement): (Point & Box) | undefined {
	const [x = NaN, y = NaN, width = NaN, height = NaN] = (svg.getAttribute("viewBox") ?? "").split(" ").map(Number);
	return width > 0 && height > 0 && Number.isFinite(x + y + width + height) ? { x, y, width, height } : undefined;
}
