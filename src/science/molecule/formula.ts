import { elementSymbol } from "./elements.ts";

/**
 * Molecular formula in Hill order (Hill 1900): carbon, hydrogen, then the other symbols by alphabet; without carbon all by
 * alphabet. Isotopes count as their element, the parts of a salt are added up, dummy atoms stand last as `*`, the net
 * charge ends it: `C9H8O4`, `H4N+`, `Ca+2`.
 *
 * @param atoms atomic number, hydrogens outside the graph and formal charge of each atom
 */
export function hillFormula(atoms: readonly { readonly z: number; readonly hydrogens: number; readonly charge: number }[]): string {
	const counts = new Map<string, number>();
	const add = (symbol: string, count: number): void => void (count > 0 && counts.set(symbol, (counts.get(symbol) ?? 0) + count));
	let charge = 0;
	for (const atom of atoms) {
		add(elementSymbol(atom.z), 1);
		add("H", atom.hydrogens);
		charge += atom.charge;
	}
	const first = counts.has("C") ? ["C", "H"] : [];
	const rank = (symbol: string): string => (symbol === "*" ? "~" : first.includes(symbol) ? ` ${symbol}` : symbol);
	const symbols = [...counts.keys()].sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
	const size = Math.abs(charge) > 1 ? Math.abs(charge) : "";
	return symbols.map((symbol) => symbol + (counts.get(symbol) === 1 ? "" : counts.get(symbol))).join("") + (charge === 0 ? "" : charge > 0 ? `+${size}` : `-${size}`);
}
