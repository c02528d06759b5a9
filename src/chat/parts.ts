import type * as vscode from "vscode";
import type { CommandModel } from "../../webview/protocol.ts";
import type { Engine } from "../inference/engine.ts";
import type { Chemistry } from "../science/chemistry.ts";
import type { Entity } from "../science/entity.ts";
import type { Exchange } from "./exchange.ts";
import type { MentionChemistry } from "./mentions.ts";
import type { ThreadStore } from "./store/threadStore.ts";

/** An entity, and where the user got it from. */
export interface SourcedEntity {
	readonly entity: Entity;
	/** "series_B.ipynb", "ligands.sdf, record 3"; empty where nothing can be said. */
	readonly origin: string;
}

/** What was found in something that the user brought. */
export interface Brought {
	readonly entities: readonly SourcedEntity[];
	/** What was left out and why, in a sentence each, e.g. "Only the first 20 of 8,000 records were attached." */
	readonly remarks: readonly string[];
}

/** Where chips come from. All reject with a `Failure` where a source cannot be read, and on `signal`. */
export interface EntitySources {
	/** Pasted or dropped text: a SMILES, an InChI-free list of them, FASTA, a molfile. Nothing found: no entities. */
	fromText(text: string, signal: AbortSignal): Promise<Brought>;
	/** Files that VS Code can open: SDF, MOL, SMI, FASTA, PDB, mmCIF, CSV, scripts and notebooks. */
	fromUris(uris: readonly vscode.Uri[], signal: AbortSignal): Promise<Brought>;
	/** A file from the desktop, of which only name and content are known. */
	fromContent(name: string, content: string, signal: AbortSignal): Promise<Brought>;
	/** Asks for files; undefined where the user chose none. */
	pick(signal: AbortSignal): Promise<Brought | undefined>;
	/** Entities of the current editor or notebook whose name or text contains `query`, nearest to the cursor first; at most 20. */
	inEditor(query: string, signal: AbortSignal): Promise<readonly (SourcedEntity & { readonly label: string; readonly detail: string })[]>;
}

/** `attach` are structures that were written behind the command: what it is about, beside the chips. They are not in `text` any more. */
export type SlashOutcome =
	/** Asks the model this; `computed` is shown above its answer and may be empty. */
	| { readonly kind: "question"; readonly text: string; readonly computed: string; readonly attach?: readonly Entity[] | undefined }
	/** Needs no model. `draw` are SMILES to be shown as drawings. */
	| { readonly kind: "computed"; readonly markdown: string; readonly draw: readonly string[]; readonly attach?: readonly Entity[] | undefined }
	| { readonly kind: "new" }
	| { readonly kind: "export" }
	/** Why it cannot be done and what to do, e.g. "Attach two molecules to compare." */
	| { readonly kind: "refused"; readonly message: string };

export interface SlashCommands {
	/** In the order in which the composer offers them. */
	list(): readonly CommandModel[];
	/** Undefined where the text does not begin with one of the commands: then it is a question. */
	run(text: string, entities: readonly Entity[], signal: AbortSignal): Promise<SlashOutcome | undefined>;
}

/** A thread as it is taken away. */
export interface TakenThread {
	readonly title: string;
	readonly exchanges: readonly Exchange[];
}

/** Takes answers out of the chat. All reject with a `Failure`, e.g. where no notebook is open. */
export interface TakeAway {
	/** A Markdown cell below the current cell of the notebook that was active last. */
	insertCell(exchange: Exchange): Promise<void>;
	/** A comment at the cursor of the editor that was active last. */
	insertComment(exchange: Exchange): Promise<void>;
	/** Asks for Markdown, JSON or notebook and for the file; false where the user chose none. */
	exportThread(thread: TakenThread): Promise<boolean>;
}

/** What the chat needs from its surroundings. */
export interface ChatServices {
	readonly engine: Pick<Engine, "ask" | "describe">;
	readonly chemistry: MentionChemistry & Pick<Chemistry, "graph">;
	readonly store: ThreadStore;
	/** Which thread is open in this workspace: remembered from window to window. */
	readonly memory: { get(): string | undefined; set(id: string): void };
	readonly log: { warn(message: string): void };
	readonly sources?: EntitySources | undefined;
	readonly slash?: SlashCommands | undefined;
	readonly takeAway?: TakeAway | undefined;
}
