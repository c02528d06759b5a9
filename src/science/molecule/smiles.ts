import type { Span } from "../failure.ts";
import { Failure } from "../failure.ts";
import type { Problem } from "./characters.ts";
import { strangeCharacter } from "./characters.ts";
import { atomicNumber } from "./elements.ts";
import { readBracketAtom } from "./bracketAtom.ts";
import { RingClosures } from "./ringClosures.ts";
import type { Smiles, SmilesAtom, SmilesBond } from "./smilesGraph.ts";

/** Longest SMILES that is read at all, in characters: some 30,000 atoms, far beyond any encoder, and no strain on memory. */
export const MAX_SMILES_LENGTH = 100_000;

/**
 * Reads the grammar of a SMILES (OpenSMILES with RDKit's extensions) in one linear pass.
 *
 * @throws Failure `invalid-smiles` with the span of the mistake; `molecule-too-large` above {@link MAX_SMILES_LENGTH}
 */
export function readSmiles(text: string): Smiles {
	refuseLongSmiles(text);
	const result = tokeniseSmiles(text);
	if ("message" in result) {
		throw new Failure("invalid-smiles", result.message, { span: result.span });
	}
	return result;
}

/** Throws `molecule-too-large` for a text that {@link readSmiles} would not even look at. */
export function refuseLongSmiles(text: string): void {
	if (text.length > MAX_SMILES_LENGTH) {
		const length = text.length.toLocaleString("en");
		throw new Failure("molecule-too-large", `This SMILES has ${length} characters; at most ${MAX_SMILES_LENGTH.toLocaleString("en")} are read. Give one molecule at a time.`);
	}
}

/** Like {@link readSmiles}, but gives the problem back instead of throwing: for those who try many texts. */
export function tokeniseSmiles(text: string): Smiles | Problem {
	if (text.length > MAX_SMILES_LENGTH) {
		return { message: `This text is longer than ${MAX_SMILES_LENGTH.toLocaleString("en")} characters.`, span: { start: MAX_SMILES_LENGTH, end: text.length } };
	}
	return new Tokeniser(text, 0).run();
}

/** Like {@link readSmiles} for a part of a longer text, such as the products of a reaction: every place is one of the whole text. */
export function readSmilesWithin(text: string, { start, end }: Span): Smiles {
	const result = new Tokeniser(text.slice(0, end), start).run();
	if ("message" in result) {
		throw new Failure("invalid-smiles", result.message, { span: result.span });
	}
	return result;
}

const ORGANIC = new Map([["B", 5], ["C", 6], ["N", 7], ["O", 8], ["P", 15], ["S", 16], ["F", 9], ["I", 53], ["*", 0], ["b", 5], ["c", 6], ["n", 7], ["o", 8], ["p", 15], ["s", 16]]);
const BOND = /->|<-|\\\\|[-=#$:/\\~]/y;
const RING = /%\((\d{1,5})\)|%([1-9]\d)|(\d)/y;

interface Branch {
	readonly atom: number;
	readonly at: number;
	/** Number of atoms when it was opened: an empty branch adds none. */
	readonly atoms: number;
}

class Tokeniser {
	private readonly atoms: SmilesAtom[] = [];
	private readonly bonds: SmilesBond[] = [];
	private readonly branches: Branch[] = [];
	private readonly rings = new RingClosures();
	private heavyAtoms = 0;
	/** The atom the next one is bonded to; -1 at the start and after a dot. */
	private previous = -1;
	private bond: { symbol: string; span: Span } | undefined;
	private at: number;
	/** A branch begins with a bond or an atom, not with a ring number. */
	private branchJustOpened = false;

	/** @param start what stands before it is not read */
	constructor(
		private readonly text: string,
		private readonly start: number,
	) {
		this.at = start;
	}

	run(): Smiles | Problem {
		if (this.at >= this.text.length) {
			return { message: "There is no SMILES here: the text is empty. Write a molecule, for instance CCO for ethanol.", span: { start: this.start, end: this.start } };
		}
		while (this.at < this.text.length) {
			const problem = this.step();
			if (problem !== undefined) {
				return problem;
			}
		}
		return this.end() ?? { text: this.text.slice(this.start), atoms: this.atoms, bonds: this.bonds, heavyAtoms: this.heavyAtoms };
	}

	private step(): Problem | undefined {
		const letter = this.text.charAt(this.at);
		switch (letter) {
			case "(": return this.openBranch();
			case ")": return this.closeBranch();
			case ".": return this.dot();
			case "[": return this.bracketAtom();
		}
		if (this.take(BOND)) {
			return this.bondSymbol();
		}
		return letter === "%" || (letter >= "0" && letter <= "9") ? this.ringBond() : this.organicAtom(letter);
	}

	private organicAtom(letter: string): Problem | undefined {
		const pair = this.text.slice(this.at, this.at + 2);
		const symbol = pair === "Cl" || pair === "Br" ? pair : letter;
		const number = symbol.length === 2 ? atomicNumber(symbol) : ORGANIC.get(symbol);
		if (number === undefined) {
			return this.unknownLetter(letter);
		}
		const span = { start: this.at, end: this.at + symbol.length };
		return this.addAtom({ span, symbol, atomicNumber: number, aromatic: letter >= "a", bracket: false, charge: 0 });
	}

	private bracketAtom(): Problem | undefined {
		const result = readBracketAtom(this.text, this.at);
		return "message" in result ? result : this.addAtom(result.atom);
	}

	private addAtom(atom: SmilesAtom): undefined {
		const index = this.atoms.push(atom) - 1;
		if (atom.atomicNumber !== 1) {
			this.heavyAtoms++;
		}
		if (this.previous >= 0) {
			this.bonds.push({ begin: this.previous, end: index, symbol: this.bond?.symbol ?? "", span: this.bond?.span ?? atom.span });
			this.rings.chain(this.previous, index);
		}
		this.previous = index;
		this.bond = undefined;
		this.branchJustOpened = false;
		this.at = atom.span.end;
	}

	private bondSymbol(): Problem | undefined {
		const symbol = BOND.lastIndex - this.at === 2 && this.text[this.at] === "\\" ? "\\" : this.text.slice(this.at, BOND.lastIndex);
		const span = { start: this.at, end: BOND.lastIndex };
		if (this.previous < 0) {
			return { message: `The bond “${symbol}” at character ${this.at + 1} has no atom before it. Remove it or write the atom.`, span };
		}
		if (this.bond !== undefined) {
			return { message: `Two bonds follow each other at characters ${this.bond.span.start + 1} and ${this.at + 1}. Keep one of them, or write the atom between.`, span };
		}
		this.bond = { symbol, span };
		this.at = BOND.lastIndex;
		return undefined;
	}

	private ringBond(): Problem | undefined {
		if (!this.take(RING)) {
			return { message: `“%” at character ${this.at + 1} needs a ring number of two digits, as in %12, or one in parentheses, as in %(123).`, span: this.here() };
		}
		const match = this.match;
		const span = { start: this.at, end: RING.lastIndex };
		if (this.previous < 0 || this.branchJustOpened) {
			return { message: `The ring number at character ${this.at + 1} must follow an atom directly. Move it behind the atom it belongs to.`, span };
		}
		const label = Number(match?.[1] ?? match?.[2] ?? match?.[3]);
		const result = this.rings.visit(label, this.previous, this.bond, span);
		if (result !== undefined && "message" in result) {
			return result;
		}
		if (result !== undefined) {
			this.bonds.push(result);
		}
		this.bond = undefined;
		this.at = RING.lastIndex;
		return undefined;
	}

	private openBranch(): Problem | undefined {
		if (this.previous < 0 || this.bond !== undefined || this.text[this.at + 1] === "(") {
			return { message: `The branch at character ${this.at + 1} does not start behind an atom. Write the atom before it, and a bond inside it, as in C(=O)O.`, span: this.here() };
		}
		this.branches.push({ atom: this.previous, at: this.at, atoms: this.atoms.length });
		this.branchJustOpened = true;
		this.at++;
		return undefined;
	}

	private closeBranch(): Problem | undefined {
		const branch = this.branches.pop();
		if (branch === undefined) {
			return { message: `The “)” at character ${this.at + 1} closes a branch that was never opened. Remove it or add the “(”.`, span: this.here() };
		}
		const dangling = this.danglingBond();
		if (dangling !== undefined) {
			return dangling;
		}
		if (branch.atoms === this.atoms.length) {
			return { message: `The branch at character ${branch.at + 1} is empty. Write its atoms or remove it.`, span: { start: branch.at, end: this.at + 1 } };
		}
		if (this.previous < 0) {
			return this.lonelyDot(this.at - 1);
		}
		this.previous = branch.atom;
		this.at++;
		return undefined;
	}

	private dot(): Problem | undefined {
		const dangling = this.danglingBond();
		if (dangling !== undefined) {
			return dangling;
		}
		const last = this.branches.at(-1);
		if (this.previous < 0 || this.at === this.text.length - 1 || last?.atoms === this.atoms.length) {
			return this.lonelyDot(this.at);
		}
		this.previous = -1;
		this.at++;
		return undefined;
	}

	private lonelyDot(at: number): Problem {
		return { message: `The dot at character ${at + 1} parts two molecules, but one of them is missing. Remove the dot.`, span: { start: at, end: at + 1 } };
	}

	private end(): Problem | undefined {
		const branch = this.branches.at(-1);
		if (branch !== undefined) {
			return { message: `The branch opened at character ${branch.at + 1} is never closed. Add the “)”.`, span: { start: branch.at, end: branch.at + 1 } };
		}
		return this.danglingBond() ?? this.rings.unclosed();
	}

	private danglingBond(): Problem | undefined {
		if (this.bond === undefined) {
			return undefined;
		}
		return { message: `The bond “${this.bond.symbol}” at character ${this.bond.span.start + 1} leads to no atom. Remove it or write the atom.`, span: this.bond.span };
	}

	private unknownLetter(letter: string): Problem {
		const strange = strangeCharacter(this.text, this.at);
		if (strange !== undefined) {
			return strange;
		}
		const position = this.at + 1;
		const start = this.at > this.start && atomicNumber(this.text.slice(this.at - 1, this.at + 1)) !== undefined ? this.at - 1 : this.at;
		const symbol = this.text.slice(start, start + 2);
		if (atomicNumber(symbol) !== undefined) {
			return { message: `The element ${symbol} at character ${start + 1} must stand in brackets: write [${symbol}].`, span: { start, end: start + symbol.length } };
		}
		if (atomicNumber(letter) !== undefined) {
			const hint = letter === "H" ? "Leave it out (SMILES adds hydrogens itself) or write [H]." : `Write [${letter}].`;
			return { message: `The element ${letter} at character ${position} must stand in brackets. ${hint}`, span: this.here() };
		}
		const why = letter === "]" ? "closes a bracket that was never opened" : "is neither an element nor a sign of SMILES";
		return { message: `“${letter}” at character ${position} ${why}. Remove or correct it.`, span: this.here() };
	}

	private match: RegExpExecArray | null = null;

	private take(pattern: RegExp): boolean {
		pattern.lastIndex = this.at;
		this.match = pattern.exec(this.text);
		return this.match !== null;
	}

	private here(): Span {
		return { start: this.at, end: this.at + 1 };
	}
}
