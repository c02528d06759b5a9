import { access } from "node:fs/promises";
import path from "node:path";
import * as vscode from "vscode";
import { placesOf } from "../annotation/job/places.ts";
import { isPacked } from "../annotation/text.ts";
import { abortable } from "../science/cancellation.ts";
import { Failure, failureData } from "../science/failure.ts";
import type { AnnotationJob } from "./annotationJob.ts";
import type { FailedRow, FailedRows } from "./failedRows.ts";
import { failedRowsOf } from "./failedRows.ts";
import { pickOne } from "./pick.ts";
import { number } from "./words.ts";

/** Nobody looks through more of them in a list; the table itself says all. */
const MOST = 1000;
/** Characters of a structure that a list shows. */
const SHOWN = 160;

/** Lists the rows that failed with their reasons; the chosen one is shown in the file that was annotated. */
export async function showFailed(job: AnnotationJob): Promise<void> {
	const { rows, more } = await read(job);
	if (rows.length === 0) {
		void vscode.window.showInformationMessage(vscode.l10n.t("No row of {0} failed so far.", job.name));
		return;
	}
	const title = more ? vscode.l10n.t("The first {0} rows of {1} that failed", number(MOST), job.name) : vscode.l10n.t("Rows of {0} that failed: {1}", job.name, number(rows.length));
	const items = rows.map((row) => ({ label: vscode.l10n.t("Line {0}", number(row.line)), description: shown(row.structure), detail: row.reason || vscode.l10n.t("No reason is given."), choice: row }));
	const picked = await pickOne({ title, placeholder: vscode.l10n.t("Choose a row to see it in its file"), first: true, items });
	if (picked !== undefined && picked !== "back") {
		await reveal(picked, job);
	}
}

async function read({ spec, status, name }: AnnotationJob): Promise<FailedRows> {
	const written = status === "done" ? spec.output : placesOf(spec.output).part;
	try {
		await access(written);
	} catch (error) {
		if (status === "done") {
			throw new Failure("file-missing", vscode.l10n.t("{0} is not where it was written. Look for it where it was moved to: its “status” and “reason” columns tell which rows failed.", path.basename(written)), { cause: error });
		}
		return { rows: [], more: false };
	}
	const options = { location: vscode.ProgressLocation.Window, title: vscode.l10n.t("Looking for the rows of {0} that failed", name) };
	return vscode.window.withProgress(options, (_, token) => abortable(token, (signal) => failedRowsOf(spec, written, { most: MOST, signal })));
}

function shown(structure: string): string {
	const line = structure.replace(/\s+/g, " ").trim();
	return line.length > SHOWN ? `${line.slice(0, SHOWN)}…` : line;
}

/** In its text, also where another editor is meant for such files; what is packed has no lines to be shown. */
async function reveal({ line, outputLine }: FailedRow, { spec, status }: AnnotationJob): Promise<void> {
	const [file, at] = isPacked(spec.source) ? [spec.output, outputLine] : [spec.source, line];
	if (isPacked(file) || (file === spec.output && status !== "done")) {
		throw new Failure("packed", vscode.l10n.t("{0} is packed, so no line of it can be shown. Unpack it to see line {1}.", path.basename(file), number(at)));
	}
	const selection = new vscode.Range(at - 1, 0, at - 1, 0);
	try {
		await vscode.commands.executeCommand("vscode.openWith", vscode.Uri.file(file), "default", { selection } satisfies vscode.TextDocumentShowOptions);
	} catch (error) {
		throw new Failure("not-readable", vscode.l10n.t("{0} cannot be opened. {1}", path.basename(file), failureData(error).message), { cause: error });
	}
}
