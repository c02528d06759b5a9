/** What a scientist pastes into the chat, or drops from the desktop, becomes chips; with real RDKit. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { Brought } from "../../../../src/chat/parts.ts";
import { DocumentSources } from "../../../../src/chat/sources/documentSources.ts";
import type { LocatedEntities } from "../../../../src/chat/sources/editorEntities.ts";
import { ChemistryClient } from "../../../../src/science/chemistryClient.ts";
import { buildWorker, type BuiltWorker } from "../../../support/chemistry.ts";

vi.mock("vscode", () => import("../vscode.ts"));

let worker: BuiltWorker;
let chemistry: ChemistryClient;
let sources: DocumentSources;
beforeAll(async () => {
	worker = await buildWorker();
	chemistry = new ChemistryClient({ workerFile: worker.workerFile });
	// Editors are for the host tests.
	const located: LocatedEntities = { inLines: () => Promise.reject(new Error("no editor here")), all: () => { throw new Error("no editor here"); } };
	sources = new DocumentSources({ chemistry, located, lastActive: { current: undefined } });
});
afterAll(async () => {
	await chemistry.dispose();
	await worker.remove();
});

const pasted = (text: string): Promise<Brought> => sources.fromText(text, new AbortController().signal);
const dropped = (name: string, content: string): Promise<Brought> => sources.fromContent(name, content, new AbortController().signal);
const sample = (name: string): Promise<Brought> => dropped(name, readFileSync(path.join(import.meta.dirname, "../../../../samples", name), "utf8"));
const smilesIn = ({ entities }: Brought): string[] => entities.map(({ entity }) => (entity.kind === "molecule" ? entity.smiles : `>${entity.sequence.slice(0, 10)}`));
const UBIQUITIN = "MQIFVKTLTGKTITLEVEPSDTIENVKAKIQDKEGIPPDQQRLIFAGKQLEDGRTLSDYNIQKESTLHLVLRLRGG";
const ETHANOL_BLOCK = "\n  Mrv\n\n  3  2  0  0  0  0            999 V2000\n    0.0000    0.0000    0.0000 C   0  0\n    1.5000    0.0000    0.0000 C   0  0\n    3.0000    0.0000    0.0000 O   0  0\n  1  2  1  0\n  2  3  1  0\nM  END\n";

describe("pasted text", () => {
	it.each([
		["a SMILES alone", "CCO", ["CCO"]],
		["a SMILES in quotes", '"CC(=O)Oc1ccccc1C(=O)O"', ["CC(=O)Oc1ccccc1C(=O)O"]],
		["a list in one line", "CCO, c1ccccc1; CC(=O)O", ["CCO", "c1ccccc1", "CC(=O)O"]],
		["lines of SMILES and names", "CCO ethanol\nCO methanol\nc1ccccc1\tbenzene\n", ["CCO", "CO", "c1ccccc1"]],
		["a table with a header", "name,smiles\nethanol,CCO\nbenzene,c1ccccc1\n", ["CCO", "c1ccccc1"]],
		["a sentence about a molecule", "We made CC(=O)Oc1ccccc1C(=O)O again.", ["CC(=O)Oc1ccccc1C(=O)O"]],
		["a mol block", ETHANOL_BLOCK, ["CCO"]],
		["a mol block whose first lines were lost", ETHANOL_BLOCK.replace("\n  Mrv\n\n", ""), ["CCO"]],
		["an SDF of two", `${ETHANOL_BLOCK}$$$$\n${ETHANOL_BLOCK.replace(" O  ", " N  ")}$$$$\n`, ["CCO", "CCN"]],
		["FASTA", `>sp|P0CG48|UBC_HUMAN ubiquitin\n${UBIQUITIN.slice(0, 60)}\n${UBIQUITIN.slice(60)}\n`, [">MQIFVKTLTG"]],
		["residues alone, in lines", `${UBIQUITIN.slice(0, 60)}\n${UBIQUITIN.slice(60)}`, [">MQIFVKTLTG"]],
		["residues as GenBank writes them", "1 MQIFVKTLTG KTITLEVEPS DTIENVKAKI QDKEGIPPDQ\n41 QRLIFAGKQL EDGRT", [">MQIFVKTLTG"]],
	])("%s", async (_, text, expected) => {
		const brought = await pasted(text);
		expect(smilesIn(brought)).toEqual(expected);
		expect(brought.remarks).toEqual([]);
	});

	it.each(["What does this do?", "NO", "IN THE BEGINNING THERE WAS THE WORD", "import numpy as np\nx = foo(bar)[1]\n", "", "   \n", "1\n2\n3\n", "O(n)", "O(1) time", "scoops(3)", "SOS=1", "[info]", "P(B)=0.5", "CO2", "O(n) lookup", "O(n2)", "IPCC(2021)", "success(3)", "hello world", "ethanol", "CC: John", "> quoted", "SOS=1\nCO2\nO(n)"])("%j brings nothing, without a word", async (text) => {
		expect(await pasted(text)).toEqual({ entities: [], remarks: [] });
	});

	it.each([
		["CC(=O)Oc1ccccc2C(=O)O", "“CC(=O)Oc1ccccc2C(=O)O” is not a molecule: Ring 1 is opened"],
		["'CC(=O)Oc1ccccc1C(=O'", "“CC(=O)Oc1ccccc1C(=O” is not a molecule: The branch opened at character 17 is never closed."],
		["CC(=O)[O−]", "“CC(=O)[O−]” is not a molecule: Character 9 is “−” (U+2212)"],
		["C1CC cyclopropane", "“C1CC” is not a molecule: Ring 1 is opened at character 2 and never closed."],
		["CCO, C1CC", "“C1CC” is not a molecule: Ring 1"],
		["C(C)(C)(C)(C)C", "“C(C)(C)(C)(C)C” is not a molecule: "],
		[`C1${"C".repeat(500)}`, `“C1${"C".repeat(58)}…” is not a molecule: Ring 1`],
		["OCl(=O)(=O)(=O)=O\tperchloric", "“OCl(=O)(=O)(=O)=O” is not a molecule: The chlorine at character 2"],
		["N(=O)(=O)(=O)O", "“N(=O)(=O)(=O)O” is not a molecule: The nitrogen"],
		["OP(=O)(O)(O)(O)O", "“OP(=O)(O)(O)(O)O” is not a molecule: The phosphorus"],
		["[NH5]", "“[NH5]” is not a molecule: The nitrogen"],
		["FS(F)(F)(F)(F)(F)F", "“FS(F)(F)(F)(F)(F)F” is not a molecule: The sulfur"],
		["OS(=O)(=O", "“OS(=O)(=O” is not a molecule: The branch opened at character 7"],
		["CC:", "“CC:” is not a molecule: "],
		["BCC)", "“BCC)” is not a molecule: "],
		["C(C)(C)(C)(C)(C)C pentamethyl-carbon", "“C(C)(C)(C)(C)(C)C” is not a molecule: The carbon"],
		["CN1C=NC2=C1C(=O)N(C(=O)N2C)C)", "“CN1C=NC2=C1C(=O)N(C(=O)N2C)C)” is not a molecule: "],
		["SMILES: C(C)(C)(C)(C)C has five bonds", "“C(C)(C)(C)(C)C” is not a molecule: "],
		["A".repeat(25), "This does not look like a protein sequence."],
	])("%s is meant as a structure and is none: says why", async (text, why) => {
		const { entities, remarks } = await pasted(text);
		expect(entities).toEqual([]);
		expect(remarks).toHaveLength(1);
		expect(remarks[0]).toContain(why);
	});

	it("that looks like no protein is one with a FASTA header, as it was told", async () => {
		expect(smilesIn(await pasted(`>linker\n${"A".repeat(25)}`))).toEqual([">AAAAAAAAAA"]);
	});

	it("keeps names", async () => {
		expect((await pasted("CCO ethanol\nc1ccccc1 benzene\n")).entities).toEqual([
			{ entity: { kind: "molecule", smiles: "CCO", name: "ethanol" }, origin: "" },
			{ entity: { kind: "molecule", smiles: "c1ccccc1", name: "benzene" }, origin: "" },
		]);
	});

	it("brings each structure once", async () => {
		expect(smilesIn(await pasted("CCO\nc1ccccc1\nCCO\n"))).toEqual(["CCO", "c1ccccc1"]);
	});

	it("says why reactions, DNA, InChIs and impossible molecules are left out", async () => {
		expect((await pasted("CC(=O)O.OCC>[H+]>CC(=O)OCC.O")).remarks).toEqual([expect.stringContaining("Reactions")]);
		expect((await pasted("ATGGCCAAATTTGGGCCCTAAATGGCC")).remarks).toEqual([expect.stringContaining("DNA")]);
		expect((await pasted("InChI=1S/C2H6O/c1-2-3/h3H,2H2,1H3")).remarks).toEqual([expect.stringContaining("InChI")]);
		const { entities, remarks } = await pasted("CCO\nC(C)(C)(C)(C)C five bonds\nc1ccccc1\n");
		expect(entities).toHaveLength(2);
		expect(remarks).toEqual([expect.stringMatching(/^“C\(C\)\(C\)\(C\)\(C\)C” is not valid and was left out: .*more than it can form/)]);
	});

	it("names the first of the lines that it left out", async () => {
		const { entities, remarks } = await pasted("C1CC\nCCN\nC1CCC");
		expect(entities).toMatchObject([{ entity: { smiles: "CCN" } }]);
		expect(remarks).toEqual([expect.stringMatching(/^2 structures are not valid and were left out; the first one, “C1CC”: Ring 1 /)]);
	});

	it("says at which residue a FASTA record is no protein", async () => {
		const { entities, remarks } = await pasted(">p1\nMKTAYIAKQRQISFVKSHFSRQ1*LEERLG");
		expect(entities).toEqual([]);
		expect(remarks).toEqual([expect.stringMatching(/^“p1” is not valid and was left out: There is “1” among the letters, at character 23/)]);
	});

	it("keeps a structure that stands in brackets, at the end of a sentence or behind its label", async () => {
		expect(smilesIn(await pasted("(CC(=O)O)"))).toEqual(["CC(=O)O"]);
		expect(smilesIn(await pasted("CC(=O)O."))).toEqual(["CC(=O)O"]);
		expect(smilesIn(await pasted("smiles=CC(=O)O"))).toEqual(["CC(=O)O"]);
	});

	it("of many molecules brings the first 20 and says how many there were", async () => {
		const { entities, remarks } = await pasted(Array.from({ length: 8000 }, (_, index) => `${"C".repeat(1 + (index % 90))}${"O".repeat(1 + Math.floor(index / 90))} m${index}`).join("\n"));
		expect(entities).toHaveLength(20);
		expect(remarks).toEqual(["Only the first 20 of 8,000 molecules and proteins were attached."]);
	});

	it("can be given up", async () => {
		const abort = new AbortController();
		const reading = sources.fromText("c1ccccc1 in words ".repeat(60_000), abort.signal);
		abort.abort();
		await expect(reading).rejects.toThrow(/abort/i);
	});
});

describe("a file from the desktop", () => {
	it("brings the records of an SDF as SMILES, with their names and places", async () => {
		const { entities, remarks } = await sample("ligands.sdf");
		expect(remarks).toEqual([]);
		expect(entities.length).toBeGreaterThan(1);
		expect(entities[0]).toMatchObject({ entity: { kind: "molecule", name: expect.any(String) as string }, origin: "ligands.sdf, record 1" });
	});

	it("brings proteins of FASTA, rows of a table, and strings of a script, with their lines", async () => {
		expect((await sample("proteins.fasta")).entities[0]).toMatchObject({ entity: { kind: "protein" }, origin: "proteins.fasta, record 1" });
		expect((await sample("compounds.csv")).entities[1]).toMatchObject({ entity: { kind: "molecule" }, origin: expect.stringMatching(/^compounds\.csv, line \d+$/) as string });
		expect((await sample("screen.py")).remarks).toEqual([expect.stringMatching(/^“.+” is not valid and was left out: Ring/)]);
	});

	it("brings the cells of a notebook", async () => {
		expect((await sample("series_B.ipynb")).entities[0]).toMatchObject({ origin: expect.stringMatching(/^series_B\.ipynb, cell \d+$/) as string });
	});

	it("brings the chains of a structure, modified residues read as what they were", async () => {
		expect(await sample("hiv_capsid_1A8O.pdb")).toEqual({
			entities: [{ entity: { kind: "protein", sequence: "MDIRQGPKEPFRDYVDRFYKTLRAEQASQEVKNWMTETLLVQNANPDCKTILKALGPGATLEEMMTACQG", name: "1A8O chain A" }, origin: "hiv_capsid_1A8O.pdb, chain A" }],
			remarks: [],
		});
	});

	it("is told by its name alone where it holds one molecule", async () => {
		expect((await dropped("ethanol.mol", ETHANOL_BLOCK)).entities).toMatchObject([{ entity: { smiles: "CCO" }, origin: "ethanol.mol" }]);
	});

	it("says when it holds nothing, is compressed, or is too large", async () => {
		expect(await dropped("empty.csv", "a,b\n1,2\n")).toEqual({ entities: [], remarks: ["No molecule or protein was found in empty.csv."] });
		await expect(dropped("broken.ipynb", "{")).rejects.toMatchObject({ code: "invalid-notebook" });
		await expect(dropped("large.smi", "C".repeat(50_000_001))).rejects.toMatchObject({ code: "file-too-large", message: expect.stringMatching(/files up to 50 MB/) as string });
	});

	it("has a name that does nothing: no folders, no line breaks, no marks that turn the text around", async () => {
		const { entities } = await dropped("../../etc/ev\u202eil\n.smi", "CCO\n");
		expect(entities).toMatchObject([{ origin: "evil .smi" }]);
	});

	it("reads a list that Windows wrote", async () => {
		expect(smilesIn(await dropped("drugs.smi", "\ufeffCCO ethanol\r\nc1ccccc1 benzene\r\n"))).toEqual(["CCO", "c1ccccc1"]);
	});
});
