import { afterEach, describe, expect, it, vi } from "vitest";
import type { NotebookCellStatusBarItem } from "./vscode.ts";
import { registered, settings } from "./vscode.ts";
import type { Found } from "../../../src/science/recognition/found.ts";
import type { Located } from "../../../src/science/recognition/located.ts";

vi.mock("vscode", () => import("./vscode.ts"));
const { registerCellStatus } = await import("../../../src/notebook/cellStatus.ts");

const cell = { document: { uri: { toString: () => "vscode-notebook-cell:/series_B.ipynb#W0" } } };
const token = { isCancellationRequested: false };

function located(kind: Found["kind"], line: number, problem?: Located["problem"]): Located {
	const range = { start: { line, character: 10 }, end: { line, character: 13 } };
	return { found: { kind, notation: "smiles", start: 0, end: 3, text: "CCO", cue: "certain" }, range, problem };
}

async function items(...portions: readonly Located[][]): Promise<NotebookCellStatusBarItem[]> {
	async function* all(): AsyncGenerator<readonly Located[]> {
		yield* portions;
	}
	registerCellStatus({ entities: { all }, plausible: async (located) => located, askCommand: "biomedgpt.ask" });
	const { type, provider } = registered.at(-1) ?? expect.fail("nothing was registered");
	expect(type, "cells of any kernel").toBe("*");
	return provider.provideCellStatusBarItems(cell, token);
}

afterEach(() => settings.clear());

describe("the status of a cell", () => {
	it("counts what can be asked about, over all portions of a long cell, and asks about one of them", async () => {
		const [item, ...others] = await items([located("molecule", 0), located("molecule", 1)], [located("molecule", 7), located("protein", 8)]);
		expect(others).toEqual([]);
		expect(item?.text).toBe("3 molecules, 1 protein · ask");
		expect(item?.command).toMatchObject({ command: "biomedgpt.ask" });
		const { arguments: [places] } = item?.command as { arguments: [object[]] };
		expect(places).toHaveLength(4);
		expect(places[2]).toEqual({ uri: "vscode-notebook-cell:/series_B.ipynb#W0", line: 7, character: 10 });
	});

	it("says one molecule, not one molecules", async () => {
		expect((await items([located("molecule", 0)])).map(({ text }) => text)).toEqual(["1 molecule · ask"]);
	});

	it("leaves out what cannot be read, and is quiet where nothing can", async () => {
		const broken = located("molecule", 0, { message: "Ring 1 is never closed.", range: { start: { line: 0, character: 10 }, end: { line: 0, character: 11 } } });
		expect((await items([broken, located("reaction", 1)])).map(({ text }) => text)).toEqual(["1 reaction · ask"]);
		expect(await items([broken])).toEqual([]);
		expect(await items([])).toEqual([]);
	});

	it("goes with the lenses when they are switched off", async () => {
		settings.set("biomedgpt.codeLens.enabled", false);
		expect(await items([located("molecule", 0)])).toEqual([]);
	});
});
