import { BASE_SETS, COMPLEMENTS, RNA_COMPLEMENTS } from "./letters.ts";

/** A reading frame: 1 to 3 from the first letters on, -1 to -3 from the first letters of the reverse complement. */
export type Frame = 1 | 2 | 3 | -1 | -2 | -3;

/** An open reading frame, from the start codon to the stop codon. */
export interface OpenFrame {
	readonly frame: Frame;
	/** Residues from the first M on, without the stop. */
	readonly protein: string;
	/** Of the start and stop codon with what is between, in the given strand. */
	readonly start: number;
	readonly end: number;
}

const FRAMES: readonly Frame[] = [1, 2, 3, -1, -2, -3];

/** NCBI translation table 1, the standard code: codons in the order T, C, A, G. */
const STANDARD_CODE = "FFLLSSSSYY**CC*WLLLLPPPPHHQQRRRRIIIMTTTTNNKKSSRRVVVVAAAADDEEGGGG";
const ORDER_OF_TABLE = "TCAG";

const STOP = "*".charCodeAt(0);
const START = "M".charCodeAt(0);
const UNKNOWN = "X".charCodeAt(0);

/**
 * Residue (character code) of each codon of three sets of bases, 4 bits each: an ambiguous codon whose readings all agree (CTN is
 * leucine) has that residue, every other one X.
 */
const RESIDUES = Uint8Array.from({ length: 16 ** 3 }, (_, codon) => residueOf(codon >> 8, (codon >> 4) & 15, codon & 15));

/**
 * Reverse complement, IUPAC letters included; RNA (U and no T) stays RNA. Case and gaps are kept.
 */
export function reverseComplement(sequence: string): string {
	const table = /u/i.test(sequence) && !/t/i.test(sequence) ? RNA_COMPLEMENTS : COMPLEMENTS;
	const { length } = sequence;
	const codes = new Uint8Array(length);
	for (let at = 0; at < length; at++) {
		codes[length - 1 - at] = table[sequence.charCodeAt(at)] ?? UNKNOWN;
	}
	return ascii(codes);
}

/**
 * Translation by the standard genetic code (NCBI table 1), stops as `*`; codons that are not fully known are X unless all their
 * readings agree. One or two letters left at the end are not translated.
 */
export function translate(sequence: string, frame: Frame): string {
	const strand = frame > 0 ? sequence : reverseComplement(sequence);
	return ascii(residuesOf(strand, Math.abs(frame) - 1));
}

/**
 * The longest open reading frame over all six frames: from an ATG (AUG) to the next stop in its frame. Of equally long ones the
 * first frame's first is taken (1, 2, 3, -1, -2, -3). Codons that are not fully known read on as X.
 *
 * @returns undefined where no ATG is followed by a stop
 */
export function longestOpenFrame(sequence: string): OpenFrame | undefined {
	const reverse = reverseComplement(sequence);
	let longest: OpenFrame | undefined;
	for (const frame of FRAMES) {
		const offset = Math.abs(frame) - 1;
		const residues = residuesOf(frame > 0 ? sequence : reverse, offset);
		const stretch = longestStretch(residues);
		if (stretch !== undefined && stretch.stop - stretch.start > (longest?.protein.length ?? 0)) {
			const first = offset + 3 * stretch.start;
			const last = offset + 3 * (stretch.stop + 1);
			const [start, end] = frame > 0 ? [first, last] : [sequence.length - last, sequence.length - first];
			longest = { frame, protein: ascii(residues.subarray(stretch.start, stretch.stop)), start, end };
		}
	}
	return longest;
}

function longestStretch(residues: Uint8Array): { readonly start: number; readonly stop: number } | undefined {
	let longest: { readonly start: number; readonly stop: number } | undefined;
	let start = residues.indexOf(START);
	while (start >= 0) {
		const stop = residues.indexOf(STOP, start);
		if (stop < 0) {
			break;
		}
		if (longest === undefined || stop - start > longest.stop - longest.start) {
			longest = { start, stop };
		}
		start = residues.indexOf(START, stop);
	}
	return longest;
}

function residuesOf(strand: string, offset: number): Uint8Array {
	const residues = new Uint8Array(Math.max(0, Math.floor((strand.length - offset) / 3)));
	for (let codon = 0, at = offset; codon < residues.length; codon++, at += 3) {
		residues[codon] = RESIDUES[(basesAt(strand, at) << 8) | (basesAt(strand, at + 1) << 4) | basesAt(strand, at + 2)] ?? UNKNOWN;
	}
	return residues;
}

function basesAt(strand: string, at: number): number {
	return BASE_SETS[strand.charCodeAt(at)] ?? 0;
}

function residueOf(...sets: readonly [number, number, number]): number {
	const [first, second, third] = sets.map((set) => [..."ACGT"].filter((_, bit) => (set & (1 << bit)) !== 0).map((base) => ORDER_OF_TABLE.indexOf(base)));
	const readings = new Set<number>();
	for (const a of first ?? []) {
		for (const b of second ?? []) {
			for (const c of third ?? []) {
				readings.add(STANDARD_CODE.charCodeAt(16 * a + 4 * b + c));
			}
		}
	}
	const [only] = readings;
	return readings.size === 1 && only !== undefined ? only : UNKNOWN;
}

function ascii(codes: Uint8Array): string {
	return new TextDecoder("latin1").decode(codes);
}
