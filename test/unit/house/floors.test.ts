import { ESLint } from "eslint";
import path from "node:path";
import { describe, expect, it } from "vitest";

const root = path.resolve(import.meta.dirname, "../../..");
const eslint = new ESLint({ cwd: root });

/** Lints a line as if it stood in an existing file. */
async function rulesBroken(file: string, line: string): Promise<string[]> {
	const [result] = await eslint.lintText(`${line}\n`, { filePath: path.join(root, file) });
	return (result?.messages ?? []).map(({ ruleId, message }) => ruleId ?? message);
}

describe("the floors of the house", () => {
	it.each([
		["science does not know the engine", "src/science/entity.ts", 'export type { Engine } from "../inference/engine.ts";', "import-x/no-restricted-paths"],
		["science does not know VS Code", "src/science/entity.ts", 'export type { Uri } from "vscode";', "no-restricted-imports"],
		["the engine does not know VS Code", "src/inference/engine.ts", 'export type { Uri } from "vscode";', "no-restricted-imports"],
		["the engine does not know the faces", "src/inference/engine.ts", 'export { commands } from "../editor/commands.ts";', "import-x/no-restricted-paths"],
		["the agents' tools do not know VS Code", "src/tools/tool.ts", 'export type { Uri } from "vscode";', "no-restricted-imports"],
		["the agents' tools do not know the faces", "src/tools/tool.ts", 'export { commands } from "../editor/commands.ts";', "import-x/no-restricted-paths"],
		["the engine does not know the tools", "src/inference/engine.ts", 'export type { Tool } from "../tools/tool.ts";', "import-x/no-restricted-paths"],
		["annotation does not know VS Code", "src/annotation/table.ts", 'export type { Uri } from "vscode";', "no-restricted-imports"],
		["annotation does not know the tools above it", "src/annotation/table.ts", 'export type { Tool } from "../tools/tool.ts";', "import-x/no-restricted-paths"],
		["a face loads no native code", "src/chat/view.ts", 'export { Tensor } from "onnxruntime-node";', "no-restricted-imports"],
		["the entry point loads no native code", "src/extension.ts", 'export { getLlama } from "node-llama-cpp";', "no-restricted-imports"],
		["a face does not reach into another", "src/chat/view.ts", 'export { commands } from "../editor/commands.ts";', "import-x/no-restricted-paths"],
		["VS Code's own chat knows nothing of ours", "src/vschat/register.ts", 'export { ChatThread } from "../chat/thread.ts";', "import-x/no-restricted-paths"],
		["the face of annotations knows no other", "src/annotating/register.ts", 'export { commands } from "../editor/commands.ts";', "import-x/no-restricted-paths"],
		["evaluation does not know VS Code", "src/evaluation/spec.ts", 'export type { Uri } from "vscode";', "no-restricted-imports"],
		["annotation does not know the evaluation above it", "src/annotation/table.ts", 'export type { EvaluationSpec } from "../evaluation/spec.ts";', "import-x/no-restricted-paths"],
		["evaluation does not know its face", "src/evaluation/spec.ts", 'export { commands } from "../evaluating/commands.ts";', "import-x/no-restricted-paths"],
		["the face of models knows no other", "src/models/register.ts", 'export { commands } from "../annotating/commands.ts";', "import-x/no-restricted-paths"],
		["annotation does not know its face", "src/annotation/table.ts", 'export { commands } from "../annotating/commands.ts";', "import-x/no-restricted-paths"],
		["what several faces say knows none of them", "src/wording/facts.ts", 'export { ChatThread } from "../chat/thread.ts";', "import-x/no-restricted-paths"],
		["the tools say nothing to people", "src/tools/tool.ts", 'export { plainLine } from "../wording/plainText.ts";', "import-x/no-restricted-paths"],
		["the command line has words of its own", "src/terminal/run.ts", 'export { plainLine } from "../wording/plainText.ts";', "import-x/no-restricted-paths"],
		["a face sees nothing of the webviews but their protocol", "src/chat/view.ts", 'export { icon } from "../../webview/ui/icon.ts";', "import-x/no-restricted-paths"],
		["a webview knows nothing of the host", "webview/ui/host.ts", 'export type { Entity } from "../../src/science/entity.ts";', "import-x/no-restricted-paths"],
		["a webview has no Node", "webview/ui/host.ts", 'export { readFile } from "node:fs/promises";', "no-restricted-imports"],
		["the protocol imports nothing", "webview/protocol.ts", 'export { icon } from "./ui/icon.ts";', "no-restricted-imports"],
		["nothing stands above the entry points", "src/chat/view.ts", 'export { activate } from "../extension.ts";', "import-x/no-restricted-paths"],
		["the command line does not know VS Code", "src/terminal/run.ts", 'export type { Uri } from "vscode";', "no-restricted-imports"],
	])("%s", async (_, file, line, rule) => {
		expect(await rulesBroken(file, line)).toContain(rule);
	});

	it("lets a floor use what is below it", async () => {
		expect(await rulesBroken("src/chat/view.ts", 'export type { Entity } from "../science/entity.ts";')).toEqual([]);
		expect(await rulesBroken("src/chat/view.ts", 'export { plainLine } from "../wording/plainText.ts";')).toEqual([]);
	});
});
