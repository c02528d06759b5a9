import { stat } from "node:fs/promises";
import path from "node:path";
import * as vscode from "vscode";
import type { CatalogFile, CatalogModel, CatalogVariant } from "../inference/bundle/catalog.ts";
import type { Consent } from "../inference/bundle/consent.ts";
import type { FetchedModel } from "../inference/bundle/fetchModel.ts";
import type { ModelStore } from "../inference/bundle/store.ts";
import type { ImportedModel } from "../inference/process/importProtocol.ts";
import { Failure } from "../science/failure.ts";
import { keyOf } from "./choosing.ts";
import { noticed } from "./noticed.ts";
import type { ModelsServices } from "./services.ts";
import type { AvailableEntry } from "./survey.ts";
import { abilitiesInWords, amountInWords, downloadProgress, importProgress, joined, size } from "./words.ts";
import type { WorkProgress } from "./works.ts";

/** How a download ended. */
export type Fetched =
	| { readonly kind: "installed"; readonly model: ImportedModel }
	/** An encoder, which answers nothing by itself. */
	| { readonly kind: "files"; readonly title: string; readonly folder: string }
	/** Files without an address are still to be brought. */
	| { readonly kind: "missing"; readonly model: CatalogModel; readonly folder: string; readonly names: readonly string[] };

/** A model of the catalogue that was given, or that a person picks. */
export async function chooseAvailable(given: unknown, { library }: ModelsServices, suits: (entry: AvailableEntry) => boolean): Promise<AvailableEntry | undefined> {
	const { available } = await library.survey();
	const key = keyOf(given);
	if (key !== undefined) {
		const found = available.find(({ model }) => model.id === key);
		if (found === undefined) {
			throw new Failure("model-missing", vscode.l10n.t("The list of models has no {0}.", key));
		}
		return found;
	}
	const items = available.filter(suits).map((entry) => ({ label: entry.model.title, description: entry.model.publisher.name, detail: joined([abilitiesInWords(entry.model.abilities), vscode.l10n.t("from {0} of memory", size(entry.memory))]), entry }));
	return (await vscode.window.showQuickPick(items, { placeHolder: vscode.l10n.t("Which model?") }))?.entry;
}

/**
 * Downloads a model, and imports it where all of its files are there. Nothing is asked of the network before a person has accepted the licence;
 * stopped or broken off, it goes on where it was.
 */
export async function downloadModel(entry: AvailableEntry, services: ModelsServices): Promise<Fetched | undefined> {
	const { model } = entry;
	const variant = await chooseVariant(entry);
	if (variant === undefined) {
		return undefined;
	}
	const store = await services.library.store();
	const consent = await consented(entry, variant, store);
	if (consent === undefined) {
		return undefined;
	}
	let ended: Fetched | undefined;
	await noticed(services.library.works, "download", model.title, async (signal, report) => {
		const { folder, missing } = await fetched({ model, variant, consent, signal, report }, store, services);
		const names = await stillMissing(folder, missing);
		if (names.length > 0) {
			ended = { kind: "missing", model, folder, names };
		} else if (model.format === "esm2") {
			ended = { kind: "files", title: model.title, folder };
		} else {
			const { publishedAs } = await import("../inference/bundle/catalog.ts");
			const imported = await services.importer.import({ source: folder, published: publishedAs(model) }, (progress) => report(importProgress(progress)), signal);
			await store.discardDownload(model, variant);
			ended = { kind: "installed", model: imported };
		}
		services.library.refresh();
	});
	return ended;
}

async function chooseVariant({ model, variants }: AvailableEntry): Promise<CatalogVariant | undefined> {
	if (variants.length === 1) {
		return variants[0]?.variant;
	}
	const items = variants.map((each) => ({
		label: each.variant.id,
		description: joined([amountInWords(each.amount), each.here === 0 ? undefined : vscode.l10n.t("{0} are here", size(each.here))]),
		detail: vscode.l10n.t("about {0} of memory", size(each.memory)),
		variant: each.variant,
	}));
	return (await vscode.window.showQuickPick(items, { title: model.title, placeHolder: vscode.l10n.t("Which of its files?"), ignoreFocusOut: true }))?.variant;
}

/** Shows the terms with all that is unclear about them. Who has accepted these very terms before is not asked again. */
async function consented({ model, variants }: AvailableEntry, variant: CatalogVariant, store: ModelStore): Promise<Consent | undefined> {
	const earlier = await store.consentFor(model);
	if (earlier !== undefined) {
		return earlier;
	}
	const [{ licenceText }, { consentTo }] = await Promise.all([import("../inference/bundle/catalog.ts"), import("../inference/bundle/consent.ts")]);
	const accept = vscode.l10n.t("Accept and Download");
	const comes = variants.find((each) => each.variant === variant)?.comes;
	const title = comes === undefined || comes.least === 0 ? vscode.l10n.t("Download {0}?", model.title) : vscode.l10n.t("Download {0} ({1})?", model.title, amountInWords(comes));
	return (await vscode.window.showWarningMessage(title, { modal: true, detail: licenceText(model).split("\n").join("\n\n") }, accept)) === accept ? consentTo(model) : undefined;
}

/** Downloads what has an address of a model, and makes nothing of it. Gives its folder; undefined where somebody left. */
export async function fetchedParts(entry: AvailableEntry, variant: CatalogVariant, services: ModelsServices): Promise<string | undefined> {
	const store = await services.library.store();
	const consent = await consented(entry, variant, store);
	let place: string | undefined;
	await (consent && noticed(services.library.works, "download", entry.model.title, async (signal, report) => {
		place = await fetched({ model: entry.model, variant, consent, signal, report }, store, services).then(({ folder }) => folder);
	}));
	return place;
}

interface Fetching {
	readonly model: CatalogModel;
	readonly variant: CatalogVariant;
	readonly consent: Consent;
	readonly signal: AbortSignal;
	readonly report: (progress: WorkProgress) => void;
}

async function fetched({ model, variant, consent, signal, report }: Fetching, store: ModelStore, { library, fetch, log }: ModelsServices): Promise<FetchedModel> {
	const { fetchModel } = await import("../inference/bundle/fetchModel.ts");
	const result = await fetchModel(store, model, variant, { consent, fetch, signal, report: (progress) => report(downloadProgress(progress)), notice: ({ sentence }) => log.info(sentence) });
	library.refresh();
	return result;
}

/** What has no address may have been put into its place by hand. */
async function stillMissing(folder: string, files: readonly CatalogFile[]): Promise<readonly string[]> {
	const there = await Promise.all(files.map((file) => stat(path.join(folder, file.path)).then((info) => info.isFile(), () => false)));
	return files.filter((_, index) => there[index] === false).map((file) => file.path);
}
