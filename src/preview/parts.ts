import type * as vscode from "vscode";
import type { Chemistry, DrawingTheme } from "../science/chemistry.ts";
import type { Entity } from "../science/entity.ts";
import type { Located } from "../science/recognition/located.ts";

/** What open documents hold; given by the editor's room. */
export interface LocatedEntities {
	all(document: vscode.TextDocument, token: vscode.CancellationToken): AsyncGenerator<readonly Located[]>;
}

/** What the previews need of the house. */
export interface PreviewServices {
	readonly chemistry: Chemistry;
	readonly located: LocatedEntities;
	/** Opens the chat with this attached to the next question; `origin` says where it was found, e.g. "residues 30–57 of P04637". */
	readonly ask: (entity: Entity, origin?: string) => Promise<void>;
	/** The window's theme, as drawings know it. */
	readonly theme: () => DrawingTheme;
	readonly extensionUri: vscode.Uri;
	readonly log: Pick<vscode.LogOutputChannel, "info" | "warn">;
}

/** The previews for the other faces. */
export interface PreviewFace extends vscode.Disposable {
	/** Shows the molecule's or the protein's panel beside the editor; `origin` as in the chat. */
	show(entity: Entity, origin?: string): Promise<void>;
}
