const SYMBOLS =
	"H He Li Be B C N O F Ne Na Mg Al Si P S Cl Ar K Ca Sc Ti V Cr Mn Fe Co Ni Cu Zn Ga Ge As Se Br Kr Rb Sr Y Zr Nb Mo Tc Ru Rh Pd Ag Cd In Sn Sb Te I Xe Cs Ba La Ce Pr Nd Pm Sm Eu Gd Tb Dy Ho Er Tm Yb Lu Hf Ta W Re Os Ir Pt Au Hg Tl Pb Bi Po At Rn Fr Ra Ac Th Pa U Np Pu Am Cm Bk Cf Es Fm Md No Lr Rf Db Sg Bh Hs Mt Ds Rg Cn Nh Fl Mc Lv Ts Og".split(" ");
const NUMBERS: ReadonlyMap<string, number> = new Map([...SYMBOLS.map((symbol, index) => [symbol.toUpperCase(), index + 1] as const), ["D", 1], ["T", 1]]);
/** What ligands are made of and PDB's atom names begin with; others would turn many a carbon into cerium or cadmium. */
const USUAL_PAIRS: ReadonlySet<string> = new Set(["CL", "BR", "FE", "ZN", "MG", "MN", "SE", "SI", "LI", "CU", "NI", "PT", "RU", "AU", "AG"]);
/** Noble gases are no ions. */
const NO_IONS: ReadonlySet<number> = new Set([1, 2, 5, 6, 7, 8, 10, 14, 15, 16, 18, 33, 34, 36, 52, 54, 86]);

/** The atomic number of an element's symbol in any letter case; deuterium and tritium are hydrogen; 0 where it is none. */
export function atomicNumber(symbol: string): number {
	return NUMBERS.get(symbol.toUpperCase()) ?? 0;
}

/** Whether a single atom of it is an ion: metals and halogens. */
export function isIonElement(element: number): boolean {
	return element > 0 && !NO_IONS.has(element);
}

/**
 * The element of an atom whose file names it nowhere else than in its name, e.g. `CA` of alanine and of calcium.
 *
 * @param field the four columns of a PDB file, where elements of one letter begin in the second; or a name without blanks
 * @param residue name of its residue; that of an ion is its element
 * @param standard whether the residue is an amino acid, nucleotide or water, which hold no metals
 */
export function elementOfName(field: string, residue: string, standard: boolean): number {
	const name = field.trim().toUpperCase();
	const letters = /^\d{0,4}([A-Z]{0,2})/.exec(name)?.[1] ?? "";
	if (!standard && letters.length > 0 && name.startsWith(residue.slice(0, 2).toUpperCase()) && residue.length <= 2 && atomicNumber(residue) > 0) {
		return atomicNumber(residue);
	}
	if (standard) {
		return letters === "SE" ? 34 : atomicNumber(letters.slice(0, 1));
	}
	const aligned = field.length === 4 && /^[A-Z]{2}(?:[ \d]|$)/i.test(field);
	return ((aligned || USUAL_PAIRS.has(letters)) && !field.startsWith(" ") && atomicNumber(letters)) || atomicNumber(letters.slice(0, 1));
}
