/** Models in a real extension host: another one answers without a reload, is removed and comes back; the list says so. */
import assert from "node:assert/strict";
import { cp, mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import * as vscode from "vscode";
import { Library } from "../../src/models/library.ts";
import { root, until } from "./documents.ts";

const extension = (): vscode.Extension<unknown> => vscode.extensions.getExtension("biomedgpt.biomedgpt") ?? assert.fail("the extension is not there");
const embedded = (): string => path.join(extension().extensionPath, "models", "nano");
/** As .vscode-test.mjs has it: the same for the extension and this test. */
const folder = process.env["BIOMEDGPT_MODELS"] ?? "";
const chosen = (): string | undefined => vscode.workspace.getConfiguration("biomedgpt").get<string>("model");
const there = (name: string): Promise<true | undefined> => stat(path.join(folder, name)).then(() => true as const, () => undefined);

async function install(name: string, title: string): Promise<void> {
	const directory = path.join(folder, name);
	await cp(embedded(), directory, { recursive: true });
	const file = path.join(directory, "manifest.json");
	await writeFile(file, JSON.stringify({ ...(JSON.parse(await readFile(file, "utf8")) as object), name, title }));
}

/** What VS Code's model picker calls the local model. */
async function offered(): Promise<string | undefined> {
	const [model] = await vscode.lm.selectChatModels({ vendor: "biomedgpt" });
	return model?.name;
}

class Memory implements vscode.Memento {
	readonly #kept = new Map<string, unknown>();
	keys = (): readonly string[] => [...this.#kept.keys()];
	get<Value>(key: string, otherwise?: Value): Value | undefined {
		return (this.#kept.get(key) as Value | undefined) ?? otherwise;
	}
	update = async (key: string, value: unknown): Promise<void> => void this.#kept.set(key, value);
}

describe("models", () => {
	before(async () => {
		assert.ok(folder.startsWith(path.dirname(root().fsPath)), "the models' folder is the tests' own");
		await extension().activate();
		await rm(folder, { recursive: true, force: true });
		await install("twin", "Nano's Twin");
		await mkdir(path.join(folder, "empty"));
		await vscode.commands.executeCommand("biomedgpt.models.refresh");
	});
	after(async () => {
		await vscode.workspace.getConfiguration("biomedgpt").update("model", undefined, vscode.ConfigurationTarget.Global);
		await rm(folder, { recursive: true, force: true });
	});

	it("are listed with what can be done with each", async () => {
		const library = new Library({ folder, embedded: embedded(), catalogFile: path.join(extension().extensionPath, "models", "catalog.json"), memory: new Memory() });
		const { installed, available } = await library.survey();
		assert.deepEqual(installed.map(({ name, failure }) => [name, failure?.code]), [["nano", undefined], ["empty", "bundle-missing"], ["twin", undefined]]);
		assert.ok(available.length >= 5);
		library.dispose();
	});

	it("say in words what their icons show", async () => {
		const library = new Library({ folder, embedded: embedded(), catalogFile: path.join(extension().extensionPath, "models", "catalog.json"), memory: new Memory() });
		const { installedItem } = await import("../../src/models/items.ts");
		const { installed } = await library.survey();
		const [nano, empty] = installed.map((entry) => installedItem(entry, { active: entry.embedded, checked: undefined }));
		assert.match(nano?.contextValue ?? "", /^model installed active embedded whole$/);
		assert.deepEqual(nano?.command?.arguments, ["installed:nano"]);
		assert.equal(nano.command.command, "biomedgpt.models.details");
		assert.match(nano?.accessibilityInformation?.label ?? "", /BioMedGPT nano · answers · [\d.]+ MB/);
		assert.match(empty?.contextValue ?? "", /\bbroken$/);
		assert.match(empty?.accessibilityInformation?.label ?? "", /cannot be used.*manifest\.json cannot be read/);
		library.dispose();
	});

	it("are offered with a mark at the one that answers", async () => {
		const library = new Library({ folder, embedded: embedded(), catalogFile: path.join(extension().extensionPath, "models", "catalog.json"), memory: new Memory() });
		const { installedChoice } = await import("../../src/models/choosing.ts");
		const { installed } = await library.survey();
		const lines = installed.map((entry) => installedChoice(entry, library.active.name === entry.name)).map(({ label, description }) => `${label} ${description ?? ""}`);
		assert.match(lines[0] ?? "", /^\$\(pass-filled\) BioMedGPT nano answers · /);
		assert.ok(lines.slice(1).every((line) => line.startsWith("$(circle-large-outline) ") && !line.includes("answers")), lines.join("\n"));
		library.dispose();
	});

	it("answer without a reload when they are chosen, and the setting remembers it", async () => {
		assert.match((await offered()) ?? "", /nano/);
		await vscode.commands.executeCommand("biomedgpt.models.use", "installed:twin");
		assert.equal(chosen(), "twin");
		await until(async () => ((await offered())?.includes("Nano's Twin") === true ? true : undefined), "the twin in the model picker", 20_000);
	});

	it("make room for the embedded one when the one that answers is removed, and come back", async () => {
		void vscode.commands.executeCommand("biomedgpt.models.remove", "installed:twin");
		await until(async () => ((await there("twin")) === undefined ? (true as const) : undefined), "the removal", 20_000);
		assert.equal(chosen(), "");
		await until(async () => (/nano/.test((await offered()) ?? "") ? true : undefined), "nano in the model picker", 20_000);
		const [id = ""] = await readdir(path.join(folder, ".removed"));
		await vscode.commands.executeCommand("biomedgpt.models.restore", `removed:${id}`);
		assert.equal(await there("twin"), true);
		await vscode.commands.executeCommand("notifications.clearAll");
	});

	it("are listed as they are when another window has removed one, or brought it back", async () => {
		const library = new Library({ folder, embedded: embedded(), catalogFile: path.join(extension().extensionPath, "models", "catalog.json"), memory: new Memory() });
		const listed = async (): Promise<boolean> => (await library.survey()).installed.some(({ name }) => name === "twin");
		assert.equal(await listed(), true);
		// Watching begins a moment after it is asked for.
		await new Promise((resolve) => setTimeout(resolve, 1000));
		await rename(path.join(folder, "twin"), path.join(folder, ".elsewhere"));
		await until(async () => ((await listed()) ? undefined : (true as const)), "the removal in the list", 20_000);
		await rename(path.join(folder, ".elsewhere"), path.join(folder, "twin"));
		await until(async () => ((await listed()) || undefined), "the return in the list", 20_000);
		library.dispose();
	});

	it("are left to the embedded one while they are away, and answer again when they are back", async () => {
		await vscode.commands.executeCommand("biomedgpt.models.use", "installed:twin");
		await until(async () => ((await offered())?.includes("Nano's Twin") === true ? true : undefined), "the twin in the model picker", 20_000);
		await rename(path.join(folder, "twin"), path.join(folder, ".elsewhere"));
		await until(async () => (/nano/.test((await offered()) ?? "") ? true : undefined), "nano in the model picker", 20_000);
		assert.equal(chosen(), "twin");
		await rename(path.join(folder, ".elsewhere"), path.join(folder, "twin"));
		await until(async () => ((await offered())?.includes("Nano's Twin") === true ? true : undefined), "the twin again", 20_000);
		await vscode.workspace.getConfiguration("biomedgpt").update("model", undefined, vscode.ConfigurationTarget.Global);
		await until(async () => (/nano/.test((await offered()) ?? "") ? true : undefined), "nano in the model picker", 20_000);
		await vscode.commands.executeCommand("notifications.clearAll");
	});

	it("that are gone are not chosen", async () => {
		await rename(path.join(folder, "twin"), path.join(folder, ".elsewhere"));
		void vscode.commands.executeCommand("biomedgpt.models.use", "installed:twin");
		await new Promise((resolve) => setTimeout(resolve, 1000));
		assert.equal(chosen(), "");
		await rename(path.join(folder, ".elsewhere"), path.join(folder, "twin"));
		await vscode.commands.executeCommand("notifications.clearAll");
	});

	it("that are broken are not chosen", async () => {
		void vscode.commands.executeCommand("biomedgpt.models.use", "installed:empty");
		await new Promise((resolve) => setTimeout(resolve, 500));
		assert.equal(chosen(), "");
	});
});
