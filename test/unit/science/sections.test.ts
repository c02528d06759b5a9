import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { SECTION_READERS } from "../../../src/science/files/sectionReaders.ts";
import { LINE_STRIDE, MAX_SECTIONS, type Lines, type Section, type Sections } from "../../../src/science/files/sections.ts";
import { SHARED, sharedTest } from "./shared.ts";
import { processorTime } from "../../support/processorTime.ts";

const samples = path.resolve(import.meta.dirname, "../../../samples");

function linesOf(text: string): Lines {
	const lines = text.split(/\r?\n/);
	return { count: lines.length, at: (line) => lines[line] ?? "" };
}

function read(language: string, text: string | Lines, limit?: number): Sections {
	const reading = SECTION_READERS[language]?.(typeof text === "string" ? linesOf(text) : text, limit);
	for (let step = reading?.next(); step !== undefined; step = reading?.next()) {
		if (step.done === true) {
			return step.value;
		}
	}
	throw new Error(`nothing reads ${language}`);
}

/** `kind name (detail) first-last`, children indented. */
function shown(sections: readonly Section[], indent = ""): string[] {
	return sections.flatMap(({ kind, name, detail, residues, first, last, children }) => {
		const more = [detail, residues === undefined ? "" : `${residues} residues`].filter((part) => part !== "").join(", ");
		return [`${indent}${kind} ${name}${more === "" ? "" : ` (${more})`} ${first}-${last}`, ...shown(children, `${indent}  `)];
	});
}

function refuseNonsense(sections: readonly Section[], first: number, last: number): void {
	let before = first - 1;
	for (const section of sections) {
		expect(section.first).toBeGreaterThanOrEqual(Math.max(first, before));
		expect(section.last).toBeGreaterThanOrEqual(section.first);
		expect(section.last).toBeLessThanOrEqual(last);
		before = section.kind === "block" || section.kind === "remark" ? before : section.last;
		refuseNonsense(section.children, section.first, section.last);
	}
}

describe("records of sequences and SMILES", () => {
	test("FASTA: names and descriptions, blank lines between records belong to none", () => {
		const text = "; made by hand\n\n>sp|P04637|P53_HUMAN Cellular tumor antigen p53\nMEEPQ\nSDPSV\n\n>\nMK\n>last";
		expect(shown(read("fasta", text).sections)).toEqual(["record sp|P04637|P53_HUMAN (Cellular tumor antigen p53) 2-4", "record  6-7", "record last 8-8"]);
	});

	test("SMILES: by name, else by the structure; comments, a header and extensions are no names", () => {
		const text = "smiles name\n# series B\nCCO ethanol\nc1ccccc1\n\nCC |c:0| ethane or so\nCCN,CHEMBL14449,5.2";
		expect(shown(read("smiles", text).sections)).toEqual(["molecule ethanol (CCO) 2-2", "molecule c1ccccc1 3-3", "molecule ethane or so (CC) 5-5", "molecule CHEMBL14449,5.2 (CCN) 6-6"]);
	});
});

describe("records of molecules", () => {
	test("the sample ligands: structure and data items fold apart", () => {
		const { sections } = read("sdf", readFileSync(path.join(samples, "ligands.sdf"), "utf8"));
		expect(sections.map(({ name }) => name).slice(0, 2)).toEqual(["aspirin", "caffeine"]);
		expect(shown(sections.slice(0, 1))).toEqual(["record aspirin 0-40", "  block structure 3-30", "  block data 31-38"]);
	});

	test("a record without a title is named by its data, as ChEMBL writes them", () => {
		const record = (id: string): string => `\n  Mrv\n\n  0  0  0  0  0  0  0  0  0  0999 V2000\nM  END\n> <pIC50>\n6.1\n\n> <chembl_id>\n${id}\n\n$$$$\n`;
		expect(read("sdf", `${record("CHEMBL25")}${record("CHEMBL112")}\n`).sections.map(({ name }) => name)).toEqual(["CHEMBL25", "CHEMBL112"]);
	});

	test("data items fold without an M  END, too, and in a record named “data”", () => {
		const text = "data\n\n\n  0  0  0  0  0  0  0  0  0  0999 V2000\nM  END\n> <a>\n1\n\n$$$$\nb\n\n\n  0  0  0  0  0  0  0  0  0  0999 V2000\n> <a>\n1\n";
		expect(shown(read("sdf", text).sections)).toEqual(["record data 0-8", "  block structure 3-4", "  block data 5-6", "record b 9-14", "  block structure 12-12", "  block data 13-14"]);
	});

	test("a molfile folds its atoms and bonds, in both formats", () => {
		const old = "water\n\n\n  3  2  0  0  0  0  0  0  0  0999 V2000\n a\n b\n c\n 1\n 2\nM  END";
		expect(shown(read("molfile", old).sections)).toEqual(["record water 0-9", "  block structure 3-9", "    block atoms 4-6", "    block bonds 7-8"]);
		const young = "water\n\n\n  0  0  0     0  0            999 V3000\nM  V30 BEGIN CTAB\nM  V30 BEGIN ATOM\nM  V30 1 O 0 0 0 0\nM  V30 END ATOM\nM  V30 END CTAB\nM  END";
		expect(shown(read("molfile", young).sections)).toEqual(["record water 0-9", "  block structure 3-9", "    block CTAB 4-8", "      block ATOM 5-7"]);
		const promising = "water\n\n\n999999  0  0  0  0  0  0  0  0999 V2000\nM  END";
		expect(shown(read("molfile", promising).sections)).toEqual(["record water 0-4", "  block structure 3-4"]);
	});

	test("MOL2: molecules by name, sections to fold", () => {
		const text = "# made by hand\n@<TRIPOS>MOLECULE\nligand 1\n 1 0\n\n@<TRIPOS>ATOM\n 1 C1 0 0 0 C.3\n@<TRIPOS>MOLECULE\nligand 2\n";
		expect(shown(read("mol2", text).sections)).toEqual(["record ligand 1 1-6", "  block ATOM 5-6", "record ligand 2 7-8"]);
	});
});

describe("structures", () => {
	const atom = (record: string, residue: string, chain: string, number: number): string => `${record.padEnd(6)}    1  CA  ${residue.padStart(3)} ${chain}${String(number).padStart(4)}      11.000  12.000  13.000`;

	test("the sample capsid: chain A of 70 residues, then its water; remarks fold by number", () => {
		const { sections } = read("pdb", readFileSync(path.join(samples, "hiv_capsid_1A8O.pdb"), "utf8"));
		const listed = sections.filter(({ kind }) => kind === "chain" || kind === "ligands");
		expect(listed.map(({ kind, name, detail, residues }) => [kind, name, detail, residues])).toEqual([
			["chain", "A", "", 70],
			["ligands", "A", "HOH", 88],
		]);
		const remarks = sections.find(({ kind }) => kind === "remark");
		expect(remarks?.children.map(({ name }) => name).slice(0, 3)).toEqual(["1", "2", "3"]);
		expect(sections.map(({ name }) => name)).toContain("CONECT");
	});

	test("models hold their chains; what follows TER are ligands", () => {
		const text = ["MODEL        1", atom("ATOM", "GLY", "A", 1), atom("ATOM", "ALA", "A", 2), "TER", atom("ATOM", "DA", "B", 1), "TER", atom("HETATM", "ZN", "A", 301), atom("HETATM", "HOH", "A", 302), "ENDMDL", "MODEL        2", atom("HETATM", "MSE", " ", 1), atom("ATOM", "GLY", " ", 2), "ENDMDL", "END"].join("\n");
		expect(shown(read("pdb", text).sections)).toEqual(["model 1 0-8", "  chain A (2 residues) 1-3", "  chain B (1 residues) 4-5", "  ligands A (ZN HOH, 2 residues) 6-7", "model 2 9-12", "  chain  (2 residues) 10-11"]);
	});

	test("CIF: categories, whether items or loops; text blocks may say what they like", () => {
		const text = "data_1ABC\n#\n_entry.id 1ABC\n_struct.entry_id 1ABC\n_struct.title\n;loop_\ndata_not\n;\n#\nloop_\n_atom_site.id\n_atom_site.type_symbol\n1 N\n2 C\n#\nloop_\n_symmetry_equiv_pos_site_id\n_symmetry_equiv_pos_as_xyz\n1 x,y,z\n_cell_length_a 5\n_cell_length_b 6\n";
		expect(shown(read("mmcif", text).sections)).toEqual(["dataBlock 1ABC 0-20", "  category _entry 2-2", "  category _struct 3-7", "    block text 5-7", "  category _atom_site 9-13", "  category _symmetry_equiv_pos 15-18", "  category _cell 19-20"]);
	});

	test("a dictionary: save frames within its data block", () => {
		const text = "data_dict\nsave_atom_site\n_category.id atom_site\nsave_\nsave_cell\n_category.id cell\nsave_\n";
		expect(shown(read("mmcif", text).sections)).toEqual(["dataBlock dict 0-6", "  dataBlock atom_site 1-3", "    category _category 2-2", "  dataBlock cell 4-6", "    category _category 5-5"]);
	});
});

describe("big and broken files", () => {
	test("100,000 FASTA records: a bounded list that says where it stops, in steps of a few hundred lines", () => {
		const lines: Lines = { count: 600_000, at: (line) => (line % 6 === 0 ? `>variant_${line / 6} of the capsid` : "MKTAYIAKQRQISFVKSHFSRQLEERLGLIEVQAPILSRVGDGTQDNLSGAEKAVQVKVK") };
		const reading = SECTION_READERS["fasta"]?.(lines);
		let longest = 0;
		let result: Sections | undefined;
		while (reading && result === undefined) {
			const began = processorTime();
			const step = reading.next();
			longest = Math.max(longest, processorTime() - began);
			result = step.done === true ? step.value : undefined;
		}
		expect(result?.sections).toHaveLength(MAX_SECTIONS);
		expect(result?.stoppedAt).toBe(MAX_SECTIONS * 6);
		expect(longest).toBeLessThan(50);
		expect(LINE_STRIDE).toBeLessThan(lines.count);
	});

	test.each(Object.keys(SECTION_READERS))("a line of 30 MB and 100,000 hostile lines do not slow %s down", (language) => {
		const megabytes = ">@<TRIPOS>data_ATOM  ".repeat(1_500_000);
		const hostile = ["loop_", "_a", ";", "data_", "save_x", "save_", ">", "$$$$", "", "MODEL", atomLine("A"), atomLine("B"), "REMARK   1", "REMARK   2", "@<TRIPOS>ATOM", "M  V30 BEGIN X", "M  V30 END X", "M  END"];
		const lines: Lines = { count: 100_001, at: (line) => (line === 0 ? megabytes : (hostile[(line * 7919) % hostile.length] ?? "")) };
		const began = processorTime();
		const { sections, stoppedAt } = read(language, lines);
		expect(processorTime() - began).toBeLessThan(3000);
		refuseNonsense(sections, 0, (stoppedAt ?? lines.count) - (stoppedAt === undefined ? 1 : 0));
	});

	sharedTest("every real file of these formats: sections that lie within each other", () => {
		const endings: Readonly<Record<string, string>> = { ".fasta": "fasta", ".fa": "fasta", ".pro": "fasta", ".nu": "fasta", ".smi": "smiles", ".cxsmi": "smiles", ".sdf": "sdf", ".mol": "molfile", ".mol2": "mol2", ".pdb": "pdb", ".ent": "pdb", ".cif": "mmcif" };
		const counts: Record<string, number> = {};
		for (const file of readdirSync(path.join(SHARED, "realworld"), { recursive: true, encoding: "utf8" })) {
			const language = endings[path.extname(file).toLowerCase()];
			if (language !== undefined) {
				const lines = linesOf(readFileSync(path.join(SHARED, "realworld", file), "latin1"));
				const { sections, stoppedAt } = read(language, lines);
				refuseNonsense(sections, 0, stoppedAt ?? lines.count);
				counts[language] = (counts[language] ?? 0) + sections.length;
			}
		}
		console.log("sections:", counts);
		expect(Object.values(counts).every((count) => count > 0)).toBe(true);
	});
});

function atomLine(chain: string): string {
	return `ATOM      1  CA  GLY ${chain}   1      11.000  12.000  13.000`;
}
