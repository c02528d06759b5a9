import * as vscode from "vscode";
import type { Rewrite } from "../science/chemistry.ts";
import type { Located } from "../science/recognition/located.ts";
import { abortable } from "../science/cancellation.ts";
import { commands } from "./commands.ts";
import { toRange, type DocumentEntities } from "./documentEntities.ts";
import { quickFixes, visibleText } from "./quickFixes.ts";
import { changedIfReadable, isRewritable, replacement, type Rewriter } from "./rewriting.ts";

/** A selection with more of them is changed by "in this file". */
const MAX_SELECTED = 20;
/** SMILES that "fix all" mends at once: VS Code takes long over more edits. */
const MAX_FIXED = 20_000;

export const FIX_ALL = vscode.CodeActionKind.SourceFixAll.append("biomedgpt");
const QUICK_FIX = vscode.CodeActionKind.QuickFix;
const REFACTOR = vscode.CodeActionKind.RefactorRewrite.append("smiles");

/** Safe changes of the SMILES under the cursor or in the selection, each one edit that can be undone. */
export class SmilesActions implements vscode.CodeActionProvider {
	static readonly metadata: vscode.CodeActionProviderMetadata = { providedCodeActionKinds: [QUICK_FIX, REFACTOR, FIX_ALL] };

	constructor(
		private readonly entities: DocumentEntities,
		private readonly chemistry: Rewriter,
	) {}

	async provideCodeActions(document: vscode.TextDocument, range: vscode.Range, context: vscode.CodeActionContext, token: vscode.CancellationToken): Promise<vscode.CodeAction[]> {
		const wants = (kind: vscode.CodeActionKind): boolean => !context.only || context.only.contains(kind);
		const { version } = document;
		const actions: vscode.CodeAction[] = [];
		if (context.only?.intersects(FIX_ALL)) {
			actions.push(...(await this.fixAll(document, token)));
		}
		if (wants(QUICK_FIX) || wants(REFACTOR)) {
			const here = await this.touched(document, range, token);
			if (wants(QUICK_FIX)) {
				actions.push(...here.flatMap((located) => quickFixes(document, located, context)));
			}
			// A light bulb above each molecule that the cursor passes would be noise: these come when they are asked for.
			if (wants(REFACTOR) && context.triggerKind === vscode.CodeActionTriggerKind.Invoke) {
				actions.push(...(await this.rewrites(document, here.filter(isRewritable).slice(0, MAX_SELECTED), token)));
			}
		}
		return token.isCancellationRequested || document.version !== version ? [] : actions;
	}

	private async touched(document: vscode.TextDocument, range: vscode.Range, token: vscode.CancellationToken): Promise<Located[]> {
		const there = await this.entities.inLines(document, range.start.line, range.end.line, token);
		return there.filter((located) => toRange(located.range).intersection(range) !== undefined);
	}

	private async rewrites(document: vscode.TextDocument, located: readonly Located[], token: vscode.CancellationToken): Promise<vscode.CodeAction[]> {
		if (located.length === 0) {
			return [];
		}
		const made = await Promise.all(changes().map(({ change, title }) => this.rewrite(document, located, change, title(located.length), token)));
		const whole = new vscode.CodeAction(vscode.l10n.t("Canonicalise every SMILES in this file"), REFACTOR);
		whole.command = { title: whole.title, command: commands.rewriteAll, arguments: [document.uri.toString(), "canonical" satisfies Rewrite] };
		const offered = made.filter((action) => action !== undefined);
		return [...offered, whole];
	}

	/** Undefined where nothing would change. */
	private async rewrite(document: vscode.TextDocument, located: readonly Located[], change: Rewrite, title: string, token: vscode.CancellationToken): Promise<vscode.CodeAction | undefined> {
		const edit = new vscode.WorkspaceEdit();
		await abortable(token, (signal) =>
			Promise.all(
				located.map(async (one) => {
					const smiles = await changedIfReadable(one.found.text, change, this.chemistry, signal);
					const made = smiles === undefined ? undefined : replacement(document, one, smiles);
					if (made) {
						edit.replace(document.uri, made.range, made.text);
					}
				}),
			),
		);
		if (edit.size === 0) {
			return undefined;
		}
		const action = new vscode.CodeAction(title, REFACTOR);
		action.edit = edit;
		return action;
	}

	private async fixAll(document: vscode.TextDocument, token: vscode.CancellationToken): Promise<vscode.CodeAction[]> {
		const edits: vscode.TextEdit[] = [];
		for await (const portion of this.entities.all(document, token)) {
			for (const located of portion) {
				const made = visibleText(document, located);
				if (made !== undefined) {
					edits.push(vscode.TextEdit.replace(toRange(located.range), made));
				}
			}
			if (edits.length > MAX_FIXED) {
				break;
			}
		}
		return edits.length === 0 ? [] : [fixAllAction(document, edits)];
	}
}

/** One that mends only some of them says so, before and after. */
function fixAllAction(document: vscode.TextDocument, edits: readonly vscode.TextEdit[]): vscode.CodeAction {
	const partial = edits.length > MAX_FIXED;
	const count = MAX_FIXED.toLocaleString(vscode.env.language);
	const action = new vscode.CodeAction(partial ? vscode.l10n.t("Remove invisible characters from the first {0} SMILES in this file that have any", count) : vscode.l10n.t("Remove invisible characters from SMILES in this file"), FIX_ALL);
	action.edit = new vscode.WorkspaceEdit();
	action.edit.set(document.uri, edits.slice(0, MAX_FIXED));
	if (partial) {
		action.command = { command: commands.explain, title: action.title, arguments: [vscode.l10n.t("Invisible characters were removed from {0} SMILES, as many as are changed at once. More of this file have some: run it once more for those.", count)] };
	}
	return action;
}

interface Change {
	readonly change: Rewrite;
	readonly title: (count: number) => string;
}

function changes(): readonly Change[] {
	const named = (one: string, many: (count: number) => string) => (count: number) => (count === 1 ? one : many(count));
	const { t } = vscode.l10n;
	return [
		{ change: "canonical", title: named(t("Canonicalise this SMILES"), (count) => t("Canonicalise {0} SMILES", count)) },
		{ change: "largest-fragment", title: named(t("Strip the salt: keep the largest fragment"), (count) => t("Strip the salts of {0} SMILES: keep the largest fragments", count)) },
		{ change: "neutral", title: named(t("Neutralise this SMILES"), (count) => t("Neutralise {0} SMILES", count)) },
		{ change: "kekule", title: named(t("Write with alternating single and double bonds (Kekulé)"), (count) => t("Write {0} SMILES with alternating single and double bonds (Kekulé)", count)) },
		{ change: "add-hydrogens", title: named(t("Add explicit hydrogens"), (count) => t("Add explicit hydrogens to {0} SMILES", count)) },
		{ change: "remove-hydrogens", title: named(t("Remove explicit hydrogens"), (count) => t("Remove explicit hydrogens from {0} SMILES", count)) },
	];
}
