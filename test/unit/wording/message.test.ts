import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { MOST_ENTITIES, readMessage, type ReadMessage } from "../../../src/wording/message.ts";
import { realEngine, type RealEngine } from "../../support/engine.ts";

vi.mock("vscode", () => import("../chat/vscode.ts"));

let real: RealEngine;
beforeAll(async () => {
	real = await realEngine();
});
afterAll(() => real.dispose());

const read = (text: string, structuresExpected = false): Promise<ReadMessage> => readMessage(text, { chemistry: real.chemistry, structuresExpected, signal: new AbortController().signal });
const INSULIN = "MALWMRLLPLLALLALWGPDPAAAFVNQHLCGSHLVEALYLVCGERGFFYTPKTRREAEDLQVGQVELGGGPGAGSLQPLALEGSLQKRGIVEQCCTSICSLYQLENYCN";

describe("a message", () => {
	it("is read as the model was trained: the structure as soft tokens, the words about “this molecule”", async () => {
		expect(await read("How many rings does CC(=O)Oc1ccccc1C(=O)O have?")).toMatchObject({ text: "How many rings does this molecule have?", asks: true, entities: [{ kind: "molecule", smiles: "CC(=O)Oc1ccccc1C(=O)O" }], remarks: [] });
	});

	it("that is nothing but a structure asks for its description", async () => {
		expect(await read("CC(=O)Oc1ccccc1C(=O)O")).toMatchObject({ text: "Please describe this molecule.", asks: false });
		expect(await read(INSULIN)).toMatchObject({ text: "Please describe this protein.", entities: [{ kind: "protein", sequence: INSULIN }] });
	});

	it("may hold a whole FASTA record, which is not left in the words", async () => {
		expect(await read(`What is the function of\n\n>sp|P01308|INS_HUMAN Insulin\n${INSULIN.slice(0, 60)}\n${INSULIN.slice(60)}\n`)).toMatchObject({ text: "What is the function of\n\nthis protein", entities: [{ kind: "protein", sequence: INSULIN, name: "sp|P01308|INS_HUMAN" }] });
	});

	it("numbers several molecules, and names them alone for a question about one of them", async () => {
		expect(await read("Which is larger, `CCO` or `c1ccccc1`?")).toMatchObject({ text: "Which is larger, molecule 1 or molecule 2?", textAlone: "Which is larger, this molecule or this molecule?", entities: [{ smiles: "CCO" }, { smiles: "c1ccccc1" }] });
	});

	it("takes bare words for SMILES behind a command only", async () => {
		expect((await read("CCO and c1ccccc1")).entities).toEqual([]);
		expect((await read("CCO and c1ccccc1", true)).entities).toMatchObject([{ smiles: "CCO" }, { smiles: "c1ccccc1" }]);
		expect((await read("is it soon on, IN DNA, with B12 or CO2?", true)).entities).toEqual([]);
	});

	it("leaves alone what RDKit refuses and nobody calls a molecule", async () => {
		expect(await read("note CC(C)(C)(C)(C)C1CC1 here")).toMatchObject({ text: "note CC(C)(C)(C)(C)C1CC1 here", entities: [], remarks: [] });
	});

	it("says why something is not attached", async () => {
		expect((await read("c1ccccc", true)).remarks).toEqual([expect.stringContaining("Ring 1")]);
		expect((await read("CCO and c1ccccc", true)).remarks).toEqual([]);
		expect((await read("InChI=1S/C2H6O/c1-2-3/h3H,2H2,1H3")).remarks).toEqual([expect.stringContaining("InChI")]);
		expect((await read("CC(=O)O.OCC>[H+]>CC(=O)OCC.O")).remarks).toEqual([expect.stringContaining("reaction")]);
		expect((await read("ATGGCCAAATTTGGGCCCTAA")).remarks).toEqual([expect.stringContaining("Translate")]);
	});

	it("with a hundred molecules attaches the first few, and says so", async () => {
		const message = await read(Array.from({ length: 100 }, (_, index) => `smiles: ${"C".repeat(index + 1)}O`).join("\n"));
		expect(message.entities).toHaveLength(MOST_ENTITIES);
		expect(message.remarks).toEqual([expect.stringContaining(`first ${MOST_ENTITIES}`)]);
	});

	it("of 1 MB is read in slices, and can be given up", async () => {
		const abort = new AbortController();
		const reading = readMessage("CCO c1ccccc1 ".repeat(77_000), { chemistry: real.chemistry, structuresExpected: true, signal: abort.signal });
		abort.abort();
		await expect(reading).rejects.toThrow(/abort/);
	});
});
