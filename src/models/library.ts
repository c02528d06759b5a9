import type { Memento } from "vscode";
import * as vscode from "vscode";
import type { Catalog } from "../inference/bundle/catalog.ts";
import type { FigureBook, KeptFigure } from "../inference/bundle/figureBook.ts";
import type { ModelStore } from "../inference/bundle/store.ts";
import type { ModelIdentity } from "../inference/engine.ts";
import { activeModel, type ActiveModel, type Places } from "./active.ts";
import { FolderWatch } from "./folderWatch.ts";
import type { Checked } from "./items.ts";
import type { Survey } from "./survey.ts";
import { Works } from "./works.ts";

export interface LibraryOptions extends Places {
	/** `models/catalog.json` */
	readonly catalogFile: string;
	/** What is remembered of this machine's models. */
	readonly memory: Memento;
}

/** Where results of verifying are remembered, by the model's name. */
const CHECKED = "biomedgpt.checkedModels";

/** What the lists and commands of models know. The disk is looked at when somebody looks, and again when it may have changed. */
export class Library implements vscode.Disposable {
	readonly works = new Works();
	/** Names of models that this window is just removing: it tells so itself. */
	readonly removing = new Set<string>();
	readonly #changed = new vscode.EventEmitter<void>();
	readonly onDidChange = this.#changed.event;
	readonly #listener = this.works.onDidChange(() => this.#changed.fire());
	readonly #watch: FolderWatch;
	#survey: Promise<Survey> | undefined;
	#catalog: Promise<Catalog> | undefined;

	constructor(readonly options: LibraryOptions) {
		this.#watch = new FolderWatch(options.folder, () => this.refresh());
	}

	/** Of the settings as they are now. */
	get active(): ActiveModel {
		return activeModel(modelSettings(), this.options);
	}

	/** Whether there is an installed model of that name, broken or not. */
	has(name: string): boolean {
		return activeModel({ model: name, modelFolder: undefined }, this.options).missing === undefined;
	}

	/** Notices from now on what other windows and the command line do with the installed models. */
	watch(): void {
		this.#watch.start();
	}

	/** As it was when it was last refreshed. Fails as `survey` does. */
	async survey(): Promise<Survey> {
		this.watch();
		this.#survey ??= this.#look();
		const looking = this.#survey;
		try {
			return await looking;
		} catch (error) {
			// The next one may have luck.
			this.#survey = this.#survey === looking ? undefined : this.#survey;
			throw error;
		}
	}

	refresh(): void {
		this.#survey = undefined;
		this.#changed.fire();
	}

	/** What a model of a folder calls itself; undefined where that cannot be read. */
	async titleOf(directory: string): Promise<string | undefined> {
		const { readBundle } = await import("../inference/bundle/manifest.ts");
		return readBundle(directory).then(({ manifest }) => manifest.title, () => undefined);
	}

	/** Loaded late: activation must not read validators. */
	async store(): Promise<ModelStore> {
		const { ModelStore: Store } = await import("../inference/bundle/store.ts");
		return new Store(this.options.folder);
	}

	async catalog(): Promise<Catalog> {
		this.#catalog ??= import("../inference/bundle/catalog.ts").then(({ readCatalog }) => readCatalog(this.options.catalogFile));
		return this.#catalog;
	}

	/** What the last look at every byte of a model found. */
	checked(name: string): Checked | undefined {
		return this.options.memory.get<Readonly<Record<string, Checked>>>(CHECKED, {})[name];
	}

	async noteChecked(name: string, checked: Checked | undefined): Promise<void> {
		const others = Object.entries(this.options.memory.get<Record<string, Checked>>(CHECKED, {})).filter(([other]) => other !== name);
		await this.options.memory.update(CHECKED, Object.fromEntries(checked === undefined ? others : [...others, [name, checked]]));
		this.#changed.fire();
	}

	dispose(): void {
		this.#listener.dispose();
		this.#watch.dispose();
		this.works.dispose();
		this.#changed.dispose();
	}

	/** Keeps what a model reached on benchmarks, and shows it. */
	async keepFigures(model: ModelIdentity, figures: readonly KeptFigure[]): Promise<void> {
		await (await this.#figures()).note(model, figures);
		this.refresh();
	}

	async #figures(): Promise<FigureBook> {
		const { FigureBook: Book } = await import("../inference/bundle/figureBook.ts");
		return new Book(this.options.folder);
	}

	async #look(): Promise<Survey> {
		const [{ survey }, figures, store, catalog] = await Promise.all([import("./survey.ts"), this.#figures(), this.store(), this.catalog()]);
		return survey(store, catalog, { embedded: this.options.embedded, figures });
	}
}

/** The settings that choose a model. Both are the machine's: no workspace can set them. */
export function modelSettings(): { readonly modelFolder: string | undefined; readonly model: string | undefined } {
	const settings = vscode.workspace.getConfiguration("biomedgpt");
	return { modelFolder: settings.get<string>("modelFolder"), model: settings.get<string>("model") };
}
