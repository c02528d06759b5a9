import { access, constants } from "node:fs/promises";
import path from "node:path";
import * as vscode from "vscode";
import { isThere } from "../annotation/draft.ts";
import { formatOf, withoutPacking } from "../annotation/formats.ts";
import { placesOf } from "../annotation/job/places.ts";
import { isPacked } from "../annotation/text.ts";
import { Failure } from "../science/failure.ts";
import type { Source } from "./source.ts";

/** Names that are tried. */
const MOST_NAMES = 1000;

/**
 * A new file beside the table, `compounds.annotated.csv` or the first of `compounds.annotated-2.csv`, … that nothing lies at.
 *
 * @param taken whether a job is going to write there
 */
export async function proposeOutput({ path: source, name }: Source, taken: (output: string) => boolean): Promise<string> {
	const [ending] = formatOf(name).writes;
	const plain = withoutPacking(name).replace(/\.[^.]*$/, "");
	for (let number = 1; number <= MOST_NAMES; number++) {
		const candidate = path.join(path.dirname(source), `${plain}.annotated${number === 1 ? "" : `-${number}`}.${ending}${isPacked(name) ? ".gz" : ""}`);
		if (!taken(candidate) && (await isFree(candidate))) {
			return candidate;
		}
	}
	throw new Failure("output-exists", vscode.l10n.t("There are a thousand annotations of {0} beside it already. Move some of them away.", name));
}

/** Whether a new file can be made there, as far as can be known without making one. */
export async function isWritable(folder: string): Promise<boolean> {
	return access(folder, constants.W_OK).then(() => true, () => false);
}

/**
 * Asks for another place.
 *
 * @returns undefined where none was chosen
 * @throws Failure `output-exists`, `not-writable`, `invalid-output`, `not-on-this-machine`
 */
export async function askOutput(source: Source, proposed: string, taken: (output: string) => boolean): Promise<string | undefined> {
	const { writes } = formatOf(source.name);
	const filters = { [vscode.l10n.t("Annotated table")]: [...writes, "gz"] };
	const chosen = await vscode.window.showSaveDialog({ title: vscode.l10n.t("Write the Annotated Table To"), saveLabel: vscode.l10n.t("Write Here"), defaultUri: vscode.Uri.file(proposed), filters });
	if (chosen === undefined) {
		return undefined;
	}
	if (chosen.scheme !== "file") {
		throw new Failure("not-on-this-machine", vscode.l10n.t("This place is not in a folder of this machine. Choose one that is."));
	}
	await refuse(chosen.fsPath, writes, taken);
	return chosen.fsPath;
}

async function refuse(output: string, writes: readonly string[], taken: (output: string) => boolean): Promise<void> {
	const name = path.basename(output);
	if (!writes.some((ending) => withoutPacking(name).toLowerCase().endsWith(`.${ending}`))) {
		throw new Failure("invalid-output", vscode.l10n.t("Give the new file a name that ends in {0}.", writes.map((ending) => `.${ending}`).join(", ")));
	}
	if (taken(output) || !(await isFree(output))) {
		throw new Failure("output-exists", vscode.l10n.t("{0} is there already, and it is not written over. Give another name.", name));
	}
	if (!(await isWritable(path.dirname(output)))) {
		throw readOnly(path.dirname(output));
	}
}

export function readOnly(folder: string): Failure {
	return new Failure("not-writable", vscode.l10n.t("Nothing can be written in {0}. Choose another folder for the annotated table.", path.basename(folder) || folder));
}

async function isFree(output: string): Promise<boolean> {
	const { part, journal, about } = placesOf(output);
	return (await Promise.all([output, part, journal, about].map(isThere))).every((there) => !there);
}
