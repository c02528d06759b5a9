import path from "node:path";
import * as vscode from "vscode";
import type { Written } from "../inference/bundle/amounts.ts";
import type { EncoderFormat, LanguageFormat } from "../inference/bundle/memory.ts";
import type { ImportPlan, ImportRequest } from "../inference/import/plan.ts";
import type { ImportedModel } from "../inference/process/importProtocol.ts";
import { Failure } from "../science/failure.ts";
import { noticed } from "./noticed.ts";
import { lookWithParts, type Looked } from "./parts.ts";
import type { ModelsServices } from "./services.ts";
import { importProgress, joined, size, writtenAs } from "./words.ts";

const NAME = /^[a-z0-9](?:[a-z0-9.-]{0,98}[a-z0-9])?$/;

/** From a file or folder that a person has to an installed model; every step can be left. Gives it, or undefined where somebody left. */
export async function importFromDisk(given: unknown, services: ModelsServices): Promise<ImportedModel | undefined> {
	const source = await chooseSource(given);
	const planned = source === undefined ? undefined : await agree({ source }, services);
	return planned && carryOut(planned.request, planned.plan.title, services);
}

/** Imports in the background, with a line in the list and a notification; fails as `Importer.import` does. */
export async function carryOut(request: ImportRequest, title: string, { library, importer }: ModelsServices): Promise<ImportedModel | undefined> {
	let imported: ImportedModel | undefined;
	await noticed(library.works, "import", title, async (signal, report) => {
		imported = await importer.import(request, (progress) => report(importProgress(progress)), signal);
		await library.noteChecked(imported.name, undefined);
		library.refresh();
	});
	return imported;
}

async function chooseSource(given: unknown): Promise<string | undefined> {
	if (typeof given === "string") {
		return path.resolve(given);
	}
	if (given instanceof vscode.Uri) {
		return local(given);
	}
	// Dialogs of Linux and Windows choose files or folders, not both.
	const kinds = [
		{ label: vscode.l10n.t("$(folder) A folder"), detail: vscode.l10n.t("With config.json and the weights beside it, as Hugging Face has them"), folders: true },
		{ label: vscode.l10n.t("$(file) A file"), detail: vscode.l10n.t("biomedgpt_10b.pth, a GGUF, safetensors or another checkpoint"), folders: false },
	];
	const kind = await vscode.window.showQuickPick(kinds, { placeHolder: vscode.l10n.t("What do you have of the model?") });
	if (kind === undefined) {
		return undefined;
	}
	const filters = { [vscode.l10n.t("Models")]: ["pth", "pt", "bin", "gguf", "safetensors", "json"], [vscode.l10n.t("All files")]: ["*"] };
	const [uri] = (await vscode.window.showOpenDialog({ canSelectFiles: !kind.folders, canSelectFolders: kind.folders, canSelectMany: false, openLabel: vscode.l10n.t("Look at It"), ...(kind.folders ? {} : { filters }) })) ?? [];
	return uri && local(uri);
}

function local(uri: vscode.Uri): string {
	if (uri.scheme !== "file") {
		throw new Failure("not-local", vscode.l10n.t("Models are imported from this machine's disks: copy the files there first."));
	}
	return uri.fsPath;
}

/** Says what it is and what will be written, lets missing parts, weights and name be chosen, and asks. */
async function agree(first: ImportRequest, services: ModelsServices): Promise<Looked | undefined> {
	const looked = await lookWithParts(first, services, (request) => look(request, services));
	const weights = looked && (await chooseWeights(looked.plan));
	if (looked === undefined || weights === undefined) {
		return undefined;
	}
	let request: ImportRequest = weights === "proposed" ? looked.request : { ...looked.request, weights };
	let plan = weights === "proposed" ? looked.plan : await look(request, services);
	const name = await freeName(plan.name, services);
	if (name === undefined) {
		return undefined;
	}
	if (name !== plan.name) {
		request = { ...request, name };
		plan = { ...plan, name };
	}
	const go = vscode.l10n.t("Import");
	return (await vscode.window.showInformationMessage(vscode.l10n.t("Import {0}?", plan.title), { modal: true, detail: detailOf(plan) }, go)) === go ? { request, plan } : undefined;
}

function look(request: ImportRequest, { importer }: ModelsServices): Thenable<ImportPlan> {
	return vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title: vscode.l10n.t("Looking at {0}", path.basename(request.source)), cancellable: true }, async (_, token) => {
		const stop = new AbortController();
		token.onCancellationRequested(() => stop.abort());
		return importer.plan(request, stop.signal);
	});
}

interface WeightsItem extends vscode.QuickPickItem {
	readonly weights?: "proposed" | { readonly language?: LanguageFormat | undefined; readonly protein?: EncoderFormat | undefined };
}

/** One question for both parts; files that are taken as they are leave nothing to choose. */
async function chooseWeights({ title, ways, weights, writes, memory }: ImportPlan): Promise<NonNullable<WeightsItem["weights"]> | undefined> {
	const proposed = ways.find(({ language, protein }) => language === weights.language && protein === weights.protein);
	if (proposed === undefined) {
		return "proposed";
	}
	const first: WeightsItem = { label: `$(star) ${writtenAs(proposed)}`, description: vscode.l10n.t("proposed for this machine: {0} on the disk, {1} of memory", size(writes), size(memory)), detail: weightsInWords(proposed), weights: "proposed" };
	const others = [...new Set(ways.map(({ language }) => language))].flatMap((language): readonly WeightsItem[] => [
		...(language === undefined ? [] : [{ label: vscode.l10n.t("Language model: {0}", language), kind: vscode.QuickPickItemKind.Separator }]),
		...ways.filter((way) => way !== proposed && way.language === language).map(wayItem),
	]);
	return (await vscode.window.showQuickPick([first, ...others], { title: vscode.l10n.t("Import {0}", title), placeHolder: questionOf(proposed), ignoreFocusOut: true }))?.weights;
}

function questionOf({ language, protein }: Written): string {
	if (language === undefined) {
		return vscode.l10n.t("How are the weights of the protein encoder to be written?");
	}
	return protein === undefined ? vscode.l10n.t("How are the weights of the language model to be written?") : vscode.l10n.t("How are the weights of the language model and of the protein encoder to be written?");
}

function wayItem(way: Written): WeightsItem {
	const { language, protein, disk, memory } = way;
	return { label: writtenAs(way), description: vscode.l10n.t("{0} on the disk, about {1} of memory", size(disk), size(memory)), detail: weightsInWords(way), weights: { language, protein } };
}

function weightsInWords({ language, protein }: Pick<Written, "language" | "protein">): string {
	return joined([language === undefined ? undefined : languageInWords(language), protein === undefined ? undefined : proteinInWords(protein)]);
}

function languageInWords(format: LanguageFormat): string {
	switch (format) {
		case "Q4_K": return vscode.l10n.t("language model less exact");
		case "Q8_0": return vscode.l10n.t("language model nearly exact");
		default: return vscode.l10n.t("language model exact");
	}
}

function proteinInWords(format: EncoderFormat): string {
	switch (format) {
		case "int4": return vscode.l10n.t("protein encoder least exact");
		case "int8": return vscode.l10n.t("protein encoder less exact");
		case "F16": return vscode.l10n.t("protein encoder nearly exact");
		case "F32": return vscode.l10n.t("protein encoder exact");
	}
}

async function freeName(name: string, { library }: ModelsServices): Promise<string | undefined> {
	const taken = new Set((await library.survey()).installed.map((entry) => entry.name));
	if (!taken.has(name)) {
		return name;
	}
	return vscode.window.showInputBox({
		prompt: vscode.l10n.t("There is a model {0} already. Give this one another name.", name),
		value: `${name}-2`,
		ignoreFocusOut: true,
		validateInput: (value) => {
			if (taken.has(value)) {
				return vscode.l10n.t("There is a model {0} already.", value);
			}
			return NAME.test(value) ? undefined : vscode.l10n.t("Use lower-case letters, digits, dots and hyphens.");
		},
	});
}

/** How each part is written. */
function partsInWords({ language, protein, molecule }: ImportPlan["weights"]): string {
	return joined([
		language === undefined ? undefined : vscode.l10n.t("language model {0}", language),
		protein === undefined ? undefined : vscode.l10n.t("protein encoder {0}", protein),
		molecule === undefined ? undefined : vscode.l10n.t("molecule encoder {0}", molecule),
	]);
}

function detailOf({ name, weights, reads, writes, free, memory, machine, licence, warning, notes }: ImportPlan): string {
	return [
		vscode.l10n.t("Reads {0} and writes {1} as {2} ({3}). {4} are free on the disk.", size(reads), size(writes), name, partsInWords(weights), size(free)),
		vscode.l10n.t("Takes about {0} of this machine's {1} of memory when it answers.", size(memory), size(machine)),
		vscode.l10n.t("Licence: {0}", licence),
		warning,
		...notes,
	].join("\n\n");
}
