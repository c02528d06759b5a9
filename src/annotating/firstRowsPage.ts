import * as vscode from "vscode";

const SCHEME = "biomedgpt-annotation";
/** What VS Code calls its Markdown previews among its tabs. */
const MARKDOWN_PREVIEW = /markdown\.preview$/;

/** Shows a Markdown text that lies in no file, in VS Code's own preview. */
export class FirstRowsPage implements vscode.TextDocumentContentProvider, vscode.Disposable {
	private readonly texts = new Map<string, string>();
	private readonly changed = new vscode.EventEmitter<vscode.Uri>();
	readonly onDidChange = this.changed.event;
	private readonly registration = vscode.workspace.registerTextDocumentContentProvider(SCHEME, this);

	provideTextDocumentContent(uri: vscode.Uri): string {
		return this.texts.get(uri.path) ?? "";
	}

	/** @param name of the tab, without an ending */
	async show(name: string, text: string): Promise<void> {
		const uri = vscode.Uri.from({ scheme: SCHEME, path: `/${name.replace(/[\\/]/g, " ")}.md` });
		this.texts.clear();
		this.texts.set(uri.path, text);
		this.changed.fire(uri);
		await vscode.commands.executeCommand("markdown.showPreview", uri);
	}

	/** Closes what {@link show} opened. */
	async close(): Promise<void> {
		const names = [...this.texts.keys()].map((name) => name.slice(1));
		this.texts.clear();
		const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs).filter(({ input, label }) => input instanceof vscode.TabInputWebview && MARKDOWN_PREVIEW.test(input.viewType) && names.some((name) => label.includes(name)));
		if (tabs.length > 0) {
			await vscode.window.tabGroups.close(tabs, true);
		}
	}

	dispose(): void {
		this.registration.dispose();
		this.changed.dispose();
		this.texts.clear();
	}
}
