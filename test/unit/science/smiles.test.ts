import { describe, expect, test } from "vitest";
import { Failure } from "../../../src/science/failure.ts";
import { MAX_SMILES_LENGTH, readSmiles, tokeniseSmiles } from "../../../src/science/molecule/smiles.ts";
import { processorTime } from "../../support/processorTime.ts";

function failure(text: string): Failure {
	try {
		readSmiles(text);
	} catch (error) {
		if (error instanceof Failure) {
			return error;
		}
		throw error;
	}
	throw new Error(`“${text}” was accepted`);
}

describe("a chemist reads back what she wrote", () => {
	test("each atom knows its place, in the order of the text", () => {
		const text = "[13C@@H](Cl)(Br)c1cc[nH]c1";
		const { atoms } = readSmiles(text);
		expect(atoms.map(({ span }) => text.slice(span.start, span.end))).toEqual(["[13C@@H]", "Cl", "Br", "c", "c", "c", "[nH]", "c"]);
		expect(atoms[0]).toMatchObject({ symbol: "C", atomicNumber: 6, isotope: 13, chirality: "@@", hydrogens: 1, charge: 0, bracket: true });
		expect(atoms[6]).toMatchObject({ symbol: "n", atomicNumber: 7, aromatic: true, hydrogens: 1 });
	});

	test("charges, isotopes, maps and classes of chirality", () => {
		const [iron, deuterium, platinum, mapped] = readSmiles("[Fe+++].[2H].[Pt@SP1-2].[CH3:7]").atoms;
		expect(iron).toMatchObject({ charge: 3, atomicNumber: 26 });
		expect(deuterium).toMatchObject({ isotope: 2, atomicNumber: 1 });
		expect(platinum).toMatchObject({ chirality: "@SP1", charge: -2 });
		expect(mapped).toMatchObject({ hydrogens: 3, map: 7 });
	});

	test("a ring bond begins at the atom that closes the ring", () => {
		expect(readSmiles("C=1CC1").bonds).toMatchObject([{ begin: 0, end: 1, symbol: "" }, { begin: 1, end: 2 }, { begin: 2, end: 0, symbol: "=" }]);
		expect(readSmiles("C%12CC%(12)").bonds).toHaveLength(3);
	});

	test.each(["[NH3]->[Cu]", "C$C", "C~C", "*c1ccccc1", "[#6]", "[Uub]", "C/C=C\\C", "C1.C1", "C(=O)(C)", "CC(=O)1CC1", "[OH3+]", "C0CC0", "[HH]"])("%s is good grammar", (text) => {
		expect(tokeniseSmiles(text)).not.toHaveProperty("message");
	});
});

describe("a mistake is shown where it is, in plain words", () => {
	test.each([
		["CC(=O)Oc1ccccc2C(=O)O", "Ring 1 is opened at character 9 and never closed", 8, 9],
		["CC(=O", "The branch opened at character 3 is never closed", 2, 3],
		["CC)C", "closes a branch that was never opened", 2, 3],
		["C[NH3+", "The bracket opened at character 2 is never closed", 1, 2],
		["C[Xx]C", "There is no element “Xx” (character 3)", 2, 4],
		["CNa", "The element Na at character 2 must stand in brackets: write [Na]", 1, 3],
		["CH4", "The element H at character 2 must stand in brackets", 1, 2],
		["[D]C", "Write [2H]", 1, 2],
		["C=1CCCCC#1", "Ring 1 is opened with a double bond at character 3 and closed with a triple bond at character 10", 8, 10],
		["C C O", "Character 2 is a space", 1, 2],
		["CC\n", "Character 3 is a line break", 2, 3],
		["C\u200bC", "Character 2 is a zero-width space (U+200B), which cannot be seen on the screen. Remove it.", 1, 2],
		["\ufeffCC", "Character 1 is a byte order mark (U+FEFF)", 0, 1],
		["CC\u00a0", "Character 3 is a no-break space (U+00A0)", 2, 3],
		["[Na\u200d+]", "Character 4 is a zero-width joiner (U+200D)", 3, 4],
		["\u0421C", "which only looks like “C”", 0, 1],
		["C\u2212C", "which only looks like “-”", 1, 2],
		["C🧪C", "“🧪” (U+1F9EA)", 1, 3],
		["C==C", "Two bonds follow each other at characters 2 and 3", 2, 3],
		["C=", "leads to no atom", 1, 2],
		["=C", "has no atom before it", 0, 1],
		["C()C", "The branch at character 2 is empty", 1, 3],
		["C..C", "one of them is missing", 2, 3],
		["C11", "closed at the atom that opened it", 2, 3],
		["C12CC12", "bonds two atoms that are bonded already", 6, 7],
		["C%1C", "needs a ring number of two digits", 1, 2],
		["[C+-]", "has no meaning inside a bracket atom", 3, 4],
		["C]", "closes a bracket that was never opened", 1, 2],
		["[99999999999C]", "too large", 0, 14],
		["", "the text is empty", 0, 0],
	])("%j", (text, words, start, end) => {
		const { code, message, span } = failure(text);
		expect(message).toContain(words);
		expect({ code, span }).toEqual({ code: "invalid-smiles", span: { start, end } });
	});
});

describe("junk costs no time", () => {
	const slow = 200;
	test.each([
		["ten million brackets", "[".repeat(10_000_000)],
		["ten million atoms", "C".repeat(10_000_000)],
		["ten million spaces", " ".repeat(10_000_000)],
	])("%s are refused at once", (_, text) => {
		const start = processorTime();
		expect(() => readSmiles(text)).toThrow(Failure);
		expect(processorTime() - start).toBeLessThan(slow);
	});

	test.each(["[", "(", "C(", "C1", "C=", "[C", "%", "C.", "/", "[13", "C%(1"])("%j repeated to the limit is read in linear time", (unit) => {
		const text = unit.repeat(Math.floor(MAX_SMILES_LENGTH / unit.length));
		const start = processorTime();
		expect(tokeniseSmiles(text)).toHaveProperty("message");
		expect(processorTime() - start).toBeLessThan(slow);
	});

	test("5,000 atoms are counted before RDKit sees them", () => {
		const start = processorTime();
		expect(readSmiles("C".repeat(5000)).heavyAtoms).toBe(5000);
		expect(processorTime() - start).toBeLessThan(slow);
	});

	test("any text gives a molecule or a problem inside it, never an exception", () => {
		let seed = 1;
		const next = (limit: number): number => (seed = (seed * 48_271) % 2_147_483_647) % limit;
		const letters = [..."CNOSPFIBHclnosbrt()[]{}=#:-+/\\.0123456789%@*$~<> \n\u200b\u0421é🧪"];
		for (let round = 0; round < 20_000; round++) {
			const text = Array.from({ length: next(20) }, () => letters[next(letters.length)]).join("");
			const result = tokeniseSmiles(text);
			if ("message" in result) {
				expect(result.span.start).toBeGreaterThanOrEqual(0);
				expect(result.span.end).toBeLessThanOrEqual(text.length);
				expect(result.span.start).toBeLessThanOrEqual(result.span.end);
			} else {
				expect(result.atoms.map(({ span }) => span.start)).toEqual([...result.atoms.map(({ span }) => span.start)].sort((a, b) => a - b));
			}
		}
	});
});

describe("numbers that RDKit would cut to a few bits and compute with", () => {
	test.each([
		["[CH4+999999]", /The charge \+999999 is out of range: SMILES knows charges from -15 to \+15/], ["C[N+16]C", /The charge \+16/], ["C[O-128]", /The charge -128/], [`[Fe${"+".repeat(16)}]`, /The charge \+16/],
		["[70000CH4]", /no isotope 70000/], ["[CH256]", /256 hydrogens are more than one atom can carry/],
	])("%s is refused", (smiles, message) => {
		const result = tokeniseSmiles(smiles);
		expect(result).toMatchObject({ message: expect.stringMatching(message) as string, span: { start: smiles.indexOf("["), end: smiles.indexOf("]") + 1 } });
	});

	test.each(["[Fe+15]", "[Fe-15]", "[O--]", "[238U]", "[999C]", "[ReH9-2]", "[CH3:2147483647]"])("%s is read", (smiles) => {
		expect(tokeniseSmiles(smiles)).toMatchObject({ atoms: [{ bracket: true }] });
	});
});
