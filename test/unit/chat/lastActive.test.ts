/** VS Code restarts its extension host while the chat has the focus: it names no active editor, and tells of none until somebody clicks. */
import { afterEach, describe, expect, it, vi } from "vitest";
import type * as vscode from "vscode";
import { LastActive } from "../../../src/chat/lastActive.ts";

const { window, nothing } = vi.hoisted(() => {
	const unseen: { readonly activeTextEditor: unknown; readonly activeNotebookEditor: unknown; readonly visibleTextEditors: readonly unknown[]; readonly visibleNotebookEditors: readonly unknown[] } = { activeTextEditor: undefined, activeNotebookEditor: undefined, visibleTextEditors: [], visibleNotebookEditors: [] };
	const never = (): { dispose(): void } => ({ dispose: () => undefined });
	return { nothing: unseen, window: { ...unseen, onDidChangeActiveTextEditor: never, onDidChangeTextEditorSelection: never, onDidChangeActiveNotebookEditor: never, onDidChangeNotebookEditorSelection: never } };
});
vi.mock("vscode", () => ({ window, Disposable: { from: () => ({ dispose: () => undefined }) } }));

interface Closable {
	isClosed: boolean;
}
const file = (scheme: string): vscode.TextEditor & { readonly document: Closable } => ({ document: { uri: { scheme }, isClosed: false } }) as unknown as vscode.TextEditor & { readonly document: Closable };
const notebook = (): vscode.NotebookEditor => ({ notebook: { isClosed: false } }) as unknown as vscode.NotebookEditor;

afterEach(() => void Object.assign(window, nothing));

describe("where the user worked last", () => {
	it("is the first that is seen, where nothing is known of it", () => {
		const [output, cell, script, other] = [file("output"), file("vscode-notebook-cell"), file("file"), file("file")];
		const [first, second] = [notebook(), notebook()];
		const last = new LastActive();
		expect([last.textEditor, last.notebookEditor, last.current]).toEqual([undefined, undefined, undefined]);
		Object.assign(window, { visibleNotebookEditors: [first, second] });
		Object.assign(window, { visibleTextEditors: [output, cell] });
		expect([last.textEditor, last.notebookEditor === first, last.current === first]).toEqual([undefined, true, true]);
		Object.assign(window, { visibleTextEditors: [output, cell, script, other] });
		expect([last.textEditor === script, last.current === script]).toEqual([true, true]);
	});

	it("is not what happens to be seen where it is known, while that is open", () => {
		const [used, seen] = [file("file"), file("file")];
		Object.assign(window, { activeTextEditor: used });
		Object.assign(window, { visibleTextEditors: [seen] });
		const last = new LastActive();
		expect(last.textEditor === used).toBe(true);
		used.document.isClosed = true;
		expect(last.textEditor === seen).toBe(true);
	});
});
