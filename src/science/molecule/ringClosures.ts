import type { Span } from "../failure.ts";
import type { Problem } from "./characters.ts";
import type { SmilesBond } from "./smilesGraph.ts";

interface WrittenBond {
	readonly symbol: string;
	readonly span: Span;
}

interface Opening {
	readonly atom: number;
	readonly bond: WrittenBond | undefined;
	readonly span: Span;
}

const NAMES: Readonly<Record<string, string>> = { "-": "single", "=": "double", "#": "triple", $: "quadruple", ":": "aromatic", "~": "any", "->": "dative", "<-": "dative" };

/** The open rings of a SMILES while it is read, and every pair of atoms that already has a bond. */
export class RingClosures {
	private readonly open = new Map<number, Opening>();
	/** Per atom the atom it was written behind. */
	private readonly parents = new Map<number, number>();
	private readonly pairs = new Set<number>();

	/** Notes a bond between two atoms that follow each other. */
	chain(begin: number, end: number): void {
		this.parents.set(end, begin);
	}

	/**
	 * Opens or closes the ring with this number.
	 *
	 * @returns the new bond when it closes one, nothing when it opens one, or what is wrong
	 */
	visit(label: number, atom: number, bond: WrittenBond | undefined, span: Span): SmilesBond | Problem | undefined {
		const opening = this.open.get(label);
		if (opening === undefined) {
			this.open.set(label, { atom, bond, span });
			return undefined;
		}
		this.open.delete(label);
		return this.sameBondTwice(label, opening.atom, atom, span) ?? conflict(label, opening, bond, span) ?? ringBond(opening, atom, bond, span);
	}

	/** The first ring that was opened and never closed. */
	unclosed(): Problem | undefined {
		for (const [label, opening] of this.open) {
			const position = opening.span.start + 1;
			return { message: `Ring ${label} is opened at character ${position} and never closed. Write ${written(label)} again behind the atom that closes it.`, span: opening.span };
		}
		return undefined;
	}

	private sameBondTwice(label: number, first: number, second: number, span: Span): Problem | undefined {
		if (first === second) {
			return { message: `Ring ${label} at character ${span.start + 1} is closed at the atom that opened it. Close it at another atom.`, span };
		}
		// Below 100,000 atoms the product stays an exact integer.
		const pair = Math.min(first, second) * 0x100000 + Math.max(first, second);
		if (this.parents.get(first) === second || this.parents.get(second) === first || this.pairs.has(pair)) {
			return { message: `Ring ${label} at character ${span.start + 1} bonds two atoms that are bonded already. Remove it or close it elsewhere.`, span };
		}
		this.pairs.add(pair);
		return undefined;
	}
}

/** `/` and `\` are single bonds with a mark; both ends may carry one. */
function conflict(label: number, opening: Opening, bond: WrittenBond | undefined, span: Span): Problem | undefined {
	const [first, second] = [opening.bond?.symbol, bond?.symbol];
	if (first === undefined || second === undefined || order(first) === order(second)) {
		return undefined;
	}
	const [opened, closed] = [NAMES[order(first)] ?? first, NAMES[order(second)] ?? second];
	return {
		message: `Ring ${label} is opened with a ${opened} bond at character ${opening.span.start + 1} and closed with a ${closed} bond at character ${span.start + 1}. Write the bond once, or the same at both ends.`,
		span: { start: bond?.span.start ?? span.start, end: span.end },
	};
}

function order(symbol: string): string {
	return symbol === "/" || symbol === "\\" ? "-" : symbol;
}

function ringBond(opening: Opening, atom: number, bond: WrittenBond | undefined, span: Span): SmilesBond {
	const source = bond ?? opening.bond;
	return { begin: atom, end: opening.atom, symbol: source?.symbol ?? "", span: source?.span ?? span };
}

function written(label: number): string {
	return label < 10 ? `${label}` : label < 100 ? `%${label}` : `%(${label})`;
}
