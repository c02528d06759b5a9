import type { DrawingOptions, DrawingTheme } from "../chemistry.ts";
import { Failure } from "../failure.ts";
import { writtenIndices } from "./atomOrder.ts";
import type { OpenMolecule, Rdkit } from "./rdkit.ts";
import { moleculeJson } from "./rdkit.ts";
import type { Structure } from "./structure.ts";

type Colour = readonly [red: number, green: number, blue: number];
type Palette = Readonly<Record<string, Colour>>;

/** Colours by atomic number, `-1` for all others; hue as in CPK, lightness so that each is legible on its background. */
const ON_LIGHT: Palette = {
	"-1": [0.13, 0.13, 0.13], "0": [0.35, 0.35, 0.35], "1": [0.3, 0.3, 0.3], "6": [0.13, 0.13, 0.13], "7": [0.1, 0.25, 0.85], "8": [0.8, 0.05, 0.05],
	"9": [0.0, 0.45, 0.35], "15": [0.7, 0.33, 0.0], "16": [0.52, 0.42, 0.0], "17": [0.0, 0.48, 0.0], "35": [0.55, 0.25, 0.1], "53": [0.45, 0.1, 0.6],
};
const ON_DARK: Palette = {
	"-1": [0.87, 0.87, 0.87], "0": [0.7, 0.7, 0.7], "1": [0.75, 0.75, 0.75], "6": [0.87, 0.87, 0.87], "7": [0.5, 0.68, 1.0], "8": [1.0, 0.5, 0.47],
	"9": [0.4, 0.87, 0.8], "15": [1.0, 0.66, 0.3], "16": [0.93, 0.82, 0.3], "17": [0.45, 0.88, 0.45], "35": [0.9, 0.6, 0.45], "53": [0.83, 0.6, 1.0],
};
const darken = (colour: Colour): Colour => [colour[0] * 0.7, colour[1] * 0.7, colour[2] * 0.7];
const lighten = (colour: Colour): Colour => [0.3 + colour[0] * 0.7, 0.3 + colour[1] * 0.7, 0.3 + colour[2] * 0.7];
const map = (palette: Palette, change: (colour: Colour) => Colour): Palette => Object.fromEntries(Object.entries(palette).map(([key, colour]) => [key, change(colour)]));

/** Atom colours of each theme, 0..1 per channel. High contrast draws carbon in pure black or white. */
export const PALETTES: Readonly<Record<DrawingTheme, Palette>> = {
	light: ON_LIGHT,
	dark: ON_DARK,
	"high-contrast-light": { ...map(ON_LIGHT, darken), "-1": [0, 0, 0], "6": [0, 0, 0] },
	"high-contrast-dark": { ...map(ON_DARK, lighten), "-1": [1, 1, 1], "6": [1, 1, 1] },
};

/** What glows in a drawing, in RDKit's counting. */
export interface Highlight {
	readonly atoms: readonly number[];
	readonly bonds: readonly number[];
}

/** Behind the atoms' colours, which stay legible on it. */
const GLOW: Readonly<Record<DrawingTheme, Colour>> = { light: [1, 0.8, 0.5], dark: [0.48, 0.3, 0.02], "high-contrast-light": [1, 0.8, 0.5], "high-contrast-dark": [0.55, 0.33, 0] };

/**
 * Atoms as written, and the bonds among them, as RDKit counts them.
 *
 * @param text what `structure` was read from
 */
export function highlightOf(molecule: OpenMolecule, text: string, structure: Structure, written: readonly number[] = []): Highlight {
	if (written.length === 0) {
		return { atoms: [], bonds: [] };
	}
	const wanted = new Set(written);
	const atoms = new Set(writtenIndices(molecule, text, structure).flatMap((place, index) => (wanted.has(place) ? [index] : [])));
	const bonds = moleculeJson(molecule).bonds.flatMap(({ begin, end }, index) => (atoms.has(begin) && atoms.has(end) ? [index] : []));
	return { atoms: [...atoms], bonds };
}

/**
 * Draws a molecule.
 *
 * @returns an SVG document on a transparent ground, without prolog, comments, classes and defaults: a third of RDKit's size
 */
export function drawMolecule(molecule: OpenMolecule, options: DrawingOptions, highlight: Highlight): string {
	return tidy(molecule.handle.get_svg_with_highlights(drawingDetails(options, highlight)), options);
}

/**
 * Draws a reaction: reactants, an arrow with the agents above it, products.
 *
 * @param text reaction SMILES whose sections were checked before, with an extension or without
 * @returns as {@link drawMolecule}
 */
export function drawReaction(rdkit: Rdkit, text: string, options: DrawingOptions): string {
	rdkit.log.clear_buffer();
	const handle = rdkit.module.get_rxn(text, JSON.stringify({ useSmiles: true }));
	if (handle === null) {
		throw new Failure("invalid-smiles", "RDKit cannot draw this reaction, though each of its molecules is right. Check the arrow, and the extension |…| if it has one.", { detail: rdkit.log.get_buffer(), span: { start: 0, end: text.length } });
	}
	try {
		return enlarge(tidy(handle.get_svg_with_highlights(drawingDetails(options)), options), options);
	} finally {
		handle.delete();
	}
}

/** Pixels: RDKit shrinks the letters of atoms with the molecule, to 6 where nothing stops it. */
const SMALLEST_LETTER = 10;
/** Pixels: it blows up water and ethanol to fill the picture, letters and all. */
const LARGEST_LETTER = 16;
const LONGEST_BOND = 32;

function drawingDetails({ theme, width, height }: DrawingOptions, highlight?: Highlight): string {
	const palette = PALETTES[theme];
	const carbon = palette["6"];
	return JSON.stringify({
		width, height, clearBackground: false, atomColourPalette: palette,
		annotationColour: carbon, symbolColour: carbon, queryColour: carbon, variableAttachmentColour: palette["0"],
		bondLineWidth: theme.startsWith("high") ? 2 : 1.5, padding: 0.03, ...highlight, highlightColour: GLOW[theme], minFontSize: SMALLEST_LETTER, maxFontSize: LARGEST_LETTER, fixedBondLength: LONGEST_BOND,
	});
}

/** Pixels left free around an enlarged drawing. */
const MARGIN = 4;
/** More would blow up small reactions as RDKit's own limits keep it from doing with molecules. */
const MOST_ENLARGED = 1.2;

/** RDKit leaves a sixth of a reaction's width empty, whatever its padding, and pays with letters that nobody can read. */
function enlarge(svg: string, { width, height }: DrawingOptions): string {
	const { left, right, top, bottom } = inkOf(svg);
	const scale = Math.min(MOST_ENLARGED, (width - 2 * MARGIN) / (right - left), (height - 2 * MARGIN) / (bottom - top));
	if (!(scale > 1)) {
		return svg;
	}
	const [wide, high] = [width / scale, height / scale];
	const box = [(left + right - wide) / 2, (top + bottom - high) / 2, wide, high].map((value) => value.toFixed(1));
	return svg.replace(/viewBox='[^']*'/, `viewBox='${box.join(" ")}'`);
}

/** RDKit draws everything, letters too, as paths of absolute coordinates. */
function inkOf(svg: string): { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number } {
	let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
	for (const [, path = ""] of svg.matchAll(/ d='([^']*)'/g)) {
		const numbers = path.match(/-?\d+(?:\.\d+)?/g) ?? [];
		for (let at = 0; at + 1 < numbers.length; at += 2) {
			const [x, y] = [Number(numbers[at]), Number(numbers[at + 1])];
			[left, right, top, bottom] = [Math.min(left, x), Math.max(right, x), Math.min(top, y), Math.max(bottom, y)];
		}
	}
	return { left, right, top, bottom };
}

/** RDKit has no option for the dots of radicals: they stay black, unseen on a dark ground. */
function tidy(svg: string, { theme }: DrawingOptions): string {
	const carbon = PALETTES[theme]["6"];
	return shrink(svg).replaceAll("#000000", carbon === undefined ? "#000000" : hexadecimal(carbon));
}

function hexadecimal(colour: Colour): string {
	return `#${colour.map((part) => Math.round(part * 255).toString(16).padStart(2, "0").toUpperCase()).join("")}`;
}

/** RDKit writes an XML prolog, a comment, classes on each bond and every style that is the default anyway. */
function shrink(svg: string): string {
	return svg
		.replace(/^\s*<\?xml[^>]*>\s*/, "")
		.replace(/<!--[^]*?-->\s*/g, "")
		.replace(/\s+(?:class|xmlns:rdkit|xmlns:xlink|xml:space|baseProfile|version)='[^']*'/g, "")
		.replace(/(?:fill-rule:evenodd|stroke-linecap:butt|stroke-linejoin:miter|stroke-miterlimit:10|(?:fill-|stroke-)?opacity:1(?:\.0)?);?/g, "")
		.replace(/;'/g, "'")
		.replace(/\s+/g, " ")
		.replace(/ ?(\/?>) ?/g, "$1")
		.trim();
}
