import * as vscode from "vscode";
import { reportFailures } from "../wording/reportFailures.ts";
import { EMBEDDED } from "./active.ts";
import { choose } from "./choosing.ts";
import { commands } from "./commands.ts";
import type { Library } from "./library.ts";

/** Milliseconds that another window may take to remove a model after it has made room for it: an answer may have to end first. */
const REMOVED_WITHIN = 300_000;

/** Tells, once each, that the chosen model is not there any more, and that another window removed the one that answered here. */
export class Absence implements vscode.Disposable {
	readonly #listener: vscode.Disposable;
	#told: string | undefined;
	/** The model that the settings chose when they were last looked at. */
	#chosen: string | undefined;
	/** The one that had to make room for the embedded one, and when. */
	#left: { readonly name: string; readonly at: number } | undefined;

	constructor(private readonly library: Library) {
		this.#chosen = library.active.name;
		this.#listener = library.onDidChange(() => this.look());
	}

	/** Looks whether there is something to tell. */
	look(): void {
		const { name, missing } = this.library.active;
		if (missing !== undefined) {
			this.#left = undefined;
			this.#chosen = name;
			if (this.#told !== missing) {
				this.#told = missing;
				void this.#tell(missing);
			}
			return;
		}
		this.#told = undefined;
		this.#noteChoice(name);
		if (this.#left !== undefined && !this.library.has(this.#left.name)) {
			const { name: lost, at } = this.#left;
			this.#left = undefined;
			if (!this.library.removing.has(lost) && Date.now() - at <= REMOVED_WITHIN) {
				void this.#tell(lost);
			}
		}
	}

	dispose(): void {
		this.#listener.dispose();
	}

	#noteChoice(name: string | undefined): void {
		if (name !== this.#chosen) {
			this.#left = name === EMBEDDED && this.#chosen !== undefined ? { name: this.#chosen, at: Date.now() } : undefined;
			this.#chosen = name;
		}
	}

	#tell(name: string): Promise<void> {
		return reportFailures(async () => {
			const { removed } = await this.library.survey();
			const kept = removed.find((each) => each.name === name);
			const bringBack = vscode.l10n.t("Bring Back");
			const use = vscode.l10n.t("Use Model…");
			const text = kept === undefined ? vscode.l10n.t("The model {0} is not in the models' folder any more: the embedded model answers instead.", name) : vscode.l10n.t("The model {0} was removed: the embedded model answers instead. It can be brought back for a day.", name);
			const chosen = await vscode.window.showWarningMessage(text, ...(kept === undefined ? [] : [bringBack]), use);
			if (chosen === use) {
				await vscode.commands.executeCommand(commands.use);
			} else if (chosen === bringBack && kept !== undefined) {
				await (await this.library.store()).restore(kept.id);
				await (this.library.active.name === name ? undefined : choose(name));
				this.library.refresh();
			}
		});
	}
}
