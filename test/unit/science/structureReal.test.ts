/** Structural biologists open the files they have: each is read, with Biopython's numbers, or refused in a sentence. */
import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { describe, expect, expectTypeOf, test } from "vitest";
import { Failure } from "../../../src/science/failure.ts";
import { hydropathyProfile } from "../../../src/science/protein/hydropathy.ts";
import { readStructure } from "../../../src/science/structure/readStructure.ts";
import { atomDistance, residueLabel } from "../../../src/science/structure/selection.ts";
import { residueKinds, type StructureData } from "../../../src/science/structure/structureData.ts";
import * as page from "../../../webview/protocol/structure.ts";
import { SHARED, sharedTest } from "./shared.ts";

/** `made` in the file says how Biopython computed it. */
interface Fixture {
	readonly files: readonly {
		readonly file: string;
		readonly atoms: number;
		readonly models: number;
		readonly centre: readonly number[];
		/** Å from the first atom to the farthest. */
		readonly reach: number;
		readonly chains: Readonly<Record<string, string>>;
		readonly ligands: Readonly<Record<string, Readonly<Record<string, number>>>>;
	}[];
	readonly hydropathy: readonly { readonly sequence: string; readonly window: number; readonly values: readonly number[] }[];
}
const fixture = JSON.parse(readFileSync(path.resolve(import.meta.dirname, "../../fixtures/structures.json"), "utf8")) as Fixture;
const FOLDER = path.join(SHARED, "realworld/structures");
const read = (file: string): StructureData => readStructure(readFileSync(path.join(FOLDER, file)), path.basename(file));

/** Atoms with their residue, element, place, and what their residue is; sorted, since the two formats order chains differently. */
function atomsOf(data: StructureData): string[] {
	return Array.from({ length: data.atomCount }, (_, atom) => {
		const residue = data.residueOf[atom]!;
		return [residueLabel(data, residue), data.atomNames[data.names[atom]!], data.elements[atom], ...data.positions.subarray(3 * atom, 3 * atom + 3), data.residues.kind[residue], data.residues.structure[residue]].join(" ");
	}).sort();
}

describe("numbers are Biopython's", () => {
	for (const { file, ...expected } of fixture.files) {
		sharedTest(file, () => {
			const data = read(`biopython_PDB/${file}`);
			expect(data.atomCount).toBe(expected.atoms);
			expect(data.models).toBe(expected.models);
			const centre = [0, 1, 2].map((axis) => Array.from({ length: data.atomCount }, (_, atom) => data.positions[3 * atom + axis] ?? Number.NaN).reduce((sum, one) => sum + one, 0) / data.atomCount);
			centre.forEach((value, axis) => expect(value).toBeCloseTo(expected.centre[axis] ?? Number.NaN, 2));
			expect(Math.max(...Array.from({ length: data.atomCount }, (_, atom) => atomDistance(data, 0, atom)))).toBeCloseTo(expected.reach, 2);
			expect(Object.fromEntries(data.chains.filter(({ kind }) => kind !== "other").map(({ name, sequence }) => [name, sequence]))).toEqual(expected.chains);
			const ligands = data.ligands.filter(({ residue }) => data.residues.firstAtom[residue + 1]! - data.residues.firstAtom[residue]! > 1);
			expect(new Set(ligands.map(({ label }) => label))).toEqual(new Set(Object.keys(expected.ligands)));
			for (const { label, neighbours, distances } of ligands) {
				const near = Object.entries(expected.ligands[label] ?? {});
				expect([...neighbours].map((residue) => residueLabel(data, residue)).sort(), label).toEqual(near.map(([name]) => name).sort());
				expect([...distances].every((distance, index) => Math.abs(distance - (near[index]?.[1] ?? Number.NaN)) < 1e-3), label).toBe(true);
			}
		});
	}

	test.each(fixture.hydropathy.map((one) => [`${one.sequence.slice(0, 8)}… in windows of ${one.window}`, one] as const))("hydropathy of %s", (_, { sequence, window, values }) => {
		const profile = hydropathyProfile(sequence, window);
		expect(profile.values).toHaveLength(values.length);
		values.forEach((value, index) => expect(profile.values[index]).toBeCloseTo(value, 10));
		expect(profile.first).toBe((window + 1) / 2);
		expect(profile.method).toContain(`${window} residues (Kyte and Doolittle 1982)`);
	});
});

describe("hydropathy", () => {
	test("has a gap where a residue is not on the scale, and goes on behind it", () => {
		expect([...hydropathyProfile("AAAXAAAA", 3).values]).toEqual([1.8, Number.NaN, Number.NaN, Number.NaN, 1.8, 1.8]);
	});

	test("of a sequence shorter than the window is empty; an even window is refused", () => {
		expect(hydropathyProfile("MK").values).toHaveLength(0);
		expect(() => hydropathyProfile("MKTAYIAK", 4)).toThrow(RangeError);
	});
});

sharedTest("each file of the folder is read, or refused in a sentence", () => {
	const files = readdirSync(FOLDER, { recursive: true, encoding: "utf8" }).filter((file) => /\.\w+$/.test(file) && !file.endsWith(".md"));
	expect(files.length).toBeGreaterThan(40);
	const rows = files.sort().map((file) => {
		const name = path.basename(file).padEnd(24);
		try {
			const data = read(file);
			const [polymer, kinds] = [data.chains.filter(({ kind }) => kind !== "other"), [...data.residues.kind]];
			expect(data.atomCount, file).toBeGreaterThan(0);
			expect(kinds.every((kind) => kind <= residueKinds.ion), file).toBe(true);
			expect(polymer.every(({ sequence, residues }) => sequence.length === residues.length), file).toBe(true);
			return `${name} ${String(data.atomCount).padStart(5)} atoms, chains ${polymer.map(({ name: chain, sequence }) => `${chain}:${sequence.length}`).join(" ") || "none"}, ligands ${data.ligands.map(({ label }) => label).join(", ") || "none"}`;
		} catch (error) {
			expect(error, file).toBeInstanceOf(Failure);
			const { message } = error as Failure;
			expect(message, file).toMatch(/^(?:This|None) .{30,}\. [A-Z].*\.$/);
			return `${name} ${message}`;
		}
	});
	console.log(rows.join("\n"));
	const shown = rows.filter((row) => / atoms, /.test(row));
	expect(shown.length).toBeGreaterThan(35);
});

sharedTest("a PDB and an mmCIF file of the same entry hold the same atoms in the same secondary structure", () => {
	for (const entry of ["1A8O", "2XHE", "1LCD"]) {
		const [cif, pdb] = [read(`biopython_PDB/${entry}.cif`), read(`biopython_PDB/${entry}.pdb`)];
		expect(cif.id).toBe(entry);
		expect(cif.title.toLowerCase().replace(/\s/g, "")).toBe(pdb.title.toLowerCase().replace(/\s/g, ""));
		expect(atomsOf(cif), entry).toEqual(atomsOf(pdb));
		expect(cif.secondaryStructure).toBe("file");
		expect(pdb.secondaryStructure).toBe("file");
	}
});

sharedTest("of an arginine that bends two ways one is shown whole, although the file marks an atom of it badly", () => {
	const data = read("biopython_PDB/disordered.pdb");
	expect(data.atomCount).toBe(47);
	const at = (name: string): number => [...data.names].findIndex((index, atom) => data.atomNames[index] === name && data.residues.number[data.residueOf[atom]!] === 27);
	// CZ of the first way to its own nitrogens: 1.33 Å; to those of the other way it would be 2.5 Å and more.
	for (const nitrogen of ["NE", "NH1", "NH2"]) {
		expect(Math.abs(atomDistance(data, at("CZ"), at(nitrogen)) - 1.35), nitrogen).toBeLessThan(0.1);
	}
});

sharedTest("in 1A8O selenium bonds are as the file has them", () => {
	const data = read("biopython_PDB/1A8O.cif");
	const bonds = Array.from(data.bondOrders, (_, index) => [data.bonds[2 * index]!, data.bonds[2 * index + 1]!] as const);
	expect(bonds.length).toBe(7);
	// Peptide bonds of selenomethionine and a disulfide.
	expect(bonds.map(([first, second]) => atomDistance(data, first, second)).every((length) => length > 1.2 && length < 2.2)).toBe(true);
});

test("pages get what the reader gives, and the other way round", () => {
	expectTypeOf<StructureData>().toExtend<page.StructureData>();
	expectTypeOf<page.StructureData>().toExtend<StructureData>();
	const forth: page.StructureData = {} as StructureData;
	const back: StructureData = {} as page.StructureData;
	expect([forth, back]).toEqual([{}, {}]);
	expect(page.residueKinds).toEqual(residueKinds);
});
