/** Evaluation in a real extension host, with the real nano: what is asked, written and shown. */
import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import * as vscode from "vscode";
import { chooseEvaluation } from "../../src/evaluating/choosing.ts";
import { BLOCK_LIMIT, until } from "./documents.ts";
import { LoopWatch, NOISE } from "./loopWatch.ts";

const exists = (file: string): Promise<true | undefined> => readFile(file).then(() => true as const, () => undefined);
const QUESTION = { question: "Which vitamin prevents scurvy?", opa: "A", opb: "B12", opc: "C", opd: "D", cop: 3 };

/** Goes through the questions as they are proposed, with the keyboard, until they are all answered. */
async function acceptAll(done: () => Promise<true | undefined>): Promise<void> {
	await until(async () => {
		const is = await done();
		if (is === undefined) {
			await vscode.commands.executeCommand("workbench.action.acceptSelectedQuickOpenItem");
			await vscode.commands.executeCommand("workbench.action.quickInputAccept").then(undefined, () => undefined);
			await new Promise((resolve) => setTimeout(resolve, 300));
		}
		return is;
	}, "the end of the questions", 50_000);
}

describe("evaluating", () => {
	let folder: string;
	before(async () => {
		await vscode.extensions.getExtension("biomedgpt.biomedgpt")?.activate();
		folder = await mkdtemp(path.join(tmpdir(), "evaluating-"));
	});
	after(async () => {
		await vscode.commands.executeCommand("workbench.action.closeAllEditors");
		await rm(folder, { recursive: true });
	});

	it("asks how many questions and where the report goes, writes it, and shows the one for people", async () => {
		const questions = path.join(folder, "exam (2026).jsonl");
		await writeFile(questions, Array.from({ length: 30 }, (_, at) => JSON.stringify({ ...QUESTION, question: `${at}. ${QUESTION.question}` })).join("\n"));
		void vscode.commands.executeCommand("biomedgpt.evaluateModel", vscode.Uri.file(questions));
		const [json, markdown] = [path.join(folder, "evaluation.json"), path.join(folder, "evaluation.md")];
		await acceptAll(() => exists(json));
		const report = JSON.parse(await readFile(json, "utf8")) as { limit: number; model: { name: string }; benchmarks: readonly { name: string; evaluated: number; metrics: readonly { id: string; value: number }[] }[] };
		assert.equal(report.limit, 20);
		assert.equal(report.model.name, "BioMedGPT nano");
		assert.deepEqual(report.benchmarks.map(({ name, evaluated, metrics }) => [name, evaluated, metrics.map(({ id }) => id)]), [["exam 2026", 20, ["accuracy"]]]);
		assert.match(await readFile(markdown, "utf8"), /^# Evaluation of BioMedGPT nano/);
		await until(() => (vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).some(({ label }) => label.includes("evaluation.md")) ? true : undefined), "the report");
	}).timeout(60_000);

	it("proposes another name where a report is already, and blocks nobody", async function () {
		this.retries(NOISE);
		const molecules = path.join(folder, "alcohols.tsv");
		await writeFile(molecules, `SMILES\tdescription\n${Array.from({ length: 20 }, (_, at) => `${"C".repeat(at + 1)}O\tThe molecule is a primary alcohol of ${at + 1} carbon atoms.`).join("\n")}\n`);
		const before = (await reports()).length;
		assert.ok(before > 0);
		const watch = new LoopWatch();
		void vscode.commands.executeCommand("biomedgpt.evaluateModel", vscode.Uri.file(molecules));
		await acceptAll(async () => ((await reports()).length > before ? true : undefined));
		const blocked = watch.stop();
		assert.ok(blocked < BLOCK_LIMIT, `the extension host was blocked for ${blocked} ms`);
	}).timeout(60_000);

	it("compares predicted properties with measured ones, and tells which molecules the heads were trained on", async () => {
		const measured = path.join(folder, "solubility.csv");
		await writeFile(measured, `smiles,esol\nCCO,-0.77\nc1ccccc1,-1.64\n${Array.from({ length: 22 }, (_, at) => `CC(=O)N${"C".repeat(at + 1)}OCC,${-at / 4}`).join("\n")}\n`);
		const before = await reports();
		void vscode.commands.executeCommand("biomedgpt.evaluateModel", vscode.Uri.file(measured));
		await acceptAll(async () => ((await reports()).length > before.length ? true : undefined));
		const name = (await reports()).find((report) => !before.includes(report)) ?? "";
		const { benchmarks: [figures] } = JSON.parse(await readFile(path.join(folder, name), "utf8")) as { benchmarks: readonly { metrics: readonly { id: string; value: number }[]; trainedOn: readonly { title: string; same: number }[] }[] };
		assert.ok(figures !== undefined && figures.metrics.some(({ id, value }) => id === "rmse:esol" && value > 0 && value < 10));
		assert.ok(figures.trainedOn.every(({ title, same }) => title === "esol" && same <= 2));
	}).timeout(60_000);

	it("begins nothing with a file that is no benchmark", async () => {
		const wrong = path.join(folder, "prices.csv");
		await writeFile(wrong, "item,price\nflask,12\n");
		const before = await readdir(folder);
		let ended: true | undefined;
		void vscode.commands.executeCommand("biomedgpt.evaluateModel", vscode.Uri.file(wrong)).then(() => (ended = true));
		await acceptAll(async () => ended);
		assert.deepEqual(await readdir(folder), before);
	}).timeout(30_000);

	it("takes no file of another machine", async () => {
		await assert.rejects(chooseEvaluation(vscode.Uri.parse("vscode-vfs://github/lab/repo/exam.jsonl")), /exam\.jsonl does not lie in a folder of this machine/);
	});

	const reports = async (): Promise<readonly string[]> => (await readdir(folder)).filter((name) => /^evaluation.*\.json$/.test(name));
});
