import { totalmem } from "node:os";
import * as vscode from "vscode";
import type { Manifest } from "../inference/bundle/manifest.ts";
import type { Failure } from "../science/failure.ts";
import { plainLine } from "../wording/plainText.ts";
import type { AvailableEntry, InstalledEntry } from "./survey.ts";
import { abilitiesInWords, amountInWords, joined, silence, size, writtenAs } from "./words.ts";

const SCHEME = "biomedgpt-model";

/** Pages about models, shown as Markdown previews. */
export class DetailPages implements vscode.TextDocumentContentProvider, vscode.Disposable {
	readonly #texts = new Map<string, string>();
	readonly #changed = new vscode.EventEmitter<vscode.Uri>();
	readonly onDidChange = this.#changed.event;
	readonly #registration = vscode.workspace.registerTextDocumentContentProvider(SCHEME, this);

	provideTextDocumentContent(uri: vscode.Uri): string {
		return this.#texts.get(uri.toString()) ?? "";
	}

	/** Shows a page; one of the same name is replaced. */
	async show(name: string, markdown: string): Promise<void> {
		const uri = vscode.Uri.from({ scheme: SCHEME, path: `/${name.replaceAll("/", "-")}.md` });
		this.#texts.set(uri.toString(), markdown);
		this.#changed.fire(uri);
		await vscode.commands.executeCommand("markdown.showPreview", uri);
	}

	dispose(): void {
		this.#registration.dispose();
		this.#changed.dispose();
	}
}

type Row = readonly [string, string | undefined];

/** What is known of an installed model. */
export function installedPage({ title, name, directory, bytes, memory, weights, manifest, failure }: InstalledEntry): string {
	return page(title, [
		failure && alert(failure),
		silence(manifest),
		manifest?.warning,
		rows([
			[vscode.l10n.t("Name"), name],
			[vscode.l10n.t("Version"), manifest?.version],
			[vscode.l10n.t("Licence"), manifest?.licence],
			[vscode.l10n.t("Weights"), weights.join(", ")],
			[vscode.l10n.t("On the disk"), size(bytes)],
			[vscode.l10n.t("Memory when it answers"), memory === undefined ? undefined : vscode.l10n.t("about {0}; this machine has {1}", size(memory), size(totalmem()))],
			[vscode.l10n.t("Context"), manifest?.language && vscode.l10n.t("{0} tokens", manifest.language.context.toLocaleString(vscode.env.language))],
			[vscode.l10n.t("Molecules"), manifest && reading(manifest, "molecule")],
			[vscode.l10n.t("Proteins"), manifest && reading(manifest, "protein")],
			[vscode.l10n.t("Imported"), manifest?.origin && new Date(manifest.origin.imported).toLocaleString(vscode.env.language)],
			[vscode.l10n.t("Folder"), directory],
		]),
		manifest?.origin && heading(vscode.l10n.t("Made from")),
		manifest?.origin && rows(manifest.origin.files.map((file): Row => [file.name, joined([size(file.bytes), `SHA-256 ${file.sha256}`])])),
		manifest && heading(vscode.l10n.t("Files")),
		manifest && rows(Object.entries(manifest.files).map(([file, known]): Row => [file, joined([size(known.bytes), `SHA-256 ${known.sha256}`])])),
	]);
}

/** What is known of a model of the catalogue, and how one gets it. */
export function availablePage({ model, variants, memory, ways }: AvailableEntry): string {
	return page(model.title, [
		plainLine(model.summary),
		model.warning,
		rows([
			[vscode.l10n.t("Publisher"), model.publisher.name],
			...model.licences.map(({ name, statedBy }): Row => [vscode.l10n.t("Licence"), statedBy === null ? name : vscode.l10n.t("{0}, according to {1}", name, statedBy)]),
			[vscode.l10n.t("Reads and writes"), abilitiesInWords(model.abilities)],
			[vscode.l10n.t("Memory when it answers"), vscode.l10n.t("from about {0}; this machine has {1}", size(memory), size(totalmem()))],
			...(variants.length > 1 ? [] : variants.map(({ amount }): Row => [vscode.l10n.t("Files"), amountInWords(amount)])),
		]),
		...model.licenceNotes.map(plainLine),
		link(model.publisher.page),
		variants.length === 1 ? undefined : heading(vscode.l10n.t("Files")),
		variants.length === 1 ? undefined : rows(variants.map(({ variant, amount, memory: need }): Row => [variant.id, joined([amountInWords(amount), vscode.l10n.t("about {0} of memory", size(need))])])),
		ways.length === 0 ? undefined : heading(vscode.l10n.t("As it can be written when it is imported")),
		rows(ways.map((way): Row => [writtenAs(way), vscode.l10n.t("{0} on the disk, about {1} of memory", size(way.disk), size(way.memory))])),
		model.instructions.length === 0 ? undefined : heading(vscode.l10n.t("By hand")),
		model.instructions.map((step, index) => `${index + 1}. ${plainLine(step)}`).join("\n"),
	]);
}

function page(title: string, parts: readonly (string | undefined)[]): string {
	return [`# ${plainLine(title)}`, ...parts.filter((part) => part !== undefined && part !== "")].join("\n\n");
}

/** An address of the catalogue, which takes only plain https ones. */
function link(address: string): string {
	return `<${encodeURI(decodeURI(address))}>`;
}

function heading(text: string): string {
	return `## ${plainLine(text)}`;
}

function alert({ message }: Pick<Failure, "message">): string {
	return `> ${plainLine(message)}`;
}

function rows(known: readonly Row[]): string {
	return known.filter(([, text]) => text !== undefined && text !== "").map(([head, text]) => `- **${plainLine(head)}:** ${plainLine(text ?? "")}`).join("\n");
}

function reading(manifest: Manifest, kind: "molecule" | "protein"): string {
	if (manifest.language === undefined) {
		return manifest[kind] === undefined ? vscode.l10n.t("not read") : vscode.l10n.t("read by an encoder, as vectors");
	}
	return manifest[kind] ? vscode.l10n.t("read by an encoder, as soft tokens") : vscode.l10n.t("read as text, with what is computed of them");
}
