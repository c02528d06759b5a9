import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { composition } from "../../../src/science/protein/composition.ts";
import { proteinFacts } from "../../../src/science/protein/facts.ts";
import { processorTime } from "../../support/processorTime.ts";

/** `made` in the file says how Biopython computed it. */
interface ProtParam {
	readonly name: string;
	readonly sequence: string;
	readonly molecularWeight: number;
	readonly isoelectricPoint: number;
	readonly gravy: number;
	readonly aromaticity: number;
	readonly instabilityIndex: number;
	readonly extinctionReduced: number;
	readonly extinctionOxidised: number;
	readonly composition: Readonly<Record<string, number>>;
}
const { proteins } = JSON.parse(readFileSync(path.resolve(import.meta.dirname, "../../fixtures/protparam.json"), "utf8")) as { readonly proteins: readonly ProtParam[] };

/** Decimals that each fact is given with. */
const DIGITS = { molecularWeight: 2, isoelectricPoint: 2, gravy: 3, aromaticity: 3, instabilityIndex: 2, extinctionReduced: 0, extinctionOxidised: 0 } as const;

const ids = (sequence: string): string[] => proteinFacts(sequence).map(({ id }) => id);
const value = (sequence: string, id: string): number | string | undefined => proteinFacts(sequence).find((fact) => fact.id === id)?.value;

describe("facts of a protein are those of Biopython's ProtParam", () => {
	test.each(proteins.map((protein) => [protein.name, protein] as const))("%s", (_, protein) => {
		for (const [id, digits] of Object.entries(DIGITS) as [keyof typeof DIGITS, number][]) {
			if (id === "instabilityIndex" && protein.sequence.length < 2) {
				continue;
			}
			// Half a unit of the last decimal that is shown, and what floating-point sums in another order may add.
			expect(Math.abs(Number(value(protein.sequence, id)) - protein[id]), id).toBeLessThanOrEqual(0.5 * 10 ** -digits + 1e-6);
		}
		expect(Object.fromEntries(composition(protein.sequence).map(({ residue, count }) => [residue, count]))).toEqual(protein.composition);
	});

	test("each has a method, and a unit where it is no plain number", () => {
		const facts = proteinFacts("MKTAYIAKQRQISFVKSHFSRQ");
		expect(facts.map(({ id, unit }) => [id, unit])).toEqual([
			["length", "residues"], ["molecularWeight", "Da"], ["isoelectricPoint", undefined], ["gravy", undefined], ["aromaticity", undefined], ["instabilityIndex", undefined],
			["extinctionReduced", "M⁻¹ cm⁻¹"], ["extinctionOxidised", "M⁻¹ cm⁻¹"],
		]);
		expect(facts.filter(({ method }) => method.length < 10)).toEqual([]);
	});
});

describe("what is not known is not guessed", () => {
	test.each([
		["an unknown residue", "MKTAYIAKX", ["length", "unknownResidues"]],
		["asparagine or aspartate", "MKTAYIAKB", ["length", "unknownResidues", "aromaticity", "extinctionReduced", "extinctionOxidised"]],
		["leucine or isoleucine weigh the same, but differ in hydropathy", "MKTAYIAKJ", ["length", "residuesOutsideScales", "molecularWeight", "isoelectricPoint", "aromaticity", "extinctionReduced", "extinctionOxidised"]],
		["selenocysteine has a mass, but is in none of the scales", "MKTAYIAKU", ["length", "residuesOutsideScales", "molecularWeight", "aromaticity"]],
		["pyrrolysine too", "MKTAYIAKO", ["length", "residuesOutsideScales", "molecularWeight", "aromaticity"]],
		["no residue at all", "", ["length"]],
	])("%s", (_, sequence, expected) => {
		expect(ids(sequence)).toEqual(expected);
	});

	test("selenocysteine weighs what Biopython says", () => {
		expect(value("GU", "molecularWeight")).toBe(225.1);
	});

	test("one residue has no dipeptide to be unstable", () => {
		expect(ids("W")).not.toContain("instabilityIndex");
	});

	test("the composition names the twenty residues first, then what else there is", () => {
		const parts = composition("AAXU");
		expect(parts.map(({ residue }) => residue).join("")).toBe("ACDEFGHIKLMNPQRSTVWYUX");
		expect(parts.filter(({ count }) => count > 0)).toEqual([{ residue: "A", count: 2, fraction: 0.5 }, { residue: "U", count: 1, fraction: 0.25 }, { residue: "X", count: 1, fraction: 0.25 }]);
	});
});

test("titin takes no time, nor do four million residues", () => {
	const titin = "MKTAYIAKQRQISFVKSHFS".repeat(2000);
	const began = processorTime();
	proteinFacts(titin);
	const short = processorTime() - began;
	proteinFacts(titin.repeat(100));
	const long = processorTime() - began - short;
	console.log(`facts of 40,000 residues ${short.toFixed(1)} ms, of 4,000,000 ${long.toFixed(1)} ms`);
	expect(short).toBeLessThan(50);
	expect(long).toBeLessThan(400);
});
