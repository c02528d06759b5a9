import * as vscode from "vscode";
import type { RecordsStrings } from "../../../webview/protocol/records.ts";

/** The texts that the page shows on its own. */
export function recordsStrings(): RecordsStrings {
	const { t } = vscode.l10n;
	return {
		above: t("is above"),
		actions: t("Actions for {0}"),
		anyProperty: t("Any property"),
		ascending: t("Sorted upwards"),
		askAbout: t("Ask About This"),
		below: t("is below"),
		cancel: t("Cancel"),
		cards: t("Show as cards"),
		clearFilters: t("Clear the filter"),
		clearSelection: t("Clear the selection"),
		columns: t("Properties"),
		contains: t("contains"),
		copySequence: t("Copy Sequence"),
		copySmiles: t("Copy SMILES"),
		descending: t("Sorted downwards"),
		drawing: t("Structure"),
		equals: t("is"),
		exportCsv: t("Export as CSV…"),
		exportFasta: t("Export as FASTA…"),
		exportRecords: t("Export"),
		exportSdf: t("Export as SDF…"),
		fileOrder: t("Order of the file"),
		filterBy: t("Filter by"),
		filterValue: t("Filter"),
		grid: t("Records"),
		invalid: t("Not drawn"),
		layout: t("Layout"),
		loading: t("Reading the file…"),
		more: t("More"),
		mostSelected: t("No more than {0} records can be selected. To export more, clear the selection: then all that is shown is exported."),
		name: t("Name"),
		nothing: t("There are no records in this file."),
		nothingFiltered: t("No record meets this filter."),
		number: t("Record {0}"),
		openText: t("Show in Text"),
		preview: t("Preview"),
		searchOn: t("Search On"),
		select: t("Select {0}"),
		selectAll: t("Select all"),
		selected: t("{0} selected"),
		smarts: t("SMARTS"),
		smartsHint: t("Molecules with this substructure, for instance c1ccccc1 or [CX3](=O)[OX2H1]"),
		sortBy: t("Sort by"),
		table: t("Show as table"),
	};
}

/** What the columns of a FASTA file are called; they are made by us. */
export function sequenceColumns(): readonly string[] {
	const { t } = vscode.l10n;
	return [t("Length"), t("Kind"), t("Description"), t("First residues")];
}

/** The kinds of sequences, as they are shown. */
export function sequenceKind(kind: string): string {
	const { t } = vscode.l10n;
	return kind === "protein" ? t("protein") : kind === "nucleotide" ? t("DNA or RNA") : t("unclear");
}

interface Summed {
	readonly kind: "molecules" | "sequences";
	readonly shown: number;
	readonly total: number;
	readonly isWhole: boolean;
	/** Records that a filter could not decide on. */
	readonly leftOut: number;
	/** Records from the beginning of the file that a search was stopped after. */
	readonly stoppedAfter: number | undefined;
}

export function summaryOf({ kind, shown, total, isWhole, leftOut, stoppedAfter }: Summed): string {
	const { t } = vscode.l10n;
	const [few, all] = [numberText(shown), numberText(total)];
	const whole = kind === "sequences" ? (isWhole ? t("{0} sequences", all) : t("{0} of {1} sequences", few, all)) : isWhole ? t("{0} molecules", all) : t("{0} of {1} molecules", few, all);
	const summary = stoppedAfter === undefined ? whole : t("{0} match in the first {1} of {2}, stopped", few, numberText(stoppedAfter), all);
	return leftOut === 0 ? summary : t("{0} · {1} left out, too large or too slow to search", summary, numberText(leftOut));
}

/** Of an export of what a search had found when it was stopped. */
export function stoppedNote(stoppedAfter: number): string {
	return vscode.l10n.t("The search was stopped: these are the matches in the first {0} records only", numberText(stoppedAfter));
}

export function fileGone(): string {
	return vscode.l10n.t("This file was deleted or moved. Its records are shown as they were last.");
}

export function numberText(value: number): string {
	return value.toLocaleString(vscode.env.language);
}
