/** A protein engineer attaches a structure file: its chains are sequences. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { CifReader } from "../../../src/science/structure/cifReader.ts";
import { cifTokens } from "../../../src/science/structure/cifTokens.ts";
import { PdbReader } from "../../../src/science/structure/pdbReader.ts";
import type { StructureContents, StructureReader } from "../../../src/science/structure/residues.ts";
import { SHARED, sharedTest } from "./shared.ts";

function read(reader: StructureReader, text: string): StructureContents {
	text.split("\n").forEach((line) => reader.read(line));
	return reader.contents();
}
const pdb = (text: string): StructureContents => read(new PdbReader(), text);
const cif = (text: string): StructureContents => read(new CifReader(), text);
const atom = (record: string, residue: string, chain: string, number: number): string => `${record.padEnd(6)}${"1".padStart(5)}  CA  ${residue.padStart(3)} ${chain}${String(number).padStart(4)}      11.104   6.134  -6.504  1.00  0.00           C`;

describe("a PDB file", () => {
	it("tells its sequences in SEQRES: equal chains together, ends capped, modified residues as they were", () => {
		const { id, chains, ligands, fromCoordinates } = pdb(
			[
				"HEADER    VIRAL PROTEIN                           27-MAR-98   1A8O",
				"SEQRES   1 A    4  ACE MSE ASP GLY",
				"SEQRES   1 B    4  ACE MSE ASP GLY",
				"SEQRES   1 C    3  DA DC DG",
				atom("ATOM", "ASP", "A", 2),
				atom("HETATM", "HOH", "A", 201),
				atom("HETATM", "STI", "A", 202),
				atom("HETATM", "ZN", "A", 203),
			].join("\n"),
		);
		expect({ id, fromCoordinates, ligands }).toEqual({ id: "1A8O", fromCoordinates: false, ligands: ["STI"] });
		expect(chains).toEqual([{ kind: "protein", chains: ["A", "B"], sequence: "MDG" }, { kind: "nucleotide", chains: ["C"], sequence: "" }]);
	});

	it("without SEQRES is read from the first model's coordinates, insertions included", () => {
		const lines = ["MODRES 1ABC XYZ A    3  SER", "MODEL        1", atom("ATOM", "MET", "A", 1), atom("ATOM", "MET", "A", 1), atom("ATOM", "HIE", "A", 2), atom("HETATM", "XYZ", "A", 3), "ENDMDL", "MODEL        2", atom("ATOM", "TRP", "A", 1)];
		expect(pdb(lines.join("\n"))).toMatchObject({ fromCoordinates: true, ligands: [], chains: [{ chains: ["A"], sequence: "MHS" }] });
	});

	it("that is none gives nothing", () => {
		expect(pdb("not a structure\n\u0000\u0000")).toEqual({ id: "", chains: [], fromCoordinates: false, molecules: [], ligands: [] });
	});
});

describe("an mmCIF file", () => {
	it("tells its sequences in _entity_poly, over lines and beside quoted text", () => {
		const { id, chains, ligands } = cif(`data_1ABC
_entry.id 1ABC
#
loop_
_entity_poly.entity_id
_entity_poly.type
_entity_poly.pdbx_seq_one_letter_code_can
_entity_poly.pdbx_strand_id
1 'polypeptide(L)'
;MKTAYIAK
QRQISF
;
A,B
2 polydeoxyribonucleotide ACGT C
loop_
_chem_comp.id
_chem_comp.type
_chem_comp.name
ALA 'L-peptide linking' ALANINE
HOH non-polymer WATER
STI non-polymer "4-(4-METHYL-PIPERAZIN-1-YLMETHYL)-N-5'-X"
_citation.title 'A chain''s _entity_poly.id is no name'
`);
		expect({ id, ligands }).toEqual({ id: "1ABC", ligands: ["STI"] });
		expect(chains).toEqual([{ kind: "protein", chains: ["A", "B"], sequence: "MKTAYIAKQRQISF" }, { kind: "nucleotide", chains: ["C"], sequence: "" }]);
	});

	it("of one polymer has single items, and modified residues in brackets", () => {
		expect(cif("data_X\n_entity_poly.type 'polypeptide(L)'\n_entity_poly.pdbx_seq_one_letter_code\n;(MSE)KV(ZZZ)\n;\n_entity_poly.pdbx_strand_id A\n").chains).toEqual([{ kind: "protein", chains: ["A"], sequence: "MKVX" }]);
	});

	it("without polymers is read from the first model's atoms", () => {
		const rows = [[1, "MET"], [1, "MET"], [2, "LYS"], [3, "HOH"]].map(([number, name]) => `${name === "HOH" ? "HETATM" : "ATOM"} ${name} A ${number} 1`);
		expect(cif(`data_m\nloop_\n_atom_site.group_PDB\n_atom_site.label_comp_id\n_atom_site.auth_asym_id\n_atom_site.auth_seq_id\n_atom_site.pdbx_PDB_model_num\n${rows.join("\n")}\nATOM TRP A 1 2\n`)).toMatchObject({ fromCoordinates: true, chains: [{ chains: ["A"], sequence: "MK" }] });
	});

	it("of a chemical component tells its SMILES, the canonical one", () => {
		const { molecules } = cif(`data_AIN
loop_
_pdbx_chem_comp_descriptor.comp_id
_pdbx_chem_comp_descriptor.type
_pdbx_chem_comp_descriptor.program
_pdbx_chem_comp_descriptor.descriptor
AIN SMILES ACDLabs "O=C(Oc1ccccc1C(=O)O)C"
AIN SMILES_CANONICAL CACTVS "CC(=O)Oc1ccccc1C(O)=O"
AIN SMILES_CANONICAL "OpenEye OEToolkits" "CC(=O)Oc1ccccc1C(=O)O"
AIN InChI InChI InChI=1S/C9H8O4
`);
		expect(molecules).toEqual([{ name: "AIN", smiles: "CC(=O)Oc1ccccc1C(=O)O" }]);
	});

	it("closes a quotation only before white space, and one that never closes at the end of its line", () => {
		expect(cifTokens("'N-5'-X' \"a\" 'b c # d").map(({ text }) => text)).toEqual(["N-5'-X", "a", "b c # d"]);
		expect(cifTokens("_a.b x # note")).toEqual([{ text: "_a.b", quoted: false }, { text: "x", quoted: false }]);
	});

	it("of hostile length is read in linear time", () => {
		const since = performance.now();
		cif(`data_x\n_entity_poly.type ${"' ".repeat(500_000)}\n${"_entity_poly.a ".repeat(100_000)}\n;${"\nA".repeat(500_000)}`);
		expect(performance.now() - since).toBeLessThan(5000);
	});

	sharedTest("and the PDB file of the same entry say the same", () => {
		for (const entry of ["1A8O", "1LCD", "2XHE"]) {
			const [first, second] = ["cif", "pdb"].map((ending) => {
				const text = readFileSync(path.join(SHARED, "realworld/structures/biopython_PDB", `${entry}.${ending}`), "utf8");
				return (ending === "cif" ? cif(text) : pdb(text)).chains.filter(({ kind }) => kind === "protein");
			});
			expect(first, entry).toEqual(second);
			expect(first?.length, entry).toBeGreaterThan(0);
		}
	});
});
