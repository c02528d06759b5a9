import * as vscode from "vscode";
import { EMBEDDED } from "./active.ts";
import { choose, keyOf } from "./choosing.ts";
import type { Library } from "./library.ts";
import type { InstalledEntry } from "./survey.ts";
import type { Switcher } from "./switcher.ts";
import { size } from "./words.ts";

/** Takes a model away, and offers to bring it back. One that answers makes room for the embedded one first. */
export async function removeModel({ name, title, bytes }: InstalledEntry, library: Library, switcher: Switcher): Promise<void> {
	const store = await library.store();
	const wasActive = library.active.name === name;
	if (wasActive) {
		if (!(await choose(EMBEDDED))) {
			return;
		}
		// Its files are in use until its process has ended.
		await switcher.follow();
	}
	library.removing.add(name);
	const { id } = await store.remove(name).finally(() => {
		library.refresh();
		library.removing.delete(name);
	});
	await store.tidy();
	const undo = vscode.l10n.t("Undo");
	const text = wasActive ? vscode.l10n.t("{0} ({1}) was removed; the embedded model answers. It can be brought back for a day.", title, size(bytes)) : vscode.l10n.t("{0} ({1}) was removed. It can be brought back for a day.", title, size(bytes));
	if ((await vscode.window.showInformationMessage(text, undo)) === undo) {
		await restoreModel(id, library);
		await (wasActive ? choose(name) : undefined);
	}
}

/** Brings back a removed model: the given one, or one that a person picks. */
export async function restoreModel(given: unknown, library: Library): Promise<void> {
	const id = keyOf(given) ?? (await chooseRemoved(library));
	if (id !== undefined) {
		await (await library.store()).restore(id);
		library.refresh();
	}
}

async function chooseRemoved(library: Library): Promise<string | undefined> {
	const { removed } = await library.survey();
	if (removed.length === 0) {
		void vscode.window.showInformationMessage(vscode.l10n.t("No removed models are left."));
		return undefined;
	}
	const items = removed.map(({ id, name, bytes, removed: at }) => ({ label: name, description: size(bytes), detail: vscode.l10n.t("Removed {0}", new Date(at).toLocaleString(vscode.env.language, { dateStyle: "medium", timeStyle: "short" })), id }));
	return (await vscode.window.showQuickPick(items, { placeHolder: vscode.l10n.t("Which model is to come back?") }))?.id;
}

/** Ends what was removed for good, when a person is sure. */
export async function emptyRemoved(library: Library): Promise<void> {
	const { removed } = await library.survey();
	const bytes = removed.reduce((sum, model) => sum + model.bytes, 0);
	const sure = vscode.l10n.t("Delete for Good");
	if (removed.length === 0) {
		void vscode.window.showInformationMessage(vscode.l10n.t("No removed models are left."));
	} else if ((await vscode.window.showWarningMessage(vscode.l10n.t("Delete the removed models for good ({0})?", size(bytes)), { modal: true, detail: removed.map(({ name }) => name).join("\n") }, sure)) === sure) {
		await (await library.store()).empty();
		library.refresh();
	}
}
