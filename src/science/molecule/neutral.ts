import type { Smiles, SmilesAtom } from "./smilesGraph.ts";

/** Bonds that an uncharged atom forms, of the elements that take up a proton as anions. */
const VALENCE = new Map([[6, 4], [7, 3], [8, 2], [9, 1], [14, 4], [15, 3], [16, 2], [17, 1], [32, 4], [33, 3], [34, 2], [35, 1], [52, 2], [53, 1]]);
/** Elements that lose a proton as cations: N, O, F, P, S, Cl, As, Se, Br, Te, I. */
const BASES = new Set([7, 8, 9, 15, 16, 17, 33, 34, 35, 52, 53]);
const ORDERS: Readonly<Record<string, number>> = { "=": 2, "#": 3, $: 4 };

interface Site {
	readonly atom: number;
	/** 0 carbanion, 1 nitrogen, 2 alkoxide or thiolate or halide, 3 anion of an acid: the strongest base is protonated first. */
	readonly acidity: number;
}

/**
 * Moves protons until the molecule is neutral, as far as that is possible without touching a bond between heavy atoms: the rules
 * of MolVS and of RDKit's Uncharger (protonation only).
 *
 * A charge that no proton can balance (quaternary nitrogen, a metal ion) keeps as many anions as it needs, the most acidic ones;
 * the pairs of nitro groups, N-oxides, azides and ylides stay. Anions are protonated first, then cations lose protons while the
 * molecule as a whole is positive.
 *
 * @param smiles a Kekulé SMILES: each bond order is written
 * @returns the changed SMILES, or undefined where nothing changes
 */
export function neutralised(smiles: Smiles): string | undefined {
	const molecule = new Charges(smiles);
	molecule.protonate();
	molecule.deprotonate();
	return molecule.text();
}

class Charges {
	private readonly neighbours: number[][];
	/** Sum of the bond orders, without hydrogens in brackets. */
	private readonly orders: number[];
	private readonly charges: number[];
	private readonly hydrogens: number[];

	constructor(private readonly smiles: Smiles) {
		const { atoms, bonds } = smiles;
		this.neighbours = atoms.map(() => []);
		this.orders = atoms.map(() => 0);
		this.charges = atoms.map(({ charge }) => charge);
		this.hydrogens = atoms.map(({ hydrogens }) => hydrogens ?? 0);
		for (const { begin, end, symbol } of bonds) {
			this.neighbours[begin]?.push(end);
			this.neighbours[end]?.push(begin);
			for (const atom of [begin, end]) {
				this.orders[atom] = (this.orders[atom] ?? 0) + (ORDERS[symbol] ?? 1);
			}
		}
	}

	/** Anions beyond those that a fixed positive charge needs take up a proton each. */
	protonate(): void {
		const sites = this.anions();
		const fixed = this.indices().reduce((sum, atom) => sum + (this.isFixedCation(atom) ? this.charge(atom) : 0), 0);
		sites.sort((a, b) => a.acidity - b.acidity || a.atom - b.atom);
		for (const { atom } of sites.slice(0, Math.max(0, sites.length - fixed))) {
			this.charges[atom] = 0;
			this.hydrogens[atom] = (this.hydrogens[atom] ?? 0) + 1;
		}
	}

	/** Cations lose protons while there is positive charge left over. */
	deprotonate(): void {
		let net = this.charges.reduce((sum, charge) => sum + charge, 0);
		for (const atom of this.indices().filter((index) => this.canLoseProton(index))) {
			while (net > 0 && this.charge(atom) > 0 && (this.hydrogens[atom] ?? 0) > 0) {
				this.charges[atom] = this.charge(atom) - 1;
				this.hydrogens[atom] = (this.hydrogens[atom] ?? 0) - 1;
				net--;
			}
		}
	}

	text(): string | undefined {
		const { text, atoms } = this.smiles;
		let result = "";
		let at = 0;
		let changed = false;
		atoms.forEach((atom, index) => {
			const isChanged = this.charge(index) !== atom.charge;
			result += text.slice(at, atom.span.start) + (isChanged ? bracket(atom, this.hydrogens[index] ?? 0, this.charge(index)) : text.slice(atom.span.start, atom.span.end));
			at = atom.span.end;
			changed ||= isChanged;
		});
		return changed ? result + text.slice(at) : undefined;
	}

	private anions(): Site[] {
		const balanced = this.balancedAnions();
		return this.indices().filter((atom) => this.charge(atom) === -1 && !balanced.has(atom) && this.takesProton(atom)).map((atom) => ({ atom, acidity: this.acidity(atom) }));
	}

	/** Anions whose charge a cation beside them balances, as in a nitro group; of nitrate's two one is free. */
	private balancedAnions(): Set<number> {
		const balanced = new Set<number>();
		for (const cation of this.indices().filter((atom) => this.charge(atom) > 0)) {
			const anions = (this.neighbours[cation] ?? []).filter((atom) => this.charge(atom) < 0 && !balanced.has(atom));
			anions.sort((a, b) => a - b).slice(0, this.charge(cation)).forEach((atom) => balanced.add(atom));
		}
		return balanced;
	}

	private takesProton(atom: number): boolean {
		const valence = VALENCE.get(this.smiles.atoms[atom]?.atomicNumber ?? 0);
		return valence !== undefined && (this.orders[atom] ?? 0) + (this.hydrogens[atom] ?? 0) + 1 === valence;
	}

	private isFixedCation(atom: number): boolean {
		return this.charge(atom) > 0 && !this.hasAnionBeside(atom) && !this.canLoseProton(atom);
	}

	private canLoseProton(atom: number): boolean {
		const element = this.smiles.atoms[atom]?.atomicNumber ?? 0;
		return this.smiles.atoms[atom] !== undefined && this.smiles.atoms[atom].charge > 0 && (this.hydrogens[atom] ?? 0) > 0 && BASES.has(element) && !this.hasAnionBeside(atom);
	}

	private hasAnionBeside(atom: number): boolean {
		return (this.neighbours[atom] ?? []).some((other) => (this.smiles.atoms[other]?.charge ?? 0) < 0);
	}

	/** O and S beside an atom that carries another O or S by a double bond, or on a charged P, N or halogen, belong to an acid. */
	private acidity(atom: number): number {
		const element = this.smiles.atoms[atom]?.atomicNumber ?? 0;
		if (element === 6 || element === 14 || element === 32) {
			return 0;
		}
		if (element !== 8 && element !== 16) {
			return element === 7 ? 1 : 2;
		}
		const centre = this.neighbours[atom]?.[0];
		return centre !== undefined && (this.charge(centre) > 0 || this.hasDoubleBondedChalcogen(centre)) ? 3 : 2;
	}

	private hasDoubleBondedChalcogen(centre: number): boolean {
		return this.smiles.bonds.some(({ begin, end, symbol }) => {
			const other = begin === centre ? end : end === centre ? begin : undefined;
			const element = other === undefined ? 0 : (this.smiles.atoms[other]?.atomicNumber ?? 0);
			return symbol === "=" && (element === 8 || element === 16);
		});
	}

	private charge(atom: number): number {
		return this.charges[atom] ?? 0;
	}

	private indices(): number[] {
		return this.smiles.atoms.map((_, index) => index);
	}
}

/** The bracket atom with other hydrogens and charge; a stereo mark on the very atom goes, since its hydrogens have changed. */
function bracket(atom: SmilesAtom, hydrogens: number, charge: number): string {
	const count = hydrogens === 0 ? "" : hydrogens === 1 ? "H" : `H${hydrogens}`;
	const sign = charge === 0 ? "" : `${charge > 0 ? "+" : "-"}${Math.abs(charge) === 1 ? "" : Math.abs(charge)}`;
	return `[${atom.isotope ?? ""}${atom.symbol}${count}${sign}${atom.map === undefined ? "" : `:${atom.map}`}]`;
}
