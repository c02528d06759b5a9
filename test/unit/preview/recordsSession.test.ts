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
import { EventEmitter, files, person, Uri } from "./vscodeFiles.ts";

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

	const open = (uri: Uri): { document: RecordsDocument; told: RecordsToView[]; asked: Entity[]; say: (message: RecordsToHost) => void; generation: () => number; close: () => void } => {
		const document = new RecordsDocument(uri as unknown as vscode.Uri);
		const told: RecordsToView[] = [];
		const asked: Entity[] = [];
		const messages = new EventEmitter<unknown>();
		const webview = { onDidReceiveMessage: messages.event, postMessage: (message: RecordsToView) => Promise.resolve(told.push(message) > 0) } as unknown as vscode.Webview;
		const take = async (entity: Entity): Promise<void> => {
			asked.push(entity);
		};
		const session = new RecordsSession(document, "molecules", webview, { chemistry: real.chemistry, ask: take, preview: take, log: { info: () => undefined, warn: () => undefined } });
		const generation = (): number => told.findLast((each) => each.type === "state")?.state.generation ?? 0;
		messages.fire({ type: "ready" });
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
