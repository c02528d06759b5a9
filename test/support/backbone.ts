/** A residue of {@link backbone}: its name, its number, perhaps with an insertion code, and where along the chain it stands, as if none were missing. */
export type BackboneResidue = readonly [name: string, number: string, step: number];

/** A PDB file of one chain of residues that have N, CA and C only, each bound to the one a step before it (C to N 1.33 Å) and to no other. */
export function backbone(residues: readonly BackboneResidue[], chain = "A"): string {
	const atoms = residues.flatMap(([name, number, step]) => ["N", "CA", "C"].map((atom, index) => ({ name, number, atom, x: 3.8 * step + [0, 1.2, 2.47][index]! })));
	return atoms.map(({ name, number, atom, x }, index) => `ATOM  ${String(index + 1).padStart(5)}  ${atom.padEnd(3)} ${name} ${chain}${(/[A-Z]$/.test(number) ? number : `${number} `).padStart(5)}   ${[x, 0, 0].map((value) => value.toFixed(3).padStart(8)).join("")}  1.00 20.00           ${atom.charAt(0)}`).join("\n");
}
