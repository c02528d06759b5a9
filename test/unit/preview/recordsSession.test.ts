import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type * as vscode from "vscode";
import { RecordsDocument } from "../../../src/preview/records/document.ts";
import { RecordsSession } from "../../../src/preview/records/session.ts";
import type { Entity } from "../../../src/science/entity.ts";
import type { RecordsToHost, RecordsToView } from "../../../webview/protocol/records.ts";
import { type RealChemistry, realChemistry } from "../../support/chemistry.ts";
import { deleted, EventEmitter, files, person, Uri } from "./vscodeFiles.ts";

vi.mock("vscode", () => import("./vscodeFiles.ts"));

describe("a panel of records", () => {
	let real: RealChemistry;
	let folder = "";
	beforeAll(async () => {
		real = await realChemistry();
		folder = await mkdtemp(path.join(tmpdir(), "biomedgpt-panel-"));
	});
	afterAll(async () => {
		await real.dispose();
		await rm(folder, { recursive: true, force: true });
	});

	const open = (uri: Uri, isReady = true): { document: RecordsDocument; told: RecordsToView[]; asked: Entity[]; say: (message: RecordsToHost) => void; generation: () => number; close: () => void } => {
		const document = new RecordsDocument(uri as unknown as vscode.Uri);
		const told: RecordsToView[] = [];
		const asked: Entity[] = [];
		const messages = new EventEmitter<unknown>();
		const webview = { onDidReceiveMessage: messages.event, postMessage: (message: RecordsToView) => Promise.resolve(told.push(message) > 0) } as unknown as vscode.Webview;
		const take = async (entity: Entity): Promise<void> => {
			asked.push(entity);
		};
		const session = new RecordsSession(document, "molecules", webview, { chemistry: real.chemistry, theme: () => "light", ask: take, preview: take, log: { info: () => undefined, warn: () => undefined } });
		const generation = (): number => told.findLast((each) => each.type === "state")?.state.generation ?? 0;
		if (isReady) {
			messages.fire({ type: "ready" });
		}
		return { document, told, asked, say: (message) => messages.fire(message), generation, close: () => { session.dispose(); document.dispose(); } };
	};
	const notes = (told: readonly RecordsToView[]): readonly string[] => told.flatMap((each) => (each.type === "note" ? each.text : []));
	/** The file is read, and the page knows of it. */
	const read = async ({ document, told }: ReturnType<typeof open>): Promise<void> => {
		await expect.poll(() => document.read).toBe(1);
		await expect.poll(() => told.findLast((each) => each.type === "state")?.state.work).toBeUndefined();
		await pause(100);
	};
	const bromide = { column: -1, operator: "contains", value: "wanted", smarts: "" } as const;

	it.each(["file", "vscode-vfs"])("writes nothing of another file (%s) that takes the place of the one that was shown, and says so", async (scheme) => {
		const source = scheme === "file" ? path.join(folder, "library.smi") : "/library.smi";
		const uri = new Uri(scheme, source);
		const write = async (text: string): Promise<void> => {
			files.set(uri.toString(), Buffer.from(text));
			if (scheme === "file") {
				await writeFile(`${source}.new`, text);
				await rename(`${source}.new`, source);
			}
		};
		await write("CCBr wanted\nCCO other\n");
		const panel = open(uri);
		await read(panel);
		panel.say({ type: "filter", filter: bromide });
		await read(panel);
		const target = path.join(folder, `${scheme}.csv`);
		person.saves = async () => {
			await write("CCO somebody else's\nCCBr e\n");
			panel.document.load();
			await read(panel);
			return Uri.file(target);
		};
		panel.say({ type: "export", generation: panel.generation(), format: "csv", records: [] });
		await expect.poll(() => notes(panel.told)).toEqual(["This file was written anew in the meantime. Look at its records as they are now, and try again."]);
		expect(existsSync(target)).toBe(false);
		panel.close();
	});

	it("has the first records and their drawings for a page as soon as it is there, since VS Code takes a while to make one", async () => {
		const source = path.join(folder, "ready.smi");
		await writeFile(source, Array.from({ length: 2000 }, (_, at) => `${"C".repeat(at + 1)}O alcohol${at}\n`).join(""));
		const panel = open(Uri.file(source), false);
		await expect.poll(() => panel.document.read).toBe(1);
		// The page is still being made: its drawings are.
		await real.chemistry.draw("CCCCCCCCCCCCO", { theme: "light", width: 220, height: 150 });
		await pause(100);
		panel.told.length = 0;
		panel.say({ type: "ready" });
		const state = panel.told.find((each) => each.type === "state");
		expect(state?.first?.map(({ name }) => name).slice(0, 2)).toEqual(["alcohol0", "alcohol1"]);
		expect(state?.first?.length).toBe(50);
		// The page has asked for none of them.
		const drawn = () => panel.told.flatMap((each) => (each.type === "drawings" ? each.drawings : []));
		await expect.poll(() => drawn().map(({ record }) => record).sort((one, other) => one - other), { timeout: 10_000 }).toEqual(Array.from({ length: 12 }, (_, record) => record));
		expect(drawn().filter(({ svg }) => svg?.includes("<svg") !== true)).toEqual([]);
		panel.close();
	});

	it("keeps what was found while the next filter is being typed, and says what is not right yet", async () => {
		const uri = new Uri("vscode-vfs", "/typed.smi");
		files.set(uri.toString(), Buffer.from("CCBr bromoethane\nCCO ethanol\nCCCO propanol\n"));
		const panel = open(uri);
		await read(panel);
		const state = () => panel.told.findLast((each) => each.type === "state")?.state;
		panel.say({ type: "filter", filter: { ...bromide, value: "", smarts: "CO" } });
		await expect.poll(() => state()?.shown).toBe(2);
		panel.say({ type: "filter", filter: { ...bromide, value: "", smarts: "C(O" } });
		await expect.poll(() => state()?.problem).toContain("RDKit cannot read the SMARTS “C(O”");
		expect(state()?.shown).toBe(2);
		panel.say({ type: "filter", filter: { ...bromide, operator: "above", value: "etha" } });
		await expect.poll(() => state()?.problem).toContain("“etha” is no number");
		expect(state()?.shown).toBe(2);
		// The numbers of what was found are of no use for another file.
		files.set(uri.toString(), Buffer.from("CCBr bromoethane\n"));
		panel.document.load();
		await expect.poll(() => state()?.total).toBe(1);
		await expect.poll(() => state()?.shown).toBe(1);
		panel.close();
	});

	it("says when its file was deleted, and goes on showing what it had", async () => {
		const uri = new Uri("vscode-vfs", "/gone.smi");
		files.set(uri.toString(), Buffer.from("CCO ethanol\n"));
		const panel = open(uri);
		await read(panel);
		files.delete(uri.toString());
		deleted.fire(uri);
		await expect.poll(() => panel.told.findLast((each) => each.type === "state")?.state).toMatchObject({ shown: 1, problem: "This file was deleted or moved. Its records are shown as they were last." });
		panel.close();
	});

	it("goes on writing when it is closed, and says so beside it", async () => {
		const source = path.join(folder, "long.smi");
		await writeFile(source, Array.from({ length: 60_000 }, (_, at) => `CCO molecule${at}\n`).join(""));
		const panel = open(Uri.file(source));
		await read(panel);
		const target = path.join(folder, "long.csv");
		person.saves = () => {
			setTimeout(() => panel.close(), 5);
			return Promise.resolve(Uri.file(target));
		};
		panel.say({ type: "export", generation: panel.generation(), format: "csv", records: [] });
		await expect.poll(() => person.told, { timeout: 20_000 }).toEqual(["Written: long.csv"]);
		expect(readFileSync(target, "utf8").split("\n").length).toBe(60_002);
	});

	it("writes all that a filter finds where it is still looking, and says that this takes a moment", async () => {
		const source = path.join(folder, "many.smi");
		await writeFile(source, Array.from({ length: 60_000 }, (_, at) => `CCO ${at % 2 === 0 ? "wanted" : "other"}${at}\n`).join(""));
		const panel = open(Uri.file(source));
		await read(panel);
		const target = path.join(folder, "many.csv");
		person.saves = () => Promise.resolve(Uri.file(target));
		panel.say({ type: "filter", filter: bromide });
		panel.say({ type: "export", generation: panel.generation(), format: "csv", records: [] });
		await expect.poll(() => notes(panel.told), { timeout: 20_000 }).toEqual(["The export begins when the file has been looked through.", "Written: many.csv"]);
		expect(readFileSync(target, "utf8").split("\n").length).toBe(30_002);
		panel.close();
	});

	it("says of an export that it holds what a stopped search had found", async () => {
		const source = path.join(folder, "stopped.smi");
		await writeFile(source, "CCO wanted\n".repeat(60_000));
		const panel = open(Uri.file(source));
		await read(panel);
		const target = path.join(folder, "stopped-part.csv");
		person.saves = () => Promise.resolve(Uri.file(target));
		panel.say({ type: "filter", filter: bromide });
		panel.say({ type: "stop" });
		await expect.poll(() => panel.told.findLast((each) => each.type === "state")?.state).toMatchObject({ summary: "0 match in the first 0 of 60,000, stopped", stopped: true });
		panel.say({ type: "export", generation: panel.generation(), format: "csv", records: [] });
		await expect.poll(() => notes(panel.told)).toEqual(["Written: stopped-part.csv · The search was stopped: these are the matches in the first 0 records only"]);
		panel.close();
	});

	it("does nothing with a record of the file before, whose number is that of another molecule now", async () => {
		const uri = new Uri("vscode-vfs", "/swapped.smi");
		files.set(uri.toString(), Buffer.from("CCO ethanol\n"));
		const panel = open(uri);
		await read(panel);
		const before = panel.generation();
		files.set(uri.toString(), Buffer.from("CCBr bromoethane\n"));
		panel.document.load();
		await panel.document.indexed;
		panel.say({ type: "act", generation: before, action: "ask", record: 0 });
		panel.say({ type: "export", generation: before, format: "csv", records: [0] });
		await expect.poll(() => notes(panel.told).length).toBe(2);
		expect(panel.asked).toEqual([]);
		await read(panel);
		panel.say({ type: "act", generation: panel.generation(), action: "ask", record: 0 });
		await expect.poll(() => panel.asked).toEqual([{ kind: "molecule", smiles: "CCBr", name: "bromoethane" }]);
		// A filter makes another order of the same records: what is asked for in that moment is still right.
		const generation = panel.generation();
		panel.say({ type: "filter", filter: bromide });
		panel.say({ type: "act", generation, action: "ask", record: 0 });
		await expect.poll(() => panel.asked.length).toBe(2);
		panel.close();
	});
});
