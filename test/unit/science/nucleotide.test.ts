import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { nucleotideFacts } from "../../../src/science/nucleotide/facts.ts";
import type { Frame } from "../../../src/science/nucleotide/translate.ts";
import { longestOpenFrame, reverseComplement, translate } from "../../../src/science/nucleotide/translate.ts";
import { processorTime } from "../../support/processorTime.ts";

/** `made` in the file says how Biopython computed it. */
interface Nucleotides {
	readonly sequence: string;
	readonly reverseComplement: string;
	/** 0 to 1. */
	readonly gc: number;
	readonly molecularWeight: number | null;
	readonly frames: Readonly<Record<string, string>>;
}
const { sequences } = JSON.parse(readFileSync(path.resolve(import.meta.dirname, "../../fixtures/nucleotides.json"), "utf8")) as { readonly sequences: readonly Nucleotides[] };

const FRAMES: readonly Frame[] = [1, 2, 3, -1, -2, -3];
const value = (sequence: string, id: string): number | string | undefined => nucleotideFacts(sequence).find((fact) => fact.id === id)?.value;

describe("equal to Biopython", () => {
	test.each(sequences.map((one) => [one.sequence.slice(0, 40), one] as const))("%s", (_, { sequence, reverseComplement: complement, gc, molecularWeight, frames }) => {
		expect(reverseComplement(sequence)).toBe(complement);
		expect(Number(value(sequence, "gcContent"))).toBeCloseTo(100 * gc, 2);
		for (const frame of FRAMES) {
			// Biopython knows B, J and Z (asparagine or aspartate, …); here a codon with two readings is X.
			expect(translate(sequence, frame)).toBe(frames[frame]?.replace(/[BJZ]/g, "X"));
		}
		// Without T and U both strands are possible, and no weight is given.
		if (molecularWeight !== null && /[TU]/.test(sequence)) {
			expect(Number(value(sequence, "molecularWeight"))).toBeCloseTo(molecularWeight, 1);
		} else {
			expect(value(sequence, "molecularWeight")).toBeUndefined();
		}
	});
});

describe("facts say what they count", () => {
	test.each([
		["GATTACA", "DNA"], ["GAUUACA", "RNA"], ["GAGGACA", "DNA or RNA"], ["GATUACA", "DNA and RNA letters mixed"],
	])("%s is %s", (sequence, type) => {
		expect(value(sequence, "type")).toBe(type);
	});

	test("ambiguous letters are counted, left out of the GC content and forbid a weight", () => {
		expect(nucleotideFacts("GGNNNATS").map(({ id, value: number, unit }) => [id, number, unit])).toEqual([["type", "DNA", undefined], ["length", 8, "nt"], ["gcContent", 60, "%"], ["ambiguousNucleotides", 4, "nt"]]);
		expect(nucleotideFacts("NNN").map(({ id }) => id)).toEqual(["type", "length", "ambiguousNucleotides"]);
	});
});

describe("translation", () => {
	test("a codon whose readings all agree is known, every other one X", () => {
		expect(translate("CTNTARTRAATHMGNRAYNNN---", 1)).toBe("L**IXXXX");
	});

	test("RNA, lower case and a rest of two letters", () => {
		expect(translate("augguuuaagc", 1)).toBe("MV*");
		expect(reverseComplement("acguN-acgu")).toBe("acgu-Nacgu");
		expect(reverseComplement("ACGTRYSWKMBDHVN")).toBe("NBDHVKMWSRYACGT");
		expect(translate("A", -3)).toBe("");
	});
});

describe("the longest open reading frame", () => {
	/** The protein of 30 residues, written backwards on the other strand, behind a shorter one on this strand. */
	const GENE = "ATGAAAACCGCGTATATTGCGAAACAGCGTCAGATTAGCTTTGTGAAAAGCCATTTTAGCCGTCAGCTGGAAGAACGTCTGGGCCTGTAA";

	test("is found on either strand, with its place on the given one", () => {
		expect(longestOpenFrame(`CC${GENE}`)).toEqual({ frame: 3, protein: "MKTAYIAKQRQISFVKSHFSRQLEERLGL", start: 2, end: 2 + GENE.length });
		const text = `ATGGCGTAACC${reverseComplement(GENE)}G`;
		const found = longestOpenFrame(text);
		expect(found).toMatchObject({ frame: -2, protein: "MKTAYIAKQRQISFVKSHFSRQLEERLGL" });
		expect(reverseComplement(text.slice(found?.start, found?.end))).toBe(GENE);
	});

	test("begins at the first start codon and needs a stop", () => {
		expect(longestOpenFrame("ATGATGAAATAA")?.protein).toBe("MMK");
		expect(longestOpenFrame("ATGAAAAAA")).toBeUndefined();
		expect(longestOpenFrame("AUGAAAUAG")).toMatchObject({ frame: 1, protein: "MK", start: 0, end: 9 });
		expect(longestOpenFrame("")).toBeUndefined();
	});

	test("agrees with a plain search in Biopython's frames", () => {
		for (const { sequence, frames } of sequences) {
			const stretches = FRAMES.flatMap((frame) => [...(frames[frame] ?? "").matchAll(/M[^*]*(?=\*)/g)].map(([protein]) => protein));
			const longest = stretches.reduce((best, protein) => (protein.length > best.length ? protein : best), "");
			expect(longestOpenFrame(sequence)?.protein ?? "").toBe(longest.replace(/[BJZ]/g, "X"));
		}
	});
});

test("a bacterial chromosome takes no time", () => {
	const chromosome = Array.from({ length: 4_000_000 }, (_, index) => "ACGT"[(index * index + (index >> 3)) % 4]).join("");
	const began = processorTime();
	nucleotideFacts(chromosome);
	const facts = processorTime() - began;
	longestOpenFrame(chromosome);
	console.log(`4 Mnt: facts ${facts.toFixed(0)} ms, open frame ${(processorTime() - began - facts).toFixed(0)} ms`);
	expect(facts).toBeLessThan(400);
	expect(processorTime() - began).toBeLessThan(2000);
});
