/** A chemist turns a molecule around: is it the molecule that was written, and does it look like one? */
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import type { ChemistryClient } from "../../../src/science/chemistryClient.ts";
import { minimisationOf } from "../../../src/science/molecule/conformer.ts";
import { ConformerClient } from "../../../src/science/molecule/conformerClient.ts";
import { realConformers } from "../../support/conformers.ts";

let chemistry: ChemistryClient;
let conformers: ConformerClient;
let workerFile: string;
beforeAll(async () => {
	const real = await realConformers();
	({ chemistry, conformers, workerFile } = real);
	return real.dispose;
});

interface Shape {
	readonly elements: readonly string[];
	readonly points: readonly (readonly [number, number, number])[];
	readonly bonds: readonly (readonly [number, number, number])[];
	readonly method: string;
	readonly note?: string | undefined;
	readonly molBlock: string;
	readonly written: readonly number[];
}

async function shapeOf(molecule: string): Promise<Shape> {
	const { molBlock, method, note, written } = await conformers.conformer(molecule);
	const lines = molBlock.split("\n");
	const [atoms, bonds] = [Number(lines[3]?.slice(0, 3)), Number(lines[3]?.slice(3, 6))];
	const rows = lines.slice(4, 4 + atoms);
	return {
		elements: rows.map((line) => line.slice(31, 34).trim()),
		points: rows.map((line) => [Number(line.slice(0, 10)), Number(line.slice(10, 20)), Number(line.slice(20, 30))] as const),
		bonds: lines.slice(4 + atoms, 4 + atoms + bonds).map((line) => [Number(line.slice(0, 3)) - 1, Number(line.slice(3, 6)) - 1, Number(line.slice(6, 9))] as const),
		method, note, molBlock, written,
	};
}

function distance({ points }: Shape, first: number, second: number): number {
	const [a, b] = [points[first] ?? [0, 0, 0], points[second] ?? [0, 0, 0]];
	return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}

/** Å, of textbooks: the middle between a single and a double bond where it can be either. */
const LENGTHS: Readonly<Record<string, number>> = { CC: 1.45, CN: 1.4, CO: 1.35, CH: 1.09, HN: 1.02, HO: 0.97 };

/** Bonds off by more than 0.3 Å, and heavy atoms nearer than 1.8 Å that are not bonded. */
function oddities(shape: Shape): readonly string[] {
	const bonded = new Set(shape.bonds.map(([first, second]) => `${Math.min(first, second)} ${Math.max(first, second)}`));
	const odd = shape.bonds.flatMap(([first, second]) => {
		const kind = [shape.elements[first], shape.elements[second]].sort().join("");
		const expected = LENGTHS[kind];
		return expected === undefined || Math.abs(distance(shape, first, second) - expected) <= 0.3 ? [] : [`${kind} ${first}-${second} ${distance(shape, first, second).toFixed(2)}`];
	});
	shape.points.forEach((_, first) => shape.points.forEach((__, second) => {
		if (first < second && shape.elements[first] !== "H" && shape.elements[second] !== "H" && !bonded.has(`${first} ${second}`) && distance(shape, first, second) < 1.8) {
			odd.push(`clash ${first} ${second}`);
		}
	}));
	return odd;
}

/** Å: how far the atoms lie from the plane of the first three. */
function offPlane({ points }: Shape, atoms: readonly number[]): number {
	const [a, b, c] = atoms.slice(0, 3).map((atom) => points[atom] ?? [0, 0, 0]) as [Point, Point, Point];
	const [u, v] = [minus(b, a), minus(c, a)];
	const normal: Point = [u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]];
	const length = Math.hypot(...normal);
	return Math.max(...atoms.map((atom) => {
		const d = minus(points[atom] ?? [0, 0, 0], a);
		return Math.abs(d[0] * normal[0] + d[1] * normal[1] + d[2] * normal[2]) / length;
	}));
}

type Point = readonly [number, number, number];
const minus = (one: Point, other: Point): Point => [one[0] - other[0], one[1] - other[1], one[2] - other[2]];

const TAXOL = "CC1=C2[C@H](C(=O)[C@@]3([C@H](C[C@@H]4[C@]([C@H]3[C@@H]([C@@](C2(C)C)(C[C@@H]1OC(=O)[C@@H]([C@H](c5ccccc5)NC(=O)c6ccccc6)O)O)OC(=O)c7ccccc7)(CO4)OC(=O)C)O)C)OC(=O)C";
const GEFITINIB = "COc1cc2ncnc(Nc3ccc(F)c(Cl)c3)c2cc1OCCCN1CCOCC1";
const CYCLOSPORIN = "CC[C@H]1C(=O)N(CC(=O)N([C@H](C(=O)N[C@H](C(=O)N([C@H](C(=O)N[C@H](C(=O)N[C@@H](C(=O)N([C@H](C(=O)N([C@H](C(=O)N([C@H](C(=O)N([C@H](C(=O)N1)[C@@H]([C@H](C)C/C=C/C)O)C)C(C)C)C)CC(C)C)C)CC(C)C)C)C)C)CC(C)C)C)C(C)C)CC(C)C)C)C";

describe("a shape in space", () => {
	test("of benzene is flat and regular: 1.39 Å between carbons, 1.09 Å to hydrogens", async () => {
		const benzene = await shapeOf("c1ccccc1");
		expect(benzene.elements.join("")).toBe("CCCCCCHHHHHH");
		expect(offPlane(benzene, [0, 2, 4, 1, 3, 5, 6, 7, 8, 9, 10, 11])).toBeLessThan(0.02);
		for (let atom = 0; atom < 6; atom++) {
			expect(distance(benzene, atom, (atom + 1) % 6)).toBeCloseTo(1.39, 1);
			// The radius of a hexagon is its side.
			expect(distance(benzene, atom, (atom + 3) % 6)).toBeCloseTo(2 * 1.395, 1);
		}
		expect(benzene.method).toMatch(/openchemlib 9\.\d+.*MMFF94s/);
	});

	test("of methane is a tetrahedron: 109.5° between its hydrogens", async () => {
		const methane = await shapeOf("C");
		const hydrogens = [1, 2, 3, 4];
		for (const first of hydrogens) {
			for (const second of hydrogens.filter((one) => one > first)) {
				// sin(109.47° / 2) × 2 × 1.09 Å
				expect(distance(methane, first, second)).toBeCloseTo(1.78, 1);
			}
		}
	});

	test.each([
		["aspirin", "CC(=O)Oc1ccccc1C(=O)O", 21], ["caffeine", "Cn1cnc2c1c(=O)n(C)c(=O)n2C", 24], ["glycine as a zwitterion", "[NH3+]CC(=O)[O-]", 10],
		["L-alanyl-L-serylglycine", "C[C@H](N)C(=O)N[C@@H](CO)C(=O)NCC(=O)O", 31], ["beta-D-glucose", "OC[C@H]1O[C@@H](O)[C@H](O)[C@@H](O)[C@@H]1O", 24],
		["taxol", TAXOL, 113], ["benzamidine, whose imine may point either way", "NC(=N)c1ccccc1", 17], ["a salt of an amino acid", "[Na+].C[C@H](N)C(=O)[O-]", 13], ["a hydrochloride", "C[C@@H](c1ccccc1)N.Cl", 22],
		["a salt of two ions with hydrogens", "CC(=O)[O-].C[NH3+]", 15], ["two waters", "O.O", 6], ["a racemate", "C[C@H](N)C(=O)O |&1:1|", 13],
	])("of %s has every atom, sane bonds and no clash, and its stereochemistry", async (_, smiles, atoms) => {
		const shape = await shapeOf(smiles);
		expect(shape.elements).toHaveLength(atoms);
		expect(oddities(shape)).toEqual([]);
		expect(await chemistry.checkConformer(smiles, shape.molBlock)).toEqual({ same: true, lost: [] });
	}, 120_000);

	test("of a mirror image is the mirror image: RDKit tells them apart by their coordinates", async () => {
		const [left, right] = [await shapeOf("C[C@H](N)C(=O)O"), await shapeOf("C[C@@H](N)C(=O)O")];
		expect(await chemistry.checkConformer("C[C@H](N)C(=O)O", right.molBlock)).toEqual({ same: false, lost: [1] });
		expect(await chemistry.checkConformer("C[C@@H](N)C(=O)O", left.molBlock)).toEqual({ same: false, lost: [1] });
		expect((await chemistry.checkConformer("C/C=C/C", (await shapeOf("C/C=C\\C")).molBlock)).same).toBe(false);
		expect((await chemistry.checkConformer("CCN", left.molBlock)).same).toBe(false);
	});

	test("without the molecule's hydrogens is not its shape", async () => {
		const { molBlock } = await shapeOf("O.O");
		const bare = molBlock.split("\n").filter((_, index) => index < 4 || index === 4 || index === 5).with(3, "  2  0  0  0  0  0  0  0  0  0999 V2000").concat("M  END", "").join("\n");
		expect(await chemistry.checkConformer("O.O", molBlock)).toEqual({ same: true, lost: [] });
		expect(await chemistry.checkConformer("O.O", bare)).toEqual({ same: false, lost: [] });
	});

	test("of a salt has its ions side by side, and says that their distance means nothing", async () => {
		const salt = await shapeOf("[Na+].[Na+].O=C([O-])CCC(=O)[O-]");
		expect(salt.elements.filter((element) => element === "Na")).toHaveLength(2);
		const sodium = salt.elements.indexOf("Na");
		salt.points.forEach((_, atom) => expect(atom === sodium || distance(salt, sodium, atom) >= 1.8, `atom ${atom}`).toBe(true));
		expect(salt.note).toMatch(/3 separate parts/);
	});

	test("numbers its atoms as they are written, also behind written hydrogens, and in a mol block", async () => {
		const methanol = await shapeOf("[H]OC");
		expect([methanol.elements.join(""), methanol.written]).toEqual(["OCHHHH", [1, 2, -1, -1, -1, -1]]);
		const heavyWater = await shapeOf("[2H]O[2H]");
		expect(heavyWater.elements).toHaveLength(3);
		// Two parts that are interleaved in the text: potassium stands between the atoms of methanolate.
		const salt = await shapeOf("C1.[K+].[O-]1");
		expect([salt.elements.join(""), salt.written]).toEqual(["COKHHH", [0, 2, 1, -1, -1, -1]]);
		const again = await shapeOf(methanol.molBlock);
		expect(again.written).toEqual([0, 1, -1, -1, -1, -1]);
	});

	test("of a ring of eleven residues is there in time, minimised as far as time allows, and says so", async () => {
		const hurried = new ConformerClient({ workerFile, chemistry, timeLimit: 100_000 });
		const { molBlock, method, note, unfinished } = await hurried.conformer(CYCLOSPORIN);
		hurried.dispose();
		expect(await chemistry.checkConformer(CYCLOSPORIN, molBlock)).toEqual({ same: true, lost: [] });
		expect([unfinished, /minimised with MMFF94s \([1-9]\d* steps, not converged\)$|not minimised: time ended$/.test(method), /^Time ended its minimisation/.test(note ?? "")]).toEqual([unfinished, unfinished, unfinished]);
	}, 120_000);

	test("names the steps of its minimisation, and claims none where time left none", () => {
		const ended = { left: "time", steps: 0 } as const;
		expect([[ended], [ended, { steps: 90 }], [{ left: "time" as const, steps: 12 }], [{ steps: 0 }, { steps: 90 }]].map(minimisationOf)).toEqual([", not minimised: time ended", ", minimised with MMFF94s in part only: time ended", ", minimised with MMFF94s (12 steps, not converged)", ", minimised with MMFF94s"]);
	});

	test("that time left rough is made again where there is more of it", async () => {
		const client = new ConformerClient({ workerFile, chemistry });
		const rough = await client.conformer(GEFITINIB, undefined, 600).catch(() => undefined);
		const fine = await client.conformer(GEFITINIB, undefined, 60_000);
		const again = await client.conformer(GEFITINIB, undefined, 600);
		client.dispose();
		expect([fine.unfinished, again.molBlock === fine.molBlock]).toEqual([false, true]);
		expect(rough?.unfinished === true && rough.molBlock === fine.molBlock).toBe(false);
	}, 60_000);

	test.each([
		["carbon disulfide", "S=C=S", "CS", undefined], ["acetylene", "C#C", "CC", 1.2], ["octa-2,4,6-triyne", "CC#CC#CC#CC", "CC", undefined], ["allene", "C=C=C", "CC", 1.3], ["ethenedione", "O=C=C=O", "CO", 1.18],
	])("of %s, whose atoms are in line, is minimised to its end", async (_, smiles, pair, length) => {
		const shape = await shapeOf(smiles);
		expect(shape.method).toMatch(/minimised with MMFF94s$/);
		// A bond that MMFF94 knows no length for is estimated, badly, and that is said.
		expect(shape.note).toEqual(length === undefined ? expect.stringContaining("MMFF94 lacks the length of some of its bonds") : undefined);
		const bonds = shape.bonds.filter(([first, second]) => [shape.elements[first], shape.elements[second]].sort().join("") === pair);
		expect(bonds.length).toBeGreaterThan(0);
		bonds.forEach(([first, second]) => expect(distance(shape, first, second)).toBeCloseTo(length ?? distance(shape, first, second), 1));
	});

	test("tells what is left open, and is the same one again", async () => {
		const first = await conformers.conformer("CC(N)C(=O)O");
		expect(first.note).toMatch(/stereochemistry of one centre.* not given/);
		const other = new ConformerClient({ workerFile, chemistry });
		expect((await other.conformer("CC(N)C(=O)O")).molBlock).toBe(first.molBlock);
		other.dispose();
	});
});

describe("no shape is shown", () => {
	test.each([
		["cisplatin, whose angles nobody knows here", "N[Pt](N)(Cl)Cl", /platinum/], ["a dative complex", "[NH3]->[Pt](<-[NH3])(Cl)Cl", /platinum/], ["any group", "*CC", /any group/],
		["a bare proton, which openchemlib drops", "[H+].[Cl-]", /other atoms, hydrogens/],
	])("of %s", async (_, smiles, reason) => {
		await expect(conformers.conformer(smiles)).rejects.toMatchObject({ code: "conformer-refused", message: expect.stringMatching(reason) as string });
	});

	test.each(["[H][H]", "[2H][2H]", "[H+]"])("of hydrogen alone: %s", async (smiles) => {
		await expect(conformers.conformer(smiles)).rejects.toMatchObject({ code: "conformer-refused", message: expect.stringMatching(/^Hydrogen alone/) as string });
	});

	test("of what RDKit refuses: its reason is told", async () => {
		await expect(conformers.conformer("C(C)(C)(C)(C)C")).rejects.toMatchObject({ code: "invalid-smiles" });
	});

	test("after the time limit, in a sentence; the next molecule is not held up", async () => {
		const hasty = new ConformerClient({ workerFile, chemistry, timeLimit: 50 });
		await expect(hasty.conformer(TAXOL)).rejects.toMatchObject({ code: "conformer-timeout", message: expect.stringContaining("0.05 s") as string });
		hasty.dispose();
		expect((await conformers.conformer("CO")).molBlock).toContain("M  END");
	});

	test("after a cancellation, neither of the one in work nor of the one that waits behind it", async () => {
		const [one, other] = [new AbortController(), new AbortController()];
		const busy = conformers.conformer(`${TAXOL}.O`, one.signal);
		const waiting = conformers.conformer("CCCO", other.signal);
		const patient = conformers.conformer("CCCCO");
		other.abort();
		await expect(waiting).rejects.toMatchObject({ code: "cancelled" });
		one.abort();
		await expect(busy).rejects.toMatchObject({ code: "cancelled" });
		expect((await patient).molBlock).toContain("M  END");
	});

	test("of which the worker would take all memory: it has its share of it", async () => {
		const share = path.join(path.dirname(workerFile), "share.js");
		await writeFile(share, `const { parentPort, resourceLimits } = require("node:worker_threads"); parentPort.on("message", ({ id }) => parentPort.postMessage({ kind: "failure", id, failure: { code: "conformer-refused", message: String(resourceLimits.maxOldGenerationSizeMb) } }));`);
		const limited = new ConformerClient({ workerFile: share, chemistry });
		await expect(limited.conformer("CO")).rejects.toMatchObject({ message: "1024" });
		limited.dispose();
	});

	test("of which the worker cannot start: the sentence says so", async () => {
		const lost = new ConformerClient({ workerFile: `${workerFile}.missing.js`, chemistry });
		await expect(lost.conformer("CO")).rejects.toMatchObject({ code: "conformer-unavailable" });
		lost.dispose();
		await expect(lost.conformer("CCO")).rejects.toMatchObject({ code: "disposed" });
	});
});
