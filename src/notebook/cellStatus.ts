import * as vscode from "vscode";
import type { Located } from "../science/recognition/located.ts";

/** What the cell's document holds; given by the editor's room. */
export interface CellEntities {
	all(document: vscode.TextDocument, token: vscode.CancellationToken): AsyncGenerator<readonly Located[]>;
}

export interface CellStatusServices {
	readonly entities: CellEntities;
	/** Leaves out what only looked like a structure. */
	readonly plausible: (located: readonly Located[], token: vscode.CancellationToken) => Promise<readonly Located[]>;
	/** Takes the places of what it may be about: `{ uri, line, character }`. */
	readonly askCommand: string;
}

/** Nobody chooses among more. */
const MAX_CHOICES = 500;

/** "3 molecules · ask" below each code cell that holds some, whatever its kernel. */
export function registerCellStatus(services: CellStatusServices): vscode.Disposable {
	const provider = new CellStatus(services);
	return vscode.Disposable.from(vscode.notebooks.registerNotebookCellStatusBarItemProvider("*", provider), provider);
}

class CellStatus implements vscode.NotebookCellStatusBarItemProvider, vscode.Disposable {
	private readonly changed = new vscode.EventEmitter<void>();
	readonly onDidChangeCellStatusBarItems = this.changed.event;
	private readonly settings = vscode.workspace.onDidChangeConfiguration((event) => event.affectsConfiguration("biomedgpt.codeLens") && this.changed.fire());

	constructor(private readonly services: CellStatusServices) {}

	async provideCellStatusBarItems({ document }: vscode.NotebookCell, token: vscode.CancellationToken): Promise<vscode.NotebookCellStatusBarItem[]> {
		if (!vscode.workspace.getConfiguration("biomedgpt", document).get<boolean>("codeLens.enabled", true)) {
			return [];
		}
		const readable: Located[] = [];
		for await (const portion of this.services.entities.all(document, token)) {
			readable.push(...portion.filter(({ problem }) => !problem));
		}
		const shown = await this.services.plausible(readable, token);
		return shown.length === 0 || token.isCancellationRequested ? [] : [this.item(document, shown)];
	}

	dispose(): void {
		this.settings.dispose();
		this.changed.dispose();
	}

	private item(document: vscode.TextDocument, located: readonly Located[]): vscode.NotebookCellStatusBarItem {
		const text = vscode.l10n.t("{0} · ask", counts(located));
		const item = new vscode.NotebookCellStatusBarItem(text, vscode.NotebookCellStatusBarAlignment.Right);
		const places = located.slice(0, MAX_CHOICES).map(({ range }) => ({ uri: document.uri.toString(), ...range.start }));
		item.command = { title: text, command: this.services.askCommand, arguments: [places] };
		item.tooltip = located.length === 1 ? vscode.l10n.t("Ask BioMedGPT about it") : vscode.l10n.t("Choose one of them and ask BioMedGPT about it");
		item.accessibilityInformation = { label: vscode.l10n.t("{0} in this cell: ask BioMedGPT", counts(located)), role: "button" };
		return item;
	}
}

/** `3 molecules, 1 protein` */
function counts(located: readonly Located[]): string {
	const { t } = vscode.l10n;
	const of = (kind: string): number => located.filter(({ found }) => found.kind === kind).length;
	const parts: readonly (readonly [number, (count: number) => string])[] = [
		[of("molecule"), (count) => (count === 1 ? t("1 molecule") : t("{0} molecules", count))],
		[of("reaction"), (count) => (count === 1 ? t("1 reaction") : t("{0} reactions", count))],
		[of("protein"), (count) => (count === 1 ? t("1 protein") : t("{0} proteins", count))],
		[of("nucleotide"), (count) => (count === 1 ? t("1 nucleotide sequence") : t("{0} nucleotide sequences", count))],
	];
	return parts.filter(([count]) => count > 0).map(([count, text]) => text(count)).join(", ");
}
