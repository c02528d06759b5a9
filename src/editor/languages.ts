import * as vscode from "vscode";
import { SECTION_READERS } from "../science/files/sectionReaders.ts";
import { RecordFolding } from "./folding.ts";
import { RecordOutline } from "./outline.ts";

/** Outline and folding in the file formats that the manifest contributes as languages. */
export function registerLanguages(): vscode.Disposable {
	const ours: vscode.DocumentSelector = Object.keys(SECTION_READERS).map((language) => ({ language }));
	return vscode.Disposable.from(
		vscode.languages.registerDocumentSymbolProvider(ours, new RecordOutline(), { label: "BioMedGPT" }),
		vscode.languages.registerFoldingRangeProvider(ours, new RecordFolding()),
	);
}
