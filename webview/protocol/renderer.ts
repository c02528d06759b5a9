import { count, flag, oneOf, parse, shape, text, type Fields, type Guard, type Variants } from "../guards.ts";

/** What a notebook's output can be, whatever its MIME type calls it. */
export type OutputFormat = "smiles" | "molfile" | "fasta" | "pdb" | "mmcif";

/** Characters of a molecule, record or structure that are sent to the host: larger ones are shown, but not asked about. */
export const maximumSubject = 5_000_000;

/** Colours of a drawing by RDKit, as `DrawingTheme` of the science floor. */
export type OutputTheme = "light" | "dark" | "high-contrast-light" | "high-contrast-dark";

/** One molecule, sequence record or structure file of an output. */
export interface OutputSubject {
	readonly format: OutputFormat;
	/** SMILES, mol block, one FASTA record, or the whole file. */
	readonly text: string;
	/** As the output names it; may be empty. */
	readonly name: string;
}

/** What the renderer in a notebook's outputs asks of the host. Every answer carries the id of its question. */
export type ToHost =
	| { readonly type: "hello" }
	/** By RDKit; pixels. */
	| { readonly type: "draw"; readonly id: number; readonly structure: string; readonly theme: OutputTheme; readonly width: number; readonly height: number }
	| { readonly type: "facts"; readonly id: number; readonly structure: string }
	| { readonly type: "ask"; readonly id: number; readonly subject: OutputSubject }
	| { readonly type: "preview"; readonly id: number; readonly subject: OutputSubject }
	| { readonly type: "copy"; readonly id: number; readonly text: string };

export type ToView =
	/** Answers `hello`, and comes again where it changes. `actions`: whether asking and copying are offered; `previews`: whether previews are, too. */
	| { readonly type: "welcome"; readonly strings: RendererStrings; readonly actions: boolean; readonly previews: boolean }
	/** An address `data:image/svg+xml;base64,…`. */
	| { readonly type: "drawn"; readonly id: number; readonly picture: string }
	/** As RDKit computed them: the formula with subscripts, and canonical SMILES. */
	| { readonly type: "facts"; readonly id: number; readonly formula: string; readonly smiles: string; readonly method: string }
	| { readonly type: "done"; readonly id: number }
	/** Why not, ready to show. `invalid`: because the structure is wrong, so that no drawing of it would be right. */
	| { readonly type: "failed"; readonly id: number; readonly message: string; readonly invalid: boolean };

/** Texts that the renderer shows itself; English until the host has sent them. */
export type RendererStrings = { readonly [K in RendererStringKey]: string };

export type RendererStringKey = (typeof rendererStringKeys)[number];

export const rendererStringKeys = [
	"actions", "ask", "copied", "copyFasta", "copyFile", "copySmiles", "copyStructure", "depth", "dna", "empty", "flat", "loading", "moreMolecules",
	"moreRecords", "moreResidues", "noCoordinates", "noDrawing", "noMolfile", "noRecords", "noViewer", "nucleotides", "preview", "reaction", "residues",
	"rna", "sequence", "show3d", "structure", "tooLarge", "unnamed", "unreadable", "viewDistance", "viewHelp", "viewNoWebGl", "viewReset", "viewSurface",
	"waiting", "withoutHost",
] as const;

const size: Guard<number> = (value): value is number => count(value) && value >= 50 && value <= 2000;
/** In a text of the host's own making nothing else comes. */
const picture: Guard<string> = (value): value is string => typeof value === "string" && value.startsWith("data:image/svg+xml;base64,");
const bounded: Guard<string> = (value): value is string => typeof value === "string" && value.length <= maximumSubject;
const subject = shape<OutputSubject>({ format: oneOf("smiles", "molfile", "fasta", "pdb", "mmcif"), text: bounded, name: bounded });
const strings = shape<RendererStrings>(Object.fromEntries(rendererStringKeys.map((key) => [key, text])) as Fields<RendererStrings>);

const toHost: Variants<ToHost> = {
	hello: {},
	draw: { id: count, structure: bounded, theme: oneOf("light", "dark", "high-contrast-light", "high-contrast-dark"), width: size, height: size },
	facts: { id: count, structure: bounded },
	ask: { id: count, subject },
	preview: { id: count, subject },
	copy: { id: count, text: bounded },
};

const toView: Variants<ToView> = {
	welcome: { strings, actions: flag, previews: flag },
	drawn: { id: count, picture },
	facts: { id: count, formula: text, smiles: text, method: text },
	done: { id: count },
	failed: { id: count, message: text, invalid: flag },
};

/** A message from a notebook's outputs, or undefined if it is none of ours: any script there can send some. */
export function parseToHost(value: unknown): ToHost | undefined {
	return parse(toHost, value);
}

/** A message from the host, or undefined if it is none of ours. */
export function parseToView(value: unknown): ToView | undefined {
	return parse(toView, value);
}
