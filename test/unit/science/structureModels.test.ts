/** An ensemble from NMR, the frames of a simulation, the poses of a docking: each one can be had. */
import { describe, expect, test } from "vitest";
import { readStructure } from "../../../src/science/structure/readStructure.ts";

/** Which model is shown of how many, and the x of its atoms. */
function shown(text: string, model?: number): readonly [number, number, number[]] {
	const data = readStructure(new TextEncoder().encode(text), "x", model);
	return [data.model, data.models, Array.from({ length: data.atomCount }, (_, atom) => data.positions[3 * atom] ?? Number.NaN)];
}

const atom = (x: number): string => `ATOM      1  CA  ALA A   1    ${[x, 0, 0].map((value) => value.toFixed(3).padStart(8)).join("")}`;
const ensemble = [1, 2, 3].map((number) => `MODEL     ${number}\n${atom(number)}\nTER\nENDMDL`).join("\n");
const frames = [1, 2, 3].map((x) => `${atom(x)}\nEND`).join("\n");
const cif = `data_X\nloop_\n_atom_site.id\n_atom_site.type_symbol\n_atom_site.Cartn_x\n_atom_site.Cartn_y\n_atom_site.Cartn_z\n_atom_site.pdbx_PDB_model_num\n${[1, 2, 3].map((x) => `1 C ${x} 0 0 ${10 * x}`).join("\n")}\n`;
const poses = [1, 2, 3].map((x) => `@<TRIPOS>MOLECULE\npose ${x}\n@<TRIPOS>ATOM\n 1 C1 ${x} 0 0 C.3\n`).join("");

describe.each([["an ensemble in PDB", ensemble], ["frames that END sets apart", frames], ["an ensemble in mmCIF", cif], ["poses in MOL2", poses]])("%s", (_, text) => {
	test("shows the model that is asked for, and counts them all", () => {
		expect(shown(text)).toEqual([1, 3, [1]]);
		expect(shown(text, 2)).toEqual([2, 3, [2]]);
		expect(shown(text, 3)).toEqual([3, 3, [3]]);
	});

	test("shows the first one where the file has become shorter", () => {
		expect(shown(text, 4)).toEqual([1, 3, [1]]);
	});
});

test("molecules keep their own names, and are called molecules", () => {
	const pose = readStructure(new TextEncoder().encode(poses), "x.mol2", 2);
	expect([pose.title, pose.modelKind]).toEqual(["pose 2", "molecule"]);
});

test("another entry is no model of this one", () => {
	const entry = (id: string): string => `HEADER    X${" ".repeat(51)}${id}\n${frames}\n`;
	expect(shown(`${entry("1ABC")}${entry("2XYZ")}`, 3)).toEqual([3, 3, [3]]);
	expect(shown(`${cif}${cif.replace("data_X", "data_Y")}`, 3)).toEqual([3, 3, [3]]);
});

test("a model without atoms is not counted: none is shown in its place under its number", () => {
	const holed = [1, 0, 3, 0].map((x, index) => `MODEL     ${index + 1}\n${x === 0 ? "" : `${atom(x)}\n`}ENDMDL`).join("\n");
	expect([1, 2].map((model) => shown(holed, model))).toEqual([[1, 2, [1]], [2, 2, [3]]]);
	expect(shown(`MODEL     1\nENDMDL\n${ensemble}`)).toEqual([1, 3, [1]]);
});

test("of a model whose atoms have no coordinates that are numbers, nothing of another is shown", () => {
	const starred = ensemble.replace(atom(2), atom(2).replace("2.000", "*****"));
	expect(() => shown(starred, 2)).toThrow(/has coordinates that are numbers/u);
	expect(shown(starred, 3)).toEqual([3, 3, [3]]);
});
