/** Symbols and English names of the elements in order of atomic number, hydrogen first (IUPAC 2016). */
const TABLE =
	"H hydrogen He helium Li lithium Be beryllium B boron C carbon N nitrogen O oxygen F fluorine Ne neon Na sodium Mg magnesium " +
	"Al aluminium Si silicon P phosphorus S sulfur Cl chlorine Ar argon K potassium Ca calcium Sc scandium Ti titanium V vanadium " +
	"Cr chromium Mn manganese Fe iron Co cobalt Ni nickel Cu copper Zn zinc Ga gallium Ge germanium As arsenic Se selenium " +
	"Br bromine Kr krypton Rb rubidium Sr strontium Y yttrium Zr zirconium Nb niobium Mo molybdenum Tc technetium Ru ruthenium " +
	"Rh rhodium Pd palladium Ag silver Cd cadmium In indium Sn tin Sb antimony Te tellurium I iodine Xe xenon Cs caesium " +
	"Ba barium La lanthanum Ce cerium Pr praseodymium Nd neodymium Pm promethium Sm samarium Eu europium Gd gadolinium " +
	"Tb terbium Dy dysprosium Ho holmium Er erbium Tm thulium Yb ytterbium Lu lutetium Hf hafnium Ta tantalum W tungsten " +
	"Re rhenium Os osmium Ir iridium Pt platinum Au gold Hg mercury Tl thallium Pb lead Bi bismuth Po polonium At astatine " +
	"Rn radon Fr francium Ra radium Ac actinium Th thorium Pa protactinium U uranium Np neptunium Pu plutonium Am americium " +
	"Cm curium Bk berkelium Cf californium Es einsteinium Fm fermium Md mendelevium No nobelium Lr lawrencium Rf rutherfordium " +
	"Db dubnium Sg seaborgium Bh bohrium Hs hassium Mt meitnerium Ds darmstadtium Rg roentgenium Cn copernicium Nh nihonium " +
	"Fl flerovium Mc moscovium Lv livermorium Ts tennessine Og oganesson";

const WORDS = TABLE.split(" ");
const SYMBOLS = WORDS.filter((_, index) => index % 2 === 0);
const NAMES = WORDS.filter((_, index) => index % 2 === 1);
const NUMBERS = new Map(SYMBOLS.map((symbol, index) => [symbol, index + 1]));

/** Placeholder symbols of the years before an element had its name; RDKit still reads them. */
const FORMER_SYMBOLS = new Map([
	["Uun", 110], ["Uuu", 111], ["Uub", 112], ["Uut", 113], ["Uuq", 114], ["Uup", 115], ["Uuh", 116], ["Uus", 117], ["Uuo", 118],
]);

/** Atomic number of an element symbol as written (`Cl`, `Uub`), or undefined if there is no such element. */
export function atomicNumber(symbol: string): number | undefined {
	return NUMBERS.get(symbol) ?? FORMER_SYMBOLS.get(symbol);
}

/** Symbol of an atomic number; `*` for 0 and for anything outside 1..118. */
export function elementSymbol(number: number): string {
	return SYMBOLS[number - 1] ?? "*";
}

/** English name of an atomic number in lower case; `dummy atom` for 0. */
export function elementName(number: number): string {
	return NAMES[number - 1] ?? "dummy atom";
}
