import path from "node:path";
import * as vscode from "vscode";
import { RendererAnswers, type RendererServices } from "./rendererAnswers.ts";

/** As in package.json. */
const RENDERER = "biomedgpt.molecule-renderer";

/** The host's side of the renderer that draws molecules, sequences and structures in the outputs of notebooks; `webview/renderer` is the other one. */
export function registerRenderer(services: RendererServices): vscode.Disposable {
	const messaging = vscode.notebooks.createRendererMessaging(RENDERER);
	const answers = new RendererAnswers(services);
	return vscode.Disposable.from(
		answers,
		messaging.onDidReceiveMessage(async ({ editor, message }) => {
			const answer = await answers.answer(message, path.posix.basename(editor.notebook.uri.path));
			if (answer !== undefined) {
				await messaging.postMessage(answer, editor);
			}
		}),
		vscode.workspace.onDidGrantWorkspaceTrust(() => void messaging.postMessage(answers.welcome())),
	);
}
