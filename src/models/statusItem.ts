import * as vscode from "vscode";
import type { EngineState } from "../inference/engine.ts";
import type { SupervisedEngine } from "../inference/process/supervisor.ts";
import { plainLine } from "../wording/plainText.ts";
import { commands } from "./commands.ts";
import type { Library } from "./library.ts";
import { deviceShort, gpuBytes, planLines, processorBytes } from "./planWords.ts";
import { joined, size } from "./words.ts";

/** Milliseconds between two looks at the memory of a model that runs. */
const LOOK = 5000;

/** The model that answers, where it runs and what it takes, at the bottom of the window. There is none before something was asked. */
export class ModelStatusItem implements vscode.Disposable {
	#item: vscode.StatusBarItem | undefined;
	/** What the chosen model calls itself, where that is known, and its folder. */
	#chosen: { title: string | undefined; readonly directory: string } | undefined;
	#looks: NodeJS.Timeout | undefined;
	readonly #unwatch: () => void;
	readonly #listener: vscode.Disposable;

	/** @param library which model is to answer */
	constructor(
		private readonly engine: Pick<SupervisedEngine, "state" | "watch">,
		private readonly library: Pick<Library, "active" | "onDidChange" | "titleOf">,
	) {
		this.#unwatch = engine.watch(() => this.#show());
		this.#listener = library.onDidChange(() => this.#show());
	}

	dispose(): void {
		this.#unwatch();
		this.#listener.dispose();
		clearInterval(this.#looks);
		this.#item?.dispose();
		this.#item = undefined;
	}

	#show(): void {
		const state = this.engine.state();
		clearInterval(this.#looks);
		this.#looks = undefined;
		if (state.state === "asleep" && this.#item === undefined) {
			return;
		}
		if (state.state === "ready") {
			this.#looks = setInterval(() => this.#tell(this.engine.state()), LOOK);
			this.#looks.unref();
		}
		this.#tell(state);
	}

	#tell(state: EngineState): void {
		const known = this.#titleOfChosen();
		// Until the next question the process of another one may be there.
		const other = state.state === "ready" && known !== undefined && state.model.name !== known ? state.model.name : undefined;
		const title = known ?? (state.state === "ready" ? state.model.name : "BioMedGPT");
		this.#fill(title, other === undefined ? state : { state: "asleep" }, other);
	}

	/** Looked up once for each choice, and told again then. */
	#titleOfChosen(): string | undefined {
		const { directory } = this.library.active;
		if (this.#chosen?.directory !== directory) {
			const chosen = (this.#chosen = { title: undefined as string | undefined, directory });
			void this.library.titleOf(directory).then((title) => {
				chosen.title = title;
				if (this.#chosen === chosen && this.#item !== undefined) {
					this.#tell(this.engine.state());
				}
			});
		}
		return this.#chosen?.title;
	}

	/** @param other the model in memory, where it is not the chosen one */
	#fill(title: string, state: EngineState, other: string | undefined): void {
		const item = (this.#item ??= this.#make());
		item.text = `${iconOf(state)} ${joined([title, ...shortOf(state)])}`;
		const lines = [other === undefined ? stateInWords(state) : vscode.l10n.t("It starts with the next question; until then {0} is in memory.", other), ...(("plan" in state && state.plan) ? planLines(state.plan) : [])];
		item.tooltip = new vscode.MarkdownString([`**${plainLine(title)}**`, ...lines.map(plainLine)].join("\n\n"));
		item.accessibilityInformation = { label: joined([title, ...lines]) };
		item.backgroundColor = state.state === "failed" ? new vscode.ThemeColor("statusBarItem.warningBackground") : undefined;
		item.show();
	}

	#make(): vscode.StatusBarItem {
		const item = vscode.window.createStatusBarItem("biomedgpt.model", vscode.StatusBarAlignment.Right);
		item.name = vscode.l10n.t("Model");
		item.command = { command: commands.show, title: vscode.l10n.t("Show Models") };
		return item;
	}
}

function iconOf({ state }: EngineState): string {
	switch (state) {
		case "asleep": return "$(circle-outline)";
		case "starting": return "$(loading~spin)";
		case "ready": return "$(chip)";
		case "failed": return "$(warning)";
	}
}

/** Device and memory of a model that runs. */
function shortOf(state: EngineState): string[] {
	if (state.state !== "ready" || !state.plan) {
		return [];
	}
	return [deviceShort(state.plan), size((state.memoryBytes || processorBytes(state.plan)) + gpuBytes(state.plan))];
}

function stateInWords(state: EngineState): string {
	switch (state.state) {
		case "asleep": return vscode.l10n.t("Not in memory: it starts with the next question.");
		case "starting": return vscode.l10n.t("Starting");
		case "ready": return state.memoryBytes === 0 ? vscode.l10n.t("Ready") : vscode.l10n.t("Ready; its process takes {0} of memory", size(state.memoryBytes));
		case "failed": return state.message;
	}
}
