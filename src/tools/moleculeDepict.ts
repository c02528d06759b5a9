import { z } from "zod";
import { Failure } from "../science/failure.ts";
import { structure } from "./inputs.ts";
import { shown } from "./texts.ts";
import type { Tool } from "./tool.ts";

/** Characters: a drawing of 1,000 atoms would fill an agent's context. */
const LARGEST_PICTURE = 100_000;

const size = (side: string, pixels: number): z.ZodDefault<z.ZodInt> => z.int().min(100).max(1000).default(pixels).describe(`${side} in pixels`);
const input = z.strictObject({
	structure: structure("SMILES, CXSMILES, mol block, or reaction SMILES (reactants>agents>products)"),
	width: size("Width", 400),
	height: size("Height", 300),
	theme: z.enum(["light", "dark"]).default("light").describe("Background that the drawing will stand on; it is transparent itself"),
});

/** A drawing as SVG. */
export const moleculeDepict: Tool<z.infer<typeof input>> = {
	id: "molecule_depict",
	title: "Molecule depiction",
	description:
		"Draws a molecule or a reaction with RDKit, on this machine, and gives the SVG source. Use it to put a structural formula into a Markdown or HTML file, a notebook cell or an .svg file; write the SVG there unchanged.",
	input,
	async run({ structure: text, width, height, theme }, { chemistry, signal }) {
		const picture = await chemistry.draw(text, { theme, width, height }, signal);
		if (picture.length > LARGEST_PICTURE) {
			throw new Failure("drawing-too-large", `The drawing of this structure has ${picture.length.toLocaleString("en")} characters of SVG, too many to hand over. Give a part of the molecule.`);
		}
		return { text: `Drawing of ${shown(text)} by RDKit: SVG, ${width} by ${height} pixels, for a ${theme} background.`, data: { computed: true, width, height, theme }, picture };
	},
};
