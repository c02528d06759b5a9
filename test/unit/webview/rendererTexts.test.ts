import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { countMolRecords, readMolRecords } from "../../../webview/renderer/molfileText.ts";
import { countSmilesLines, readSmilesLines } from "../../../webview/renderer/smilesText.ts";
import { summarise } from "../../../webview/renderer/structureText.ts";

const structures = path.resolve(import.meta.dirname, "../../../../shared/realworld/structures/biopython_PDB");

describe("texts of notebook outputs", () => {
	it("count the atoms of mmCIF files whose columns are as narrow as their words", () => {
		const loop = (...lines: string[]): string => ["data_X", "loop_", "_atom_site.group_PDB", "_atom_site.id", ...lines, "#", ""].join("\n");
		expect(summarise(loop("ATOM 1", "ATOM 2"), "mmcif").atoms).toBe(2);
		expect(summarise(loop("ATOM   1", "HETATM 2"), "mmcif").atoms).toBe(2);
		expect(summarise(loop("ATOM\t1", "HETATM\t2"), "mmcif").atoms).toBe(2);
		expect(summarise("ATOM      1  N   ALA A   1\nHETATM99999  O   HOH A   2\nATOMS are not atoms\n", "pdb").atoms).toBe(2);
	});

	it.skipIf(!existsSync(structures))("count the atoms of an AlphaFold-like and an NMR file (skipped where ../shared is absent)", () => {
		const atoms = (file: string): number => summarise(readFileSync(path.join(structures, file), "utf8"), "mmcif").atoms;
		expect([atoms("1AS5.cif"), atoms("2OFG.cif")]).toEqual([4998, 3853]);
		expect(atoms("1SSU_mod.cif")).toBeGreaterThan(0);
	});

	const block = (name: string): string => `${name}\n\n\n  1  0  0  0  0  0            999 V2000\n    0.0000    0.0000    0.0000 C   0  0\nM  END\n`;
	it.each([
		["begins with its end", `$$$$\n${block("methane")}$$$$\n`, ["methane"]],
		["has nothing between two ends", `${block("one")}$$$$\n\n$$$$\n${block("two")}$$$$\n`, ["one", "two"]],
		["has a remark behind an end", `${block("one")}$$$$ the end\n`, ["one"]],
		["is a molfile", block("one"), ["one"]],
		["holds nothing", "$$$$\n$$$$\n", []],
	])("give each molecule of an SDF that %s, and as many as are counted", (_, text, names) => {
		const records = [...readMolRecords(text)];
		expect(records.map(({ name, atoms }) => [name, atoms])).toEqual(names.map((name) => [name, 1]));
		expect(countMolRecords(text)).toBe(names.length);
	});

	it.each([
		["control characters", "CCO\n\u0001\nC"],
		["spaces of typesetters", "CCO\n\u00a0\n\ufeff\nC"],
		["indented lines", " \t\r\n  C methane"],
		["a structure behind 50,000 spaces", `${" ".repeat(50_000)}C\nCC`],
		["blank lines only", "\n\n"],
	])("count as many lines of SMILES as are read, with %s", (_, text) => {
		expect(countSmilesLines(text)).toBe([...readSmilesLines(text)].length);
	});
});
