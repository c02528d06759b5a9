/** A chip in the chat tells from which file it was asked about. */
import { afterEach, describe, expect, it, vi } from "vitest";
import type { Entity } from "../../../src/science/entity.ts";
import { Failure } from "../../../src/science/failure.ts";
import type { Located } from "../../../src/science/recognition/located.ts";
import { act } from "../../../src/editor/acting.ts";
import { askSelection, takeUp, type AskServices } from "../../../src/editor/asking.ts";

const { workspace, window } = vi.hoisted(() => {
	const uri = (path: string): object => ({ path, toString: () => `file://${path}` });
	const script = { uri: uri("/work/screen.py") };
	const cell = { uri: uri("/work/series_B.ipynb") };
	return {
		workspace: { textDocuments: [script, cell], notebookDocuments: [{ getCells: () => [{ index: 0, document: { uri: uri("/x") } }, { index: 1, document: cell }] }] },
		window: { activeTextEditor: { document: script, selection: { active: { line: 41, character: 3 } } }, showQuickPick: async (items: Promise<readonly unknown[]> | readonly unknown[]) => (await items).at(-1) },
	};
});
vi.mock("vscode", async () => ({
	...(await import("../chat/vscode.ts")),
	workspace,
	window,
	Position: class {
		constructor(readonly line: number) {}
	},
	CancellationTokenSource: class {
		token = {};
		dispose(): void {}
	},
}));

const found = (text: string, line: number): Located => ({ found: { kind: "molecule", notation: "smiles", start: 0, end: text.length, text, cue: "certain" }, range: { start: { line, character: 0 }, end: { line, character: text.length } } });
const asked: (readonly [Entity | undefined, string | undefined])[] = [];
const services = {
	entities: { at: async (_: unknown, { line }: { readonly line: number }) => Promise.resolve(found("CCO", line)) },
	chemistry: { facts: async () => Promise.resolve({ inchiKey: "", inchi: "", canonicalSmiles: "CCO" }) },
	ask: async (entity: Entity | undefined, origin?: string) => Promise.resolve(void asked.push([entity, origin])),
	preview: async (entity: Entity, origin?: string) => Promise.resolve(void previewed.push([entity, origin])),
} as unknown as AskServices;
const previewed: (readonly [Entity, string | undefined])[] = [];
afterEach(() => {
	asked.splice(0);
	previewed.splice(0);
});

describe("previewing", () => {
	it("shows what stands at a place or under the cursor, and says where it was; nothing is asked", async () => {
		await takeUp("preview", { uri: "file:///work/screen.py", line: 2, character: 5 }, services);
		await takeUp("preview", undefined, services);
		await act({ action: "preview" }, services);
		expect(previewed).toEqual(["screen.py, line 3", "screen.py, line 42", "screen.py, line 42"].map((origin) => [expect.objectContaining({ smiles: "CCO" }) as Entity, origin]));
		expect(asked).toEqual([]);
	});
});

describe("asking about", () => {
	it("a place of a file, of a notebook, or what is under the cursor says where it was", async () => {
		await takeUp("ask", { uri: "file:///work/screen.py", line: 2, character: 5 }, services);
		await takeUp("ask", [{ uri: "file:///work/screen.py", line: 2, character: 5 }, { uri: "file:///work/series_B.ipynb", line: 0, character: 1 }], services);
		await takeUp("ask", undefined, services);
		await act({ action: "ask" }, services);
		await act({ uri: "file:///work/series_B.ipynb", line: 0, character: 1, action: "ask" }, services);
		expect(asked.map(([entity]) => entity)).toEqual(Array.from({ length: 5 }, () => expect.objectContaining({ smiles: "CCO" }) as Entity));
		expect(asked.map(([, origin]) => origin)).toEqual(["screen.py, line 3", "series_B.ipynb, cell 2", "screen.py, line 42", "screen.py, line 42", "series_B.ipynb, cell 2"]);
	});

	it("an entity that another part hands over says nothing of places", async () => {
		await takeUp("ask", { kind: "molecule", smiles: "CCN" }, services);
		expect(asked).toEqual([[{ kind: "molecule", smiles: "CCN" }, undefined]]);
	});
});

describe("what recognition leaves out", () => {
	/** A script of one line in which nothing is recognised, and from where to where it is selected. */
	function inScript(line: string, start: number, end = start): AskServices {
		const document = { uri: { path: "/work/platin.py", toString: () => "file:///work/platin.py" }, languageId: "python", lineAt: () => ({ text: line }), getText: () => line.slice(start, end) };
		const place = (character: number): object => ({ line: 0, character });
		vi.spyOn(window, "activeTextEditor", "get").mockReturnValue({ document, selection: { start: place(start), end: place(end), active: place(end), isEmpty: start === end } } as never);
		const facts = async (smiles: string): Promise<object> => (smiles.startsWith("[NH3]") ? Promise.reject(new Failure("invalid-smiles", "N has 4 bonds")) : Promise.resolve({ inchiKey: "", inchi: "", canonicalSmiles: smiles }));
		return { ...services, entities: { at: async () => Promise.resolve(undefined) }, chemistry: { facts } } as unknown as AskServices;
	}
	afterEach(() => vi.restoreAllMocks());
	const cisplatin = 'cisplatin = "N.N.Cl[Pt]Cl"';

	it.each<[string, string, number, number]>([["in a string", cisplatin, 16, 16], ["selected with its quotes", cisplatin, 12, 26], ["selected within them", cisplatin, 13, 25], ["selected in prose", "so N.N.Cl[Pt]Cl it is", 2, 16]])("is taken at a command where it is %s", async (_, line, start, end) => {
		const there = inScript(line, start, end);
		await takeUp("preview", undefined, there);
		await act({ action: "preview" }, there);
		await askSelection(there);
		expect([...previewed, ...asked]).toEqual(Array.from({ length: 3 }, () => [expect.objectContaining({ kind: "molecule", smiles: "N.N.Cl[Pt]Cl" }) as Entity, "platin.py, line 1"]));
	});

	it("is a protein where it is no SMILES", async () => {
		await takeUp("preview", undefined, inScript('x = "MKTAYIAKQRQISFVK"', 8));
		expect(previewed).toMatchObject([[{ kind: "protein", sequence: "MKTAYIAKQRQISFVK" }, "platin.py, line 1"]]);
	});

	it("is refused with RDKit's reason, or with what is wrong with its SMILES; a word of code is none", async () => {
		const ammine = 'x = "[NH3][Pt]([NH3])(Cl)Cl"';
		for (const there of [inScript(ammine, 8), inScript(ammine, 5, 27)]) {
			await expect(takeUp("preview", undefined, there)).rejects.toThrow("N has 4 bonds");
			await expect(askSelection(there)).rejects.toThrow("N has 4 bonds");
		}
		await expect(takeUp("preview", undefined, inScript('x = "C1CC(=O"', 7))).rejects.toThrow(/ring|branch|bracket|\(/u);
		await expect(takeUp("preview", undefined, inScript('print("hello", C(=O)O)', 9))).rejects.toThrow("There is no molecule or sequence here");
		await expect(takeUp("preview", undefined, inScript('print("hello", "CCO")', 13))).rejects.toThrow("There is no molecule or sequence here");
	});

	it("is not asked about unasked: a question may be about nothing", async () => {
		await takeUp("ask", undefined, inScript('answer = "NO"', 11));
		expect(asked).toEqual([[undefined, undefined]]);
	});
});
