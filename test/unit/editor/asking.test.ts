/** A chip in the chat tells from which file it was asked about. */
import { afterEach, describe, expect, it, vi } from "vitest";
import type { Entity } from "../../../src/science/entity.ts";
import type { Located } from "../../../src/science/recognition/located.ts";
import { act } from "../../../src/editor/acting.ts";
import { takeUp, type AskServices } from "../../../src/editor/asking.ts";

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
