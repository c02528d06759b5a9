import { count, flag, type Guard, listOf, oneOf, optional, parse, shape, text, typed, type Variants } from "../guards.ts";
import type { FactModel } from "../protocol.ts";
import { isStructureData } from "./structureGuard.ts";
import type { StructureData } from "./structure.ts";

/** One chain of the page: of a protein panel the only one. */
export interface ProteinChain {
	/** "Chain A", or the protein's name. */
	readonly title: string;
	readonly kind: "protein" | "nucleotide";
	/** One-letter codes. */
	readonly letters: string;
	/** Index into `StructureData.chains`, which number its residues as the authors do; undefined for a sequence, numbered from 1. */
	readonly place?: number | undefined;
}

/** What is told about a structure above it, e.g. "Atoms 644". */
export interface HeaderFact {
	readonly label: string;
	readonly value: string;
}

export interface CompositionBar {
	readonly letter: string;
	/** "Alanine", or what an ambiguous letter means. */
	readonly name: string;
	readonly count: number;
	/** Of all residues, 0 to 1. */
	readonly fraction: number;
}

export interface MotifPreset {
	readonly name: string;
	readonly pattern: string;
	/** Where the motif is from. */
	readonly source: string;
}

/** A range of a chain in letters: zero-based, half-open. */
export interface ChainRange {
	readonly chain: number;
	readonly from: number;
	readonly to: number;
}

/** What the page tells the host. */
export type ProteinToHost =
	| { readonly type: "ready" }
	/** Facts, composition and hydropathy of a chain; `window` in residues, odd. */
	| { readonly type: "plots"; readonly chain: number; readonly window: number }
	| ({ readonly type: "selected" } & ChainRange)
	| { readonly type: "search"; readonly id: number; readonly chain: number; readonly pattern: string }
	| ({ readonly type: "ask" } & ChainRange)
	| ({ readonly type: "copy"; readonly format: "sequence" | "fasta" } & ChainRange)
	| { readonly type: "copyFacts"; readonly chain: number; readonly format: "tsv" | "csv" }
	| { readonly type: "copyHydropathy"; readonly chain: number; readonly window: number }
	| { readonly type: "picture"; readonly png: Uint8Array }
	| { readonly type: "reopenAsText" }
	/** Another of several models, counted from 1. */
	| { readonly type: "model"; readonly model: number }
	/** What was to be shown has not arrived as it was sent. */
	| { readonly type: "refused" };

/** What the host tells the page. */
export type ProteinToView =
	| { readonly type: "loading"; readonly strings: ProteinStrings; readonly title: string; readonly stage: string }
	| { readonly type: "failed"; readonly strings: ProteinStrings; readonly title: string; readonly message: string; readonly canReopen: boolean }
	| ({ readonly type: "protein"; readonly strings: ProteinStrings } & ProteinModel)
	| {
			readonly type: "plots";
			readonly chain: number;
			readonly window: number;
			readonly facts: readonly FactModel[];
			readonly composition: readonly CompositionBar[];
			readonly compositionMethod: string;
			/** Mean of each window, the first one centred on the residue `window >> 1`; NaN where the scale has no value for a residue or some are missing. Empty where the chain is shorter than the window. */
			readonly hydropathy: Float32Array;
			readonly hydropathyMethod: string;
	  }
	| ({ readonly type: "selection"; readonly facts: readonly FactModel[] } & ChainRange)
	| { readonly type: "found"; readonly id: number; readonly starts: Uint32Array; readonly ends: Uint32Array; readonly problem?: string | undefined }
	/** What has become of the file that is shown, e.g. that it was deleted; it stays until a file is shown again. */
	| { readonly type: "notice"; readonly text: string }
	/** A short line of what has just happened, e.g. "Copied". */
	| { readonly type: "note"; readonly text: string };

export interface ProteinModel {
	readonly title: string;
	/** E.g. a structure's title or where a sequence was found; may be empty. */
	readonly detail: string;
	readonly chains: readonly ProteinChain[];
	readonly header: readonly HeaderFact[];
	/** What the reader of the file noticed, in sentences. */
	readonly warnings: readonly string[];
	readonly motifs: readonly MotifPreset[];
	readonly structure?: StructureData | undefined;
	/** The file has an editor for its text. */
	readonly canReopen: boolean;
	/** The same file again, changed on disk: the page keeps its place. */
	readonly again: boolean;
	/** What the page remembers, so that VS Code can open it again after a reload. */
	readonly remember?: RememberedProtein | undefined;
}

export interface RememberedProtein {
	readonly sequence: string;
	readonly name?: string | undefined;
	readonly origin?: string | undefined;
}

/** How a page was looked at: kept because a page that is hidden starts anew. */
export interface RememberedView {
	readonly chain: number;
	/** Of the hydropathy, in residues. */
	readonly window: number;
	/** What was searched; may be empty. */
	readonly motif: string;
	/** The selected residues, from the one to the other, counted from 0; undefined where none is. */
	readonly anchor?: number | undefined;
	readonly focus?: number | undefined;
}

/** A 4K picture of a dark scene is some megabytes; a bound for a broken page. Bytes. */
const maximumPicture = 200_000_000;

const index: Guard<number> = (value): value is number => count(value) && Number.isInteger(value);
/** Counted from 1. */
const ordinal: Guard<number> = (value): value is number => index(value) && value >= 1;
const float32: Guard<Float32Array> = (value): value is Float32Array => value instanceof Float32Array;
const uint32: Guard<Uint32Array> = (value): value is Uint32Array => value instanceof Uint32Array;
const picture: Guard<Uint8Array> = (value): value is Uint8Array => value instanceof Uint8Array && value.length <= maximumPicture;
const range = { chain: index, from: index, to: index };

const toHost: Variants<ProteinToHost> = {
	ready: {},
	plots: { chain: index, window: index },
	selected: range,
	search: { id: index, chain: index, pattern: typed },
	ask: range,
	copy: { ...range, format: oneOf("sequence", "fasta") },
	copyFacts: { chain: index, format: oneOf("tsv", "csv") },
	copyHydropathy: { chain: index, window: index },
	picture: { png: picture },
	reopenAsText: {},
	model: { model: ordinal },
	refused: {},
};

/** A message from the page, or undefined if it is none of ours. */
export function parseProteinToHost(value: unknown): ProteinToHost | undefined {
	return parse(toHost, value);
}

const fact = shape<FactModel>({ label: text, value: text, unit: optional(text), method: text, glance: flag });

/** The texts of the page, in the user's language. */
export const proteinStringKeys = [
	"acidic", "allMatches", "allMatchesOne", "ambiguous", "aromatic", "asTable", "ask", "askSelection", "ballAndStick", "basic", "chains", "clearSelection", "colour",
	"colourBFactor", "colourChain", "colourElement", "colourPlddt", "colourResidue", "colourStructure", "composition", "compositionCount",
	"compositionPart", "copyCsv", "copyFasta", "copySequence", "copyTsv", "copyValues", "distance", "drawingSurface", "facts", "helix", "hydrogens",
	"hydropathy", "hydropathyHelp", "hydropathyNone", "hydropathyValue", "hydrophobic", "ions", "labels", "legend", "ligandNeighbours", "ligandNone", "ligands",
	"loading3d", "loop", "matchOf", "measure", "measureHelp", "measured", "modelOf", "moleculeOf", "motif", "motifHelp", "motifPresets", "neighbour", "nextMatch", "nextModel", "nextMolecule", "nextPage",
	"noMatches", "noPolymer", "noWebGl", "notDrawn", "notPictured", "picked", "picture", "plddtConfident", "plddtHigh", "plddtLow", "plddtVeryLow", "polar", "position",
	"previousMatch", "previousModel", "previousMolecule", "previousPage", "range", "rangeGaps", "rangeOne", "reopen", "reset", "residue", "searching", "selectHint", "sequence", "sequenceLabel", "sequenceLabelOne",
	"special", "spheres", "spin", "sticks", "strand", "structure", "style", "styleCartoon", "surface", "value", "viewerHelp", "water", "window",
] as const;
export type ProteinStrings = { readonly [K in (typeof proteinStringKeys)[number]]: string };

const strings = shape<ProteinStrings>(Object.fromEntries(proteinStringKeys.map((key) => [key, text])) as { readonly [K in keyof ProteinStrings]: Guard<string> });

const rememberedProtein = shape<RememberedProtein>({ sequence: text, name: optional(text), origin: optional(text) });

/** What a page remembered, or undefined where it is nothing of ours. */
export function parseRememberedProtein(value: unknown): RememberedProtein | undefined {
	return rememberedProtein(value) ? value : undefined;
}

const rememberedView = shape<{ readonly view: RememberedView }>({ view: shape<RememberedView>({ chain: index, window: index, motif: typed, anchor: optional(index), focus: optional(index) }) });

/** How a page was looked at, or undefined where it remembers nothing of the kind. */
export function parseRememberedView(value: unknown): RememberedView | undefined {
	return rememberedView(value) ? value.view : undefined;
}

const toView: Variants<ProteinToView> = {
	loading: { strings, title: text, stage: text },
	failed: { strings, title: text, message: text, canReopen: flag },
	protein: {
		strings,
		title: text,
		detail: text,
		chains: listOf(shape<ProteinChain>({ title: text, kind: oneOf("protein", "nucleotide"), letters: text, place: optional(index) })),
		header: listOf(shape<HeaderFact>({ label: text, value: text })),
		warnings: listOf(text),
		motifs: listOf(shape<MotifPreset>({ name: text, pattern: text, source: text })),
		structure: optional(isStructureData),
		canReopen: flag,
		again: flag,
		remember: optional(rememberedProtein),
	},
	plots: {
		chain: index,
		window: index,
		facts: listOf(fact),
		composition: listOf(shape<CompositionBar>({ letter: text, name: text, count, fraction: count })),
		compositionMethod: text,
		hydropathy: float32,
		hydropathyMethod: text,
	},
	selection: { ...range, facts: listOf(fact) },
	found: { id: index, starts: uint32, ends: uint32, problem: optional(text) },
	notice: { text },
	note: { text },
};

/** A message from the host, or undefined if it is none of ours. */
export function parseProteinToView(value: unknown): ProteinToView | undefined {
	return parse(toView, value);
}
