import { Failure } from "../failure.ts";
import type { Problem } from "./characters.ts";
import { strangeCharacter } from "./characters.ts";
import { atomicNumber } from "./elements.ts";
import type { Rdkit } from "./rdkit.ts";

/** One layer of an InChI. */
export interface InchiLayer {
	/** `c`, `h`, `q`, `p`, `b`, `t`, `m`, `s`, `i`. */
	readonly prefix: string;
	/** What a chemist calls it. */
	readonly label: string;
	/** Without slash and prefix. */
	readonly text: string;
}

/** A standard InChI whose outline is right. */
export interface Inchi {
	readonly text: string;
	/** As it stands there: parts of a salt with their counts, parted by dots; empty for a lone proton. */
	readonly formula: string;
	readonly layers: readonly InchiLayer[];
}

const LONGEST_INCHI = 100_000;
const PREFIX = /^InChI=1(S?)\//;
const LABELS: Readonly<Record<string, string>> = {
	c: "Connections", h: "Hydrogens", q: "Charge", p: "Protons", b: "Double-bond stereo", t: "Tetrahedral stereo", m: "Stereo inverted", s: "Stereo type", i: "Isotopes",
};
/** What may stand in each layer (InChI Technical Manual 1.0, Appendix 2). */
const CONTENTS: Readonly<Record<string, RegExp>> = {
	c: /^[\d\-(),.;*]*$/, h: /^[\d\-,;*HDT()]*$/, q: /^[\d+\-;*]*$/, p: /^[+-]\d+$/, b: /^[\d\-+?;,*mn]*$/, t: /^[\d\-+?u;,*mn]*$/, m: /^[\d.*mn]*$/, s: /^[123]$/, i: /^[\d+\-,;*HDT()mn]*$/,
};
/** Main layers come in this order; behind `i` the stereo layers may come once more. */
const ORDER = "chqpbtmsi";
const ORDER_OF_ISOTOPES = "hbtms";

/**
 * Reads the outline of a standard InChI: the formula and the layers. Whether the layers agree is not looked at.
 *
 * @throws Failure `invalid-inchi` with a span
 */
export function readInchi(text: string): Inchi {
	const result = tokeniseInchi(text);
	if ("message" in result) {
		throw new Failure("invalid-inchi", result.message, { span: result.span });
	}
	return result;
}

/** Like {@link readInchi}, but gives the problem back instead of throwing. */
export function tokeniseInchi(text: string): Inchi | Problem {
	const prefix = PREFIX.exec(text);
	if (prefix === null || text.length > LONGEST_INCHI) {
		return { message: "This is no InChI: one begins with “InChI=1S/”. Copy it again as a whole.", span: { start: 0, end: Math.min(text.length, 9) } };
	}
	if (prefix[1] !== "S") {
		return { message: "This InChI is not a standard one (it begins with “InChI=1/”), so it has no standard InChIKey. Generate it again with standard settings.", span: { start: 0, end: prefix[0].length } };
	}
	const strange = text.search(/[^\x21-\x7e]/);
	if (strange >= 0) {
		return strangeCharacter(text, strange, "InChI") ?? { message: "This InChI has a character that none has.", span: { start: strange, end: strange + 1 } };
	}
	const [first = "", ...rest] = text.slice(prefix[0].length).split("/");
	const hasFormula = /^[A-Z\d]/.test(first);
	const start = prefix[0].length + (hasFormula ? first.length + 1 : 0);
	if (hasFormula ? !isFormula(first) : !/^[pq]/.test(first)) {
		return { message: `“${first.slice(0, 40)}” at character ${prefix[0].length + 1} is no formula; an InChI begins with one, as in InChI=1S/C2H6O/… Copy it again as a whole.`, span: { start: prefix[0].length, end: prefix[0].length + Math.max(1, first.length) } };
	}
	const layers = readLayers(hasFormula ? rest : [first, ...rest], start);
	return "message" in layers ? layers : { text, formula: hasFormula ? first : "", layers: layers.layers };
}

function readLayers(written: readonly string[], from: number): { readonly layers: readonly InchiLayer[] } | Problem {
	const layers: InchiLayer[] = [];
	let start = from;
	let order = ORDER;
	for (const layer of written) {
		const prefix = layer.charAt(0);
		const text = layer.slice(1);
		const span = { start, end: start + Math.max(1, layer.length) };
		if (prefix === "f" || prefix === "r") {
			return { message: `The layer “/${prefix}” at character ${start + 1} belongs to InChI with special settings; a standard InChI has none. Generate it again with standard settings.`, span };
		}
		const place = prefix === "" ? -1 : order.indexOf(prefix);
		if (place < 0 || CONTENTS[prefix]?.test(text) !== true) {
			return { message: `“/${layer.slice(0, 40)}” at character ${start + 1} is no layer that an InChI can have there. Copy the InChI again as a whole.`, span };
		}
		if (!isWhole(prefix, text)) {
			return { message: `The layer “/${prefix}” at character ${start + 1} is cut off: a bracket is not closed, or its last number is missing. Copy the InChI again as a whole.`, span };
		}
		order = prefix === "i" ? ORDER_OF_ISOTOPES : order.slice(place + 1);
		layers.push({ prefix, label: LABELS[prefix] ?? prefix, text });
		start += layer.length + 1;
	}
	return { layers };
}

/** What is left of an InChI that a sentence's bracket or a column's edge cut off must get no key: it would be another molecule's. */
function isWhole(prefix: string, text: string): boolean {
	const closed = text.split("(").length === text.split(")").length;
	return closed && !((prefix === "c" || prefix === "h") && /[-,(]$/.test(text));
}

/** `C9H8O4`, `ClH.Na`, `2C2H4O2.Ca`. */
function isFormula(text: string): boolean {
	return text.split(".").every((part) => {
		const body = part.replace(/^\d+/, "");
		return /^(?:[A-Z][a-z]?\d*)+$/.test(body) && (body.match(/[A-Z][a-z]?/g) ?? []).every((symbol) => atomicNumber(symbol) !== undefined);
	});
}

/**
 * Standard InChIKey of a standard InChI. InChI's own function hashes any text that begins like one, so the outline is read first.
 *
 * @throws Failure `invalid-inchi`
 */
export function inchiKey(rdkit: Rdkit, text: string): string {
	const { text: inchi } = readInchi(text);
	const key = rdkit.module.get_inchikey_for_inchi(inchi);
	if (key === "") {
		throw new Failure("invalid-inchi", "RDKit's InChI cannot make an InChIKey of this text. Copy the InChI again as a whole.", { span: { start: 0, end: text.length }, detail: rdkit.log.get_buffer() });
	}
	return key;
}
