import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { highlight, ROOT, type Piece } from "./grammars.ts";

const sample = (name: string): string => readFileSync(path.join(ROOT, "samples", name), "utf8");
const scopesOf = (line: readonly Piece[] | undefined): string[] => (line ?? []).map(([, scope]) => scope);

describe("FASTA", () => {
	test("a UniProt header shows database, accession and name, and residues their classes", async () => {
		const [header, note, residues] = await highlight("fasta", ">sp|P04637|P53_HUMAN Cellular tumor antigen OS=Homo sapiens\n; checked 2024\nMEEPQSDC-X*\n");
		expect(header?.slice(0, 6)).toEqual([
			[">", "keyword.control.header"],
			["sp", "keyword.other.database"],
			["|", "punctuation.separator"],
			["P04637", "constant.numeric.accession"],
			["|", "punctuation.separator"],
			["P53_HUMAN", "entity.name.type.sequence"],
		]);
		expect(header).toContainEqual(["OS", "variable.parameter.key"]);
		expect(note).toEqual([["; checked 2024", "comment.line.semicolon"]]);
		expect(residues).toEqual([
			["M", "variable.other.residue.hydrophobic"],
			["EE", "markup.deleted.residue.acidic"],
			["P", "keyword.control.residue.special"],
			["QS", "markup.inserted.residue.polar"],
			["D", "markup.deleted.residue.acidic"],
			["C", "support.function.residue.cysteine"],
			["-", "punctuation.other.gap"],
			["X", "comment.other.residue.ambiguous"],
			["*", "keyword.operator.stop"],
		]);
	});

	test("every letter of IUPAC's residues has a class, and nothing else is taken for one", async () => {
		const [, letters, wrong] = await highlight("fasta", ">all\nACDEFGHIKLMNPQRSTVWYBJOUXZ\nMK#é\n");
		expect(letters?.map(([piece]) => piece).join("")).toHaveLength(26);
		expect(scopesOf(letters).every((scope) => scope.includes(".residue."))).toBe(true);
		expect(wrong?.at(-1)).toEqual(["#é", "invalid.illegal.letter"]);
	});

	test("a gene is coloured by base, line after line, and the protein behind it by residue", async () => {
		const lines = await highlight("fasta", ">NC_000017.11 TP53 [organism=Homo sapiens]\nGATTGGGGTTTNNNtcccct\nRYGT\n\n>NP_000537.3 p53\nGAVLIC\nGATTACA");
		expect(scopesOf(lines[1]).every((scope) => scope.includes(".base."))).toBe(true);
		expect(lines[2]?.[0]).toEqual(["RY", "comment.other.base.ambiguous"]);
		expect(scopesOf(lines[5]).every((scope) => scope.includes(".residue."))).toBe(true);
		// The record is a protein: its last line may well be written in the letters of bases.
		expect(scopesOf(lines[6]).every((scope) => scope.includes(".residue."))).toBe(true);
	});

	test("silk, of glycine, alanine and serine, is no DNA", async () => {
		const lines = await highlight("fasta", ">fibroin\nGAGAGSGAGAGSGAGAGS\n");
		expect(scopesOf(lines[1]).every((scope) => scope.includes(".residue."))).toBe(true);
	});

	test("a bare > and residues before the first header break nothing", async () => {
		const lines = await highlight("fasta", "MK\n>\nMK\n>b\nMK");
		expect(scopesOf(lines[0])).toEqual(["variable.other.residue.hydrophobic", "constant.language.residue.basic"]);
		expect(lines[2]).toEqual(lines[0]);
		expect(lines[4]).toEqual(lines[0]);
	});
});

describe("SMILES", () => {
	test("alanine's stereocentre, bonds and branches, then its name", async () => {
		const [line] = await highlight("smiles", "C[C@@H](N)C(=O)O L-alanine");
		expect(line?.slice(0, 6)).toEqual([
			["C", "variable.other.atom.carbon"],
			["[", "punctuation.section.atom.begin"],
			["C", "variable.other.atom.carbon"],
			["@@", "keyword.control.chirality"],
			["H", "variable.language.atom.hydrogen"],
			["]", "punctuation.section.atom.end"],
		]);
		expect(line).toContainEqual(["=", "keyword.operator.bond"]);
		expect(line?.at(-1)).toEqual(["L-alanine", "string.unquoted.name"]);
	});

	test("isotope, charge, atom map, metals and halogens are told apart", async () => {
		const [line] = await highlight("smiles", "[13CH3:1][Fe+2].[Cl-].[In]Br.F");
		expect(line).toContainEqual(["13", "constant.numeric.isotope"]);
		expect(line).toContainEqual(["1", "entity.name.label.map"]);
		expect(line).toContainEqual(["Fe", "support.type.atom.other"]);
		expect(line).toContainEqual(["In", "support.type.atom.other"]);
		expect(line).toContainEqual(["+2", "keyword.operator.charge"]);
		expect(line).toContainEqual(["Br", "markup.inserted.atom.halogen"]);
		expect(line?.at(-1)).toEqual(["F", "markup.inserted.atom.halogen"]);
	});

	test("# at the beginning of a line is a comment, within a SMILES a triple bond", async () => {
		const lines = await highlight("smiles", "SMILES,Name\n# nitriles\nCC#N,acetonitrile");
		expect(lines[0]).toEqual([["SMILES,Name", "keyword.other.header"]]);
		expect(lines[1]).toEqual([["# nitriles", "comment.line.number-sign"]]);
		expect(lines[2]).toContainEqual(["#", "keyword.operator.bond"]);
		expect(lines[2]?.at(-1)).toEqual(["acetonitrile", "string.unquoted.name"]);
	});

	test("a reaction's arrow, a CXSMILES's extension, ring numbers beyond 9, and what is no SMILES", async () => {
		const lines = await highlight("smiles", "CC>[Pd]>CC |c:1,$R1;;$| coupling\nC%12CC%(104)\nCQC[Xx]");
		expect(lines[0]?.filter(([, scope]) => scope === "keyword.control.arrow")).toHaveLength(2);
		expect(lines[0]).toContainEqual(["R1;;", "string.unquoted.labels"]);
		expect(lines[0]?.at(-1)).toEqual(["coupling", "string.unquoted.name"]);
		expect(lines[1]?.filter(([, scope]) => scope === "constant.numeric.ring").map(([piece]) => piece)).toEqual(["%12", "%(104)"]);
		expect(lines[2]?.filter(([, scope]) => scope === "invalid.illegal").map(([piece]) => piece)).toEqual(["Q", "X", "x"]);
	});
});

describe("SDF and molfiles", () => {
	test("the sample ligands: titles, atoms, bonds, data items and the end of a record", async () => {
		const lines = await highlight("sdf", sample("ligands.sdf"));
		expect(lines[0]).toEqual([["aspirin", "entity.name.type.molecule"]]);
		expect(lines[1]?.[0]?.[1]).toBe("comment.line.program");
		expect(scopesOf(lines[3])).toContain("constant.numeric.count.atoms");
		expect(lines[4]?.[3]).toEqual(["C", "variable.other.atom.carbon"]);
		expect(scopesOf(lines[17])).toEqual(["variable.parameter.atom.first", "variable.parameter.atom.second", "keyword.control.bond.order", "keyword.operator.bond.stereo"]);
		const smiles = lines.findIndex((line) => line.some(([piece]) => piece === "SMILES"));
		expect(lines[smiles]).toContainEqual(["SMILES", "support.type.property-name"]);
		expect(lines[smiles + 1]).toEqual([["CC(=O)Oc1ccccc1C(=O)O", "string.unquoted.value"]]);
		const end = lines.findIndex((line) => line[0]?.[0] === "$$$$");
		expect(lines[end]).toEqual([["$$$$", "keyword.control.end.record"]]);
		expect(lines[end + 1]).toEqual([["caffeine", "entity.name.type.molecule"]]);
	});

	test("a record with blank title lines, in the new format", async () => {
		const lines = await highlight("molfile", "\n\n\n  0  0  0     0  0            999 V3000\nM  V30 BEGIN ATOM\nM  V30 1 Cl -1.5 0.25 0 0 CHG=-1\nM  V30 END ATOM\nM  END");
		expect(lines[3]?.at(-1)).toEqual(["V3000", "keyword.control.version"]);
		expect(lines[5]).toContainEqual(["Cl", "markup.inserted.atom.halogen"]);
		expect(lines[5]).toContainEqual(["CHG", "keyword.other.key"]);
		expect(lines[7]).toEqual([["M  END", "keyword.control.end.molecule"]]);
	});

	test("a molecule named like a data item or a table is still only a name", async () => {
		const lines = await highlight("sdf", "> <odd>\n  1  2  1  0\nM  END\n  0  0  0  0  0  0  0  0  0  0999 V2000\nM  END\n$$$$");
		expect(lines.slice(0, 3).map(scopesOf)).toEqual([["entity.name.type.molecule"], ["comment.line.program"], ["comment.line.remark"]]);
	});
});

describe("PDB, mmCIF and MOL2", () => {
	test("the sample capsid: records, chains, coordinates and residues in FASTA's colours", async () => {
		const lines = await highlight("pdb", sample("hiv_capsid_1A8O.pdb"));
		const line = (start: string): readonly Piece[] => lines.find((pieces) => pieces[0]?.[0] === start) ?? [];
		expect(line("HEADER")).toContainEqual(["1A8O", "entity.name.type.entry"]);
		expect(scopesOf(line("REMARK"))).toEqual(["comment.line.remark", "comment.line.remark"]);
		const atom = line("ATOM  ");
		expect(atom).toContainEqual(["ASP", "markup.deleted.residue.acidic"]);
		expect(atom).toContainEqual(["A", "entity.name.tag.chain"]);
		expect(scopesOf(atom).filter((scope) => scope === "constant.numeric.coordinate")).toHaveLength(3);
		expect(line("SEQRES")).toContainEqual(["A", "entity.name.tag.chain"]);
	});

	test("a CIF: blocks, loops, items, quotes with apostrophes inside, text between semicolons", async () => {
		const lines = await highlight("mmcif", "data_1ABC\n_struct.title 'Ribosome's end'\nloop_\n_atom_site.label_atom_id\n\"O5'\" . ?\n;loop_ is only text\n# so is this\n;\n# end\n1.54(2)");
		expect(lines[0]).toEqual([["data_", "keyword.control.block"], ["1ABC", "entity.name.type.block"]]);
		expect(lines[1]?.at(0)).toEqual(["_struct", "support.type.category"]);
		expect(lines[1]?.slice(3).every(([, scope]) => scope === "string.quoted.single")).toBe(true);
		expect(lines[2]).toEqual([["loop_", "keyword.control"]]);
		expect(lines[4]?.at(-1)).toEqual(["?", "comment.other.unknown"]);
		expect([...scopesOf(lines[5]), ...scopesOf(lines[6])].every((scope) => /^(string\.unquoted\.block|punctuation\.definition\.string\.begin)$/.test(scope))).toBe(true);
		expect(lines[8]).toEqual([["# end", "comment.line.number-sign"]]);
		expect(lines[9]).toEqual([["1.54(2)", "constant.numeric"]]);
	});

	test("a MOL2: sections, the name behind MOLECULE, atom types", async () => {
		const lines = await highlight("mol2", "@<TRIPOS>MOLECULE\n3w33.A\n 2 1 1\nSMALL\nGASTEIGER\n@<TRIPOS>ATOM\n 1 N1 1.0 -2.0 3.5 N.ar 1 GLN701 -0.25\n@<TRIPOS>BOND\n 1 1 2 ar");
		expect(lines[1]).toEqual([["3w33.A", "entity.name.type.molecule"]]);
		expect(lines[4]?.[0]?.[1]).toBe("constant.language.charges");
		expect(lines[6]).toContainEqual([".ar", "support.type.hybridisation"]);
		expect(lines[6]).toContainEqual(["GLN", "markup.inserted.residue.polar"]);
		expect(lines[8]?.at(-1)).toEqual(["ar", "keyword.control.bond.order"]);
	});
});
