import * as vscode from "vscode";
import type { Chemistry } from "../science/chemistry.ts";
import { Failure, type FailureData } from "../science/failure.ts";
import type { Found } from "../science/recognition/found.ts";
import type { Located } from "../science/recognition/located.ts";
import { abortable } from "../science/cancellation.ts";
import { toRange, type DocumentEntities } from "./documentEntities.ts";
import { rawSpan } from "./literal.ts";
import { ScrollWatch } from "./visibleLines.ts";

export const DIAGNOSTIC_SOURCE = "BioMedGPT";
/** Milliseconds of quiet after a keystroke, and after a document opens: what can be seen at once comes first. */
const QUIET = 250;
/** Entities up to which a whole document is checked; of a longer one what is seen. */
const MAX_CHECKED = 5_000;
/** Failures that say that the structure itself is wrong, rather than too large for us. */
const WRONG = new Set(["invalid-smiles", "invalid-molfile"]);

/** Underlines what is meant as a molecule or a protein and is none, where the place leaves no doubt that it is meant. */
export class EntityDiagnostics implements vscode.Disposable {
	private readonly collection = vscode.languages.createDiagnosticCollection("biomedgpt");
	private readonly waiting = new Map<string, Waiting>();
	private readonly scroll = new ScrollWatch((document) => this.schedule(document, 0));
	private readonly subscriptions: vscode.Disposable;

	constructor(
		private readonly entities: DocumentEntities,
		private readonly chemistry: Pick<Chemistry, "checkAll">,
	) {
		this.subscriptions = vscode.Disposable.from(
			this.collection,
			this.scroll,
			vscode.workspace.onDidOpenTextDocument((document) => this.schedule(document, QUIET)),
			vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => contentChanges.length > 0 && this.schedule(document, QUIET)),
			vscode.workspace.onDidCloseTextDocument((document) => this.forget(document)),
			vscode.workspace.onDidChangeConfiguration((event) => {
				if (event.affectsConfiguration("biomedgpt.diagnostics") || event.affectsConfiguration("biomedgpt.largeFileLimit")) {
					this.refreshAll();
				}
			}),
		);
		this.refreshAll();
	}

	refreshAll(): void {
		for (const document of vscode.workspace.textDocuments) {
			this.schedule(document, 0);
		}
	}

	dispose(): void {
		this.subscriptions.dispose();
		for (const { timer, source } of this.waiting.values()) {
			clearTimeout(timer);
			source.cancel();
			source.dispose();
		}
		this.waiting.clear();
	}

	private schedule(document: vscode.TextDocument, delay: number): void {
		if (!isEditable(document.uri)) {
			return;
		}
		this.stop(document);
		const key = document.uri.toString();
		const source = new vscode.CancellationTokenSource();
		const timer = setTimeout(() => {
			void this.check(document, source.token).finally(() => {
				if (this.waiting.get(key)?.source === source) {
					this.waiting.delete(key);
				}
				source.dispose();
			});
		}, delay);
		this.waiting.set(key, { timer, source });
	}

	private stop(document: vscode.TextDocument): void {
		const waiting = this.waiting.get(document.uri.toString());
		clearTimeout(waiting?.timer);
		waiting?.source.cancel();
		this.waiting.delete(document.uri.toString());
	}

	private forget(document: vscode.TextDocument): void {
		this.stop(document);
		this.collection.delete(document.uri);
	}

	private async check(document: vscode.TextDocument, token: vscode.CancellationToken): Promise<void> {
		const severity = severityOf(document);
		if (severity === undefined) {
			this.collection.delete(document.uri);
			return;
		}
		const { version } = document;
		try {
			const located = await this.read(document, token);
			const suspects = located.filter(isSuspect);
			const failures = await abortable(token, (signal) => this.chemistry.checkAll(suspects.map(({ found }) => found.text), signal));
			if (token.isCancellationRequested || document.isClosed || document.version !== version) {
				return;
			}
			const failureOf = new Map(suspects.map((one, index) => [one, failures[index]]));
			this.collection.set(document.uri, located.flatMap((one) => diagnosticsOf(document, one, failureOf.get(one), severity)));
		} catch (error) {
			// RDKit is not to be had, or this was cancelled: what was underlined before stays.
			if (!(error instanceof Failure)) {
				throw error;
			}
		}
	}

	private async read(document: vscode.TextDocument, token: vscode.CancellationToken): Promise<Located[]> {
		const whole: Located[] = [];
		for await (const portion of this.entities.all(document, token)) {
			if (whole.length + portion.length > MAX_CHECKED) {
				return this.readShown(document, token);
			}
			whole.push(...portion);
		}
		return whole;
	}

	private async readShown(document: vscode.TextDocument, token: vscode.CancellationToken): Promise<Located[]> {
		const portions = await Promise.all(this.scroll.prepare(document).map(({ first, last }) => this.entities.inLines(document, first, last, token)));
		return portions.flat().slice(0, MAX_CHECKED);
	}
}

interface Waiting {
	readonly timer: NodeJS.Timeout;
	readonly source: vscode.CancellationTokenSource;
}

/** Not the other side of a comparison, an output pane, or what a tool shows to be read. */
function isEditable({ scheme }: vscode.Uri): boolean {
	return scheme === "untitled" || scheme === "vscode-notebook-cell" || vscode.workspace.fs.isWritableFileSystem(scheme) === true;
}

const SEVERITIES: Readonly<Record<string, vscode.DiagnosticSeverity>> = {
	error: vscode.DiagnosticSeverity.Error,
	warning: vscode.DiagnosticSeverity.Warning,
	information: vscode.DiagnosticSeverity.Information,
	hint: vscode.DiagnosticSeverity.Hint,
};

/** Undefined where the user has switched them off. */
function severityOf(document: vscode.TextDocument): vscode.DiagnosticSeverity | undefined {
	const chosen = vscode.workspace.getConfiguration("biomedgpt", document).get<string>("diagnostics.severity", "warning");
	// A word that is none of the setting's is a slip of the finger, not “off”.
	return chosen === "off" ? undefined : (SEVERITIES[chosen] ?? vscode.DiagnosticSeverity.Warning);
}

/** Its grammar is right; only RDKit can say whether it can exist. Where the place does not say for certain that a SMILES stands there, it may be something else. */
function isSuspect({ found, problem }: Located): boolean {
	return !problem && found.cue === "certain" && (found.kind === "molecule" || found.kind === "reaction") && (found.notation === "smiles" || found.notation === "cxsmiles");
}

function diagnosticsOf(document: vscode.TextDocument, located: Located, failure: FailureData | undefined, severity: vscode.DiagnosticSeverity): vscode.Diagnostic[] {
	const { found, problem } = located;
	if (found.unread === "too-large") {
		// A limit of ours, and no mistake: the lens says it.
		return [];
	}
	if (problem) {
		return [diagnostic(toRange(problem.range), problem.message, problemCode(found), severity)];
	}
	return failure && WRONG.has(failure.code) ? [diagnostic(failureRange(document, located, failure), failure.message, failure.code, severity)] : [];
}

function problemCode({ kind, notation, unread }: Found): string {
	return unread ?? (kind === "protein" || kind === "nucleotide" ? "invalid-sequence" : notation === "molfile" ? "invalid-molfile" : "invalid-smiles");
}

function diagnostic(range: vscode.Range, message: string, code: string, severity: vscode.DiagnosticSeverity): vscode.Diagnostic {
	const made = new vscode.Diagnostic(range, message, severity);
	made.source = DIAGNOSTIC_SOURCE;
	made.code = code;
	return made;
}

/** The offending characters; the whole where the failure names none, or where the literal hides their places. */
function failureRange(document: vscode.TextDocument, { found, range }: Located, { span }: FailureData): vscode.Range {
	const whole = toRange(range);
	if (!span || span.end <= span.start || !whole.isSingleLine) {
		return whole;
	}
	const raw = rawSpan(span, document.getText(whole), found.text);
	return raw ? new vscode.Range(whole.start.translate(0, raw.start), whole.start.translate(0, raw.end)) : whole;
}
