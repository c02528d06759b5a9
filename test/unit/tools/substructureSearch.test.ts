/** A search through what scientists keep, with real RDKit; and one that is bounded, whatever the file and the pattern are. */
import { beforeAll, describe, expect, it } from "vitest";
import type { ChemistryClient } from "../../../src/science/chemistryClient.ts";
import { runTool } from "../../../src/tools/run.ts";
import type { ToolFiles, ToolResult } from "../../../src/tools/tool.ts";
import { realChemistry } from "../../support/chemistry.ts";

const ACID = "[CX3](=O)[OX2H1]";

let chemistry: ChemistryClient;
beforeAll(async () => {
	const real = await realChemistry({ timeLimit: 1000 });
	({ chemistry } = real);
	return real.dispose;
});

/** A disk with these files, and a look at how many pieces were read. */
class Disk implements ToolFiles {
	pieces = 0;

	constructor(private readonly name: string, private readonly contents: Iterable<string>) {}

	async open(): Promise<{ name: string; bytes: AsyncIterable<Uint8Array> }> {
		return { name: this.name, bytes: this.read() };
	}

	async create(): Promise<never> {
		throw new Error("a search writes nothing");
	}

	private async *read(): AsyncGenerator<Uint8Array> {
		for (const piece of this.contents) {
			this.pieces++;
			yield Buffer.from(piece);
		}
	}
}

const none = (): never => {
	throw new Error("a search asks no model");
};
const nobody = { properties: { describe: none, predict: none }, engine: { ask: none }, annotation: { engine: { batch: none, countTokens: none, hold: none, state: none }, facts: { factsOf: none } } };

async function search(files: Disk, smarts = ACID, more: { readonly limit?: number; readonly signal?: AbortSignal; readonly report?: () => void } = {}): Promise<ToolResult> {
	const { signal = new AbortController().signal, report, limit } = more;
	return runTool("substructure_search", { file: "given by the agent", smarts, ...(limit === undefined ? {} : { limit }) }, { ...nobody, chemistry, files, signal, report });
}

const hitsOf = ({ data }: ToolResult): unknown => data["hits"];

describe("the acids", () => {
	it("of a table are found by name and line", async () => {
		const table = new Disk("screen.csv", ["id,name,smiles\n1,aspirin,CC(=O)Oc1ccccc1C(=O)O\n2,caffeine,Cn1cnc2c1c(=O)n(C)c(=O)n2C\n"]);
		expect(hitsOf(await search(table))).toEqual([{ line: 2, name: "aspirin", smiles: "CC(=O)Oc1ccccc1C(=O)O", places: 1 }]);
	});

	it("of a notebook are found by cell", async () => {
		const cells = [{ cell_type: "markdown", source: "# Acids", metadata: {} }, { cell_type: "code", source: 'import rdkit\nmol = Chem.MolFromSmiles("OC(=O)CC")\n', metadata: {}, outputs: [], execution_count: null }];
		const notebook = new Disk("acids.ipynb", [JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells })]);
		expect(hitsOf(await search(notebook))).toEqual([{ line: 2, cell: 2, smiles: "CCC(=O)O", places: 1 }]);
	});

	it("are told by a name without what could turn a terminal or an agent's page around", async () => {
		const { text } = await search(new Disk("odd.smi", ["CC(=O)O acetic\u202e\u001b[31m acid\n"]));
		expect(text).toContain('"acetic[31m acid"');
		expect(text).not.toMatch(/[\u202e\u001b]/);
	});

	it("are all counted, where only some are listed", async () => {
		const result = await search(new Disk("many.smi", Array.from({ length: 1000 }, (_, index) => `${"C".repeat(1 + (index % 50))}(=O)O\n`)), ACID, { limit: 7 });
		expect(hitsOf(result)).toHaveLength(7);
		expect(result.data).toMatchObject({ molecules: 1000, matching: 1000, wholeFile: true });
		expect(result.text).toContain("The first 7 hits are listed");
	});

	it("of long chains do not fill an agent's context", async () => {
		const result = await search(new Disk("waxes.smi", Array.from({ length: 200 }, () => `${"C".repeat(300)}(=O)O\n`)), ACID, { limit: 200 });
		expect(result.text.length).toBeLessThan(60_000);
		expect(result.data).toMatchObject({ matching: 200 });
	});
});

describe("a search", () => {
	it("that is cancelled reads no further", async () => {
		const stop = new AbortController();
		const disk = new Disk("endless.smi", (function* () {
			for (;;) {
				yield "CCO\n".repeat(50_000);
			}
		})());
		await expect(search(disk, "[OX2H]", { signal: stop.signal, report: () => stop.abort() })).rejects.toMatchObject({ code: "cancelled" });
		const read = disk.pieces;
		await new Promise((resolve) => setTimeout(resolve, 200));
		expect(disk.pieces).toBe(read);
		expect(read).toBeLessThan(40);
	});

	it("with a pattern that has no end is given up with advice, and chemistry goes on", async () => {
		const cage = "C12C3C4C1C5C2C3C45";
		const cruel = `${"*~".repeat(60)}[U]`;
		const file = new Disk("cages.smi", [`${Array.from({ length: 6 }, () => cage.repeat(12)).join("\n")}\n`]);
		await expect(search(file, cruel)).rejects.toMatchObject({ code: "search-too-slow", message: expect.stringMatching(/more specific/) as string });
		expect((await chemistry.facts("CCO")).formula).toBe("C2H6O");
	});

	it("goes on behind chains that are too long for RDKit, however many there are", async () => {
		const { data } = await search(new Disk("polymers.smi", [`${`${"C".repeat(990)}\n`.repeat(6)}CC(=O)O\n`]));
		expect(data).toMatchObject({ matching: 1, undecided: 6, molecules: 7 });
	});

	it("says what it could not search: reactions, InChIs, and molecules that are too large", async () => {
		const text = `smiles\nCCO>>CC=O\nInChI=1S/CH4/h1H4\n${"C".repeat(1200)}\nCC(=O)O\n`;
		const { data } = await search(new Disk("mixed.csv", [text]));
		expect(data).toMatchObject({ matching: 1, undecided: 1, notSearched: 2 });
	});
});
