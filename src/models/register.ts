import { mkdir } from "node:fs/promises";
import * as vscode from "vscode";
import type { KeptFigure } from "../inference/bundle/figureBook.ts";
import type { ModelIdentity } from "../inference/engine.ts";
import type { SupervisedEngine } from "../inference/process/supervisor.ts";
import { Failure, failureData } from "../science/failure.ts";
import { reportedCommand } from "../wording/reportFailures.ts";
import { choose, chooseInstalled, keyOf } from "./choosing.ts";
import { commands, SHOWS_MODELS, MODELS_VIEW } from "./commands.ts";
import { availablePage, DetailPages, installedPage } from "./details.ts";
import { DeviceFit } from "./deviceFit.ts";
import { onPlacementWishes } from "./deviceSettings.ts";
import { chooseAvailable, downloadModel, type Fetched } from "./downloading.ts";
import { importFromDisk } from "./importing.ts";
import { Library, type LibraryOptions } from "./library.ts";
import { ModelsView } from "./modelsView.ts";
import { noticed } from "./noticed.ts";
import { emptyRemoved, removeModel, restoreModel } from "./removing.ts";
import type { ModelsServices } from "./services.ts";
import { ModelStatusItem } from "./statusItem.ts";
import { Switcher, type SwitcherServices } from "./switcher.ts";
import { silence } from "./words.ts";

export interface ModelsSetting extends Omit<ModelsServices, "library">, Pick<SwitcherServices, "annotating" | "switched"> {
	readonly engine: Pick<SupervisedEngine, "use" | "plansOf" | "state" | "watch">;
	readonly places: Omit<LibraryOptions, "memory">;
	readonly memory: vscode.Memento;
}

export interface ModelsFace extends vscode.Disposable {
	/** Stops what is under way, so that it can go on; VS Code waits for it. */
	shutDown(): Promise<void>;
	/** Shows in the list what a model reached on benchmarks. */
	keepFigures(model: ModelIdentity, figures: readonly KeptFigure[]): Promise<void>;
}

/** Whether the list was ever asked for: then it stays. */
const SHOWN = "biomedgpt.showsModels";

interface Room extends ModelsServices {
	readonly switcher: Switcher;
	readonly pages: DetailPages;
	/** Makes the list visible from now on. */
	readonly reveal: () => Promise<void>;
}

/** The list of models and what can be done with them. Nothing on the disk or the network is looked at before somebody looks or asks. */
export function registerModels({ engine, places, memory, annotating, switched, ...setting }: ModelsSetting): ModelsFace {
	const library = new Library({ ...places, memory });
	const switcher = new Switcher({ library, use: (directory, signal) => engine.use(directory, signal), annotating, switched, log: setting.log });
	const pages = new DetailPages();
	const fit = new DeviceFit((directories, signal) => engine.plansOf(directories, signal));
	const reveal = async (): Promise<void> => {
		await memory.update(SHOWN, true);
		await vscode.commands.executeCommand("setContext", SHOWS_MODELS, true);
	};
	const room: Room = { ...setting, library, switcher, pages, reveal };
	void vscode.commands.executeCommand("setContext", SHOWS_MODELS, memory.get<boolean>(SHOWN, false) || library.active.directory !== places.embedded);
	const parts = vscode.Disposable.from(library, switcher, pages, new ModelsView(library, fit, setting.log), new ModelStatusItem(engine, library), onPlacementWishes(() => fit.forget()), registerWays(room), registerActions(room), registerWorks(room));
	return { shutDown: () => library.works.shutDown(), keepFigures: (model, figures) => library.keepFigures(model, figures), dispose: () => void parts.dispose() };
}

/** Ways to a model. */
function registerWays(room: Room): vscode.Disposable {
	const { library, reveal, pages } = room;
	return vscode.Disposable.from(
		reportedCommand(commands.show, async () => {
			await reveal();
			await vscode.commands.executeCommand(`${MODELS_VIEW}.focus`);
		}),
		reportedCommand(commands.import, async (given) => {
			await reveal();
			const imported = await importFromDisk(given, room);
			await (imported && offer(imported.name, imported.notes, room));
		}),
		reportedCommand(commands.download, async (given) => {
			await reveal();
			const entry = await chooseAvailable(given, room, ({ reachable }) => reachable !== "none");
			const fetched = entry && (await downloadModel(entry, room));
			await (fetched && tellFetched(fetched, room));
		}),
		reportedCommand(commands.byHand, async (given) => {
			const entry = await chooseAvailable(given, room, ({ model }) => model.instructions.length > 0);
			await (entry && pages.show(entry.model.title, availablePage(entry)));
		}),
		reportedCommand(commands.openFolder, async () => {
			await mkdir(library.options.folder, { recursive: true });
			await vscode.commands.executeCommand("revealFileInOS", vscode.Uri.file(library.options.folder));
		}),
		reportedCommand(commands.refresh, async () => library.refresh()),
	);
}

/** What can be done with an installed model. */
function registerActions(room: Room): vscode.Disposable {
	const { library, switcher, pages, reveal } = room;
	return vscode.Disposable.from(
		reportedCommand(commands.use, async (given) => {
			await reveal();
			const entry = await chooseInstalled(given, library, vscode.l10n.t("Which model is to answer?"), ({ failure }) => failure === undefined);
			await (entry && useModel(entry.name, room));
		}),
		reportedCommand(commands.verify, async (given) => {
			const entry = await chooseInstalled(given, library, vscode.l10n.t("Which model is to be verified?"), ({ embedded }) => !embedded);
			await (entry && verifyModel(entry.name, entry.title, library));
		}),
		reportedCommand(commands.remove, async (given) => {
			const entry = await chooseInstalled(given, library, vscode.l10n.t("Which model is to be removed?"), ({ embedded }) => !embedded);
			await (entry && removeModel(entry, library, switcher));
		}),
		reportedCommand(commands.restore, (given) => restoreModel(given, library)),
		reportedCommand(commands.empty, () => emptyRemoved(library)),
		reportedCommand(commands.details, async (given) => {
			const { available } = await library.survey();
			const offered = typeof given === "string" && given.startsWith("available:") ? available.find(({ model }) => model.id === keyOf(given)) : undefined;
			const entry = offered === undefined ? await chooseInstalled(given, library, vscode.l10n.t("Which model?")) : undefined;
			await (offered ? pages.show(offered.model.title, availablePage(offered)) : entry && pages.show(entry.title, installedPage(entry)));
		}),
	);
}

/** What can be done with something under way. */
function registerWorks({ library: { works } }: Room): vscode.Disposable {
	return vscode.Disposable.from(
		reportedCommand(commands.cancel, async (given) => works.cancel(keyOf(given) ?? "")),
		reportedCommand(commands.resume, (given) => works.resume(keyOf(given) ?? "")),
		reportedCommand(commands.putAway, async (given) => works.putAway(keyOf(given) ?? "")),
	);
}

async function useModel(name: string, { library, switcher }: Room): Promise<void> {
	const entry = (await library.survey()).installed.find((each) => each.name === name);
	if (entry?.failure !== undefined) {
		throw new Failure(entry.failure.code, entry.failure.message);
	}
	if (await choose(name)) {
		await switcher.follow();
		if (silence(entry?.manifest) !== undefined) {
			void vscode.window.showInformationMessage(vscode.l10n.t("{0} makes vectors, for annotations with embeddings, and answers no questions. Use another model to ask.", entry?.title ?? name));
		}
	}
}

/** A model that was installed: it may be the one to answer. */
async function offer(name: string, notes: readonly string[], room: Room): Promise<void> {
	const { installed } = await room.library.survey();
	const entry = installed.find((each) => each.name === name);
	const use = vscode.l10n.t("Use It");
	const details = vscode.l10n.t("Show Details");
	const chosen = await vscode.window.showInformationMessage([vscode.l10n.t("{0} is installed.", entry?.title ?? name), ...notes].join(" "), use, details);
	if (chosen === use) {
		await useModel(name, room);
	} else if (chosen === details && entry !== undefined) {
		await room.pages.show(entry.title, installedPage(entry));
	}
}

async function tellFetched(fetched: Fetched, room: Room): Promise<void> {
	switch (fetched.kind) {
		case "installed":
			return offer(fetched.model.name, fetched.model.notes, room);
		case "files": {
			const make = vscode.l10n.t("Import It");
			const text = vscode.l10n.t("The files of {0} are in {1}. It is an encoder and answers nothing by itself: imported, it makes vectors; and it can be chosen when a BioMedGPT checkpoint is imported that comes without one.", fetched.title, fetched.folder);
			if ((await vscode.window.showInformationMessage(text, make)) === make) {
				await vscode.commands.executeCommand(commands.import, fetched.folder);
			}
			return;
		}
		case "missing": {
			const how = vscode.l10n.t("How to Get Them");
			const text = vscode.l10n.t("What can be downloaded of {0} is in {1}. Still missing there: {2}. Put them there and download again.", fetched.model.title, fetched.folder, fetched.names.join(", "));
			if ((await vscode.window.showWarningMessage(text, how)) === how) {
				await vscode.commands.executeCommand(commands.byHand, `available:${fetched.model.id}`);
			}
		}
	}
}

async function verifyModel(name: string, title: string, library: Library): Promise<void> {
	const store = await library.store();
	await noticed(library.works, "verify", title, async (signal, report) => {
		report({ share: undefined, line: vscode.l10n.t("reading every byte") });
		try {
			await store.verify(name, signal);
		} catch (error) {
			if (!signal.aborted) {
				await library.noteChecked(name, { at: Date.now(), failure: failureData(error).message });
			}
			throw signal.aborted ? new Failure("cancelled", vscode.l10n.t("Stopped."), { cause: error }) : error;
		}
		await library.noteChecked(name, { at: Date.now(), failure: undefined });
	});
	void vscode.window.showInformationMessage(vscode.l10n.t("{0} is whole: every file is the one that its description names.", title));
}
