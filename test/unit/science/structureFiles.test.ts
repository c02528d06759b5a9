/** Files as programs really write them. */
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { readStructure } from "../../../src/science/structure/readStructure.ts";
import { rangeText, residueLabel } from "../../../src/science/structure/selection.ts";
import { serialOf } from "../../../src/science/structure/serials.ts";
import { residueKinds, type StructureData } from "../../../src/science/structure/structureData.ts";

const read = (text: string | Uint8Array, name = "x"): StructureData => readStructure(typeof text === "string" ? new TextEncoder().encode(text) : text, name);
const codeOf = (text: string | Uint8Array, name?: string): string => {
	try {
		return `${read(text, name).atomCount} atoms`;
	} catch (error) {
		return (error as { readonly code: string }).code;
	}
};

interface AtomLine {
	readonly record?: string;
	readonly serial?: string;
	readonly name?: string;
	readonly alternate?: string;
	readonly residue?: string;
	readonly chain?: string;
	readonly number?: string;
	readonly at?: readonly [number, number, number];
	readonly occupancy?: string;
	readonly b?: string;
	readonly tail?: string;
}
/** A line of a PDB file; the name as its four columns have it. */
function atom({ record = "ATOM", serial = "1", name = " CA ", alternate = " ", residue = "ALA", chain = "A", number = "1", at = [1, 2, 3], occupancy = "1.00", b = "20.00", tail = "          " }: AtomLine): string {
	return `${record.padEnd(6)}${serial.padStart(5)} ${name}${alternate}${residue.padStart(3)} ${chain}${number.padStart(4)}    ${at.map((value) => value.toFixed(3).padStart(8)).join("")}${occupancy.padStart(6)}${b.padStart(6)}${tail}`;
}
const names = (data: StructureData): string[] => [...data.names].map((index) => data.atomNames[index] ?? "");
const elements = (data: StructureData): number[] => [...data.elements];

describe("a PDB file", () => {
	test("of more than 99,999 atoms counts on in hybrid-36, in hexadecimal numbers, or in stars", () => {
		expect(["99999", "A0000", "ZZZZZ", "a0000", "A000", "186a0", " -5", "*****"].map(serialOf)).toEqual([99_999, 100_000, 43_770_015, 43_770_016, 10_000, 100_000, -5, Number.NaN]);
		const data = read([atom({ serial: "99999" }), atom({ serial: "*****", number: "2" }), atom({ serial: "*****", number: "****" }), atom({ serial: "A0005", number: "A000" })].join("\n"));
		expect([...data.serials]).toEqual([99_999, 100_000, 100_001, 100_005]);
		expect([...data.residues.number].at(-1)).toBe(10_000);
	});

	test("without a column of elements tells them by the names of its atoms", () => {
		const lines = [
			atom({ name: " CA " }), atom({ name: " HA ", serial: "2" }), atom({ name: "HG11", serial: "3", residue: "VAL", number: "2" }), atom({ name: "1HB ", serial: "4", residue: "VAL", number: "2" }),
			atom({ record: "HETATM", name: "CA  ", residue: "CA", number: "9" }), atom({ record: "HETATM", name: "ZN  ", residue: "ZN", number: "10" }), atom({ record: "HETATM", name: "CL1 ", residue: "LIG", number: "11" }),
			atom({ record: "HETATM", name: " C1 ", residue: "LIG", number: "11" }), atom({ record: "HETATM", name: "SE  ", residue: "MSE", number: "12" }), atom({ record: "HETATM", name: " NA ", residue: "HEM", number: "13" }),
		];
		expect(elements(read(lines.join("\n")))).toEqual([6, 1, 1, 1, 20, 30, 17, 6, 34, 7]);
		expect(elements(read(atom({ name: " CA ", tail: "      1ABC 123" })))).toEqual([6]);
	});

	test("with CRLF, tabs, short lines and without TER or END is read", () => {
		const lines = [atom({ name: " N  " }), atom({ name: " CA ", serial: "2", at: [2, 2, 3] }).slice(0, 54), "ATOM\t3\tC\tALA\tA\t1\t3.0\t2.0\t3.0\t1.00\t9.00\tC"];
		const data = read(lines.join("\r\n"));
		expect([data.atomCount, data.residues.count, names(data), data.warnings]).toEqual([3, 1, ["N", "CA", "C"], []]);
		expect([...data.bFactors]).toEqual([20, 0, 9]);
	});

	test("of an old Macintosh, whose lines end with CR alone, is read as any other, and so are mixed ends", () => {
		const lines = ["HEADER    X", atom({ name: " N  " }), atom({ serial: "2" }), "END"];
		for (const text of [lines.join("\r"), `${lines.join("\r")}\r`, lines.join("\r\r\n"), `${lines[0]}\n${lines[1]}\r${lines[2]}\r\n${lines[3]}`]) {
			expect(names(read(text)), JSON.stringify(text)).toEqual(["N", "CA"]);
		}
	});

	test("behind whose END another begins shows the first: frames are counted, entries told", () => {
		const frame = (x: number): string => `${atom({ at: [x, 0, 0] })}\n${atom({ serial: "2", number: "2", at: [x, 4, 0] })}\nEND\n`;
		const frames = read(`CRYST1   10.000\n${frame(1)}CRYST1   10.000\n${frame(2)}`);
		expect([frames.atomCount, frames.models, frames.chains[0]?.sequence, frames.positions[0], frames.warnings]).toEqual([2, 2, "AA", 1, []]);
		const entries = read(`TITLE     ONE\n${frame(1)}HEADER    X${" ".repeat(51)}2XYZ\nTITLE     TWO\n${frame(2)}`);
		expect([entries.atomCount, entries.models, entries.id, entries.title, entries.warnings]).toEqual([2, 1, "", "ONE", ["The file holds several entries; the first one is shown."]]);
	});

	test("with six-digit serial numbers, which push its columns aside, is read by words", () => {
		const data = read("ATOM  100000  CA  ALA A   5      11.104   6.134  -6.504  1.00  7.00           C");
		expect([[...data.serials], names(data), residueLabel(data, 0), [...data.positions].map((value) => Number(value.toFixed(3)))]).toEqual([[100_000], ["CA"], "ALA A 5", [11.104, 6.134, -6.504]]);
	});

	test("that ends in the middle of an atom shows what stands before it: half a coordinate is none", () => {
		for (const length of [20, 40, 52]) {
			const data = read(`${atom({})}\n${atom({ serial: "2" }).slice(0, length)}`);
			expect([data.atomCount, data.warnings], `${length} columns`).toEqual([1, [expect.stringContaining("ends in the middle")]]);
		}
	});

	test("tells its method and resolution", () => {
		const data = read(`EXPDTA    X-RAY DIFFRACTION; NEUTRON DIFFRACTION\nREMARK   2\nREMARK   2 RESOLUTION.    1.70 ANGSTROMS.\n${atom({})}`);
		expect([data.method, data.resolution]).toEqual(["X-RAY DIFFRACTION; NEUTRON DIFFRACTION", 1.7]);
		const solution = read(`EXPDTA    SOLUTION NMR\nREMARK   2 RESOLUTION. NOT APPLICABLE.\n${atom({})}`);
		expect([solution.method, solution.resolution, read(atom({})).method]).toEqual(["SOLUTION NMR", undefined, ""]);
	});

	test("of alternate locations shows the one with the highest occupancy, of two residues in one place likewise", () => {
		const pair = (name: string, residue: string, alternate: string, occupancy: string, x: number): string => atom({ name, residue, alternate, occupancy, at: [x, 0, 0] });
		const data = read([
			pair(" CA ", "ALA", "A", "0.40", 1), pair(" CA ", "ALA", "B", "0.60", 2), pair(" CB ", "ALA", "A", "0.40", 3), pair(" CB ", "ALA", "B", "0.60", 4),
			...[["PRO", "A", "0.30"], ["SER", "B", "0.70"]].map(([residue = "", alternate = "", occupancy = ""]) => atom({ residue, alternate, occupancy, number: "2", at: [5, 0, alternate === "A" ? 0 : 1] })),
		].join("\n"));
		expect([...data.positions].filter((_, index) => index % 3 === 0)).toEqual([2, 4, 5]);
		expect(data.chains[0]?.sequence).toBe("AS");
	});

	test("tells double bonds by writing CONECT twice", () => {
		const lines = ["C1", "O1", "C2"].map((name, index) => atom({ record: "HETATM", serial: String(index + 1), name: ` ${name} `, residue: "LIG", at: [index * 1.3, 0, 0] }));
		const data = read([...lines, "CONECT    1    2    2    3", "CONECT    2    1    1", "CONECT    3    1", "CONECT    3   99"].join("\n"));
		expect([[...data.bonds], [...data.bondOrders]]).toEqual([[0, 1, 0, 2], [2, 1]]);
	});

	test("tells no bonds where six-digit serial numbers run over the columns of CONECT", () => {
		const lines = [1000, 10_000, 99_998, 99_999].map((serial, index) => atom({ record: "HETATM", serial: String(serial), name: ` C${index} `, residue: "LIG", at: [index * 1.5, 0, 0] }));
		const bonds = (...records: string[]): number[] => [...read([...lines, ...records].join("\n")).bonds];
		expect(bonds("CONECT100000100001", "CONECT 100000 100001", `CONECT${"100000100010001000".repeat(2)}`, `CONECT${"100000".repeat(5)}`)).toEqual([]);
		expect(bonds("CONECT999989999910000", "CONECT10000 1000")).toEqual([2, 3, 1, 2, 0, 1]);
	});

	test("tells helices and strands by ranges, also where their ends are not resolved", () => {
		const lines = [3, 4, 5, 6, 7, 8].map((number) => atom({ number: String(number), serial: String(number) }));
		const data = read(["HELIX    1   1 ALA A    1  ALA A    4  1                                   4", "SHEET    1   A 1 ALA A   6  ALA A   7  0", ...lines].join("\n"));
		expect([[...data.residues.structure], data.secondaryStructure]).toEqual([[1, 1, 0, 2, 2, 0], "file"]);
	});

	test("tells its ligands from what belongs to its chain, and what is within 5 Å of them", () => {
		const data = read([
			atom({ name: " N  ", residue: "GLU", at: [0, 0, 0] }), atom({ name: " C  ", residue: "GLU", at: [1, 0, 0] }),
			atom({ record: "HETATM", name: " N  ", residue: "MSE", number: "2", at: [2.3, 0, 0] }), atom({ record: "HETATM", name: " C  ", residue: "MSE", number: "2", at: [3.3, 0, 0] }),
			atom({ record: "HETATM", name: " N  ", residue: "XAA", number: "3", at: [4.6, 0, 0] }), atom({ record: "HETATM", name: " CA ", residue: "XAA", number: "3", at: [5, 1, 0] }), atom({ record: "HETATM", name: " C  ", residue: "XAA", number: "3", at: [5.6, 0, 0] }),
			"TER",
			atom({ record: "HETATM", name: " N  ", residue: "GLU", number: "90", at: [0, 4, 0] }), atom({ record: "HETATM", name: " C  ", residue: "GLU", number: "90", at: [0, 5, 0] }),
			atom({ record: "HETATM", name: "ZN  ", residue: "ZN", number: "91", at: [0, 8, 0] }), atom({ record: "HETATM", name: " O  ", residue: "HOH", number: "92", at: [1, 5, 0] }),
		].join("\n"));
		expect([...data.residues.kind]).toEqual([residueKinds.aminoAcid, residueKinds.aminoAcid, residueKinds.aminoAcid, residueKinds.ligand, residueKinds.ion, residueKinds.water]);
		expect(data.chains[0]?.sequence).toBe("EMX");
		const [ligand] = data.ligands;
		expect(ligand?.label).toBe("GLU A 90");
		expect([...(ligand?.neighbours ?? [])].map((residue) => residueLabel(data, residue))).toEqual(["ZN A 91", "GLU A 1", "MSE A 2"]);
		expect([...(ligand?.distances ?? [])].map((distance) => distance.toFixed(2))).toEqual(["3.00", "4.00", "4.61"]);
	});
});

describe("what the B-factors are", () => {
	const two = (first: string, second: string): string => [atom({ b: first }), atom({ b: second, number: "2", serial: "2" })].join("\n");
	test.each([
		["of an experiment", `EXPDTA    X-RAY DIFFRACTION\nTITLE     STRUCTURE SOLVED WITH ALPHAFOLD\n${two("12.00", "90.00")}`, "b-factor", [12, 90]],
		["of an AlphaFold model", `TITLE     ALPHAFOLD MONOMER V2.0 PREDICTION FOR CELLULAR TUMOR ANTIGEN P53\n${two("12.00", "90.00")}`, "plddt", [12, 90]],
		["of an ESMFold model from 0 to 1", `TITLE     ESMFOLD V1 PREDICTION FOR INPUT\n${two("0.25", "0.75")}`, "plddt", [25, 75]],
		["of a file that says nothing", two("50.00", "90.00"), "b-factor", [50, 90]],
		["that are all the same", `TITLE     ALPHAFOLD\n${two("0.00", "0.00")}`, "none", [0, 0]],
		["beyond the scale", `TITLE     ALPHAFOLD\n${two("50.00", "150.00")}`, "b-factor", [50, 150]],
	])("%s", (_, text, confidence, values) => {
		const data = read(text);
		expect([data.confidence, [...data.bFactors]]).toEqual([confidence, values]);
	});

	test("an AlphaFold id stands in the name of the file where the file has none", () => {
		expect(read(two("1.00", "2.00"), "AF-P04637-F1-model_v4.pdb.gz").id).toBe("AF-P04637-F1");
	});
});

describe("an mmCIF file", () => {
	const loop = (columns: string, ...rows: string[]): string => ["data_x", "loop_", ...columns.split(" ").map((column) => `_atom_site.${column}`), ...rows].join("\n");

	test("has its columns in any order, quoted names, and rows over several lines", () => {
		const data = read(loop("Cartn_z Cartn_y Cartn_x label_atom_id label_comp_id label_asym_id label_seq_id type_symbol", `3 2 1 "O5'" DA B 7 O`, `6 5 4`, `'C5'' DA B 7 C`, "# end"));
		expect([names(data), [...data.positions], residueLabel(data, 0), data.chains[0]?.kind, elements(data)]).toEqual([["O5'", "C5'"], [1, 2, 3, 4, 5, 6], "DA B 7", "nucleotide", [8, 6]]);
	});

	test("numbers as the authors do, and falls back to its own numbers", () => {
		const data = read(loop("group_PDB label_asym_id auth_asym_id label_seq_id auth_seq_id label_comp_id Cartn_x Cartn_y Cartn_z", "ATOM A H 1 100 ALA 0 0 0", "ATOM A . 2 ? GLY 0 0 1"));
		expect([0, 1].map((residue) => residueLabel(data, residue))).toEqual(["ALA H 100", "GLY A 2"]);
	});

	test("has water without numbers, one molecule for each oxygen", () => {
		const data = read(loop("group_PDB label_asym_id label_seq_id auth_seq_id label_comp_id label_atom_id Cartn_x Cartn_y Cartn_z", ...[0, 3, 6].map((x) => `HETATM W . . HOH O ${x} 0 0`)));
		expect([...data.residues.kind]).toEqual([residueKinds.water, residueKinds.water, residueKinds.water]);
	});

	test("of a prediction tells its metric, and of a ligand its SMILES and bonds", () => {
		const data = read(`data_AF\n_entry.id AF-P04637-F1\nloop_\n_ma_qa_metric.id\n_ma_qa_metric.name\n1 pLDDT\nloop_\n_pdbx_chem_comp_descriptor.comp_id\n_pdbx_chem_comp_descriptor.type\n_pdbx_chem_comp_descriptor.descriptor\nFOR1 SMILES C=O\nloop_\n_chem_comp_bond.comp_id\n_chem_comp_bond.atom_id_1\n_chem_comp_bond.atom_id_2\n_chem_comp_bond.value_order\nFOR1 C O doub\n${loop("group_PDB label_asym_id auth_seq_id label_comp_id label_atom_id type_symbol B_iso_or_equiv Cartn_x Cartn_y Cartn_z", "HETATM A 1 FOR1 C C 91.5 0 0 0", "HETATM A 1 FOR1 O O 70 1.2 0 0").replace("data_x\n", "")}`);
		expect([data.id, data.confidence, data.ligands[0]?.smiles, [...data.bonds], [...data.bondOrders]]).toEqual(["AF-P04637-F1", "plddt", "C=O", [0, 1], [2]]);
	});

	test("of a small molecule has fractions of its cell: 1 % of a cubic cell of 10 Å is 0.1 Å", () => {
		const cell = ["length_a", "length_b", "length_c"].map((item) => `_cell_${item} 10.00(2)`).concat(["alpha", "beta", "gamma"].map((angle) => `_cell_angle_${angle} 90`)).join("\n");
		const atoms = "loop_\n_atom_site_label\n_atom_site_type_symbol\n_atom_site_fract_x\n_atom_site_fract_y\n_atom_site_fract_z\nCl1 Cl 0.01 0.5(1) -0.1\nS1 S .2 0 0";
		const data = read(`data_ccdc\n${cell}\n${atoms}`);
		expect([...data.positions].map((value) => Number(value.toFixed(4)))).toEqual([0.1, 5, -1, 2, 0, 0]);
		expect([elements(data), names(data), data.warnings]).toEqual([[17, 16], ["Cl1", "S1"], [expect.stringContaining("asymmetric unit")]]);
		expect(codeOf(`data_ccdc\n${atoms}`)).toBe("structure-no-cell");
	});

	test("of another cell too: in a hexagonal one b leans by 120°", () => {
		const data = read("data_h\n_cell.length_a 2\n_cell.length_b 2\n_cell.length_c 5\n_cell.angle_alpha 90\n_cell.angle_beta 90\n_cell.angle_gamma 120\nloop_\n_atom_site_label\n_atom_site_fract_x\n_atom_site_fract_y\n_atom_site_fract_z\nC1 0 1 1");
		expect([...data.positions].map((value) => Number(value.toFixed(3)))).toEqual([-1, 1.732, 5]);
	});

	test("of several entries shows the first, also where they begin with DATA_; a text that speaks of data_ begins none", () => {
		const entry = (head: string, residue: string): string => loop("label_comp_id label_seq_id Cartn_x Cartn_y Cartn_z", `${residue} 1 1 2 3`, `${residue} 2 4 5 6`).replace("data_x", head);
		for (const head of ["data_b", "DATA_b", "  Data_b"]) {
			const data = read(`${entry("DATA_a", "ALA")}\n${entry(head, "GLY")}`);
			expect([data.atomCount, data.chains[0]?.sequence, data.warnings], head).toEqual([2, "AA", ["The file holds several entries; the first one is shown."]]);
		}
		const told = read(`${entry("data_a", "ALA")}\n_struct.title\n;About\ndata_b\n;\n`);
		expect([told.atomCount, told.title, told.warnings]).toEqual([2, "About data_b", []]);
		expect(codeOf("DATA_r1abcsf\nloop_\n_REFLN.index_h\n1\n")).toBe("structure-reflections");
	});

	test("that ends in the middle of a row shows what stands before it, and says so", () => {
		const data = read(loop("label_comp_id Cartn_x Cartn_y Cartn_z", "ALA 1 2 3", "ALA 4 5"));
		expect([data.atomCount, data.warnings]).toEqual([1, [expect.stringContaining("ends in the middle")]]);
	});
});

test("a MOL2 file: substructures are residues with their hydrogens, bonds have orders", () => {
	const data = read(`@<TRIPOS>MOLECULE
formamide and water
 4 2 2
@<TRIPOS>ATOM
 1 C1 0.0 0.0 0.0 C.2 1 FAM1 0.1
 2 OW 5.0 0.0 0.0 O.3 2 HOH2 0.0
 3 O1 1.2 0.0 0.0 O.2 1 FAM1 -0.1
 4 CL1 -1.7 0.0 0.0 Cl 1 FAM1 0.0
@<TRIPOS>BOND
 1 1 3 2
 2 1 4 ar
@<TRIPOS>SUBSTRUCTURE
 1 FAM1 1 RESIDUE 1 B
@<TRIPOS>MOLECULE
another pose
@<TRIPOS>ATOM
 1 C1 9 9 9 C.3
`);
	expect([data.title, data.models, [...data.serials], elements(data)]).toEqual(["formamide and water", 2, [1, 3, 4, 2], [6, 8, 17, 8]]);
	expect([[...data.bonds], [...data.bondOrders], data.ligands.map(({ label }) => label)]).toEqual([[0, 1, 0, 2], [2, 4], ["FAM B 1"]]);
});

test("a MOL2 file without a name has no title, and not its counts for one", () => {
	expect(read("@<TRIPOS>MOLECULE\r\n\r\n  1 0 1\r\n@<TRIPOS>ATOM\r\n 1 C1 0 0 0 C.3\r\n").title).toBe("");
});

describe("what cannot be shown is refused with what to get instead", () => {
	test.each([
		["an empty file", "", "structure-empty"],
		["white space", "\n\n  \n", "structure-empty"],
		["a header alone", "HEADER    X\nEND\n", "structure-no-coordinates"],
		["reflections", "data_r1abcsf\nloop_\n_refln.index_h\n_refln.index_k\n1 2\n", "structure-reflections"],
		["PDBML", '<?xml version="1.0"?>\n<PDBx:datablock/>', "structure-xml"],
		["the page of a failed download", "<!DOCTYPE html>\n<html>", "structure-xml"],
		["MMTF", Uint8Array.of(0xde, 0x00, 0x20, 0xab), "structure-binary"],
		["a list of groceries", "eggs\nmilk\n", "structure-unknown-format"],
		["not a number for every atom", atom({}).replace("1.000", "  nan").replace("2.000", "  nan").replace("3.000", "  nan"), "structure-no-coordinates"],
	])("%s", (_, text, code) => {
		expect(codeOf(text)).toBe(code);
	});
});

test("atoms whose coordinates are no numbers, or light years away, are left out and counted", () => {
	const data = read([atom({}), atom({ serial: "2" }).replace("   1.000", "     nan"), atom({ serial: "3" }).replace("   1.000", "9e99    "), atom({ serial: "4", at: [-0, 0, 0] })].join("\n"));
	expect([data.atomCount, data.warnings]).toEqual([2, ["2 atoms were left out: without coordinates that are numbers they have no place."]]);
});

describe("a compressed file", () => {
	test("is read, also from UTF-16 and behind a byte order mark", () => {
		const text = atom({});
		expect(read(gzipSync(text)).atomCount).toBe(1);
		expect(read(Buffer.from(`\uFEFF${text}`, "utf16le")).atomCount).toBe(1);
		expect(read(Buffer.from(`\uFEFF${text}`)).atomCount).toBe(1);
	});

	test("that was cut off shows what there is of it; a damaged one is refused", () => {
		const packed = gzipSync(Array.from({ length: 5000 }, (_, index) => atom({ at: [Math.sin(index) * 50, Math.cos(index * 7) * 50, index % 90], serial: String(index) })).join("\n"));
		const data = read(packed.subarray(0, packed.length / 2));
		expect(data.atomCount).toBeGreaterThan(1000);
		expect(data.warnings?.[0]).toContain("cut off");
		packed.fill(7, 10, 60);
		expect(codeOf(packed)).toBe("structure-damaged");
	});
});

test("people read residues as ranges: over numbers that are missing, with insertion codes, and apart where some are left out", () => {
	const data = read(["30", "31", "35", "36", "52A", "53"].map((number, index) => atom({ serial: String(index + 1), number: number.replace("A", "") }).replace(/ {4}(?= {3}1\.000)/, number.endsWith("A") ? "A   " : "    ")).join("\n"));
	expect(rangeText(data, 0, [0, 1, 2, 4])).toBe("30–35, 52A");
	expect(rangeText(data, 0, [])).toBe("");
	expect(residueLabel(data, 4)).toBe("ALA A 52A");
});
