import path from "node:path";
import * as vscode from "vscode";
import { isThere } from "../annotation/draft.ts";
import { evaluationPlaces, type BenchmarkSpec, type EvaluationSpec } from "../evaluation/spec.ts";
import { Failure } from "../science/failure.ts";
import { number } from "./words.ts";

/** Rows that are offered to be drawn. */
const LIMITS = [20, 100, 500] as const;
/** Names that are tried. */
const MOST_NAMES = 1000;

/**
 * Asks for benchmarks, rows and the place of the report.
 *
 * @param given files of a menu; asked for if there are none
 * @returns undefined where one of the questions was left
 * @throws Failure `not-on-this-machine`, `output-exists`
 */
export async function chooseEvaluation(given: unknown): Promise<EvaluationSpec | undefined> {
	const files = urisIn(given) ?? (await askFiles());
	const [first] = files ?? [];
	if (files === undefined || first === undefined) {
		return undefined;
	}
	const stranger = files.find(({ scheme }) => scheme !== "file");
	if (stranger !== undefined) {
		throw new Failure("not-on-this-machine", vscode.l10n.t("{0} does not lie in a folder of this machine. Copy it to one.", path.posix.basename(stranger.path)));
	}
	const limit = await askLimit();
	const output = limit === undefined ? undefined : await askOutput(path.dirname(first.fsPath));
	return output === undefined ? undefined : { benchmarks: named(files.map(({ fsPath }) => fsPath)), output, seed: 0, limit: limit?.rows };
}

function urisIn(given: unknown): readonly vscode.Uri[] | undefined {
	const uris = given instanceof vscode.Uri ? [given] : Array.isArray(given) ? given.filter((one) => one instanceof vscode.Uri) : [];
	return uris.length === 0 ? undefined : uris;
}

async function askFiles(): Promise<readonly vscode.Uri[] | undefined> {
	const [folder] = vscode.workspace.workspaceFolders ?? [];
	return vscode.window.showOpenDialog({
		title: vscode.l10n.t("Files of Questions with Right Answers"),
		openLabel: vscode.l10n.t("Evaluate"),
		canSelectMany: true,
		filters: { [vscode.l10n.t("Benchmarks (PubMedQA, MedMCQA, MedQA, MMLU, tables)")]: ["json", "jsonl", "csv", "tsv", "gz"], [vscode.l10n.t("All files")]: ["*"] },
		...(folder?.uri.scheme === "file" ? { defaultUri: folder.uri } : {}),
	});
}

/** Undefined where nothing was chosen. */
async function askLimit(): Promise<{ readonly rows: number | undefined } | undefined> {
	const items = [...LIMITS.map((rows) => ({ label: vscode.l10n.t("{0} questions of each file", number(rows)), description: vscode.l10n.t("drawn at random, the same ones each time"), rows })), { label: vscode.l10n.t("All questions"), description: vscode.l10n.t("may take hours with a large model; it can be stopped and gone on with"), rows: undefined }];
	return vscode.window.showQuickPick(items, { title: vscode.l10n.t("Evaluate Model"), placeHolder: vscode.l10n.t("How many questions are to be asked?"), ignoreFocusOut: true });
}

async function askOutput(folder: string): Promise<string | undefined> {
	const chosen = await vscode.window.showInputBox({
		title: vscode.l10n.t("Evaluate Model"),
		prompt: vscode.l10n.t("Where the report goes (.json); one for people, with the ending .md, lies beside it"),
		value: await freeName(folder),
		ignoreFocusOut: true,
		validateInput: faultOf,
	});
	return chosen === undefined ? undefined : path.normalize(chosen.trim());
}

async function faultOf(text: string): Promise<string | undefined> {
	const output = text.trim();
	if (!path.isAbsolute(output) || !/\.json$/i.test(output)) {
		return vscode.l10n.t("Give the whole path of a new file that ends in .json.");
	}
	return (await isFree(output)) ? undefined : vscode.l10n.t("{0} is there already, and it is not written over. Give another name.", path.basename(output));
}

async function freeName(folder: string): Promise<string> {
	for (let count = 1; count <= MOST_NAMES; count++) {
		const candidate = path.join(folder, `evaluation${count === 1 ? "" : `-${count}`}.json`);
		if (await isFree(candidate)) {
			return candidate;
		}
	}
	throw new Failure("output-exists", vscode.l10n.t("There are a thousand evaluations in {0} already. Move some of them away.", path.basename(folder)));
}

async function isFree(output: string): Promise<boolean> {
	const { json, markdown, journal } = evaluationPlaces(output);
	return (await Promise.all([json, markdown, journal].map(isThere))).every((there) => !there);
}

/** By the names of their files, each another one. */
function named(files: readonly string[]): readonly BenchmarkSpec[] {
	const taken = new Set<string>();
	return files.map((file) => {
		const plain = path.basename(file).replace(/(?:\.(?:json|jsonl|ndjson|csv|tsv|txt|gz))+$/i, "").replace(/[^\p{L}\p{N}._+-]+/gu, " ").replace(/^[^\p{L}\p{N}]+/u, "").slice(0, 70).trimEnd() || "benchmark";
		let name = plain;
		for (let count = 2; taken.has(name); count++) {
			name = `${plain} ${count}`;
		}
		taken.add(name);
		return { name, file };
	});
}
