import * as vscode from "vscode";
import type { Chemistry } from "../science/chemistry.ts";
import { Failure } from "../science/failure.ts";
import type { Found } from "../science/recognition/found.ts";
import type { Located } from "../science/recognition/located.ts";
import { abortable } from "../science/cancellation.ts";
import type { Purpose } from "./asking.ts";
import { commands } from "./commands.ts";
import type { DocumentEntities } from "./documentEntities.ts";
import { identityOf } from "./identity.ts";
import { placeOf, type PlaceArgument } from "./place.ts";
import { isDoubtful, plausible } from "./plausible.ts";
import { subjectOf } from "../science/recognition/subject.ts";
import { isTable } from "./tables.ts";
import { UnaskedWatch } from "./unasked.ts";
import { ScrollWatch } from "./visibleLines.ts";

/** Nobody chooses among more on one line. */
const MAX_CHOICES = 500;
/** Rows of a table that are looked at for a molecule before its header gets a lens. */
const ROWS_TRIED = 50;

class EntityLens extends vscode.CodeLens {
	constructor(
		line: number,
		readonly document: vscode.TextDocument,
		/** What begins on this line, in order; empty for the header of a table. */
		readonly located: readonly Located[],
		readonly purpose: Purpose = "ask",
	) {
		super(new vscode.Range(line, 0, line, 0));
	}
}

/** "Ask BioMedGPT" and "Preview" above the lines that hold a molecule or begin a record, where somebody sees them. */
export class EntityLenses implements vscode.CodeLensProvider<EntityLens>, vscode.Disposable {
	private readonly changed = new vscode.EventEmitter<void>();
	readonly onDidChangeCodeLenses = this.changed.event;
	private readonly scroll = new ScrollWatch(() => this.changed.fire());
	private readonly unasked = new UnaskedWatch(() => this.changed.fire());
	private readonly settings = vscode.workspace.onDidChangeConfiguration((event) => {
		if (event.affectsConfiguration("biomedgpt.codeLens") || event.affectsConfiguration("biomedgpt.largeFileLimit")) {
			this.changed.fire();
		}
	});

	constructor(
		private readonly entities: DocumentEntities,
		private readonly chemistry: Pick<Chemistry, "facts" | "checkAll">,
		/** Annotates the file whose URI is its argument. */
		private readonly annotateCommand: string,
	) {}

	async provideCodeLenses(document: vscode.TextDocument, token: vscode.CancellationToken): Promise<EntityLens[]> {
		this.unasked.asked(document);
		const settings = vscode.workspace.getConfiguration("biomedgpt", document);
		if (!settings.get<boolean>("codeLens.enabled", true)) {
			return [];
		}
		if (isTable(document) && !settings.get<boolean>("codeLens.tableRows", false)) {
			return this.header(document, token);
		}
		const lenses: EntityLens[] = [];
		for (const { first, last } of this.scroll.prepare(document)) {
			const located = await this.plausible(oncePerRecord(document, await this.entities.inLines(document, first, last, token)), token);
			lenses.push(...[...byLine(located, first, last)].flatMap(([line, there]) => [new EntityLens(line, document, there), ...(there.some(hasPreview) ? [new EntityLens(line, document, there, "preview")] : [])]));
		}
		return document.languageId === "fasta" && lenses.some(({ range, located }) => range.start.line === 0 && located.some(({ found }) => found.kind === "protein" && !found.problem)) ? [...lenses, ...this.annotate(document)] : lenses;
	}

	/** Only what is visible gets here, so chemistry is asked for a screenful at a time. */
	async resolveCodeLens(lens: EntityLens, token: vscode.CancellationToken): Promise<EntityLens> {
		const command = await this.command(lens, token);
		// A lens with a command is never resolved again: one that was scrolled away in the meantime stays unresolved.
		if (command && !token.isCancellationRequested) {
			lens.command = command;
		}
		return lens;
	}

	/** Asks again for the lenses of all open editors. */
	refresh(): void {
		this.changed.fire();
	}

	dispose(): void {
		this.settings.dispose();
		this.scroll.dispose();
		this.unasked.dispose();
		this.changed.dispose();
	}

	/** What there should be lenses for; everything where RDKit cannot be asked. */
	async plausible(located: readonly Located[], token: vscode.CancellationToken): Promise<readonly Located[]> {
		if (token.isCancellationRequested || !located.some(isDoubtful)) {
			return located;
		}
		try {
			return await abortable(token, (signal) => plausible(located, this.chemistry, signal));
		} catch (error) {
			if (!(error instanceof Failure)) {
				throw error;
			}
			// Without RDKit each lens says itself why it cannot be read.
			return located;
		}
	}

	private async header(document: vscode.TextDocument, token: vscode.CancellationToken): Promise<EntityLens[]> {
		const located = await this.entities.inLines(document, 0, Math.min(ROWS_TRIED, document.lineCount - 1), token);
		return located.length > 0 ? [new EntityLens(0, document, []), ...this.annotate(document)] : [];
	}

	/** For a whole file, where it lies on this machine. */
	private annotate(document: vscode.TextDocument): EntityLens[] {
		const lens = new EntityLens(0, document, []);
		lens.command = { title: vscode.l10n.t("Annotate this file…"), command: this.annotateCommand, arguments: [document.uri], tooltip: vscode.l10n.t("Facts or answers about each row as new columns, in a new file") };
		return document.uri.scheme === "file" ? [lens] : [];
	}

	private async command({ document, located, purpose }: EntityLens, token: vscode.CancellationToken): Promise<vscode.Command | undefined> {
		const [first, ...others] = located;
		if (!first) {
			return { title: vscode.l10n.t("Ask BioMedGPT about a row…"), command: commands.askRow, arguments: [document.uri.toString()], tooltip: vscode.l10n.t("Choose a row of this table by name or structure; the row with the cursor comes first") };
		}
		if (purpose === "preview") {
			const reason = others.length > 0 ? undefined : await this.whyNot(first, token);
			return reason === undefined ? previewCommand(located.map((one) => placeOf(document, one))) : { title: vscode.l10n.t("Why?"), command: commands.explain, arguments: [reason], tooltip: reason };
		}
		if (others.length > 0) {
			return { title: vscode.l10n.t("Ask BioMedGPT · {0} on this line", located.length), command: commands.ask, arguments: [located.map((one) => placeOf(document, one))], tooltip: vscode.l10n.t("Choose one of them and ask about it") };
		}
		return this.single(document, first, token);
	}

	/** Why there is nothing to be shown, which RDKit may know only. */
	private async whyNot({ found }: Located, token: vscode.CancellationToken): Promise<string | undefined> {
		const subject = subjectOf(found);
		if (subject.kind === "unreadable") {
			return subject.reason;
		}
		try {
			await abortable(token, (signal) => identityOf(subject, this.chemistry, signal));
			return undefined;
		} catch (error) {
			if (!(error instanceof Failure)) {
				throw error;
			}
			return error.message;
		}
	}

	private async single(document: vscode.TextDocument, located: Located, token: vscode.CancellationToken): Promise<vscode.Command | undefined> {
		const { found } = located;
		const subject = subjectOf(found);
		if (subject.kind === "unreadable") {
			return notReadable(whatIsWrong(found), subject.reason);
		}
		try {
			const identity = await abortable(token, (signal) => identityOf(subject, this.chemistry, signal));
			const named = found.name ? `${found.name} · ${identity}` : identity;
			const place = placeOf(document, located);
			if (subject.kind === "nucleotide" || subject.kind === "inchi") {
				return { title: named, command: commands.actions, arguments: [place], tooltip: vscode.l10n.t("What can be done with {0}", found.name ?? identity) };
			}
			return { title: vscode.l10n.t("Ask BioMedGPT · {0}", named), command: commands.ask, arguments: [place], tooltip: vscode.l10n.t("Ask the local model about {0}", found.name ?? identity) };
		} catch (error) {
			if (!(error instanceof Failure)) {
				throw error;
			}
			return error.code === "cancelled" ? undefined : notReadable(error.code === "invalid-smiles" ? vscode.l10n.t("Not a molecule") : vscode.l10n.t("Cannot be read"), error.message);
		}
	}
}

/** An InChI is no structure here, and nucleotides are no protein: their lens lists what can be done with them. */
function hasPreview({ found }: Located): boolean {
	return found.kind !== "nucleotide" && found.notation !== "inchi";
}

function previewCommand(places: readonly PlaceArgument[]): vscode.Command {
	const [place] = places;
	return { title: vscode.l10n.t("Preview"), command: commands.preview, arguments: [places.length > 1 ? places : place], tooltip: vscode.l10n.t("Opens it beside the editor: structure, facts, and what else can be computed") };
}

/** In an SDF the mol block stands for its record; the same structure is often written again as SMILES among the data. */
function oncePerRecord({ languageId, uri }: vscode.TextDocument, located: readonly Located[]): readonly Located[] {
	const records = languageId === "sdf" || /\.(?:sdf?|mol)$/i.test(uri.path);
	return records ? located.filter(({ found }) => found.notation === "molfile") : located;
}

/** What begins on each of these lines. */
function byLine(located: readonly Located[], first: number, last: number): Map<number, Located[]> {
	const lines = new Map<number, Located[]>();
	for (const each of located) {
		const { line } = each.range.start;
		const known = lines.get(line);
		if (line < first || line > last) {
			continue;
		}
		if (!known) {
			lines.set(line, [each]);
		} else if (known.length < MAX_CHOICES) {
			known.push(each);
		}
	}
	return lines;
}

function whatIsWrong({ kind, unread }: Found): string {
	switch (unread) {
		case "cut-off": return vscode.l10n.t("Cut off");
		case "too-large": return vscode.l10n.t("Too large");
	}
	switch (kind) {
		case "protein": return vscode.l10n.t("Not a protein");
		case "nucleotide": return vscode.l10n.t("Not a sequence");
		default: return vscode.l10n.t("Not a molecule");
	}
}

/** A lens that says why instead of offering a question that would fail; a click shows the whole reason. */
function notReadable(title: string, reason: string): vscode.Command {
	return { title: `$(warning)\u00a0${title}`, command: commands.explain, arguments: [reason], tooltip: reason };
}
