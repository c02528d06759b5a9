import * as vscode from "vscode";
import type { Section, SectionKind, Sections } from "../science/files/sections.ts";
import { Breath, documentSections } from "./documentSections.ts";

const SYMBOLS: Readonly<Record<Exclude<SectionKind, "block" | "remark">, vscode.SymbolKind>> = {
	record: vscode.SymbolKind.Object,
	molecule: vscode.SymbolKind.Object,
	model: vscode.SymbolKind.Module,
	chain: vscode.SymbolKind.Class,
	ligands: vscode.SymbolKind.Field,
	dataBlock: vscode.SymbolKind.Module,
	category: vscode.SymbolKind.Struct,
};
/** Sections between two looks at the clock. */
const STRIDE = 64;

/** Records, chains and data blocks in the outline, the breadcrumbs and "Go to Symbol". */
export class RecordOutline implements vscode.DocumentSymbolProvider {
	async provideDocumentSymbols(document: vscode.TextDocument, token: vscode.CancellationToken): Promise<vscode.DocumentSymbol[] | undefined> {
		const sections = await documentSections(document, token);
		return sections && new OutlineMaker(document, new Breath(document, token)).symbols(sections);
	}
}

class OutlineMaker {
	private made = 0;

	constructor(
		private readonly document: vscode.TextDocument,
		private readonly breath: Breath,
	) {}

	/** undefined if no longer wanted. */
	async symbols({ sections, stoppedAt }: Sections): Promise<vscode.DocumentSymbol[] | undefined> {
		const symbols = await this.list(sections);
		if (symbols !== undefined && stoppedAt !== undefined) {
			symbols.push(this.rest(stoppedAt));
		}
		return symbols;
	}

	private async list(sections: readonly Section[]): Promise<vscode.DocumentSymbol[] | undefined> {
		const symbols: vscode.DocumentSymbol[] = [];
		for (const [index, section] of sections.entries()) {
			const { kind } = section;
			if (kind === "block" || kind === "remark") {
				continue;
			}
			if (++this.made % STRIDE === 0 && !(await this.breath.taken())) {
				return undefined;
			}
			const symbol = this.symbol(titleOf(section, index), detailOf(section), SYMBOLS[kind], section);
			if (section.children.length > 0) {
				const children = await this.list(section.children);
				if (children === undefined) {
					return undefined;
				}
				symbol.children = children;
			}
			symbols.push(symbol);
		}
		return symbols;
	}

	private symbol(title: string, detail: string, kind: vscode.SymbolKind, { first, last }: Pick<Section, "first" | "last">): vscode.DocumentSymbol {
		const head = this.document.lineAt(first).range;
		return new vscode.DocumentSymbol(title, detail, kind, head.union(this.document.lineAt(last).range), head);
	}

	/** Stands for what is not listed, so that nobody takes the outline for complete. */
	private rest(first: number): vscode.DocumentSymbol {
		const title = vscode.l10n.t("… the rest is not listed");
		return this.symbol(title, vscode.l10n.t("The outline ends at line {0}; use Find for what comes after it.", (first + 1).toLocaleString(vscode.env.language)), vscode.SymbolKind.Null, { first, last: this.document.lineCount - 1 });
	}
}

/** Never empty: VS Code refuses a symbol without a name. */
function titleOf({ kind, name }: Section, index: number): string {
	switch (kind) {
		case "chain":
			return name === "" ? vscode.l10n.t("Chain without a letter") : vscode.l10n.t("Chain {0}", name);
		case "ligands":
			return name === "" ? vscode.l10n.t("Ligands and water") : vscode.l10n.t("Ligands and water of {0}", name);
		case "model":
			return vscode.l10n.t("Model {0}", name === "" ? index + 1 : name);
		case "dataBlock":
			return name === "" ? vscode.l10n.t("Data block without a name") : name;
		case "category":
			return name === "" ? vscode.l10n.t("Loop without items") : name;
		default:
			return name === "" ? vscode.l10n.t("Record {0}", index + 1) : name;
	}
}

function detailOf({ kind, detail, residues = 0 }: Section): string {
	if (kind !== "chain") {
		return detail;
	}
	return residues === 1 ? vscode.l10n.t("1 residue") : vscode.l10n.t("{0} residues", residues.toLocaleString(vscode.env.language));
}
