/**
 * Files that nobody means well with, or that programs broke: each is read or refused within some seconds of the processor, whose
 * time does not run while the machine serves others. What takes the square of these sizes takes hours.
 */
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { Failure } from "../../../src/science/failure.ts";
import { neighboursOf } from "../../../src/science/structure/neighbours.ts";
import { readStructure } from "../../../src/science/structure/readStructure.ts";
import type { StructureData } from "../../../src/science/structure/structureData.ts";
import { randomNumbers } from "../../support/random.ts";
import { processorTime } from "../../support/processorTime.ts";

const LIMIT = 20_000;

/** The structure, or the code of the refusal. */
function outcome(text: string | Uint8Array): StructureData | string {
	const since = processorTime();
	try {
		return readStructure(typeof text === "string" ? new TextEncoder().encode(text) : text, "x");
	} catch (error) {
		if (error instanceof Failure) {
			return error.code;
		}
		throw error;
	} finally {
		expect(processorTime() - since).toBeLessThan(LIMIT);
	}
}
function structure(text: string | Uint8Array): StructureData {
	const data = outcome(text);
	if (typeof data === "string") {
		throw new Error(data);
	}
	return data;
}

const LINE = "HETATM    1  C1  LIG A   1       1.000   2.000   3.000  1.00 20.00           C";
const HEAD = "data_x\nloop_\n_atom_site.group_PDB\n_atom_site.label_comp_id\n_atom_site.Cartn_x\n_atom_site.Cartn_y\n_atom_site.Cartn_z\n";

describe("ten megabytes in one line", () => {
	test.each([
		["of an atom", LINE + " ".repeat(10_000_000), 1],
		["of digits", `ATOM  ${"9".repeat(10_000_000)}`, "structure-no-coordinates"],
		["of a header", `HEADER${"A".repeat(10_000_000)}\n${LINE}`, 1],
		["of an mmCIF name", `data_x\n_${"a.".repeat(5_000_000)}`, "structure-no-coordinates"],
		["of quotation marks", `data_x\n_entry.id ${"' ".repeat(5_000_000)}`, "structure-no-coordinates"],
		["of quotation marks in a row of atoms", `${HEAD}${"'".repeat(10_000_000)}\nATOM ALA 1 2 3`, 1],
		["of values in a row of atoms", `${HEAD}${"1 ".repeat(5_000_000)}`, "structure-no-coordinates"],
		["of a MOL2 atom", `@<TRIPOS>ATOM\n1 C1 0 0 0 C.3 1 ${"A".repeat(10_000_000)}`, 1],
		["of white space", " ".repeat(10_000_000), "structure-empty"],
		["of a tag", `${" ".repeat(10_000_000)}<`, "structure-empty"],
	])("%s", (_, text, expected) => {
		const result = outcome(text);
		expect(typeof result === "string" ? result : result.atomCount).toBe(expected);
	});
});

test("a loop of a million columns", () => {
	const names = Array.from({ length: 1_000_000 }, (_, index) => `_atom_site.c${index}`).join("\n");
	expect(outcome(`data_x\nloop_\n${names}\n${"1\n".repeat(1_000_000)}`)).toBe("structure-no-coordinates");
});

test("a million loops without rows", () => {
	expect(outcome(`data_x\n${"loop_\n_atom_site.Cartn_x\n".repeat(500_000)}`)).toBe("structure-no-coordinates");
});

test("a text block that never ends", () => {
	expect(outcome(`data_x\n_struct.title\n;${"A\n".repeat(3_000_000)}`)).toBe("structure-no-coordinates");
});

test("300,000 ligands: the 200 largest are listed", () => {
	const lines = Array.from({ length: 300_000 }, (_, index) => `HETATM    1  C1  LIG A${String(index % 10_000).padStart(4)}    ${[index % 60, Math.floor(index / 60) % 60, Math.floor(index / 3600)].map((value) => (value * 6).toFixed(3).padStart(8)).join("")}  1.00 20.00           C`);
	const data = structure(lines.join("\n"));
	expect([data.ligands.length, data.warnings]).toEqual([200, [expect.stringContaining("300,000 ligands")]]);
});

test("a hundred thousand atoms in one place: the search for neighbours ends, and says that it is incomplete", () => {
	const lines = Array.from({ length: 100_000 }, (_, index) => `HETATM    1  C1  LIG ${"AB"[index % 2000 < 1000 ? 0 : 1]}${String(Math.floor(index / 1000)).padStart(4)}       1.000   2.000   3.000  1.00 20.00           C`);
	const data = structure(lines.join("\n"));
	expect(data.warnings).toEqual([expect.stringContaining("lie on one another")]);
	const since = processorTime();
	expect(neighboursOf(data, 0).complete).toBe(false);
	expect(processorTime() - since).toBeLessThan(500);
});

test("fifty thousand helices over the whole chain", () => {
	const helix = "HELIX    1   1 ALA A    1  ALA A 9999  1";
	const atoms = Array.from({ length: 9999 }, (_, index) => `ATOM      1  CA  ALA A${String(index + 1).padStart(4)}       1.000   2.000   3.000  1.00 20.00           C`);
	const data = structure(`${`${helix}\n`.repeat(50_000)}${atoms.join("\n")}`);
	expect(data.residues.structure.every((one) => one === 1)).toBe(true);
});

test("an alternate location in each of a residue's 100,000 atoms", () => {
	const lines = Array.from({ length: 100_000 }, (_, index) => `HETATM    1 ${(index % 50_000).toString(36).padStart(4)}${index % 2 === 0 ? "A" : "B"}LIG A   1       1.000   2.000   3.000  0.50 20.00           C`);
	expect(structure(lines.join("\n")).atomCount).toBe(50_000);
});

test("a million CONECT records between two atoms are one bond", () => {
	const data = structure(`${LINE}\n${LINE.replace("    1  C1 ", "    2  C2 ")}\n${"CONECT    1    2\n".repeat(1_000_000)}`);
	expect(data.bondOrders).toHaveLength(1);
});

test("70,000 different names of atoms are more than can be told apart", () => {
	const rows = Array.from({ length: 70_000 }, (_, index) => `N${index} 1 2 3`).join("\n");
	expect(outcome(`data_x\nloop_\n_atom_site.label_atom_id\n_atom_site.Cartn_x\n_atom_site.Cartn_y\n_atom_site.Cartn_z\n${rows}`)).toBe("structure-too-complex");
});

test("a file of 400 MB in 400 KB of gzip is refused before it is unpacked", () => {
	expect(outcome(gzipSync(Buffer.alloc(400_000_000, 32)))).toBe("structure-too-large");
});

test("numbers that are none: negative zero stays zero, huge, infinite and odd ones are left out", () => {
	const rows = ["-0 0 0", "1e400 0 0", "Infinity 0 0", "0x10 0 0", "1,5 0 0", "NaN 0 0", "? . 0", "--1 0 0", "1.2.3 0 0", "1e2 +.5 5.", "100001 0 0"].map((row) => `ATOM ALA ${row}`);
	const data = structure(`${HEAD}${rows.join("\n")}`);
	expect([...data.positions].map((value) => value + 0)).toEqual([0, 0, 0, 100, 0.5, 5]);
	expect(data.warnings).toEqual([expect.stringMatching(/^9 atoms were left out/)]);
});

test("a real file with random damage is read or refused, never anything else", () => {
	const random = randomNumbers(5);
	const whole = new TextEncoder().encode([
		...Array.from({ length: 60 }, (_, index) => `ATOM  ${String(index).padStart(5)}  CA  ALA A${String(index).padStart(4)}      11.104   6.134  -6.504  1.00  0.00           C`),
		"TER", LINE, "CONECT    1    2", "END",
	].join("\n"));
	const cif = new TextEncoder().encode(`${HEAD}${"ATOM ALA 1.5 2.5 'x y'\nATOM GLY 1 2 3\n".repeat(30)}`);
	const outcomes = Array.from({ length: 2000 }, (_, index) => {
		const bytes = Uint8Array.from(index % 2 === 0 ? whole : cif);
		for (let change = 0; change < 1 + random() * 20; change++) {
			bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256);
		}
		const result = outcome(bytes.subarray(0, Math.ceil(random() * bytes.length)));
		return typeof result === "string" ? result : "read";
	});
	expect(new Set(outcomes)).toContain("read");
	expect([...new Set(outcomes)].every((one) => one === "read" || one.startsWith("structure-"))).toBe(true);
});
