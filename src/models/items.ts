import { totalmem } from "node:os";
import * as vscode from "vscode";
import type { KeptFigure } from "../inference/bundle/figureBook.ts";
import type { RemovedModel } from "../inference/bundle/store.ts";
import { plainLine } from "../wording/plainText.ts";
import { commands } from "./commands.ts";
import type { AvailableEntry, InstalledEntry } from "./survey.ts";
import { abilitiesInWords, amountInWords, joined, silence, size, writtenAs } from "./words.ts";
import type { Work } from "./works.ts";

/** The result of the last look at every byte of a model. */
export interface Checked {
	/** Milliseconds since the epoch. */
	readonly at: number;
	/** Why it is not whole; undefined where it is. */
	readonly failure: string | undefined;
}

/** How an installed model stands to the rest. */
export interface Standing {
	readonly active: boolean;
	readonly checked: Checked | undefined;
	/** Of this machine, in bytes. */
	readonly machine?: number;
}

/** A line of an installed model. */
export function installedItem(entry: InstalledEntry, { active, checked, machine = totalmem() }: Standing): vscode.TreeItem {
	const { name, embedded, title, bytes, weights, memory, failure } = entry;
	const trouble = failure?.message ?? checked?.failure;
	const fits = memory === undefined || memory <= machine;
	const state = failure !== undefined ? vscode.l10n.t("cannot be used") : active ? (entry.manifest && !entry.manifest.language ? vscode.l10n.t("chosen") : vscode.l10n.t("answers")) : undefined;
	const line = joined([state, silence(entry.manifest), size(bytes), weights.join(" + "), embedded ? vscode.l10n.t("embedded") : undefined, fits ? undefined : vscode.l10n.t("more than this machine's memory")]);
	const item = new vscode.TreeItem(title);
	item.description = line;
	item.iconPath = trouble !== undefined ? icon("error", "list.errorForeground") : active ? icon("pass-filled", "testing.iconPassed") : fits ? icon("circle-large-outline") : icon("warning", "list.warningForeground");
	item.contextValue = ["model", "installed", ...(active ? ["active"] : []), ...(embedded ? ["embedded"] : []), ...(failure ? ["broken"] : ["whole"])].join(" ");
	item.accessibilityInformation = { label: joined([title, line, trouble, checkedInWords(checked)]) };
	item.tooltip = tooltip(title, [
		// A narrow view cuts it.
		line,
		trouble,
		entry.manifest?.warning,
		memory === undefined ? undefined : vscode.l10n.t("Takes about {0} of this machine's {1} of memory when it answers.", size(memory), size(machine)),
		checkedInWords(checked) ?? (entry.manifest?.origin === undefined ? undefined : vscode.l10n.t("Loaded and tested when it was imported.")),
		...entry.figures.map(figureInWords),
		embedded ? vscode.l10n.t("Comes with the extension.") : vscode.l10n.t("Folder: {0}", name),
	]);
	return item;
}

/** A line of a model of the catalogue. */
export function availableItem({ model, variants, memory, ways, reachable }: AvailableEntry, machine = totalmem()): vscode.TreeItem {
	const here = variants.reduce((sum, variant) => sum + variant.here, 0);
	const amounts = variants.map(({ amount }) => amount);
	const amount = amountInWords({ least: Math.min(...amounts.map(({ least }) => least)), most: Math.max(...amounts.map(({ most }) => most)), estimated: amounts.some(({ estimated }) => estimated) });
	const fits = memory <= machine;
	const brought = here === 0 ? undefined : vscode.l10n.t("{0} are here", size(here));
	const way = reachable === "none" ? vscode.l10n.t("by hand") : reachable === "some" ? vscode.l10n.t("partly by hand") : undefined;
	const licences = [...new Set(model.licences.map(({ name }) => name))].join(" / ");
	const line = joined([brought, amount, way, licences, fits ? undefined : vscode.l10n.t("more than this machine's memory")]);
	const item = new vscode.TreeItem(model.title);
	item.description = line;
	item.iconPath = !fits ? icon("warning", "list.warningForeground") : reachable === "none" ? icon("book") : here > 0 ? icon("debug-pause") : icon("cloud-download");
	item.contextValue = ["model", "available", reachable === "none" ? "byhand" : reachable, ...(here > 0 ? ["begun"] : [])].join(" ");
	item.accessibilityInformation = { label: joined([model.title, vscode.l10n.t("not installed"), line]) };
	item.tooltip = tooltip(model.title, [
		line,
		model.summary,
		joined([model.publisher.name, abilitiesInWords(model.abilities)]),
		...model.licences.map(({ name, statedBy }) => statedBy === null ? vscode.l10n.t("Licence: {0}", name) : vscode.l10n.t("Licence: {0}, according to {1}", name, statedBy)),
		...model.licenceNotes,
		vscode.l10n.t("Takes from about {0} of this machine's {1} of memory when it answers.", size(memory), size(machine)),
		joined(ways.map((way) => vscode.l10n.t("{0} as {1}", size(way.memory), writtenAs(way)))),
		model.warning,
	]);
	item.command = { command: commands.details, title: vscode.l10n.t("Show Details"), arguments: [`available:${model.id}`] };
	return item;
}

/** A line of something under way. */
export function workItem({ kind, title, status, progress, failure }: Work): vscode.TreeItem {
	const state = stateInWords(status);
	const percent = progress?.share === undefined ? undefined : vscode.l10n.t("{0} %", Math.floor(progress.share * 100));
	const line = status === "running" ? joined([percent, progress?.line]) : joined([state, failure?.message ?? percent]);
	const item = new vscode.TreeItem(title);
	item.description = line;
	item.iconPath = status === "running" || status === "stopping" ? icon("sync~spin") : status === "failed" ? icon("error", "list.errorForeground") : icon("debug-pause");
	item.contextValue = `work ${status} ${kind}`;
	item.accessibilityInformation = { label: joined([title, kindInWords(kind), line]) };
	item.tooltip = tooltip(title, [kindInWords(kind), line]);
	return item;
}

/** A line of a model that can be brought back. */
export function removedItem({ name, bytes }: RemovedModel): vscode.TreeItem {
	const item = new vscode.TreeItem(name);
	item.description = size(bytes);
	item.iconPath = icon("trash");
	item.contextValue = "model removed";
	item.accessibilityInformation = { label: joined([name, vscode.l10n.t("removed, can be brought back"), size(bytes)]) };
	return item;
}

function stateInWords(status: Work["status"]): string {
	switch (status) {
		case "running": return vscode.l10n.t("running");
		case "stopping": return vscode.l10n.t("is being stopped");
		case "cancelled": return vscode.l10n.t("stopped, can go on");
		case "failed": return vscode.l10n.t("failed");
	}
}

function kindInWords(kind: Work["kind"]): string {
	switch (kind) {
		case "import": return vscode.l10n.t("is being imported");
		case "download": return vscode.l10n.t("is being downloaded");
		case "verify": return vscode.l10n.t("is being verified");
	}
}

/** Only what the model reached here: others' figures were reached in other ways. */
function figureInWords({ benchmark, label, value, isShare, rows, finished }: KeptFigure): string {
	const shown = isShare ? vscode.l10n.t("{0} %", (100 * value).toFixed(1)) : value.toFixed(3);
	return vscode.l10n.t("{0}: {1} {2}, of {3}, evaluated on {4}.", benchmark, label, shown, rows.toLocaleString(vscode.env.language), new Date(finished).toLocaleDateString(vscode.env.language, { dateStyle: "medium" }));
}

function checkedInWords(checked: Checked | undefined): string | undefined {
	return checked?.failure !== undefined || checked === undefined ? checked?.failure : vscode.l10n.t("Verified byte by byte on {0}.", new Date(checked.at).toLocaleString(vscode.env.language, { dateStyle: "medium", timeStyle: "short" }));
}

function icon(id: string, color?: string): vscode.ThemeIcon {
	return color === undefined ? new vscode.ThemeIcon(id) : new vscode.ThemeIcon(id, new vscode.ThemeColor(color));
}

function tooltip(title: string, lines: readonly (string | undefined)[]): vscode.MarkdownString {
	return new vscode.MarkdownString([`**${plainLine(title)}**`, ...lines.filter((line) => line !== undefined && line !== "").map((line) => plainLine(line ?? ""))].join("\n\n"));
}
