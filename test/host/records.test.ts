import assert from "node:assert/strict";
import { createWriteStream } from "node:fs";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { once } from "node:events";
import * as vscode from "vscode";
import { RecordsDocument } from "../../src/preview/records/document.ts";
import { exportRecords } from "../../src/preview/records/exporting.ts";
import { RecordsSession } from "../../src/preview/records/session.ts";
import { ChemistryClient } from "../../src/science/chemistryClient.ts";
import type { Entity } from "../../src/science/entity.ts";
import type { RecordsToHost, RecordsToView } from "../../webview/protocol/records.ts";
import { BLOCK_LIMIT, sample, until } from "./documents.ts";
import { LoopWatch, NOISE } from "./loopWatch.ts";

const MEGABYTE = 1_000_000;
/** Memory that 100,000 records may take over what was there before. */
const MEMORY = 300 * MEGABYTE;

/** A page that only remembers what it is told. */
class FakePage {
	readonly told: RecordsToView[] = [];
	readonly entities: { readonly how: string; readonly entity: Entity; readonly origin: string | undefined }[] = [];
	readonly session: RecordsSession;
	readonly #messages = new vscode.EventEmitter<unknown>();

	constructor(readonly document: RecordsDocument, chemistry: ChemistryClient, kind: "molecules" | "sequences" = "molecules") {
		const remember = (how: string) => (entity: Entity, origin?: string): Promise<void> => {
			this.entities.push({ how, entity, origin });
			return Promise.resolve();
		};
		const webview = { onDidReceiveMessage: this.#messages.event, postMessage: (message: RecordsToView) => Promise.resolve(this.told.push(message) > 0) };
		this.session = new RecordsSession(document, kind, webview, { chemistry, theme: () => "dark", ask: remember("ask"), preview: remember("preview"), log: { info: () => undefined, warn: () => undefined } });
	}

	say(message: RecordsToHost): void {
		this.#messages.fire(message);
	}

	last<T extends RecordsToView["type"]>(type: T): Extract<RecordsToView, { type: T }> | undefined {
		return this.told.findLast((each): each is Extract<RecordsToView, { type: T }> => each.type === type);
	}

	async rows(from: number, count: number): Promise<Extract<RecordsToView, { type: "rows" }>> {
		const { generation = 0 } = this.last("state")?.state ?? {};
		this.told.length = 0;
		this.say({ type: "rows", generation, from, count });
		return until(() => this.last("rows"), "the rows");
	}

	/** The state when nothing runs any more. */
	async quiet(milliseconds = 60_000): Promise<Extract<RecordsToView, { type: "state" }>["state"]> {
		return until(() => {
			const state = this.last("state")?.state;
			return state?.work === undefined ? state : undefined;
		}, "the end of the work", milliseconds);
	}

	dispose(): void {
		this.session.dispose();
		this.document.dispose();
	}
}

/** A molecule of some 40 atoms with properties, as in files of vendors: 2.4 kB. */
function molecule(index: number): string {
	const atoms = Array.from({ length: 24 }, (_, at) => `${(at * 1.2).toFixed(4).padStart(10)}${((at % 2) * 0.7).toFixed(4).padStart(10)}    0.0000 ${at === 23 && index % 10 === 0 ? "Br" : "C "}  0  0  0  0  0  0  0  0  0  0  0  0\n`).join("");
	const bonds = Array.from({ length: 23 }, (_, at) => `${String(at + 1).padStart(3)}${String(at + 2).padStart(3)}  1  0  0  0  0\n`).join("");
	return `compound ${index}\n  generated\n\n 24 23  0  0  0  0  0  0  0  0999 V2000\n${atoms}${bonds}M  END\n> <pIC50>\n${((index * 7919) % 1000) / 100}\n\n> <Supplier>\nvendor ${index % 17}\n\n$$$$\n`;
}

async function write(file: string, count: number, record: (index: number) => string): Promise<void> {
	const stream = createWriteStream(file);
	for (let index = 0; index < count; index += 500) {
		if (!stream.write(Array.from({ length: Math.min(500, count - index) }, (_, at) => record(index + at)).join(""))) {
			await once(stream, "drain");
		}
	}
	stream.end();
	await once(stream, "finish");
}

describe("files of records", () => {
	let chemistry: ChemistryClient;
	let folder = "";
	before(async () => {
		chemistry = new ChemistryClient({ workerFile: path.join(vscode.extensions.getExtension("biomedgpt.biomedgpt")?.extensionPath ?? "", "dist", "chemistry-worker.js") });
		folder = await mkdtemp(path.join(tmpdir(), "biomedgpt-records-host-"));
	});
	after(async () => {
		await chemistry.dispose();
		await rm(folder, { recursive: true, force: true });
	});

	for (const [name, count, record] of [
		["vendor.sdf", 100_000, molecule],
		["library.csv", 500_000, (index: number) => `${index === 0 ? "smiles,id,pIC50\n" : ""}CC(=O)Nc1ccc(OC${"C".repeat(index % 20)})cc1,CPD${index},${((index * 7919) % 1000) / 100}\n`],
	] as const) {
		it(`of ${count.toLocaleString("en")} records (${name}) show the first at once, sort and filter, within memory and without blocking`, async () => {
			const file = path.join(folder, name);
			await write(file, count, record);
			(globalThis as { gc?: () => void }).gc?.();
			const before = process.memoryUsage();
			const watch = new LoopWatch();
			const begun = performance.now();
			const page = new FakePage(new RecordsDocument(vscode.Uri.file(file)), chemistry);
			try {
				page.say({ type: "ready" });
				await until(() => ((page.last("state")?.state.shown ?? 0) > 0 ? true : undefined), "the first records");
				const first = await page.rows(0, 30);
				const firstPage = performance.now() - begun;
				assert.equal(first.records.length, 30);
				assert.equal((await page.quiet()).total, count);
				const indexed = performance.now() - begun;
				const grown = (): number => Math.max(process.memoryUsage().rss - before.rss, 0);
				const memoryIndexed = grown();
				const column = name === "vendor.sdf" ? 0 : 2;
				page.say({ type: "sort", sorting: { column, descending: true } });
				await until(() => (page.last("state")?.state.work === undefined ? undefined : true), "the beginning of the sorting");
				await page.quiet();
				const sorted = performance.now() - begun - indexed;
				const [highest] = (await page.rows(0, 1)).records;
				assert.equal(highest?.cells[column], "9.99");
				page.say({ type: "sort" });
				page.say({ type: "filter", filter: { column, operator: "above", value: "9.9", smarts: "" } });
				const shown = await until(() => { const state = page.last("state")?.state; return state?.work === undefined && state?.filter !== undefined ? state.shown : undefined; }, "the filter", 60_000);
				assert.equal(shown, (count / 1000) * 9);
				const longest = watch.stop();
				const { size } = await stat(file);
				console.log(`${name}, ${(size / MEGABYTE).toFixed(0)} MB: first page ${firstPage.toFixed(0)} ms, all ${indexed.toFixed(0)} ms, sorted ${sorted.toFixed(0)} ms, blocked ${longest.toFixed(1)} ms, memory + ${(memoryIndexed / MEGABYTE).toFixed(0)} MB indexed, + ${(grown() / MEGABYTE).toFixed(0)} MB at the end`);
				// A second is the goal; the bound leaves room for a busy machine.
				assert.ok(firstPage <= 3000, `the first page took ${firstPage.toFixed(0)} ms`);
				assert.ok(longest <= BLOCK_LIMIT, `blocked for ${longest.toFixed(1)} ms`);
				assert.ok(grown() <= MEMORY, `took ${(grown() / MEGABYTE).toFixed(0)} MB`);
			} finally {
				watch.stop();
				page.dispose();
			}
		}).retries(NOISE);
	}

	it("are filtered by a substructure while they are looked through, drawn, asked about and exported", async () => {
		const file = path.join(folder, "small.sdf");
		await write(file, 300, molecule);
		const page = new FakePage(new RecordsDocument(vscode.Uri.file(file)), chemistry);
		try {
			page.say({ type: "ready" });
			await page.quiet();
			page.say({ type: "draw", records: [0, 1], theme: "dark", width: 220, height: 150 });
			// Those of the first records come unasked, several in a message.
			const drawn = (wanted: number): string | undefined => page.told.flatMap((message) => (message.type === "drawings" ? message.drawings : [])).find(({ record }) => record === wanted)?.svg;
			for (const record of [0, 1]) {
				assert.match(await until(() => drawn(record), "the drawings"), /^<svg/);
			}
			page.say({ type: "filter", filter: { column: -1, operator: "contains", value: "", smarts: "CBr" } });
			await until(() => (page.last("state")?.state.shown === 30 && page.last("state")?.state.work === undefined ? true : undefined), "30 bromides");
			const { generation, records } = await page.rows(0, 3);
			assert.deepEqual(records.map(({ name }) => name), ["compound 0", "compound 10", "compound 20"]);
			page.say({ type: "range", generation: generation - 1, from: 0, count: 2 });
			page.say({ type: "range", generation, from: 27, count: 500 });
			assert.deepEqual(await until(() => page.last("range"), "the records between two rows"), { type: "range", generation, records: [270, 280, 290] });
			assert.equal(page.told.filter(({ type }) => type === "range").length, 1);
			page.say({ type: "act", generation, action: "ask", record: 10 });
			const [asked] = await until(() => (page.entities.length > 0 ? page.entities : undefined), "the question");
			assert.deepEqual(asked, { how: "ask", entity: { kind: "molecule", smiles: "CCCCCCCCCCCCCCCCCCCCCCCBr", name: "compound 10" }, origin: "record 11 of small.sdf" });
			page.say({ type: "act", generation, action: "copy", record: 10 });
			await until(async () => ((await vscode.env.clipboard.readText()) === "CCCCCCCCCCCCCCCCCCCCCCCBr" ? true : undefined), "the copied SMILES");
			page.say({ type: "filter", filter: { column: -1, operator: "contains", value: "", smarts: "C(" } });
			assert.match(await until(() => page.last("state")?.state.problem, "the reason"), /SMARTS “C\(”/);
			const { reading } = page.document;
			assert.ok(reading);
			const options = { records: Uint32Array.of(20, 1), columns: ["pIC50", "Supplier"], nameTitle: "Name", chemistry, signal: new AbortController().signal, onProgress: () => undefined };
			await exportRecords(reading, vscode.Uri.file(path.join(folder, "two.sdf")), { ...options, format: "sdf" });
			assert.equal(await readFile(path.join(folder, "two.sdf"), "utf8"), molecule(20) + molecule(1));
			await exportRecords(reading, vscode.Uri.file(path.join(folder, "two.csv")), { ...options, format: "csv" });
			assert.equal(await readFile(path.join(folder, "two.csv"), "utf8"), "Name,SMILES,pIC50,Supplier\ncompound 20,CCCCCCCCCCCCCCCCCCCCCCCBr,3.8,vendor 3\ncompound 1,CCCCCCCCCCCCCCCCCCCCCCCC,9.19,vendor 1\n");
			const cancelled = new AbortController();
			cancelled.abort();
			await assert.rejects(exportRecords(reading, vscode.Uri.file(path.join(folder, "none.sdf")), { ...options, format: "sdf", signal: cancelled.signal }));
			await assert.rejects(stat(path.join(folder, "none.sdf")));
		} finally {
			page.dispose();
		}
	});

	it("are read again when they change on the disk, and the filter stays", async () => {
		const uri = sample("changing.sdf");
		await vscode.workspace.fs.writeFile(uri, Buffer.from(molecule(10) + molecule(11)));
		const page = new FakePage(new RecordsDocument(uri), chemistry);
		try {
			page.say({ type: "ready" });
			await page.quiet();
			page.say({ type: "filter", filter: { column: -2, operator: "contains", value: "compound 1", smarts: "" } });
			await until(() => (page.last("state")?.state.shown === 2 ? true : undefined), "two records");
			const { edition } = page.last("opened") ?? {};
			await writeFile(uri.fsPath, molecule(12) + molecule(20) + molecule(13) + molecule(14));
			await until(() => (page.last("state")?.state.total === 4 && page.last("state")?.state.shown === 3 ? true : undefined), "three of four records");
			// A page that was hidden meanwhile was told of nothing: it knows by the edition that its records are others.
			const changed = page.last("changed")?.edition;
			assert.notEqual(changed, edition);
			page.say({ type: "ready" });
			assert.equal(await until(() => (page.last("opened")?.edition === edition ? undefined : page.last("opened")?.edition), "the other edition"), changed);
			assert.deepEqual((await page.rows(0, 5)).records.map(({ name }) => name), ["compound 12", "compound 13", "compound 14"]);
		} finally {
			page.dispose();
		}
	});

	it("that are no records say why", async () => {
		const file = path.join(folder, "picture.sdf");
		await writeFile(file, Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0]), Buffer.alloc(100_000, 7)]));
		const page = new FakePage(new RecordsDocument(vscode.Uri.file(file)), chemistry);
		const missing = new FakePage(new RecordsDocument(vscode.Uri.file(path.join(folder, "gone.sdf"))), chemistry);
		try {
			page.say({ type: "ready" });
			missing.say({ type: "ready" });
			assert.match((await page.quiet()).problem ?? "", /zero bytes/);
			assert.match((await missing.quiet()).problem ?? "", /moved or deleted/);
		} finally {
			page.dispose();
			missing.dispose();
		}
	});

	it("open as a grid, or as a list where that is asked for; lead back to the text in one step, and stay text in a diff", async function () {
		await vscode.extensions.getExtension("biomedgpt.biomedgpt")?.activate();
		if (!(await vscode.commands.getCommands(true)).includes("biomedgpt.openMolecules")) {
			console.log("skipped: the extension does not register the editors of records yet");
			this.skip();
		}
		const input = (): unknown => vscode.window.tabGroups.activeTabGroup.activeTab?.input;
		const custom = (): string | undefined => { const shown = input(); return shown instanceof vscode.TabInputCustom ? shown.viewType : undefined; };
		await vscode.commands.executeCommand("vscode.open", sample("ligands.sdf"));
		assert.equal(await until(custom, "the grid"), "biomedgpt.molecules");
		await vscode.commands.executeCommand("biomedgpt.openRecordsAsText");
		await until(() => (input() instanceof vscode.TabInputText ? true : undefined), "the text");
		await vscode.commands.executeCommand("biomedgpt.openSequences", sample("proteins.fasta"));
		assert.equal(await until(custom, "the list"), "biomedgpt.sequences");
		await vscode.commands.executeCommand("biomedgpt.openMolecules", sample("compounds.csv"));
		await until(() => (custom() === "biomedgpt.moleculeTable" ? true : undefined), "the grid of a table");
		await vscode.workspace.fs.writeFile(sample("LATER.SDF"), Buffer.from(molecule(1)));
		await vscode.commands.executeCommand("vscode.diff", sample("ligands.sdf"), sample("LATER.SDF"));
		await until(() => (input() instanceof vscode.TabInputTextDiff ? true : undefined), "the difference of the texts");
		await vscode.commands.executeCommand("workbench.action.closeAllEditors");
		await vscode.commands.executeCommand("vscode.open", sample("LATER.SDF"));
		await until(() => (custom() === "biomedgpt.molecules" ? true : undefined), "the grid, in any letter case");
		await vscode.commands.executeCommand("workbench.action.closeAllEditors");
	});
});
