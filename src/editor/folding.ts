import * as vscode from "vscode";
import type { Section } from "../science/files/sections.ts";
import { documentSections } from "./documentSections.ts";

/** Folds records, chains, connection tables, data items, loops and remarks. */
export class RecordFolding implements vscode.FoldingRangeProvider {
	async provideFoldingRanges(document: vscode.TextDocument, _context: vscode.FoldingContext, token: vscode.CancellationToken): Promise<vscode.FoldingRange[] | undefined> {
		const read = await documentSections(document, token);
		if (read === undefined) {
			return undefined;
		}
		const ranges: vscode.FoldingRange[] = [];
		collect(read.sections, ranges);
		return ranges;
	}
}

function collect(sections: readonly Section[], ranges: vscode.FoldingRange[]): void {
	for (const { kind, first, last, children } of sections) {
		if (last > first) {
			ranges.push(new vscode.FoldingRange(first, last, kind === "remark" ? vscode.FoldingRangeKind.Comment : undefined));
		}
		collect(children, ranges);
	}
}
