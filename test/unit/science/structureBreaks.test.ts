/** Loops that an experiment does not see: what stands on both sides of one are no neighbours. */
import { describe, expect, test } from "vitest";
import { hydropathyProfile } from "../../../src/science/protein/hydropathy.ts";
import { findMotif } from "../../../src/science/protein/motif.ts";
import { readStructure } from "../../../src/science/structure/readStructure.ts";
import type { StructureData } from "../../../src/science/structure/structureData.ts";
import { isStructureData } from "../../../webview/protocol/structureGuard.ts";
import { backbone } from "../../support/backbone.ts";

const read = (text: string): StructureData => readStructure(new TextEncoder().encode(text), "x.pdb");
const breaks = (text: string): readonly [string | undefined, number[]] => {
	const [chain] = read(text).chains;
	return [chain?.sequence, [...(chain?.breaks ?? [])]];
};

describe("residues are missing", () => {
	test("where numbers jump and nothing binds, not at insertion codes, nor where an antibody's numbers jump along a whole chain", () => {
		expect(breaks(backbone([["ALA", "9", 9], ["ASN", "10", 10], ["GLY", "150", 150], ["SER", "151", 151]]))).toEqual(["ANGS", [2]]);
		expect(breaks(backbone([["ALA", "52", 0], ["ASN", "52A", 1], ["GLY", "52B", 2], ["SER", "53", 3]]))).toEqual(["ANGS", []]);
		expect(breaks(backbone([["ALA", "71", 0], ["ASN", "73", 1], ["GLY", "74", 2]]))).toEqual(["ANG", []]);
		// A fusion, whose numbers go back behind the linker that is not seen.
		expect(breaks(backbone([["ALA", "1160", 0], ["ASN", "1161", 1], ["GLY", "263", 9], ["SER", "264", 10]]))).toEqual(["ANGS", [2]]);
	});

	test("in a chain that was numbered anew, by the distance alone, also of its Cα", () => {
		const anew = backbone([["ALA", "1", 0], ["ASN", "2", 1], ["GLY", "3", 9], ["SER", "4", 10]]);
		expect(breaks(anew)).toEqual(["ANGS", [2]]);
		expect(breaks(anew.split("\n").filter((line) => line.includes(" CA ")).join("\n"))).toEqual(["ANGS", [2]]);
	});

	test("by numbers alone in models of Cα, and by O3′ and P in nucleic acids", () => {
		const lines = backbone([["ALA", "9", 9], ["ASN", "10", 10], ["GLY", "12", 12]]).split("\n");
		expect(breaks(lines.filter((line) => line.includes(" CA ")).join("\n"))).toEqual(["ANG", [2]]);
		const atom = (name: string, number: number, x: number): string => `ATOM      1  ${name}  DA A${String(number).padStart(4)}    ${[x, 0, 0].map((value) => value.toFixed(3).padStart(8)).join("")}`;
		expect(breaks([atom("O3'", 1, 0), atom("P  ", 3, 1.6), atom("O3'", 3, 5), atom("P  ", 5, 12)].join("\n"))).toEqual(["AAA", [2]]);
	});

	test("not where a side chain binds the next residue, as γ-glutamate does, whose own C is far away", () => {
		const [first = "", ...others] = backbone([["GLU", "1", 0], ["CYS", "2", 2], ["GLY", "3", 3]]).split("\n");
		const beside = (name: string, x: number): string => `ATOM     90 ${name.padEnd(4)} GLU A   1    ${[x, 0, 0].map((value) => value.toFixed(3).padStart(8)).join("")}  1.00 20.00           ${name.trim().charAt(0)}`;
		const glutathione = (name: string, x: number): string => [first, beside(name, x), ...others].join("\n");
		expect(breaks(glutathione(" CD", 6.27))).toEqual(["ECG", []]);
		// A hydrogen bond is none, and neither is an atom that is merely near.
		expect(breaks(glutathione(" HE2", 5.7))).toEqual(["ECG", [1]]);
		expect(breaks(glutathione(" CD", 5.4))).toEqual(["ECG", [1]]);
	});

	test("in the chain that the page is sent, which refuses breaks where no letters are", () => {
		const data = read(backbone([["ALA", "9", 9], ["GLY", "12", 12], ["SER", "20", 20]]));
		const [chain] = data.chains;
		expect(isStructureData(data)).toBe(true);
		for (const wrong of [[0], [3], [2, 1], [1, 1]]) {
			expect(isStructureData({ ...data, chains: [{ ...chain, breaks: Uint32Array.from(wrong) }] }), String(wrong)).toBe(false);
		}
	});
});

describe("over missing residues", () => {
	const found = (pattern: string, sequence: string, ...at: number[]): string[] => {
		const { starts, ends } = findMotif(pattern, sequence, at);
		return [...starts].map((start, index) => `${start}-${ends[index]}`);
	};

	test("no motif is found, and a shorter match before them is", () => {
		expect(found("N[^P][ST]", "ANGS")).toEqual(["1-4"]);
		expect(found("N[^P][ST]", "ANGS", 2)).toEqual([]);
		expect(found("N[^P][ST]", "ANGSNGT", 2)).toEqual(["4-7"]);
		expect(found("G.*", "AGAAGA", 3, 5)).toEqual(["1-3", "4-5"]);
		expect(found("G[^P]+", "AGAAGA", 3, 5)).toEqual(["1-3"]);
		expect(found("N[^P]", "ANGS", 2)).toEqual([]);
	});

	test("the chain goes on: their edges are neither its end nor its beginning", () => {
		expect(found("KDEL$", "KDELKDEL")).toEqual(["4-8"]);
		expect(found("DEL$", "KDELKDEL", 4)).toEqual(["5-8"]);
		expect(found("^.DE", "KDELKDEL", 4)).toEqual(["0-3"]);
		expect(found("KD(EL$)?", "KDELKDEL", 4)).toEqual(["0-2", "4-8"]);
	});

	test("windows of hydropathy have no mean", () => {
		expect([...hydropathyProfile("AAAAIIII", 3, [4]).values]).toEqual([1.8, 1.8, Number.NaN, Number.NaN, 4.5, 4.5]);
		expect([...hydropathyProfile("AAAA", 3, [1, 3]).values]).toEqual([Number.NaN, Number.NaN]);
	});
});
