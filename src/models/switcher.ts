import * as vscode from "vscode";
import { Failure, failureData } from "../science/failure.ts";
import type { Library } from "./library.ts";

export interface SwitcherServices {
	readonly library: Library;
	readonly use: (bundleDirectory: string, signal?: AbortSignal) => Promise<void>;
	/** Whether an annotation is under way, whose rows must all be one model's. */
	readonly annotating: () => boolean;
	/** Another model answers from now on. */
	readonly switched: () => void;
	readonly log: Pick<vscode.LogOutputChannel, "info" | "warn">;
}

/** Milliseconds between two looks whether an annotation is done. */
const PATIENCE = 2000;

/** Lets the model answer that the settings choose, in this window, as soon as what is under way is done. */
export class Switcher implements vscode.Disposable {
	readonly #disposal = new AbortController();
	readonly #listener: vscode.Disposable;
	#current: string;
	#going: Promise<void> | undefined;

	constructor(private readonly services: SwitcherServices) {
		this.#current = services.library.active.directory;
		this.#listener = vscode.Disposable.from(
			vscode.workspace.onDidChangeConfiguration((event) => {
				if (event.affectsConfiguration("biomedgpt.model") || event.affectsConfiguration("biomedgpt.modelFolder")) {
					services.library.refresh();
				}
			}),
			// The chosen model may also have gone, or come back.
			services.library.onDidChange(() => services.library.active.directory !== this.#current && void this.follow()),
		);
	}

	/** Settles when the model that the settings choose is the one that answers. Never fails: what could not be done is in the log. */
	follow(): Promise<void> {
		this.#going ??= this.#follow().finally(() => (this.#going = undefined));
		return this.#going;
	}

	dispose(): void {
		this.#disposal.abort();
		this.#listener.dispose();
	}

	async #follow(): Promise<void> {
		const { library, log, switched } = this.services;
		for (let told = false; !this.#disposal.signal.aborted; ) {
			const { directory } = library.active;
			if (directory === this.#current) {
				return;
			}
			if (await this.#try(directory)) {
				this.#current = directory;
				log.info(`the model in ${directory} answers from now on`);
				switched();
			} else {
				if (!told) {
					void vscode.window.showInformationMessage(vscode.l10n.t("The other model answers as soon as the annotation under way is done or paused: all of its rows are to be one model's."));
				}
				told = true;
				await new Promise((resolve) => setTimeout(resolve, PATIENCE));
			}
		}
	}

	async #try(directory: string): Promise<boolean> {
		if (this.services.annotating()) {
			return false;
		}
		try {
			await this.services.use(directory, this.#disposal.signal);
			return true;
		} catch (error) {
			if (!(error instanceof Failure && error.code === "model-busy")) {
				this.services.log.warn(failureData(error).message);
			}
			return false;
		}
	}
}
