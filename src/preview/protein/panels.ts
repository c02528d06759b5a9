import * as vscode from "vscode";
import { besideColumn } from "../besideColumn.ts";
import { panelIcon } from "../../pages/icon.ts";
import { parseRememberedProtein } from "../../../webview/protocol/protein.ts";
import { fillWebview } from "../../pages/fill.ts";
import type { Protein } from "../../science/entity.ts";
import { type LinkServices, ProteinLink } from "./link.ts";
import { proteinSubject } from "./subject.ts";

export interface PanelServices {
	readonly extensionUri: vscode.Uri;
	/** For each page its own. */
	readonly link: () => LinkServices;
}

/** Proteins in panels beside the editor, one for each; they come back with the window. */
export class ProteinPanels implements vscode.WebviewPanelSerializer, vscode.Disposable {
	/** In package.json's activation events. */
	static readonly viewType = "biomedgpt.protein";

	readonly #services: PanelServices;
	readonly #open = new Map<string, vscode.WebviewPanel>();

	constructor(services: PanelServices) {
		this.#services = services;
	}

	show(protein: Protein, origin: string | undefined): void {
		const known = this.#open.get(keyOf(protein));
		if (known !== undefined) {
			known.reveal(undefined, true);
			return;
		}
		this.#fill(vscode.window.createWebviewPanel(ProteinPanels.viewType, "", { viewColumn: besideColumn(), preserveFocus: true }), protein, origin);
	}

	/** After a reload of the window, from what its page remembered. */
	async deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
		const remembered = parseRememberedProtein(state);
		if (remembered === undefined || !/^[A-Z]+$/.test(remembered.sequence)) {
			panel.dispose();
			return;
		}
		this.#fill(panel, { kind: "protein", sequence: remembered.sequence, name: remembered.name }, remembered.origin);
	}

	dispose(): void {
		for (const panel of [...this.#open.values()]) {
			panel.dispose();
		}
	}

	#fill(panel: vscode.WebviewPanel, protein: Protein, origin: string | undefined): void {
		const { extensionUri, link: services } = this.#services;
		const key = keyOf(protein);
		const subject = proteinSubject(protein, origin);
		const link = new ProteinLink(panel.webview, services());
		panel.title = subject.title;
		panel.iconPath = panelIcon(extensionUri);
		link.open(subject, false);
		fillWebview(panel.webview, extensionUri, { name: "protein", title: subject.title, element: "protein-page", module: true });
		this.#open.set(key, panel);
		panel.onDidDispose(() => {
			link.dispose();
			if (this.#open.get(key) === panel) {
				this.#open.delete(key);
			}
		});
	}
}

function keyOf({ sequence, name }: Protein): string {
	return `${name ?? ""}\n${sequence}`;
}
