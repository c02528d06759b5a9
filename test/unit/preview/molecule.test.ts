/** What the molecule panel says to its page, takes from it and writes into files. */
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { parseMoleculeMemory, parseMoleculeToHost, parseMoleculeToView } from "../../../webview/protocol/molecule.ts";
import { readAtoms, selected, written } from "../../../webview/molecule/selecting.ts";
import { fitted, moved, placeIn, scaleOf, zoomed } from "../../../webview/molecule/viewport.ts";
import { factsTable, fileName, named, overlaps, sdfRecord } from "../../../src/preview/molecule/files.ts";
import { atomRanges, moleculeModel, titleOf } from "../../../src/preview/molecule/model.ts";
import { moleculeStrings } from "../../../src/preview/molecule/strings.ts";
import { realChemistry, type RealChemistry } from "../../support/chemistry.ts";
import { aspirin, cisplatin, sodiumAspirin } from "../../support/molecules.ts";

vi.mock("vscode", () => import("../chat/vscode.ts"));

let real: RealChemistry;
beforeAll(async () => {
	real = await realChemistry();
});
afterAll(() => real.dispose());

describe("a message of the page", () => {
	it.each([
		{ type: "ready" },
		{ type: "draw", id: 0, theme: "high-contrast-light", highlight: [3, 4] },
		{ type: "match", id: 0, smarts: "[OH]" },
		{ type: "askSelection", id: 0, atoms: [0, 4] },
		{ type: "copy", what: "fact", index: 3 },
		{ type: "export", format: "sdf" },
		{ type: "keep", kept: true },
	])("is taken: $type", (message) => expect(parseMoleculeToHost(message)).toBe(message));

	it.each([{ type: "draw", id: 0, theme: "pink", highlight: [] }, { type: "askSelection", atoms: [0] }, { type: "askSelection", id: 0, atoms: [-1] }, { type: "askSelection", id: 0, atoms: [0.5] }, { type: "askSelection", id: 0, atoms: Array(200_000).fill(1) }, { type: "export", format: "exe" }, { type: "copy", what: "all" }, { type: "openSimilar", id: "1" }, { type: "keep" }, { type: "__proto__" }, null])(
		"that is junk is none: %j",
		(junk: unknown) => expect(parseMoleculeToHost(junk)).toBeUndefined(),
	);
});

describe("the panel", () => {
	it("tells a molecule before and after its facts have come, in messages that the page takes", async () => {
		const shown = { id: 2, molecule: { kind: "molecule", smiles: aspirin } as const, origin: "" };
		expect(titleOf(shown)).toBe(aspirin);
		const model = moleculeModel({ ...shown, facts: await real.chemistry.facts(aspirin) });
		expect(model).toMatchObject({ title: "C₉H₈O₄", formula: "C₉H₈O₄", inchiKey: "BSYNRYMUTXBXSQ-UHFFFAOYSA-N", atoms: 13, drawable: true, notice: "", facts: { state: "done" } });
		for (const molecule of [moleculeModel(shown), model]) {
			const message = { type: "molecule", strings: moleculeStrings(), molecule, kept: false };
			expect(parseMoleculeToView(message)).toBe(message);
		}
	});

	it("says where a text is no molecule", () => {
		const shown = { id: 0, molecule: { kind: "molecule", smiles: "CC(" } as const, origin: "", problem: { code: "invalid-smiles", message: "The branch is never closed.", span: { start: 2, end: 3 } } };
		expect(moleculeModel(shown)).toMatchObject({ facts: { state: "failed" }, problem: { message: "The branch is never closed.", start: 2, end: 3 }, atoms: 0 });
	});

	it("says of cisplatin that its SMILES is transplatin's too, unless it tells the arrangement", () => {
		const notice = (smiles: string): string => moleculeModel({ id: 0, molecule: { kind: "molecule", smiles }, origin: "" }).notice;
		expect(notice(cisplatin)).toMatch(/ligands are arranged around the metal/u);
		expect(notice("N[Pt@SP1](N)(Cl)Cl")).toBe("");
		expect(notice("[Na+].[Cl-]")).toBe("");
	});

	it("says of a salt that the facts are of all its ions", async () => {
		expect(moleculeModel({ id: 0, molecule: { kind: "molecule", smiles: sodiumAspirin }, origin: "", facts: await real.chemistry.facts(sodiumAspirin) }).notice).toBe("2 components: facts of all together");
	});

	it("takes only its own memories after a reload", () => {
		const memory = { smiles: "CCO", name: "", origin: "", kept: false, view: { tab: "3d", smarts: "", numbers: false, rdkit: false } };
		expect(parseMoleculeMemory(memory)).toBe(memory);
		expect(parseMoleculeMemory({ ...memory, view: { ...memory.view, tab: "4d" } })).toBeUndefined();
		expect(parseMoleculeMemory(undefined)).toBeUndefined();
	});
});

describe("files", () => {
	it("of a molecule are read again by RDKit as the same one, with its name in their first line", async () => {
		const facts = await real.chemistry.facts(aspirin);
		const block = named(await real.chemistry.molBlock(aspirin), "aspirin\n$$$$ and more");
		expect(block.split("\n", 1)).toEqual(["aspirin $$$$ and more"]);
		expect((await real.chemistry.facts(block)).canonicalSmiles).toBe(facts.canonicalSmiles);
		const record = sdfRecord(block, "aspirin", facts);
		expect(record.match(/^\$\$\$\$$/gmu)).toHaveLength(1);
		const items = new Map([...record.matchAll(/^> <(.+)>\n([^]*?)\n\n/gmu)].map(([, name = "", text = ""]) => [name, text]));
		expect(items.get("SMILES")).toBe(facts.canonicalSmiles);
		for (const { id, value, method } of facts.facts) {
			expect(items.get(id)).toBe(String(value));
			expect(items.get("methods")).toContain(method);
		}
		expect(items.get("Veber's rule")).toBe("passes");
	});

	it("with atoms on top of each other are told from others", async () => {
		const block = await real.chemistry.molBlock(aspirin);
		expect(overlaps(block)).toBe(false);
		const lines = block.split("\n");
		expect(overlaps(lines.with(6, lines[4] ?? "").join("\n"))).toBe(true);
		const at = (x: number, y: number): string => `${x.toFixed(4).padStart(10)}${y.toFixed(4).padStart(10)}    0.0000 C   0  0`;
		const flat = (places: readonly string[]): string => ["", "", "", `${String(places.length).padStart(3)}  0`, ...places, "M  END"].join("\n");
		expect([flat([at(-0.1, 3), at(0.2, 3)]), flat([at(0.4, 0.4), at(0.6, 0.6)]), flat([at(0, 0), at(0.5, 0.1)])].map(overlaps)).toEqual([true, true, false]);
		const row = flat(Array.from({ length: 999 }, (_, index) => at(2, index)));
		const start = process.cpuUsage();
		expect(Array.from({ length: 20 }, () => overlaps(row)).includes(true)).toBe(false);
		expect(process.cpuUsage(start).user / 20_000, "ms for a thousand atoms").toBeLessThan(50);
	});

	it("have names that every system takes", () => {
		expect([fileName("aspirin"), fileName("../../etc/passwd"), fileName("C₉H₈O₄"), fileName("阿司匹林"), fileName("///")]).toEqual(["aspirin", "etc-passwd", "C₉H₈O₄", "阿司匹林", "molecule"]);
	});

	it("for spreadsheets keep a line a line", () => {
		expect(factsTable(["Fact", "Value"], [["logP\t", "1\n2"]])).toBe("Fact\tValue\nlogP\t1 2\n");
	});
});

describe("atoms", () => {
	it("are written and read as people count them", () => {
		expect(atomRanges([8, 2, 3, 4, 6, 7])).toBe("3–5, 7–9");
		expect(atomRanges([0, 1])).toBe("1, 2");
		expect(written([2, 3, 4, 8])).toBe("3-5, 9");
		expect(readAtoms("9, 3-5 99 0 5-3 x", 13)).toEqual([2, 3, 4, 8]);
		expect(readAtoms("1-999999", 3)).toEqual([0, 1, 2]);
	});

	it("join a selection, and one alone leaves it again", () => {
		expect(selected([1, 2], [5], false)).toEqual([5]);
		expect(selected([1, 2], [5], true)).toEqual([1, 2, 5]);
		expect(selected([1, 2], [2], true)).toEqual([1]);
	});
});

describe("the drawing's place", () => {
	const drawing = { x: 10, y: 20, width: 100, height: 50 };
	const stage = { width: 400, height: 300 };

	it("keeps what is under the pointer where it is when it is zoomed", () => {
		const pointer = { x: 250, y: 90 };
		const before = placeIn(fitted, pointer, drawing, stage);
		const after = placeIn(zoomed(fitted, 3, { x: pointer.x - 200, y: pointer.y - 150 }), pointer, drawing, stage);
		expect(after.x).toBeCloseTo(before.x);
		expect(after.y).toBeCloseTo(before.y);
		expect(placeIn(fitted, { x: 200, y: 150 }, drawing, stage)).toEqual({ x: 60, y: 45 });
	});

	it("is never lost", () => {
		expect(zoomed(fitted, 1e9).zoom).toBe(24);
		expect(zoomed(fitted, 1e-9).zoom).toBe(0.25);
		const far = moved(fitted, { x: 1e6, y: -1e6 }, drawing, stage);
		const scale = scaleOf(fitted, drawing, stage);
		expect(far.pan).toEqual({ x: 100 * scale, y: -50 * scale });
	});
});
