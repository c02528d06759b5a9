import assert from "node:assert/strict";
import * as vscode from "vscode";
import { BLOCK_LIMIT, until } from "./documents.ts";
import { LoopWatch, NOISE } from "./loopWatch.ts";

const VIEW_TYPE = "biomedgpt.chatEditor";

/** The chat's tabs, in whatever column. */
function chatTabs(): readonly vscode.Tab[] {
	return vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).filter(({ input }) => input instanceof vscode.TabInputWebview && input.viewType.endsWith(VIEW_TYPE));
}

describe("the chat", () => {
	before(async () => {
		await vscode.extensions.getExtension("biomedgpt.biomedgpt")?.activate();
	});
	after(async () => {
		await vscode.window.tabGroups.close([...chatTabs()]);
	});

	it("has a command for everything in its title, for the keyboard", async () => {
		const known = new Set(await vscode.commands.getCommands(true));
		const manifest = vscode.extensions.getExtension("biomedgpt.biomedgpt")?.packageJSON as { contributes: { menus: Record<string, { command: string; when: string }[]>; commands: { command: string }[] } };
		const inTitle = (manifest.contributes.menus["view/title"] ?? []).filter(({ when }) => when.includes("biomedgpt.chat")).map(({ command }) => command);
		assert.deepEqual(inTitle, ["biomedgpt.newThread", "biomedgpt.openThreads", "biomedgpt.openChatInEditor", "biomedgpt.exportThread", "biomedgpt.models.show"]);
		for (const command of inTitle) {
			assert.ok(known.has(command), `${command} is registered`);
			assert.ok(manifest.contributes.commands.some((each) => each.command === command), `${command} is in the palette`);
		}
	});

	it("opens as an editor, once, and without holding up the window", async function () {
		this.retries(NOISE);
		const watch = new LoopWatch();
		await vscode.commands.executeCommand("biomedgpt.openChatInEditor");
		await until(() => chatTabs()[0], "the chat's editor");
		await vscode.commands.executeCommand("biomedgpt.openChatInEditor");
		const longest = watch.stop();
		assert.equal(chatTabs().length, 1);
		assert.equal(chatTabs()[0]?.label, "BioMedGPT Chat");
		assert.ok(longest < BLOCK_LIMIT, `the extension host computed ${longest.toFixed(0)} ms in one go`);
	});

	it("stays one when an entity is asked about: the open editor is shown, with the molecule", async () => {
		const document = await vscode.workspace.openTextDocument({ language: "python", content: 'aspirin = "CC(=O)Oc1ccccc1C(=O)O"' });
		const editor = await vscode.window.showTextDocument(document, vscode.ViewColumn.One);
		editor.selection = new vscode.Selection(0, 11, 0, 32);
		await vscode.commands.executeCommand("biomedgpt.askSelection");
		await until(() => chatTabs().find(({ isActive, group }) => isActive && group.isActive), "the chat in front");
		assert.equal(chatTabs().length, 1);
	});
});
