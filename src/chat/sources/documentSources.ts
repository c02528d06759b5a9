import * as vscode from "vscode";
import { failureData } from "../../science/failure.ts";
import type { Brought, EntitySources } from "../parts.ts";
import { entitiesInEditor, type EditorServices, type SuggestedEntity } from "./editorEntities.ts";
import { gatherFile } from "./fileEntities.ts";
import { Gathering } from "./gathering.ts";
import { whyNoStructure } from "./notStructure.ts";
import { pastedEntities } from "./pasted.ts";
import { readContent, readUri, type SourceFile } from "./reading.ts";

/** Files that are read at once; of a folder's thousands nobody means all. */
const MOST_FILES = 50;

/** Chips from pasted text, files and the current editor. */
export class DocumentSources implements EntitySources {
	constructor(private readonly services: EditorServices) {}

	async fromText(text: string, signal: AbortSignal): Promise<Brought> {
		const gathering = new Gathering(this.services.chemistry, signal);
		for await (const found of pastedEntities(text, signal)) {
			await gathering.take(found.map((each) => ({ found: each, origin: "" })));
			if (gathering.enough) {
				break;
			}
		}
		return broughtByText(text, gathering);
	}

	async fromUris(uris: readonly vscode.Uri[], signal: AbortSignal): Promise<Brought> {
		const gathering = new Gathering(this.services.chemistry, signal);
		for (const uri of uris.slice(0, MOST_FILES)) {
			try {
				await this.gather(await readUri(uri, signal), gathering, signal);
			} catch (error) {
				signal.throwIfAborted();
				if (uris.length === 1) {
					throw error;
				}
				gathering.remark(failureData(error).message);
			}
		}
		if (uris.length > MOST_FILES) {
			gathering.remark(vscode.l10n.t("Only the first {0} files were read.", MOST_FILES));
		}
		return gathering.brought();
	}

	async fromContent(name: string, content: string, signal: AbortSignal): Promise<Brought> {
		const gathering = new Gathering(this.services.chemistry, signal);
		await this.gather(await readContent(name, content, signal), gathering, signal);
		return gathering.brought();
	}

	async pick(signal: AbortSignal): Promise<Brought | undefined> {
		const { t } = vscode.l10n;
		const uris = await vscode.window.showOpenDialog({
			canSelectMany: true,
			openLabel: t("Attach"),
			title: t("Attach molecules and proteins from files"),
			filters: {
				[t("Molecules and proteins")]: ["sdf", "sd", "mol", "smi", "smiles", "ism", "can", "cxsmiles", "fasta", "fas", "fa", "faa", "pdb", "ent", "cif", "mmcif", "csv", "tsv", "ipynb", "py", "r", "jl", "md", "txt"],
				[t("All files")]: ["*"],
			},
		});
		return uris === undefined || uris.length === 0 ? undefined : this.fromUris(uris, signal);
	}

	inEditor(query: string, signal: AbortSignal): Promise<readonly SuggestedEntity[]> {
		return entitiesInEditor(query, this.services, signal);
	}

	private gather(file: SourceFile, gathering: Gathering, signal: AbortSignal): Promise<void> {
		return gatherFile(file, gathering, this.services.chemistry, signal);
	}
}

/** Of a structure alone that cannot be read the reason; of ordinary words nothing. The text itself stays where it was pasted. */
function broughtByText(text: string, gathering: Gathering): Brought {
	const brought = gathering.brought();
	const { onlyRefusal } = gathering;
	const one = !text.trim().includes("\n");
	if (brought.entities.length > 0 || (brought.remarks.length > 0 && !(one && onlyRefusal !== undefined))) {
		return brought;
	}
	const why = whyNoStructure(text, onlyRefusal);
	return { entities: [], remarks: why === undefined ? [] : [why] };
}
