import { setImmediate as breath } from "node:timers/promises";
import * as vscode from "vscode";
import { locatedIn } from "../science/files/fileText.ts";
import { textsOf } from "../science/files/texts.ts";
import { tidyName } from "../science/name.ts";
import type { Located } from "../science/recognition/located.ts";
import type { LocatedEntities } from "./parts.ts";
import type { FoundPortion, SearchedFile, SearchLimit } from "./similar.ts";
import { MOST_MOLECULES } from "./similar.ts";

/** Molecule files and tables first, then notebooks and what is written by hand. */
const ENDINGS: readonly string[] = ["smi smiles ism can cxsmiles cxsmi", "sdf sd mol", "csv tsv tab", "ipynb", "md txt yaml yml json jsonl ndjson", "py r rmd qmd jl smk js ts sh rst tex html xml toml"];
export const MOST_FILES = 2000;
const LARGEST_FILE = 50_000_000;
/** JSON can only be read as a whole: some 40 ms. */
const LARGEST_NOTEBOOK = 3_000_000;
/** Bytes and characters looked at together: a few milliseconds. */
const PIECE = 65_536;

/** What the search tells people where it left something out. */
export function limitText(limit: SearchLimit): string {
	switch (limit) {
		case "files": return vscode.l10n.t("More than {0} files may hold molecules; only so many were searched.", MOST_FILES.toLocaleString());
		case "molecules": return vscode.l10n.t("The search ended after {0} molecules.", MOST_MOLECULES.toLocaleString());
		case "size": return vscode.l10n.t("Files above {0} MB and notebooks above {1} MB were left out.", LARGEST_FILE / 1e6, LARGEST_NOTEBOOK / 1e6);
	}
}

/**
 * What may hold molecules in the workspace: open documents as they are, unsaved changes included, then the files that the settings
 * `files.exclude` and `search.exclude` leave in.
 */
export async function* workspaceFiles(entities: LocatedEntities, signal: AbortSignal): AsyncGenerator<SearchedFile | { readonly limit: SearchLimit }> {
	const open = openDocuments();
	yield* open.map((document) => documentFile(document, entities));
	const seen = new Set(open.map(({ uri }) => notebookOf(uri)?.uri.toString() ?? uri.toString()));
	const found = await findFiles(signal);
	for (const uri of found.slice(0, MOST_FILES)) {
		if (signal.aborted) {
			return;
		}
		if (!seen.has(uri.toString())) {
			yield (await sizeAllowed(uri)) ? storedFile(uri) : { limit: "size" };
		}
	}
	if (found.length > MOST_FILES) {
		yield { limit: "files" };
	}
}

/** Of the workspace, and new ones that have no file yet. */
function openDocuments(): readonly vscode.TextDocument[] {
	return vscode.workspace.textDocuments.filter(({ uri, isClosed }) => {
		const place = notebookOf(uri)?.uri ?? uri;
		return !isClosed && (place.scheme === "untitled" || vscode.workspace.getWorkspaceFolder(place) !== undefined);
	});
}

function notebookOf(uri: vscode.Uri): vscode.NotebookDocument | undefined {
	return uri.scheme === "vscode-notebook-cell" ? vscode.workspace.notebookDocuments.find((notebook) => notebook.getCells().some(({ document }) => document.uri.toString() === uri.toString())) : undefined;
}

async function findFiles(signal: AbortSignal): Promise<readonly vscode.Uri[]> {
	const cancellation = new vscode.CancellationTokenSource();
	const cancel = (): void => cancellation.cancel();
	signal.addEventListener("abort", cancel, { once: true });
	try {
		// VS Code itself leaves out what files.exclude names, but not search.exclude.
		const exclude = searchExcludes();
		const found: vscode.Uri[] = [];
		for (const endings of ENDINGS) {
			const most = MOST_FILES + 1 - found.length;
			const group = most <= 0 ? [] : await vscode.workspace.findFiles(`**/*.{${endings.split(" ").map(anyCase).join(",")}}`, exclude, most, cancellation.token);
			found.push(...[...group].sort((first, second) => (first.path < second.path ? -1 : 1)));
		}
		return found;
	} finally {
		signal.removeEventListener("abort", cancel);
		cancellation.dispose();
	}
}

/** `[sS][mM][iI]`: VS Code's patterns know upper and lower case. */
function anyCase(ending: string): string {
	return ending.replace(/[a-z]/g, (letter) => `[${letter}${letter.toUpperCase()}]`);
}

function searchExcludes(): string | undefined {
	const folders = vscode.workspace.workspaceFolders ?? [];
	const patterns = new Set(folders.flatMap(({ uri }) => Object.entries(vscode.workspace.getConfiguration("search", uri).get<Record<string, unknown>>("exclude") ?? {}).flatMap(([pattern, on]) => (on === true ? [pattern] : []))));
	return patterns.size === 0 ? undefined : `{${[...patterns].join(",")}}`;
}

async function sizeAllowed(uri: vscode.Uri): Promise<boolean> {
	try {
		const { size } = await vscode.workspace.fs.stat(uri);
		return size <= (/\.ipynb$/i.test(uri.path) ? LARGEST_NOTEBOOK : LARGEST_FILE);
	} catch {
		// Gone meanwhile: reading it will say so, and it is passed over.
		return true;
	}
}

function documentFile(document: vscode.TextDocument, entities: LocatedEntities): SearchedFile {
	const notebook = notebookOf(document.uri);
	const cell = notebook?.getCells().find((one) => one.document.uri.toString() === document.uri.toString())?.index;
	return {
		uri: document.uri.toString(),
		async *located(signal): AsyncGenerator<FoundPortion> {
			const cancellation = new vscode.CancellationTokenSource();
			const cancel = (): void => cancellation.cancel();
			signal.addEventListener("abort", cancel, { once: true });
			try {
				for await (const found of entities.all(document, cancellation.token)) {
					yield { found, label: labelIn(notebook?.uri ?? document.uri, cell) };
				}
			} finally {
				signal.removeEventListener("abort", cancel);
				cancellation.dispose();
			}
		},
	};
}

function storedFile(uri: vscode.Uri): SearchedFile {
	return {
		uri: uri.toString(),
		async *located(): AsyncGenerator<FoundPortion> {
			for await (const text of textsOf(uri.path, piecesOf(uri))) {
				const label = labelIn(uri, text.cell);
				for await (const found of locatedIn(text, PIECE)) {
					yield { found, label };
					await breath();
				}
			}
		},
	};
}

async function* piecesOf(uri: vscode.Uri): AsyncGenerator<Uint8Array> {
	const bytes = await vscode.workspace.fs.readFile(uri);
	for (let at = 0; at < bytes.length; at += PIECE) {
		yield bytes.subarray(at, at + PIECE);
	}
}

function labelIn(uri: vscode.Uri, cell: number | undefined): (located: Located) => string {
	const name = tidyName(uri.path.slice(uri.path.lastIndexOf("/") + 1));
	return ({ range }) => (cell === undefined ? vscode.l10n.t("{0}, line {1}", name, range.start.line + 1) : vscode.l10n.t("{0}, cell {1}", name, cell + 1));
}
