import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { proteinFacts } from "../../../src/science/protein/facts.ts";
import { readFasta } from "../../../src/science/protein/fasta.ts";
import { readSequence } from "../../../src/science/protein/sequence.ts";
import { proteinTokens } from "../../../src/science/protein/tokens.ts";
import { SHARED, sharedTest } from "./shared.ts";

const UBIQUITIN = "MQIFVKTLTGKTITLEVEPSDTIENVKAKIQDKEGIPPDQQRLIFAGKQLEDGRTLSDYNIQKESTLHLVLRLRGG";

describe("a sequence as people paste it", () => {
	test("GenBank numbering, lower case, line breaks and the final stop are taken away", () => {
		expect(readSequence("        1 mqifvktltg ktitlevep\r\n       21 sdtienvk*\n")).toBe("MQIFVKTLTGKTITLEVEPSDTIENVK");
	});

	test.each([
		["MKT1A-YI", "invalid-sequence", "gap", 5],
		["MKTA*YIA", "invalid-sequence", "stop (*) at character 5", 4],
		["MKT?A", "invalid-sequence", "“?” at character 4", 3],
		["MK\u200bTA", "invalid-sequence", "zero-width space (U+200B)", 2],
		[">P1\nMKTA", "invalid-sequence", "FASTA", 0],
	])("%j points at the letter", (text, code, words, start) => {
		expect(() => readSequence(text)).toThrow(expect.objectContaining({ code, message: expect.stringContaining(words) as string, span: { start, end: start + 1 } }) as Error);
	});

	test.each([
		["ACGTACGTTTGA", "nucleotide-sequence"], ["augguacgnnnuaa", "nucleotide-sequence"], [`${"ACGT".repeat(20)}RY`, "nucleotide-sequence"],
		["XXXXXX", "sequence-unknown"], ["", "invalid-sequence"], ["  \n 12 ", "invalid-sequence"],
	])("%s is no protein", (text, code) => {
		expect(() => readSequence(text)).toThrow(expect.objectContaining({ code }) as Error);
	});

	test.each(["GAG", "GGGGGGGG", "MXUBZOJ"])("%s is one, if a strange one", (text) => {
		expect(readSequence(text)).toBe(text);
	});
});

describe("FASTA", () => {
	const text = ["; a comment before", ">sp|P0CG48|UBC_HUMAN Polyubiquitin-C  ", "MQIFVKTL", "; a comment within", "tgktitle*", "", ">", "MKTAYIAK", ">empty one", ">dna", "ACGTACGTAC", ">last", "MK?A"].join("\r\n");
	const records = [...readFasta(text)];

	test("every record is kept, with its name, its place and what is wrong with it", () => {
		expect(records.map(({ name, description, sequence, problem }) => [name, description, sequence, problem?.code])).toEqual([
			["sp|P0CG48|UBC_HUMAN", "Polyubiquitin-C", "MQIFVKTLTGKTITLE", undefined],
			["", "", "MKTAYIAK", undefined],
			["empty", "one", "", "invalid-sequence"],
			["dna", "", "ACGTACGTAC", "nucleotide-sequence"],
			["last", "", "MK?A", "invalid-sequence"],
		]);
	});

	test("offsets and lines are those of the document", () => {
		expect(records.map(({ line, endLine }) => [line, endLine])).toEqual([[1, 4], [6, 7], [8, 8], [9, 10], [11, 12]]);
		expect(text.slice(records[0]?.start, records[0]?.end)).toMatch(/^>sp\|[^]*tgktitle\*$/);
		const { start = 0, end = 0 } = records[4]?.problem?.span ?? {};
		expect(text.slice(start, end)).toBe("?");
	});

	test("comments and Windows line ends do not move the place of a mistake", () => {
		const odd = "; top\r\n>p\r\n;within\r\nMKTA\r\n; MK?\r\nYI?A\r\n;behind\r\n";
		const [record] = readFasta(odd);
		expect(record).toMatchObject({ line: 1, endLine: 5, sequence: "MKTAYI?A", problem: { code: "invalid-sequence" } });
		expect(odd.slice(record?.problem?.span?.start, record?.problem?.span?.end)).toBe("?");
		expect(odd.slice(record?.start, record?.end)).toBe(">p\r\n;within\r\nMKTA\r\n; MK?\r\nYI?A");
	});

	test.each([
		["a letter mistyped as a digit", ">p\nMKTAY1AKQR\n", "1"],
		["a number behind the last residue of a line", ">p\r\nMKTAYIAK10\r\nQRQISFVK\r\n", "10"],
		["a digit in DNA", ">p\n        1 acgtacgtac gtacgtacgt\n       21 acgt0acgta\n", "0"],
	])("%s is pointed at, not left out in silence", (_, text, digits) => {
		const [record] = readFasta(text);
		expect(record?.problem).toMatchObject({ code: "invalid-sequence", message: expect.stringContaining(`“${digits}”`) as string });
		expect(text.slice(record?.problem?.span?.start, record?.problem?.span?.end)).toBe(digits);
		expect(record?.problem?.message).toContain(`character ${(record?.problem?.span?.start ?? 0) - text.indexOf("\n")}:`);
	});

	test("the numbers of a listing, which stand apart from its residues, are fine", () => {
		const [genbank, uniprot] = [...readFasta(">p\n        1 mktayiakqr qisfvkshfs\n       21 rqleerlg\n>q\nMKTAYIAKQR QISFVKSHFS        20\nRQLEERLG                     28\n")];
		expect([genbank, uniprot].map((record) => [record?.sequence, record?.problem])).toEqual([["MKTAYIAKQRQISFVKSHFSRQLEERLG", undefined], ["MKTAYIAKQRQISFVKSHFSRQLEERLG", undefined]]);
	});

	test("no text, no records", () => {
		expect([...readFasta("")]).toEqual([]);
		expect([...readFasta("MKTAYIAK\n")]).toEqual([]);
	});

	sharedTest("real files lose no record", () => {
		for (const file of ["deeploc_setHARD.fasta", "prokka_archaea_tilde_headers.fasta", "sgd_first_1.2MB_truncated.fasta", "biopython_Fasta/f002", "biopython_Fasta/aster_blast.pro"]) {
			const content = readFileSync(path.join(SHARED, "realworld/fasta", file), "utf8");
			const found = [...readFasta(content)];
			expect(found).toHaveLength(content.match(/^>/gm)?.length ?? 0);
			expect(found.filter(({ start }) => content[start] !== ">")).toEqual([]);
		}
	});
});

describe("tokens for ESM-2", () => {
	test("a protein longer than the encoder reads is cut, and says so", () => {
		expect(proteinTokens("MKTAYI", { specialTokens: true, maxResidues: 4 })).toEqual({ ids: [0, 20, 15, 11, 5, 2], truncated: true, residues: 4 });
		expect(proteinTokens("MKTA", { specialTokens: false, maxResidues: 4 })).toEqual({ ids: [20, 15, 11, 5], truncated: false, residues: 4 });
	});

	test("a run of unknown letters is one unknown token", () => {
		expect(proteinTokens("MJJ1KJ", { specialTokens: false }).ids).toEqual([20, 3, 15, 3]);
	});
});

describe("facts of a protein", () => {
	test("ubiquitin weighs 8.56 kDa", () => {
		const [length, weight] = proteinFacts(UBIQUITIN);
		expect(length).toMatchObject({ id: "length", value: 76, unit: "residues" });
		expect(weight).toMatchObject({ id: "molecularWeight", unit: "Da" });
		expect(weight?.value).toBeCloseTo(8564.8, 0);
	});

	test("glycine is residue plus water; an unknown residue leaves no weight", () => {
		expect(proteinFacts("G")[1]?.value).toBe(75.07);
		expect(proteinFacts("GXXA").map(({ id }) => id)).toEqual(["length", "unknownResidues"]);
	});
});
