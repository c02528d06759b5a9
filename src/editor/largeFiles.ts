import * as vscode from "vscode";
import { commands } from "./commands.ts";
import { sizeOf } from "./documentSize.ts";
import { openDocument } from "./place.ts";
import { isTable } from "./tables.ts";

const DEFAULT_LIMIT = 50;
/** VS Code gives extensions no text above this. */
const VSCODE_LIMIT = 50;
const MEGABYTE = 1_000_000;

/**
 * The size up to which documents are read, and a status bar item where the active one is larger.
 *
 * Sizes of open documents are characters, those of files bytes; for tables and sequences they are the same.
 */
export class LargeFiles implements vscode.Disposable {
	private readonly allowed = new Set<string>();
	private readonly changed = new vscode.EventEmitter<vscode.TextDocument>();
	/** A document is read from now on. */
	readonly onDidAllow = this.changed.event;
	private readonly status = vscode.window.createStatusBarItem("biomedgpt.largeFile", vscode.StatusBarAlignment.Right, 100);
	private readonly subscriptions: vscode.Disposable;
	/** Counts the looks at the active editor: an earlier answer must not overwrite a later one. */
	private look = 0;

	constructor() {
		this.status.name = vscode.l10n.t("BioMedGPT: large file");
		this.subscriptions = vscode.Disposable.from(
			this.status,
			this.changed,
			vscode.window.onDidChangeActiveTextEditor(() => void this.update()),
			vscode.window.tabGroups.onDidChangeTabs(() => void this.update()),
			vscode.window.tabGroups.onDidChangeTabGroups(() => void this.update()),
			vscode.workspace.onDidCloseTextDocument(({ uri }) => this.allowed.delete(uri.toString())),
			vscode.workspace.onDidChangeConfiguration((event) => event.affectsConfiguration("biomedgpt.largeFileLimit") && void this.update()),
			vscode.commands.registerCommand(commands.largeFile, (uri: unknown) => this.offer(uri)),
		);
		void this.update();
	}

	/** Characters up to which a document is read. */
	maxCharacters(document: vscode.TextDocument): number {
		return this.allowed.has(document.uri.toString()) ? Number.POSITIVE_INFINITY : limit() * MEGABYTE;
	}

	dispose(): void {
		this.subscriptions.dispose();
	}

	private async update(): Promise<void> {
		const look = ++this.look;
		const found = await activeLargeFile((document) => this.maxCharacters(document));
		if (look !== this.look) {
			return;
		}
		if (!found) {
			this.showWithoutLenses();
			return;
		}
		this.status.text = `$(beaker-stop) ${vscode.l10n.t("Molecules not read")}`;
		this.status.tooltip = found.available
			? vscode.l10n.t("This file is larger than {0} MB (setting biomedgpt.largeFileLimit), so molecules and sequences in it are not looked for. Click to turn that on for this file.", limit())
			: vscode.l10n.t("This file is over VS Code's {0} MB limit for extensions, so its molecules and sequences cannot be shown here. Use “biomedgpt recognise” on the command line.", VSCODE_LIMIT);
		this.status.command = { command: commands.largeFile, title: vscode.l10n.t("Large File"), arguments: [found.uri.toString()] };
		this.status.show();
	}

	/** VS Code itself shows no lenses in a table of that size; everything else works there. */
	private showWithoutLenses(): void {
		const document = vscode.window.activeTextEditor?.document;
		if (!document || !isTable(document) || !isWithoutLenses(document)) {
			this.status.hide();
			return;
		}
		this.status.text = `$(beaker) ${vscode.l10n.t("No lenses in large files")}`;
		this.status.tooltip = vscode.l10n.t("VS Code shows no lenses in files over 20 MB or 300,000 lines. Hovers, underlines and commands work. Click for the setting editor.largeFileOptimizations.");
		this.status.command = { command: "workbench.action.openSettings", title: vscode.l10n.t("Open Settings"), arguments: ["editor.largeFileOptimizations"] };
		this.status.show();
	}

	private async offer(uri: unknown): Promise<void> {
		const document = openDocument(uri);
		if (!document) {
			void vscode.window.showInformationMessage(vscode.l10n.t("VS Code does not give extensions files over {0} MB. “biomedgpt recognise FILE --json” on the command line reads them.", VSCODE_LIMIT));
			return;
		}
		const turnOn = vscode.l10n.t("Turn On for This File");
		const openSettings = vscode.l10n.t("Open Settings");
		const chosen = await vscode.window.showInformationMessage(vscode.l10n.t("Molecules and sequences are not looked for in files over {0} MB.", limit()), turnOn, openSettings);
		if (chosen === turnOn) {
			this.allowed.add(document.uri.toString());
			this.changed.fire(document);
			await this.update();
		} else if (chosen === openSettings) {
			await vscode.commands.executeCommand("workbench.action.openSettings", "biomedgpt.largeFileLimit");
		}
	}
}

function limit(): number {
	const value = vscode.workspace.getConfiguration("biomedgpt").get<number>("largeFileLimit", DEFAULT_LIMIT);
	return Number.isFinite(value) && value >= 0 ? value : DEFAULT_LIMIT;
}

interface LargeFile {
	readonly uri: vscode.Uri;
	/** VS Code gives us its text. */
	readonly available: boolean;
}

async function activeLargeFile(maxCharacters: (document: vscode.TextDocument) => number): Promise<LargeFile | undefined> {
	const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
	if (!(input instanceof vscode.TabInputText)) {
		return undefined;
	}
	const { uri } = input;
	const document = openDocument(uri.toString());
	if (document) {
		return sizeOf(document) > maxCharacters(document) ? { uri, available: true } : undefined;
	}
	try {
		const { size } = await vscode.workspace.fs.stat(uri);
		return size > VSCODE_LIMIT * 2 ** 20 ? { uri, available: false } : undefined;
	} catch {
		// An unsaved file that was just closed, or one that is gone: nothing to say about it.
		return undefined;
	}
}

/** VS Code's own limits for lenses (its large file optimizations). */
const MOST_LINES = 300_000;
const MOST_CHARACTERS = 20 * 2 ** 20;

function isWithoutLenses(document: vscode.TextDocument): boolean {
	const optimised = vscode.workspace.getConfiguration("editor", document).get<boolean>("largeFileOptimizations", true);
	return optimised && (document.lineCount > MOST_LINES || sizeOf(document) > MOST_CHARACTERS);
}
