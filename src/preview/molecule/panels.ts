import * as vscode from "vscode";
import { besideColumn } from "../besideColumn.ts";
import { panelIcon } from "../../pages/icon.ts";
import { parseMoleculeMemory } from "../../../webview/protocol/molecule.ts";
import { fillWebview } from "../../pages/fill.ts";
import type { Molecule } from "../../science/entity.ts";
import { type MoleculeDesk, type MoleculePage, MoleculeSession } from "./session.ts";

/** A panel and what it shows. */
interface OpenPanel {
	readonly panel: vscode.WebviewPanel;
	readonly session: MoleculeSession;
}

/**
 * Molecule panels, beside the editor. As with VS Code's own previews there is one, which the next molecule takes over; a panel that its user keeps open stays
 * with its molecule.
 */
export class MoleculePanels implements vscode.WebviewPanelSerializer, vscode.Disposable {
	/** In package.json's activation events. */
	static readonly viewType = "biomedgpt.moleculePanel";

	readonly #desk: MoleculeDesk;
	readonly #extensionUri: vscode.Uri;
	readonly #open = new Set<OpenPanel>();

	constructor(desk: MoleculeDesk, extensionUri: vscode.Uri) {
		this.#desk = desk;
		this.#extensionUri = extensionUri;
	}

	/** Shows a molecule: where it is shown already, in the panel that nobody keeps, or in a new one. */
	show(molecule: Molecule, origin: string): void {
		const open = [...this.#open];
		const same = open.find(({ session }) => session.molecule.smiles === molecule.smiles);
		const free = same ?? open.find(({ session }) => !session.kept);
		if (free === undefined) {
			this.#fill(vscode.window.createWebviewPanel(MoleculePanels.viewType, vscode.l10n.t("Molecule"), besideColumn()), molecule, origin, false);
			return;
		}
		if (same === undefined) {
			free.session.show(molecule, origin);
		}
		free.panel.reveal();
	}

	/** After a reload of the window, with what the page has kept. */
	async deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
		const memory = parseMoleculeMemory(state);
		if (memory === undefined) {
			panel.dispose(); // it had not yet shown anything
		} else {
			this.#fill(panel, { kind: "molecule", smiles: memory.smiles, name: memory.name || undefined }, memory.origin, memory.kept);
		}
	}

	dispose(): void {
		for (const { session } of this.#open) {
			session.dispose();
		}
	}

	#fill(panel: vscode.WebviewPanel, molecule: Molecule, origin: string, kept: boolean): void {
		const open: OpenPanel = { panel, session: new MoleculeSession(this.#desk, pageOf(panel), molecule, origin, kept) };
		panel.webview.onDidReceiveMessage((message: unknown) => open.session.receive(message));
		panel.iconPath = panelIcon(this.#extensionUri);
		panel.onDidDispose(() => {
			open.session.dispose();
			this.#open.delete(open);
		});
		this.#open.add(open);
		fillWebview(panel.webview, this.#extensionUri, { name: "molecule", title: vscode.l10n.t("Molecule"), element: "molecule-page", module: true });
	}
}

/** A panel may be closed while something is computed or a save dialog is open, and VS Code throws at whoever touches a closed one. */
function pageOf(panel: vscode.WebviewPanel): MoleculePage {
	const { webview } = panel;
	let closed = false;
	panel.onDidDispose(() => (closed = true));
	return {
		post: (message) => {
			if (!closed) {
				void webview.postMessage(message);
			} else if (message.type === "note") {
				void vscode.window.showErrorMessage(message.text);
			}
		},
		setTitle: (title) => {
			if (!closed) {
				panel.title = title;
			}
		},
	};
}
