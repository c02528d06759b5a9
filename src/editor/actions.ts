import * as vscode from "vscode";
import type { Rewrite } from "../science/chemistry.ts";
import type { Located } from "../science/recognition/located.ts";
import { abortable } from "../science/cancellation.ts";
import { commands } from "./commands.ts";
import { DIAGNOSTIC_SOURCE } from "./diagnostics.ts";
import { toRange, type DocumentEntities } from "./documentEntities.ts";
import { withoutInvisible } from "./invisible.ts";
import { changedIfReadable, isRewritable, replacement, type Rewriter } from "./rewriting.ts";

/** A selection with more of them is changed by "in this file". */
const MAX_SELECTED = 20;
/** Entities of a file that "fix all" looks at. */
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
				actions.push(...here.flatMap((located) => invisibleFix(document, located, context)));
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
		const edit = new vscode.WorkspaceEdit();
		let seen = 0;
		for await (const portion of this.entities.all(document, token)) {
			for (const located of portion) {
				const made = visibleText(document, located);
				if (made !== undefined) {
					edit.replace(document.uri, toRange(located.range), made);
				}
			}
			seen += portion.length;
			if (seen > MAX_FIXED) {
				break;
			}
		}
		if (edit.size === 0) {
			return [];
		}
		const action = new vscode.CodeAction(vscode.l10n.t("Remove invisible characters from SMILES in this file"), FIX_ALL);
		action.edit = edit;
		return [action];
	}
}

/** The one mistake that can be mended without guessing: what cannot be seen was not meant. */
function invisibleFix(document: vscode.TextDocument, located: Located, { diagnostics }: vscode.CodeActionContext): vscode.CodeAction[] {
	const safe = visibleText(document, located);
	const text = safe ?? visibleText(document, located, true);
	if (text === undefined) {
		return [];
	}
	const range = toRange(located.range);
	const action = new vscode.CodeAction(safe === undefined ? vscode.l10n.t("Remove the white space: one molecule, {0}", text.length > 40 ? `${text.slice(0, 40)}…` : text) : vscode.l10n.t("Remove the invisible characters"), QUICK_FIX);
	action.edit = new vscode.WorkspaceEdit();
	action.edit.replace(document.uri, range, text);
	action.diagnostics = diagnostics.filter(({ source, range: where }) => source === DIAGNOSTIC_SOURCE && range.contains(where));
	action.isPreferred = safe !== undefined;
	return [action];
}

/** As it stands in the document, without what cannot be seen; undefined where that is not what is wrong with it. */
function visibleText(document: vscode.TextDocument, { found, problem, range }: Located, joining = false): string | undefined {
	const meant = problem && found.kind === "molecule" && found.notation === "smiles" && toRange(range).isSingleLine;
	const raw = meant ? document.getText(toRange(range)) : "";
	// Not where it is written in another way, escaped or in several literals.
	return raw === found.text ? withoutInvisible(raw, joining) : undefined;
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
