import { count, flag, type Guard, listOf, oneOf, optional, parse, record, shape, text, typed, type Variants } from "../guards.ts";
import type { FactModel, FactsModel, VerdictModel } from "../protocol.ts";

/** What the molecule panel shows; sent again, with the same `id`, when more of it has been computed. */
export interface MoleculeModel {
	/** Counts the molecules that this panel has shown. */
	readonly id: number;
	/** Name, formula or shortened SMILES. */
	readonly title: string;
	/** As it was given, may be empty. */
	readonly name: string;
	/** As a person writes it, with subscripts; empty until it is computed. */
	readonly formula: string;
	/** As it was written: atoms are numbered in this order. */
	readonly smiles: string;
	/** Empty until they are computed; the InChI also where there is none. */
	readonly canonicalSmiles: string;
	readonly inchi: string;
	readonly inchiKey: string;
	/** Where it was found, may be empty. */
	readonly origin: string;
	/** Whether the page may draw it itself; larger ones are drawn by RDKit, as pictures. */
	readonly drawable: boolean;
	/** Explicit atoms in `smiles`, hydrogens written as atoms included. */
	readonly atoms: number;
	readonly facts: FactsModel;
	/** Why it cannot be read, with the place in `smiles` where one is known (UTF-16 code units). */
	readonly problem?: ProblemModel | undefined;
	/** What is said beside it, e.g. that its facts are of all components together; may be empty. */
	readonly notice: string;
}

export interface ProblemModel {
	readonly message: string;
	readonly start?: number | undefined;
	readonly end?: number | undefined;
}

/** A molecule of the workspace that resembles the one that is shown. */
export interface SimilarModel {
	/** Of this search; what `openSimilar` and `showSimilar` name. */
	readonly id: number;
	readonly name: string;
	readonly smiles: string;
	readonly drawable: boolean;
	/** "0.87": two decimals. */
	readonly tanimoto: string;
	/** "screen.py, line 9". */
	readonly label: string;
}

export const drawingThemes = ["light", "dark", "high-contrast-light", "high-contrast-dark"] as const;
export type PictureTheme = (typeof drawingThemes)[number];

const stringKeys = [
	"ask", "askSelection", "askSelectionHint", "atomNumbers", "atomsList", "atomsPlaceholder", "atomsUnknown", "back", "ballAndStick", "byRdkit", "byRdkitCrowded", "byRdkitFailed", "byRdkitLarge", "cancel", "clearSelection", "computed",
	"computing", "conformerWorking", "copied", "copyCanonicalSmiles", "copyFacts", "copyInchi", "copyInchiKey", "copySvg", "copyValue", "distance", "drawing", "drawingHelp", "drawingWorking", "exportAs", "exportMol2d",
	"exportMol3d", "exportPng", "exportSdf", "exportSvg", "fact", "facts", "findSimilar", "findSimilarAgain", "hydrogens", "keepOpen", "keptOpen", "labels", "match", "matchAtoms", "matches", "matchesListed", "matchPosition",
	"method", "moveByDragging", "nextMatch", "noMatch", "noSimilar", "noWebGl", "notReadable", "notPictured", "notShown3d", "openPlace", "overlapping", "previousMatch", "reset3d", "resetView", "retry", "rules", "searching", "selected", "selectedOne",
	"showSimilar", "similar", "similarIntro", "smarts", "smartsPlaceholder", "spheres", "spin", "sticks", "style3d", "surface", "surfaceWorking", "threeD", "threeDHelp", "tryLonger", "twoD", "unit", "useRdkit", "value", "verdictFails",
	"verdictPasses", "zoomIn", "zoomOut",
] as const;

/**
 * Every text that the page shows on its own, translated by the host. `{0}` stands for a value: atoms in `matchAtoms`, a number of matches or atoms in `matches`, `matchesListed` and
 * `selected`, a place in `openPlace`, a label in `copyValue`, a name in `showSimilar` and `drawing`, Å in `distance`; `matchPosition` has `{0}` and `{1}`: which of how many.
 */
export type MoleculeStrings = Readonly<Record<(typeof stringKeys)[number], string>>;
export const moleculeStringKeys: readonly (keyof MoleculeStrings)[] = stringKeys;

export type MoleculeToView =
	/** Everything anew: after `ready`, for another molecule, and when its facts have come. */
	| { readonly type: "molecule"; readonly strings: MoleculeStrings; readonly molecule: MoleculeModel; readonly kept: boolean; /** Name of the molecule that `back` leads to. */ readonly back?: string | undefined }
	/** RDKit's drawing of the molecule `id`: an SVG document, or why there is none. The answer to `draw`. */
	| { readonly type: "drawing"; readonly id: number; readonly theme: PictureTheme; readonly highlight: readonly number[]; readonly svg: string; /** Parts of it lie on top of each other. */ readonly overlapping: boolean; readonly problem?: string | undefined }
	/** Where `smarts` occurs; atoms counted from 0 in the order of the SMILES. The answer to `match`. */
	| { readonly type: "matches"; readonly id: number; readonly smarts: string; readonly matches: readonly (readonly number[])[]; readonly total: number; readonly problem?: string | undefined }
	/** A conformer: a mol block with 3D coordinates, or why there is none. The answer to `conformer`. */
	| { readonly type: "conformer"; readonly id: number; readonly molBlock: string; /** For each atom of the mol block its index in the SMILES; -1 for hydrogens that were added. */ readonly written: readonly number[]; readonly method: string; readonly note: string; /** What can be done about it: with more time it would be better or there at all; or it can be tried again; empty where neither helps. */ readonly next: "longer" | "again" | ""; readonly problem?: string | undefined }
	/** The search in the workspace: what was found so far, best first. */
	| { readonly type: "similar"; readonly id: number; readonly state: "searching" | "done" | "failed"; /** "412 molecules in 12 files". */ readonly progress: string; readonly found: readonly SimilarModel[]; readonly method: string; readonly note: string; readonly problem?: string | undefined }
	| { readonly type: "kept"; readonly kept: boolean }
	/** Something that was asked for did not work. */
	| { readonly type: "note"; readonly text: string }
	| { readonly type: "copied"; readonly what: string };

export const copyTargets = ["smiles", "inchi", "inchiKey", "facts", "fact"] as const;
export const fileFormats = ["svg", "png", "mol2d", "mol3d", "sdf"] as const;
export type FileFormat = (typeof fileFormats)[number];

export type MoleculeToHost =
	| { readonly type: "ready" }
	| { readonly type: "draw"; readonly id: number; readonly theme: PictureTheme; /** Atoms that glow, counted as in `matches`. */ readonly highlight: readonly number[] }
	| { readonly type: "match"; readonly id: number; readonly smarts: string }
	| { readonly type: "conformer"; readonly id: number; /** With much more time than usual. */ readonly longer: boolean }
	| { readonly type: "cancelConformer" }
	| { readonly type: "findSimilar" }
	| { readonly type: "cancelSimilar" }
	/** Opens the file at the molecule. */
	| { readonly type: "openSimilar"; readonly id: number }
	/** Shows that molecule in this panel. */
	| { readonly type: "showSimilar"; readonly id: number }
	| { readonly type: "back" }
	/** Keeps this panel for this molecule; the next one opens another. */
	| { readonly type: "keep"; readonly kept: boolean }
	| { readonly type: "ask" }
	/** About a piece; atoms counted from 0 in the order of the SMILES of the molecule `id`. */
	| { readonly type: "askSelection"; readonly id: number; readonly atoms: readonly number[] }
	/** `index` is the fact's in its list. */
	| { readonly type: "copy"; readonly what: (typeof copyTargets)[number]; readonly index?: number | undefined }
	| { readonly type: "copySvg"; readonly svg: string }
	/** The host asks where; `content` is the SVG document or the PNG in base64 as it is seen; the other formats the host writes itself. */
	| { readonly type: "export"; readonly format: FileFormat; readonly content?: string | undefined };

/** What the page keeps for a reload of the window. */
export interface MoleculeMemory {
	readonly smiles: string;
	readonly name: string;
	readonly origin: string;
	readonly kept: boolean;
	/** How it was looked at. */
	readonly view: { readonly tab: "2d" | "3d"; readonly smarts: string; readonly numbers: boolean; readonly rdkit: boolean };
}

/** Base64 of a 4K picture at twice its pixels stays far below it. Characters. */
const largestPicture = 100_000_000;
/** Far more atoms than any selection of which a fragment is made. */
const mostAtoms = 100_000;

const index: Guard<number> = (value): value is number => typeof value === "number" && Number.isInteger(value) && value >= 0;
const writtenIndex: Guard<number> = (value): value is number => value === -1 || index(value);
const atoms: Guard<readonly number[]> = (value): value is readonly number[] => Array.isArray(value) && value.length <= mostAtoms && value.every((each) => index(each));
const picture: Guard<string> = (value): value is string => typeof value === "string" && value.length <= largestPicture;
const theme = oneOf(...drawingThemes);
const strings: Guard<MoleculeStrings> = (value): value is MoleculeStrings => record(value) && moleculeStringKeys.every((key) => text(value[key]));
const facts = shape<FactsModel>({
	label: text,
	title: text,
	state: oneOf("computing", "done", "failed"),
	facts: listOf(shape<FactModel>({ label: text, value: text, unit: optional(text), method: text, glance: flag })),
	verdicts: listOf(shape<VerdictModel>({ rule: text, passes: flag, failing: listOf(text), method: text })),
	problem: optional(text),
});
const molecule = shape<MoleculeModel>({
	id: index,
	title: text,
	name: text,
	formula: text,
	smiles: text,
	canonicalSmiles: text,
	inchi: text,
	inchiKey: text,
	origin: text,
	drawable: flag,
	atoms: count,
	facts,
	problem: optional(shape<ProblemModel>({ message: text, start: optional(index), end: optional(index) })),
	notice: text,
});

const toView: Variants<MoleculeToView> = {
	molecule: { strings, molecule, kept: flag, back: optional(text) },
	drawing: { id: index, theme, highlight: atoms, svg: text, overlapping: flag, problem: optional(text) },
	matches: { id: index, smarts: text, matches: listOf(atoms), total: index, problem: optional(text) },
	conformer: { id: index, molBlock: text, written: listOf(writtenIndex), method: text, note: text, next: oneOf("longer", "again", ""), problem: optional(text) },
	similar: {
		id: index,
		state: oneOf("searching", "done", "failed"),
		progress: text,
		found: listOf(shape<SimilarModel>({ id: index, name: text, smiles: text, drawable: flag, tanimoto: text, label: text })),
		method: text,
		note: text,
		problem: optional(text),
	},
	kept: { kept: flag },
	note: { text },
	copied: { what: text },
};

const toHost: Variants<MoleculeToHost> = {
	ready: {},
	draw: { id: index, theme, highlight: atoms },
	match: { id: index, smarts: typed },
	conformer: { id: index, longer: flag },
	cancelConformer: {},
	findSimilar: {},
	cancelSimilar: {},
	openSimilar: { id: index },
	showSimilar: { id: index },
	back: {},
	keep: { kept: flag },
	ask: {},
	askSelection: { id: index, atoms },
	copy: { what: oneOf(...copyTargets), index: optional(index) },
	copySvg: { svg: picture },
	export: { format: oneOf(...fileFormats), content: optional(picture) },
};

const memory = shape<MoleculeMemory>({ smiles: typed, name: typed, origin: typed, kept: flag, view: shape<MoleculeMemory["view"]>({ tab: oneOf("2d", "3d"), smarts: typed, numbers: flag, rdkit: flag }) });

/** A message from the page, or undefined if it is none of ours. */
export function parseMoleculeToHost(value: unknown): MoleculeToHost | undefined {
	return parse(toHost, value);
}

/** A message from the host, or undefined if it is none of ours. */
export function parseMoleculeToView(value: unknown): MoleculeToView | undefined {
	return parse(toView, value);
}

/** What a page has kept, or undefined if it is none of ours. */
export function parseMoleculeMemory(value: unknown): MoleculeMemory | undefined {
	return memory(value) ? value : undefined;
}
