import * as vscode from "vscode";
import { failureData } from "../science/failure.ts";
import { plainLine } from "../wording/plainText.ts";
import { MODELS_VIEW } from "./commands.ts";
import type { DeviceFit } from "./deviceFit.ts";
import { availableItem, installedItem, removedItem, workItem } from "./items.ts";
import type { Library } from "./library.ts";

const SECTIONS = ["works", "installed", "available", "removed"] as const;
type Section = (typeof SECTIONS)[number];

/** The list of models in our side bar. Its elements are strings: `installed:nano`, `available:…`, `work:1`, `removed:…`, `section:…`. */
export class ModelsView implements vscode.TreeDataProvider<string>, vscode.Disposable {
	readonly #changed = new vscode.EventEmitter<undefined>();
	readonly onDidChangeTreeData = this.#changed.event;
	readonly #view: vscode.TreeView<string>;
	readonly #disposables: vscode.Disposable;

	constructor(
		private readonly library: Library,
		private readonly fit: DeviceFit,
		private readonly log: Pick<vscode.LogOutputChannel, "warn">,
	) {
		this.#view = vscode.window.createTreeView(MODELS_VIEW, { treeDataProvider: this, showCollapseAll: false });
		this.#disposables = vscode.Disposable.from(
			this.#view,
			this.#changed,
			library.onDidChange(() => this.#changed.fire(undefined)),
			// Another window or the command line may have changed something meanwhile.
			this.#view.onDidChangeVisibility(({ visible }) => visible && library.refresh()),
		);
	}

	async getChildren(element?: string): Promise<string[]> {
		if (element === undefined) {
			return this.#sections();
		}
		const section = SECTIONS.find((each) => element === `section:${each}`);
		return section === undefined ? [] : this.#of(section);
	}

	async getTreeItem(element: string): Promise<vscode.TreeItem> {
		const item = (await this.#item(element)) ?? new vscode.TreeItem("");
		item.id = element;
		if (element.startsWith("installed:")) {
			// What is missing is asked for when somebody points at it: then a process looks where the model would go.
			item.tooltip = undefined;
		}
		return item;
	}

	async resolveTreeItem(item: vscode.TreeItem, element: string): Promise<vscode.TreeItem> {
		const { installed } = await this.library.survey();
		const entry = installed.find(({ name, failure }) => failure === undefined && element === `installed:${name}`);
		const { tooltip } = (await this.#item(element)) ?? {};
		const lines = entry === undefined ? [] : await this.fit.lines(entry.directory);
		item.tooltip = tooltip instanceof vscode.MarkdownString ? new vscode.MarkdownString([tooltip.value, ...lines.map(plainLine)].join("\n\n")) : tooltip;
		return item;
	}

	getParent(element: string): string | undefined {
		return element.startsWith("section:") ? undefined : `section:${element.startsWith("work:") ? "works" : element.split(":", 1).join("")}`;
	}

	dispose(): void {
		this.#disposables.dispose();
	}

	/** None where the models cannot be listed: then the view says so, and offers to try again. */
	async #sections(): Promise<string[]> {
		try {
			const counts = await Promise.all(SECTIONS.map((section) => this.#of(section)));
			return SECTIONS.filter((_, index) => (counts[index]?.length ?? 0) > 0).map((section) => `section:${section}`);
		} catch (error) {
			this.log.warn(failureData(error).message);
			return [];
		}
	}

	async #of(section: Section): Promise<string[]> {
		if (section === "works") {
			return this.library.works.all.map(({ id }) => `work:${id}`);
		}
		const { installed, available, removed } = await this.library.survey();
		switch (section) {
			case "installed": return installed.map(({ name }) => `installed:${name}`);
			case "available": return available.map(({ model }) => `available:${model.id}`);
			case "removed": return removed.map(({ id }) => `removed:${id}`);
		}
	}

	async #item(element: string): Promise<vscode.TreeItem | undefined> {
		const [kind = ""] = element.split(":", 1);
		const key = element.slice(kind.length + 1);
		const { installed, available, removed } = await this.library.survey();
		switch (kind) {
			case "section": {
				const section = SECTIONS.find((each) => each === key);
				return section && sectionItem(section);
			}
			case "work": {
				const work = this.library.works.get(key);
				return work && workItem(work);
			}
			case "installed": {
				const entry = installed.find(({ name }) => name === key);
				return entry && installedItem(entry, { active: this.library.active.name === key, checked: this.library.checked(key) });
			}
			case "available": {
				const entry = available.find(({ model }) => model.id === key);
				return entry && availableItem(entry);
			}
			default: {
				const entry = removed.find(({ id }) => id === key);
				return entry && removedItem(entry);
			}
		}
	}
}

function sectionItem(section: Section): vscode.TreeItem {
	const item = new vscode.TreeItem(sectionInWords(section), section === "removed" ? vscode.TreeItemCollapsibleState.Collapsed : vscode.TreeItemCollapsibleState.Expanded);
	item.contextValue = `section ${section}`;
	return item;
}

function sectionInWords(section: Section): string {
	switch (section) {
		case "works": return vscode.l10n.t("Under Way");
		case "installed": return vscode.l10n.t("Installed");
		case "available": return vscode.l10n.t("Available");
		case "removed": return vscode.l10n.t("Removed");
	}
}
