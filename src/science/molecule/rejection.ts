import type { Span } from "../failure.ts";
import { Failure } from "../failure.ts";
import { elementName } from "./elements.ts";
import type { Smiles, SmilesAtom } from "./smilesGraph.ts";

const VALENCE = /Explicit valence for atom # (\d+) (\w+), (\d+), is greater than permitted/;
const KEKULE = /Can't kekulize mol\.\s+Unkekulized atoms: ([\d ]+)/;
const OUTSIDE_RING = /non-ring atom (\d+) marked aromatic/;
const NO_ELEMENT = /Element '([^']*)' not found/;
const POSITION = /check for mistakes around position (\d+)/;

/**
 * Says in a chemist's words why RDKit refused a molecule whose grammar is right.
 *
 * @param log what RDKit reported; it counts atoms from 0 and, after `[H]` is folded in, without them
 * @returns Failure `invalid-smiles`, RDKit's own words as detail
 */
export function explainRejection(log: string, smiles: Smiles): Failure {
	const detail = log.replace(/^\[[\d:]+\] ?/gm, "").trim();
	const { message, span } = valence(detail, smiles) ?? kekule(detail, smiles) ?? outsideRing(detail, smiles) ?? other(detail);
	return new Failure("invalid-smiles", message, { detail, span });
}

/** Lines of RDKit's log that speak to its developers. */
const INTERNAL = /condition Violation|^Violation occurred|^Failed Expression|^Stacktrace|^----/;

/** Says why RDKit refused a mol block whose outline is right; atoms are named by their number in the block. */
export function explainBlockRejection(log: string): Failure {
	const detail = log.replace(/^\[[\d:]+\] ?/gm, "").trim();
	const [, index, symbol, bonds] = VALENCE.exec(detail) ?? [];
	if (index !== undefined) {
		return new Failure("invalid-molfile", `Atom ${Number(index) + 1} (${symbol}) of this mol block has ${bonds} bonds, hydrogens included, which is more than it can form. Remove a bond, or give the atom its charge.`, { detail });
	}
	if (KEKULE.test(detail)) {
		return new Failure("invalid-molfile", "An aromatic ring of this mol block cannot be drawn with alternating single and double bonds. Check its atoms and hydrogens.", { detail });
	}
	const [, element] = NO_ELEMENT.exec(detail) ?? [];
	if (element !== undefined) {
		const what = element.trim() === "" ? "an atom without a symbol" : `an atom “${element.slice(0, 20)}”, which is no element`;
		return new Failure("invalid-molfile", `This mol block has ${what}. Give it the symbol of its element; a residue or a group must be drawn with its atoms.`, { detail });
	}
	const words = detail.split("\n").find((line) => /[a-z]/i.test(line) && !INTERNAL.test(line))?.slice(0, 200);
	return new Failure("invalid-molfile", `RDKit cannot make a molecule of this mol block${words === undefined ? "" : ` (${words})`}. It may have been cut off or changed by hand: fetch it again.`, { detail });
}

interface Reason {
	readonly message: string;
	readonly span?: Span | undefined;
}

function valence(detail: string, smiles: Smiles): Reason | undefined {
	const match = VALENCE.exec(detail);
	if (match === null) {
		return undefined;
	}
	const [, index, symbol, bonds] = match;
	const atom = atomAt(smiles, Number(index), symbol);
	const name = atom === undefined ? `An atom ${symbol}` : `The ${elementName(atom.atomicNumber)} at character ${atom.span.start + 1}`;
	const charge = symbol === "N" || symbol === "O" || symbol === "B" || symbol === "P" || symbol === "S" ? `, or write its charge, as in [${symbol}${symbol === "B" ? "-" : "+"}]` : "";
	const written = atom === undefined || (atom.hydrogens ?? 0) > 0 || smiles.atoms.some(({ atomicNumber }) => atomicNumber === 1);
	return { message: `${name} has ${bonds} bonds${written ? ", hydrogens included," : ","} which is more than it can form. Remove a bond${charge}.`, span: atom?.span };
}

function kekule(detail: string, smiles: Smiles): Reason | undefined {
	const match = KEKULE.exec(detail);
	if (match === null) {
		return undefined;
	}
	const atoms = (match[1] ?? "").trim().split(/\s+/).map((index) => atomAt(smiles, Number(index)));
	const spans = atoms.flatMap((atom) => (atom === undefined ? [] : [atom.span]));
	const span = spans.length === 0 ? undefined : { start: Math.min(...spans.map((one) => one.start)), end: Math.max(...spans.map((one) => one.end)) };
	const where = span === undefined ? "An aromatic ring" : `The aromatic ring between characters ${span.start + 1} and ${span.end}`;
	const nitrogen = atoms.some((atom) => atom?.symbol === "n") ? " A nitrogen that carries a hydrogen is written [nH], as in pyrrole c1cc[nH]c1." : "";
	return { message: `${where} cannot be drawn with alternating single and double bonds. Check its atoms and hydrogens.${nitrogen}`, span };
}

function outsideRing(detail: string, smiles: Smiles): Reason | undefined {
	const match = OUTSIDE_RING.exec(detail);
	if (match === null) {
		return undefined;
	}
	const atom = atomAt(smiles, Number(match[1]));
	const where = atom === undefined ? "An atom" : `The atom “${atom.symbol}” at character ${atom.span.start + 1}`;
	return { message: `${where} is written in lower case, which means aromatic, but it is in no ring. Write it as a capital or close the ring.`, span: atom?.span };
}

function other(detail: string): Reason {
	const position = POSITION.exec(detail);
	if (position !== null) {
		const at = Number(position[1]);
		return { message: `RDKit cannot read this SMILES near character ${at}. Check it there.`, span: { start: Math.max(0, at - 1), end: at } };
	}
	const words = detail.split("\n")[0]?.replace(/^SMILES Parse Error: /, "").slice(0, 200);
	return { message: `RDKit cannot make a molecule of this SMILES${words === undefined || words === "" ? "" : ` (${words})`}. Check its atoms and bonds.` };
}

/**
 * The atom RDKit means by its number, or undefined where folded hydrogens make that uncertain.
 */
function atomAt(smiles: Smiles, index: number, symbol?: string): SmilesAtom | undefined {
	const atoms = smiles.atoms.some((atom) => atom.atomicNumber === 1) ? smiles.atoms.filter((atom) => atom.atomicNumber !== 1) : smiles.atoms;
	const atom = atoms[index];
	const agrees = atom !== undefined && (symbol === undefined || atom.symbol.toLowerCase() === symbol.toLowerCase() || atom.symbol.startsWith("#"));
	return agrees ? atom : undefined;
}
