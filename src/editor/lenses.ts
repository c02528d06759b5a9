import * as vscode from "vscode";
import type { Chemistry } from "../science/chemistry.ts";
import type { Entity } from "../science/entity.ts";
import { Failure } from "../science/failure.ts";
import { formulaText } from "../science/molecule/formulaText.ts";
import type { Found } from "../science/recognise.ts";
import { commands } from "./commands.ts";
import type { DocumentEntities } from "./documentEntities.ts";

/** Beyond this a file is data: lenses on ten thousand lines would only make the scroll bar heavy. */
const MAX_LENSES = 2_000;
const MAX_CHOICES = 500;

class EntityLens extends vscode.CodeLens {
	constructor(
		range: vscode.Range,
		/** What stands on this line, in order. */
		readonly found: readonly Found[],
	) {
		super(range);
	}
}

/** "Ask BioMedGPT" above every line that holds a molecule or begins a FASTA record. */
export class EntityLenses implements vscode.CodeLensProvider<EntityLens>, vscode.Disposable {
	private readonly changed = new vscode.EventEmitter<void>();
	readonly onDidChangeCodeLenses = this.changed.event;
	private readonly settings = vscode.workspace.onDidChangeConfiguration((event) => {
		if (event.affectsConfiguration("biomedgpt.codeLens")) {
			this.changed.fire();
		}
	});

	constructor(
		private readonly entities: DocumentEntities,
		private readonly chemistry: Pick<Chemistry, "facts">,
	) {}

	async provideCodeLenses(document: vscode.TextDocument, token: vscode.CancellationToken): Promise<EntityLens[]> {
		if (!vscode.workspace.getConfiguration("biomedgpt", document).get<boolean>("codeLens.enabled", true)) {
			return [];
		}
		const lines = byLine(document, await this.entities.in(document, token));
		return [...lines].map(([line, found]) => new EntityLens(new vscode.Range(line, 0, line, 0), found));
	}

	dispose(): void {
		this.settings.dispose();
		this.changed.dispose();
	}

	/** Only what is visible gets here, so chemistry is asked for a screenful at a time. */
	async resolveCodeLens(lens: EntityLens, token: vscode.CancellationToken): Promise<EntityLens> {
		const [first, ...others] = lens.found;
		if (!first) {
			return lens;
		}
		const command =
			others.length > 0
				? { title: vscode.l10n.t("Ask BioMedGPT · {0} on this line", lens.found.length), command: commands.ask, arguments: [lens.found.map(entityOf)], tooltip: vscode.l10n.t("Choose one of them and ask about it") }
				: await this.single(first, token);
		// A lens with a command is never resolved again: one that was scrolled away in the meantime stays unresolved.
		if (command && !token.isCancellationRequested) {
			lens.command = command;
		}
		return lens;
	}

	private async single(found: Found, token: vscode.CancellationToken): Promise<vscode.Command | undefined> {
		const entity = entityOf(found);
		const ask = (identity: string): vscode.Command => ({ title: vscode.l10n.t("Ask BioMedGPT · {0}", identity), command: commands.ask, arguments: [entity], tooltip: vscode.l10n.t("Ask the local model about {0}", found.name ?? identity) });
		if (found.record?.problem) {
			return notReadable(vscode.l10n.t("Not a protein"), found.record.problem.message);
		}
		if (entity.kind === "protein") {
			const residues = entity.sequence.length;
			const length = residues === 1 ? vscode.l10n.t("1 residue") : vscode.l10n.t("{0} residues", residues.toLocaleString(vscode.env.language));
			return ask(found.name ? `${found.name} · ${length}` : length);
		}
		const abort = new AbortController();
		const listener = token.onCancellationRequested(() => abort.abort());
		try {
			const formula = formulaText((await this.chemistry.facts(entity.smiles, abort.signal)).formula);
			return ask(found.name ? `${found.name} · ${formula}` : formula);
		} catch (error) {
			if (!(error instanceof Failure)) {
				throw error;
			}
			return error.code === "cancelled" ? undefined : notReadable(error.code === "invalid-smiles" ? vscode.l10n.t("Not a molecule") : vscode.l10n.t("Cannot be read"), error.message);
		} finally {
			listener.dispose();
		}
	}
}

/** What stands on each line, for the first lines that hold something. */
function byLine(document: vscode.TextDocument, found: readonly Found[]): Map<number, Found[]> {
	const lines = new Map<number, Found[]>();
	for (const each of found) {
		const { line } = document.positionAt(each.start);
		const known = lines.get(line);
		if (known) {
			// Nobody chooses among more.
			if (known.length < MAX_CHOICES) {
				known.push(each);
			}
		} else if (lines.size === MAX_LENSES) {
			break;
		} else {
			lines.set(line, [each]);
		}
	}
	return lines;
}

/** A lens that says why instead of offering a question that would fail; a click shows the whole reason. */
function notReadable(title: string, reason: string): vscode.Command {
	return { title: `$(warning)\u00a0${title}`, command: commands.explain, arguments: [reason], tooltip: reason };
}

export function entityOf({ kind, text, name }: Found): Entity {
	return kind === "molecule" ? { kind, smiles: text, name } : { kind, sequence: text, name };
}
