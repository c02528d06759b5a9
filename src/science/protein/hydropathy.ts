/** Hydropathy of residues (Kyte and Doolittle 1982). */
export const HYDROPATHY: Readonly<Record<string, number>> = {
	A: 1.8, R: -4.5, N: -3.5, D: -3.5, C: 2.5, Q: -3.5, E: -3.5, G: -0.4, H: -3.2, I: 4.5, L: 3.8, K: -3.9, M: 1.9, F: 2.8, P: -1.6, S: -0.8, T: -0.7,
	W: -0.9, Y: -1.3, V: 4.2,
};
/** Residues of a window where nobody chooses. */
export const HYDROPATHY_WINDOW = 9;

/** Mean hydropathy along a sequence. */
export interface HydropathyProfile {
	/** Residues of each mean; odd. */
	readonly window: number;
	/** Place in the sequence, counted from 1, of the residue in the middle of the first window. */
	readonly first: number;
	/** A mean for each window, from -4.5 (hydrophilic) to 4.5; NaN where a residue has no value on the scale, or some are missing. Empty for a sequence shorter than the window. */
	readonly values: Float64Array<ArrayBuffer>;
	readonly method: string;
}

/** Tenths by character code, so that sums are exact; NaN for what is not on the scale. */
const TENTHS = Float64Array.from({ length: 128 }, (_, code) => Math.round((HYDROPATHY[String.fromCharCode(code)] ?? Number.NaN) * 10));

/**
 * Kyte–Doolittle hydropathy in a sliding, unweighted window, as Biopython's `ProteinAnalysis.protein_scale` with `edge` 1.0 has it. One
 * linear pass.
 *
 * @param sequence as `readSequence` gives it
 * @param window residues; odd, 3 or more
 * @param breaks indices before which residues are missing: a window over one has no mean
 * @throws RangeError for another window
 */
export function hydropathyProfile(sequence: string, window = HYDROPATHY_WINDOW, breaks: Iterable<number> = []): HydropathyProfile {
	if (!Number.isInteger(window) || window < 3 || window % 2 === 0) {
		throw new RangeError(`a window of ${window} residues`);
	}
	const values = new Float64Array(Math.max(0, sequence.length - window + 1));
	let [sum, unknown] = [0, 0];
	const step = (at: number, sign: 1 | -1): void => {
		const tenths = TENTHS[sequence.charCodeAt(at)] ?? Number.NaN;
		if (Number.isNaN(tenths)) {
			unknown += sign;
		} else {
			sum += sign * tenths;
		}
	};
	for (let at = 0; at < sequence.length; at++) {
		step(at, 1);
		if (at >= window) {
			step(at - window, -1);
		}
		if (at >= window - 1) {
			values[at - window + 1] = unknown > 0 ? Number.NaN : sum / 10 / window;
		}
	}
	for (const at of breaks) {
		values.fill(Number.NaN, Math.max(0, at - window + 1), at);
	}
	return { window, first: (window + 1) / 2, values, method: `mean hydropathy of ${window} residues (Kyte and Doolittle 1982), each counted equally` };
}
