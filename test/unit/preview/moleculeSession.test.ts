/** A chemist changes the mind while a molecule panel computes: nothing is done twice, nothing is told of another molecule, and nothing fails behind the scenes. */
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { MoleculeToView } from "../../../webview/protocol/molecule.ts";
import type { Conformer } from "../../../src/preview/molecule/exporting.ts";
import { type MoleculeDesk, MoleculeSession } from "../../../src/preview/molecule/session.ts";
import type { Entity } from "../../../src/science/entity.ts";
import { Failure } from "../../../src/science/failure.ts";
import { realChemistry, type RealChemistry } from "../../support/chemistry.ts";
import { aspirin } from "../../support/molecules.ts";

vi.mock("vscode", () => import("../chat/vscode.ts"));

let real: RealChemistry;
beforeAll(async () => {
	real = await realChemistry();
});
afterAll(() => real.dispose());

const ethanol = { kind: "molecule", smiles: "CCO", name: "ethanol" } as const;

const eventually = async (check: () => void): Promise<void> => vi.waitFor(check, { timeout: 30_000 });

/** A computation of a conformer that the test ends. */
interface Computing {
	readonly signal: AbortSignal | undefined;
	readonly finish: (conformer: Conformer) => void;
	readonly refuse: (failure: Failure) => void;
}

describe("a molecule panel", () => {
	let told: MoleculeToView[];
	let computing: Computing[];
	let saved: string[];
	let asked: Entity[];
	let session: MoleculeSession;

	beforeEach(() => {
		[told, computing, saved, asked] = [[], [], [], []];
		const conformer = async (_: string, signal?: AbortSignal): Promise<Conformer> =>
			new Promise((finish, refuse) => {
				computing.push({ signal, finish, refuse });
				signal?.addEventListener("abort", () => refuse(new Failure("cancelled", "This was cancelled before it was finished.")));
			});
		const desk: MoleculeDesk = {
			chemistry: real.chemistry,
			conformers: { conformer },
			findSimilar: async function* () {},
			ask: async (entity) => void asked.push(entity),
			copy: async () => undefined,
			save: async ({ name, extension }) => void saved.push(`${name}.${extension}`),
			openPlace: async () => undefined,
		};
		session = new MoleculeSession(desk, { post: (message) => void told.push(message), setTitle: () => undefined }, ethanol, "");
	});

	const shape: Conformer = { molBlock: "\n\n\n  0  0\nM  END\n", method: "by hand", written: [], milliseconds: 3, unfinished: false, timeLimit: 20_000 };
	const settled = (): readonly MoleculeToView[] => told.filter(({ type }) => type === "conformer");

	it("computes its shape once, for the page and for the file that waits for it", async () => {
		session.receive({ type: "conformer", id: 0, longer: false });
		session.receive({ type: "export", format: "mol3d" });
		await eventually(() => expect(computing).toHaveLength(1));
		computing[0]?.finish(shape);
		await eventually(() => expect([settled().length, saved]).toEqual([1, ["ethanol-3d.mol"]]));
		expect(computing).toHaveLength(1);
	});

	it("stops for everybody who waits, and computes anew when it is asked again", async () => {
		session.receive({ type: "conformer", id: 0, longer: false });
		session.receive({ type: "export", format: "mol3d" });
		session.receive({ type: "cancelConformer" });
		await eventually(() => expect(settled()).toMatchObject([{ problem: "Stopped." }]));
		expect(computing.map(({ signal }) => signal?.aborted)).toEqual([true]);
		session.receive({ type: "conformer", id: 0, longer: false });
		await eventually(() => expect(computing).toHaveLength(2));
		computing[1]?.finish(shape);
		await eventually(() => expect(settled().at(-1)).toMatchObject({ method: expect.stringContaining("by hand") as string }));
		expect(saved).toEqual([]);
	});

	it.each([["the usual time", 20_000, "longer"], ["all time, for another panel", 120_000, ""]] as const)("offers more time for a rough shape that was given %s: %d ms", async (_, timeLimit, next) => {
		session.receive({ type: "conformer", id: 0, longer: false });
		await eventually(() => expect(computing).toHaveLength(1));
		computing[0]?.finish({ ...shape, unfinished: true, timeLimit });
		await eventually(() => expect(settled()).toMatchObject([{ next }]));
	});

	it.each([[false, "longer"], [true, ""]] as const)("offers more time for a shape that collided when time ended, once (already longer: %s)", async (longer, next) => {
		session.receive({ type: "conformer", id: 0, longer });
		await eventually(() => expect(computing).toHaveLength(1));
		computing[0]?.refuse(new Failure("conformer-unfinished", "Time ended the minimisation of this shape."));
		await eventually(() => expect(settled()).toMatchObject([{ next, problem: expect.stringContaining("Time ended") as string }]));
	});

	it("takes a request for atoms of the molecule that it shows, and of no other", async () => {
		session.show({ kind: "molecule", smiles: aspirin, name: "aspirin" }, "");
		session.receive({ type: "askSelection", id: 0, atoms: [0, 1] });
		session.receive({ type: "match", id: 0, smarts: "[OH]" });
		session.receive({ type: "match", id: 1, smarts: "c1ccccc1" });
		session.receive({ type: "askSelection", id: 1, atoms: [4, 5, 6, 7, 8, 9] });
		await eventually(() => expect([asked.length, told.filter(({ type }) => type === "matches").length]).toEqual([1, 1]));
		expect(asked).toMatchObject([{ smiles: "c1ccccc1", name: "atoms 5–10 of aspirin" }]);
		expect(told.find(({ type }) => type === "matches")).toMatchObject({ id: 1, smarts: "c1ccccc1", total: 1 });
	});

	it("goes back to a molecule that was left while it was computed, as if it had just been opened", async () => {
		session.receive({ type: "ready" });
		session.show({ kind: "molecule", smiles: aspirin, name: "aspirin" }, "");
		await eventually(() => expect(told.at(-1)).toMatchObject({ molecule: { title: "aspirin", facts: { state: "done" } } }));
		told.length = 0;
		session.receive({ type: "back" });
		await eventually(() => expect(told.at(-1)).toMatchObject({ molecule: { title: "ethanol", facts: { state: "done" } } }));
		expect(told.map((message) => message.type === "molecule" && message.molecule.facts.state)).toEqual(["computing", "done"]);
		expect(told.every((message) => message.type !== "molecule" || message.molecule.problem === undefined)).toBe(true);
	});
});
