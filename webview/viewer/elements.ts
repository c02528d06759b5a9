/** Symbols by atomic number; the first is the unknown element. */
export const symbols = ("X H He Li Be B C N O F Ne Na Mg Al Si P S Cl Ar K Ca Sc Ti V Cr Mn Fe Co Ni Cu Zn Ga Ge As Se Br Kr Rb Sr Y Zr Nb Mo Tc Ru Rh Pd Ag Cd In Sn Sb Te I Xe Cs Ba La Ce Pr Nd Pm Sm Eu Gd Tb Dy Ho Er Tm Yb Lu Hf Ta W Re Os Ir Pt Au Hg Tl Pb Bi Po At Rn Fr Ra Ac Th Pa U Np Pu Am Cm Bk Cf Es Fm Md No Lr Rf Db Sg Bh Hs Mt Ds Rg Cn Nh Fl Mc Lv Ts Og").split(" ");

const numbers = new Map(symbols.map((symbol, number) => [symbol.toUpperCase(), number]));

/** 0 for what is no element; deuterium is hydrogen. */
export function atomicNumber(symbol: string): number {
	const upper = symbol.trim().toUpperCase();
	return upper === "D" || upper === "T" ? 1 : (numbers.get(upper) ?? 0);
}

/** Covalent radii in Å by atomic number, 1 to 96 (Cordero et al. 2008, Dalton Trans. 2832; carbon sp³, low spin). */
const covalent = [0.7, 0.31, 0.28, 1.28, 0.96, 0.84, 0.76, 0.71, 0.66, 0.57, 0.58, 1.66, 1.41, 1.21, 1.11, 1.07, 1.05, 1.02, 1.06, 2.03, 1.76, 1.7, 1.6, 1.53, 1.39, 1.39, 1.32, 1.26, 1.24, 1.32, 1.22, 1.22, 1.2, 1.19, 1.2, 1.2, 1.16, 2.2, 1.95, 1.9, 1.75, 1.64, 1.54, 1.47, 1.46, 1.42, 1.39, 1.45, 1.44, 1.42, 1.39, 1.39, 1.38, 1.39, 1.4, 2.44, 2.15, 2.07, 2.04, 2.03, 2.01, 1.99, 1.98, 1.98, 1.96, 1.94, 1.92, 1.92, 1.89, 1.9, 1.87, 1.87, 1.75, 1.7, 1.62, 1.51, 1.44, 1.41, 1.36, 1.36, 1.32, 1.45, 1.46, 1.48, 1.4, 1.5, 1.5, 2.6, 2.21, 2.15, 2.06, 2, 1.96, 1.9, 1.87, 1.8, 1.69];

export function covalentRadius(element: number): number {
	return covalent[element] ?? 1.6;
}

/** Alkali and alkaline earth metals, which bind by charge and not by a bond worth drawing. */
export function saltLike(element: number): boolean {
	return [3, 11, 12, 19, 20, 37, 38, 55, 56].includes(element);
}

/** Van der Waals radii in Å (Bondi 1964), as 3Dmol draws them. */
const vanDerWaals: Readonly<Record<number, number>> = { 1: 1.2, 6: 1.7, 7: 1.55, 8: 1.52, 9: 1.47, 11: 2.27, 12: 1.73, 15: 1.8, 16: 1.8, 17: 1.75, 19: 2.75, 20: 2.31, 30: 1.39, 34: 1.9, 35: 1.85, 53: 1.98 };

export function vanDerWaalsRadius(element: number): number {
	return vanDerWaals[element] ?? 1.5;
}

/** The part of its van der Waals radius that the ball of an ion has. */
export const ionScale = 0.48;

/** Å, of the glow around an atom: around an ion outside of its ball, elsewhere around sticks. */
export function glowRadius(element: number, isIon: boolean): number {
	return isIon ? 0.45 + ionScale * vanDerWaalsRadius(element) : 0.3 + 0.3 * vanDerWaalsRadius(element);
}
