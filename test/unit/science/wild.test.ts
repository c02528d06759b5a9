/** Lines as they stand in notebooks, scripts and files that nobody here wrote: what is found in them, and what is not called broken. */
import { describe, expect, test } from "vitest";
import { recognise } from "../../../src/science/recognise.ts";
import type { Found } from "../../../src/science/recognition/found.ts";
import { processorTime } from "../../support/processorTime.ts";

const find = (text: string, languageId: string, fileName = ""): Found[] => recognise(text, { languageId, fileName });
const told = (found: readonly Found[]): unknown[] => found.map(({ text, kind, problem }) => [kind, text, problem === undefined]);

describe("found", () => {
	test.each<[string, string, string, [string, string][]]>([
		["the title behind a SMILES", "python", `m = Chem.MolFromSmiles('CC(=O)O acetic acid')`, [["molecule", "CC(=O)O"]]],
		["a SMILES before an escaped line break", "python", `m = Chem.MolFromSmiles('CC(=O)O\\n')`, [["molecule", "CC(=O)O"]]],
		["a doctest in a docstring", "python", `"""Adds hydrogens.\n\n>>> m = Chem.MolFromSmiles('COC')\n"""`, [["molecule", "COC"]]],
		["user literals of C++", "cpp", `auto m = "CC"_smiles; auto q = "[#6]c"_smarts;`, [["molecule", "CC"]]],
		["Bioconductor's strings", "r", `x <- DNAString("ATGTTCGGA"); y <- AAString("MKTAYIAKQR")`, [["nucleotide", "ATGTTCGGA"], ["protein", "MKTAYIAKQR"]]],
		["a reaction written as a template", "python", `rxn = AllChem.ReactionFromSmarts('[C:1](=[O:2])O.[N:3]>>[C:1](=[O:2])[N:3]')`, [["reaction", "[C:1](=[O:2])O.[N:3]>>[C:1](=[O:2])[N:3]"]]],
		["a command line", "shellscript", `python predict.py --smiles "CCO" --out x.csv`, [["molecule", "CCO"]]],
		["a default of argparse", "python", `parser.add_argument("--smiles", default="CCO")`, [["molecule", "CCO"]]],
		["state of React", "javascript", `const [smilesInput, setSmilesInput] = useState("c1ccccc1");`, [["molecule", "c1ccccc1"]]],
		["Open Babel's format before the text", "python", `m = pybel.readstring("smi", "CCO")`, [["molecule", "CCO"]]],
		["a table in a string", "python", `f = StringIO("""smiles,activity\nCCO,1\nCCN,2\n""")`, [["molecule", "CCO"], ["molecule", "CCN"]]],
		["DNA with codes for unknown bases", "perl", `my $seq = "WTGGGGCTATGAAAAAAAAAWTTKMGMMAAAAAWTTWTKRWMRAT";`, [["nucleotide", "WTGGGGCTATGAAAAAAAAAWTTKMGMMAAAAAWTTWTKRWMRAT"]]],
	])("%s", (_, languageId, text, expected) => {
		expect(told(find(text, languageId))).toEqual(expected.map(([kind, smiles]) => [kind, smiles, true]));
	});

	test("in a list with the names first, the molecules of its second column", () => {
		expect(find("100-00-5\tO=N(=O)c1ccc(Cl)cc1\n100-01-6\tNc1ccccc1\n100-02-7\tOc1ccccc1\n", "smiles", "rtecs.smi")).toMatchObject([{ text: "O=N(=O)c1ccc(Cl)cc1", name: "100-00-5" }, { text: "Nc1ccccc1" }, { text: "Oc1ccccc1" }]);
	});

	test("in a PIR file, the residues and not the title", () => {
		expect(told(find(">P1;CRAB_ANAPL\nALPHA CRYSTALLIN B CHAIN (ALPHA(B)).\n MDITIHNPLI RRPLFSWLAP*\n", "fasta", "a.fasta"))).toEqual([["protein", "MDITIHNPLIRRPLFSWLAP", true]]);
	});
});

describe("not called broken", () => {
	test.each<[string, string, string]>([
		["words of a sentence", "markdown", "Use of aromatic bonds in SMILES is no longer an error; SMILES: NO. In SMILES is on."],
		["pieces that a string method takes", "python", `s = smiles.replace("[Na+].", "").replace("N(=O", "x"); smi.startswith("[H")`],
		["the letters of a tokeniser", "python", `smiles_tokens = ["C", "c", "(", "[nH", "Br", "C1CC"]`],
		["patterns", "python", `smi = "C=[$(C=O)]"; smiles_pattern = "[C;x2"`],
		["half a template", "python", `smi = "([C:1]1[O:2].[N:3]1)>>"`],
		["a test of mistakes", "python", `with pytest.raises(ValueError):\n    parse_smiles("C1CC")\nbad_smiles = "C1CC("`],
		["what asks for no check", "python", `m = Chem.MolFromSmiles('c1cccc1', sanitize=False)`],
		["a commented row", "smiles", "#C1CN(CCO1)CC\nCCO\n"],
	])("%s", (_, languageId, text) => {
		expect(find(text, languageId).filter(({ problem }) => problem)).toEqual([]);
		expect(find(text, languageId).filter(({ cue, text: smiles }) => cue === "certain" && smiles !== "CCO")).toEqual([]);
	});

	test("a column of something else that is called SMILES", () => {
		const rows = Array.from({ length: 12 }, (_, row) => `${row},NCGC0001234${row}(a)\n`).join("");
		expect(find(`id,smiles\n${rows}`, "csv", "a.csv")).toEqual([]);
	});

	test("the report of a program that reads FASTA", () => {
		expect(find("# fasta34 -Q query.fa db\nFASTA searches a protein\n>>gi|1234| x (123 aa)\n initn: 12 init1: 12\n", "fasta", "a.fasta")).toEqual([]);
	});

	test("the genetic code", () => {
		expect(find(`code = "FFLLSSSSYYQQCCWWLLLLPPPPHHQQRRRRIIIMTTTTNNKKSSRRVVVVAAAADDEEGGGG"`, "python")).toEqual([]);
	});
});

describe("what programs escape", () => {
	const underlined = (text: string, languageId: string): string[] => find(text, languageId).flatMap(({ problem }) => (problem ? [text.slice(problem.span.start, problem.span.end)] : []));

	test("letters by their numbers are read", () => {
		expect(told(find(`{"smiles": "CC(\\u003dO)OC", "b": 1}`, "json"))).toEqual([["molecule", "CC(=O)OC", true]]);
	});

	test("a mistake is underlined where it stands, behind doubled backslashes and in the second of two literals", () => {
		expect(underlined(`smiles = "C\\\\C=C\\\\C=C\\\\C(=O)OC(?)C1"`.replace("?", "C"), "python")).toEqual(["1"]);
		expect(underlined(`{"smiles": "C\\/C=C\\/C(C"}`, "json")).toEqual(["("]);
		expect(underlined(`smi = ("C\\\\C=C\\\\C(=O)O"\n  "C1CC")`, "python")).toEqual(["1"]);
	});
});

describe("a SMILES with a space in it", () => {
	test.each([["python", `smiles = "CC(=O) Oc1ccccc1C(=O)O"`], ["python", `m = Chem.MolFromSmiles("CC(=O)Oc1ccccc1 C(=O)O")`], ["tsv", "id\tsmiles\n1\tCC(=O) Oc1ccccc1C(=O)O\n"]])("in %s is one, and its space is told", (languageId, text) => {
		const found = find(text, languageId);
		expect(found.map(({ problem }) => problem?.message)).toEqual([expect.stringMatching(/is a space.*Remove it/)]);
		const { span } = found[0]?.problem ?? {};
		expect(text.slice(span?.start, span?.end)).toBe(" ");
	});

	test("is a list where it is split", () => {
		expect(told(find(`smiles = "CCO c1ccccc1".split()`, "python"))).toEqual([["molecule", "CCO", true], ["molecule", "c1ccccc1", true]]);
	});
});

test("a polymer keeps its open ends, in a span of code and in a comment", () => {
	for (const [languageId, text] of [["markdown", "the polymer `*c1ccccc1C(=O)NCC*` is"], ["python", "# *c1ccccc1C(=O)NCC* is it"]] as const) {
		expect(find(text, languageId).map((found) => found.text).filter((smiles) => !smiles.startsWith("*"))).toEqual([]);
	}
});

test("a megabyte made to look like InChIs is read in linear time", () => {
	for (const text of [`InChI=1S/,${")".repeat(1_000_000)}`, "InChI=1S/a,".repeat(90_000), "InChI=a,".repeat(120_000)]) {
		const start = processorTime();
		find(text, "markdown");
		expect(processorTime() - start).toBeLessThan(2000);
	}
});
