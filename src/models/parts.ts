import { stat } from "node:fs/promises";
import path from "node:path";
import * as vscode from "vscode";
import type { LackingPart } from "../inference/import/lacking.ts";
import type { ImportPlan, ImportRequest } from "../inference/import/plan.ts";
import { Failure } from "../science/failure.ts";
import { fetchedParts } from "./downloading.ts";
import type { ModelsServices } from "./services.ts";
import type { AvailableEntry } from "./survey.ts";
import { amountInWords, joined } from "./words.ts";

/** Failures that a part from elsewhere may mend. */
const MENDED = new Set(["missing-companion", "wrong-companion", "missing-key"]);

export interface Looked {
	readonly request: ImportRequest;
	readonly plan: ImportPlan;
}

type Look = (request: ImportRequest) => Thenable<ImportPlan>;
type Parts = NonNullable<ImportRequest["parts"]>;

/**
 * What an import would do, after asking by name for each part that the chosen files lack: a checkpoint often comes without tokenizer and
 * configuration. Undefined where somebody left. Fails as `look` does where no part from elsewhere would mend it.
 */
export async function lookWithParts(request: ImportRequest, services: ModelsServices, look: Look): Promise<Looked | undefined> {
	try {
		return { request, plan: await look(request) };
	} catch (error) {
		const lacking = error instanceof Failure && MENDED.has(error.code) ? await services.importer.lacking(request) : [];
		if (lacking.length === 0) {
			throw error;
		}
		// That another part was chosen is told where it is asked for again; how another size differs is a sentence.
		if (error instanceof Failure && error.code === "wrong-companion" && lacking.some(({ part }) => request.parts?.[part] !== undefined)) {
			void vscode.window.showWarningMessage(error.message);
		}
		const found = await askFor(lacking, request, services);
		return found && lookWithParts({ ...request, parts: { ...request.parts, ...found } }, services, look);
	}
}

/** One question for each; undefined where somebody left. */
async function askFor(lacking: readonly LackingPart[], { source, parts: chosen }: ImportRequest, services: ModelsServices): Promise<Parts | undefined> {
	const name = path.basename(source);
	let parts: Parts = {};
	for (const [index, part] of lacking.entries()) {
		// A download may have brought it together with the one before.
		const title = vscode.l10n.t("Import {0}: missing part {1} of {2}", name, index + 1, lacking.length);
		const found = parts[part.part] === undefined ? await askForOne(part, { title, before: chosen?.[part.part] }, services) : {};
		if (found === undefined) {
			return undefined;
		}
		parts = { ...parts, ...found };
	}
	return parts;
}

interface Way extends vscode.QuickPickItem {
	/** Gives nothing where it is only to be asked again. */
	readonly go: () => Promise<Parts | "again" | undefined>;
}

/** @param before what was chosen for it already, and did not serve */
async function askForOne(part: LackingPart, { title, before }: { readonly title: string; readonly before: string | undefined }, services: ModelsServices): Promise<Parts | undefined> {
	for (;;) {
		const ways = await waysTo(part, services);
		const lacks = before === undefined ? vscode.l10n.t("It lacks {0}.", partInWords(part)) : vscode.l10n.t("{0} does not serve. It lacks {1}.", path.basename(before), partInWords(part));
		const way = await vscode.window.showQuickPick(ways, { title, placeHolder: lacks, ignoreFocusOut: true });
		const found = await way?.go();
		if (found !== "again") {
			return found;
		}
	}
}

async function waysTo(part: LackingPart, services: ModelsServices): Promise<readonly Way[]> {
	const { available } = await services.library.survey();
	const there = await Promise.all(available.filter(({ model }) => serves(model, part)).map((entry) => downloaded(entry, services)));
	const published = available.find(({ model }) => model.id === part.catalogue);
	return [
		...there.filter((each) => each !== undefined).map(({ title, folder }): Way => ({ label: `$(check) ${title}`, description: vscode.l10n.t("downloaded"), detail: folder, go: async () => ({ [part.part]: folder }) })),
		...(published === undefined || part.weights ? [] : downloadable(published, part, services)),
		{ label: part.part === "molecule" ? vscode.l10n.t("$(file) Choose the File…") : vscode.l10n.t("$(folder) Choose the Folder…"), detail: vscode.l10n.t("I have {0}", filesInWords(part)), go: () => pick(part) },
		{
			label: vscode.l10n.t("$(link-external) Open the Page Where It Is Published"),
			detail: part.page,
			go: async () => {
				await vscode.env.openExternal(vscode.Uri.parse(part.page));
				return "again";
			},
		},
	];
}

/** Published ESM-2 of the size that the adapter reads, where its weights are wanted. */
function serves({ format, protein }: AvailableEntry["model"], { part, weights, width }: LackingPart): boolean {
	return format === "esm2" && part === "protein" && weights && (width === undefined || protein?.width === width);
}

async function downloaded({ model, variants }: AvailableEntry, { library }: ModelsServices): Promise<{ readonly title: string; readonly folder: string } | undefined> {
	const store = await library.store();
	for (const { variant } of variants) {
		const folder = store.downloadFolder(model, variant);
		const whole = await Promise.all(variant.files.map((file) => stat(path.join(folder, file.path)).then((info) => info.isFile(), () => false)));
		if (whole.every(Boolean)) {
			return { title: model.title, folder };
		}
	}
	return undefined;
}

/** Descriptions and tokenizers of a model of the catalogue have addresses, also where its weights have none. */
function downloadable(entry: AvailableEntry, part: LackingPart, services: ModelsServices): readonly Way[] {
	const [first] = entry.variants;
	const folders: Parts = first === undefined ? {} : describedParts(first.variant.files.filter(({ url }) => url !== null).map((file) => file.path));
	if (first === undefined || folders[part.part] === undefined) {
		return [];
	}
	return [{
		label: vscode.l10n.t("$(cloud-download) Download It"),
		description: amountInWords(first.comes),
		detail: joined([entry.model.publisher.name, part.page]),
		go: async () => {
			const folder = await fetchedParts(entry, first.variant, services);
			const inside = (below: string | undefined): string | undefined => (folder === undefined || below === undefined ? undefined : path.join(folder, below));
			return folder === undefined ? undefined : { language: inside(folders.language), protein: inside(folders.protein) };
		},
	}];
}

/** Folders of a variant's files that describe a part, told by their tokenizers. */
function describedParts(files: readonly string[]): Parts {
	const folderOf = (name: RegExp): string | undefined => files.find((file) => name.test(path.posix.basename(file)));
	const [language, protein] = [folderOf(/^tokenizer\.(?:model|json)$/), folderOf(/^vocab\.txt$/)];
	return { language: language && path.posix.dirname(language), protein: protein && path.posix.dirname(protein) };
}

async function pick({ part, ...rest }: LackingPart): Promise<Parts | "again"> {
	const file = part === "molecule";
	const [uri] = (await vscode.window.showOpenDialog({ canSelectFiles: file, canSelectFolders: !file, canSelectMany: false, openLabel: vscode.l10n.t("Take It"), title: partInWords({ part, ...rest }) })) ?? [];
	if (uri === undefined) {
		return "again";
	}
	if (uri.scheme !== "file") {
		throw new Failure("not-local", vscode.l10n.t("Models are imported from this machine's disks: copy the files there first."));
	}
	return { [part]: uri.fsPath };
}

function partInWords({ part, weights }: Pick<LackingPart, "part" | "weights">): string {
	switch (part) {
		case "language": return weights ? vscode.l10n.t("the language model, with configuration and tokenizer") : vscode.l10n.t("configuration and tokenizer of the language model");
		case "protein": return weights ? vscode.l10n.t("the protein encoder ESM-2, with its configuration") : vscode.l10n.t("the configuration of the protein encoder ESM-2");
		case "molecule": return vscode.l10n.t("the molecule encoder (GIN)");
	}
}

function filesInWords({ part, weights }: LackingPart): string {
	switch (part) {
		case "language": return weights ? "*.safetensors / *.bin, config.json, tokenizer.model / tokenizer.json" : "config.json, tokenizer.model / tokenizer.json";
		case "protein": return weights ? "*.safetensors / *.bin, config.json" : "config.json";
		case "molecule": return "*.pth / *.pt / *.safetensors";
	}
}
