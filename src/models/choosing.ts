import path from "node:path";
import * as vscode from "vscode";
import { Failure } from "../science/failure.ts";
import { EMBEDDED } from "./active.ts";
import { modelSettings, type Library } from "./library.ts";
import type { InstalledEntry } from "./survey.ts";
import { joined, size } from "./words.ts";

/** The key of a line that a menu gives (`installed:nano`), or a name; undefined where none is given. */
export function keyOf(given: unknown): string | undefined {
	return typeof given === "string" && given !== "" ? given.slice(given.indexOf(":") + 1) : undefined;
}

/** An installed model that was given, or that a person picks. */
export async function chooseInstalled(given: unknown, library: Library, placeHolder: string, suits: (entry: InstalledEntry) => boolean = () => true): Promise<InstalledEntry | undefined> {
	// Another window or the command line may have changed something meanwhile.
	library.refresh();
	const { installed } = await library.survey();
	const key = keyOf(given);
	if (key !== undefined) {
		const found = installed.find(({ name }) => name === key);
		if (found === undefined) {
			throw notThere(key);
		}
		return found;
	}
	const entries = installed.filter(suits);
	if (entries.length === 0) {
		throw new Failure("model-missing", vscode.l10n.t("No model is installed but the embedded one. Import or download one first."));
	}
	const answers = library.active.name;
	const items = entries.map((entry) => installedChoice(entry, entry.name === answers));
	return (await vscode.window.showQuickPick(items, { placeHolder }))?.entry;
}

/** A line of a choice among installed models; as in the list, the one that answers is marked. */
export function installedChoice(entry: InstalledEntry, active: boolean): vscode.QuickPickItem & { readonly entry: InstalledEntry } {
	const description = joined([active ? vscode.l10n.t("answers") : undefined, size(entry.bytes), entry.weights.join(" + ")]);
	return { label: `${active ? "$(pass-filled)" : "$(circle-large-outline)"} ${entry.title}`, description, ...(entry.failure === undefined ? {} : { detail: entry.failure.message }), entry };
}

/** A model that was listed, and is not there any more. */
export function notThere(name: string): Failure {
	return new Failure("model-missing", vscode.l10n.t("There is no installed model {0} any more: it was removed, or moved away. Bring it back from “Removed” in the list of models, or choose another one.", name));
}

/**
 * Writes the choice into the settings of this machine; every window follows.
 *
 * A folder of somebody's own (`biomedgpt.modelFolder`) outranks every choice: whether it is to go is asked first.
 */
export async function choose(name: string): Promise<boolean> {
	const settings = vscode.workspace.getConfiguration("biomedgpt");
	const { modelFolder } = modelSettings();
	if (modelFolder !== undefined && modelFolder !== "") {
		const sure = vscode.l10n.t("Empty the Setting");
		const detail = vscode.l10n.t("The setting biomedgpt.modelFolder names {0}, whose model answers until that setting is empty.", path.normalize(modelFolder));
		if ((await vscode.window.showWarningMessage(vscode.l10n.t("Another model folder is set"), { modal: true, detail }, sure)) !== sure) {
			return false;
		}
		await settings.update("modelFolder", undefined, vscode.ConfigurationTarget.Global);
	}
	await settings.update("model", name === EMBEDDED ? undefined : name, vscode.ConfigurationTarget.Global);
	return true;
}
