const HYDROPATHY: Readonly<Record<string, number>> = {
	A: 1.8, R: -4.5, N: -3.5, D: -3.5, C: 2.5, Q: -3.5, E: -3.5, G: -0.4, H: -3.2, I: 4.5, L: 3.8, K: -3.9, M: 1.9, F: 2.8, P: -1.6, S: -0.8, T: -0.7,
	W: -0.9, Y: -1.3, V: 4.2,
};
export function hydropathy(sequence: string, window: number): Float64Array {
	const n = Math.max(0, sequence.length - window + 1);
	return Float64Array.from({ length: n }, (_, i) => { let s = 0; for (let k = 0; k < window; k++) s += HYDROPATHY[sequence.charAt(i + k)] ?? NaN; return s / window; });
}
export function hydropathyMethod(window: number): string { return `mean of ${window} residues, Kyte and Doolittle 1982 (as Biopython)`; }
