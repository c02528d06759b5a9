/**
 * What the extension host and a webview say to each other.
 *
 * This file imports nothing: it is the only one that both sides share. Entities and facts appear here as plain view models with texts that are
 * ready to show, so that the browser side needs neither chemistry nor a translation of its own.
 */

/** Something a question is about, as a chip. */
export interface EntityModel {
	readonly id: string;
	readonly kind: "molecule" | "protein";
	/** Name, formula or shortened text. */
	readonly label: string;
	/** A second, quieter line, e.g. the formula of a named molecule or a protein's length; may be empty. */
	readonly detail: string;
	/** The full text for a tooltip: SMILES or name and sequence. */
	readonly title: string;
	/** For the drawing; only for molecules that are drawn at once, because the page stands still meanwhile. */
	readonly smiles?: string | undefined;
	/** What it takes of the model's context; undefined while that is not known, or where the model has no encoder for it. */
	readonly softTokens?: number | undefined;
	/** How a model without an encoder reads it, e.g. "SMILES as text": ready to show. */
	readonly readAs?: string | undefined;
	/** Where it comes from, e.g. "series_B.ipynb" or "residues 30–57 of P04637"; may be empty. */
	readonly origin: string;
	/** Why nothing could be computed for it. */
	readonly problem?: string | undefined;
}

export interface FactModel {
	readonly label: string;
	readonly value: string;
	readonly unit?: string | undefined;
	readonly method: string;
	/** One of the few that are shown without being asked for. */
	readonly glance: boolean;
}

export interface VerdictModel {
	readonly rule: string;
	readonly passes: boolean;
	readonly failing: readonly string[];
	readonly method: string;
}

/** What was computed for one molecule or protein of a question. */
export interface FactsModel {
	readonly label: string;
	readonly title: string;
	readonly state: "computing" | "done" | "failed";
	readonly facts: readonly FactModel[];
	readonly verdicts: readonly VerdictModel[];
	/** Why it failed. */
	readonly problem?: string | undefined;
}

export interface QuestionModel {
	readonly role: "user";
	readonly id: string;
	readonly text: string;
	readonly entities: readonly EntityModel[];
	/** May be changed and asked again; what follows it is then removed, with undo. */
	readonly canEdit: boolean;
}

/** A structure or sequence that stands in an answer, checked by computation. */
export interface MentionModel {
	/** Exactly as it stands in the answer. */
	readonly text: string;
	readonly kind: "molecule" | "protein" | "nucleotide" | "reaction";
	/** Formula, or length: ready to show. */
	readonly label: string;
	/** For the drawing; only where it is valid and drawn at once. */
	readonly smiles?: string | undefined;
	/** Why it is "not a molecule"; undefined where it is valid. */
	readonly problem?: string | undefined;
}

export type AnswerState = "writing" | "done" | "stopped" | "failed";

export interface AnswerModel {
	readonly role: "assistant";
	readonly id: string;
	readonly state: AnswerState;
	/** What the model thought before its answer, as markdown; empty for models that do not. */
	readonly reasoning: string;
	/** Everything of the answer generated so far, as markdown. */
	readonly text: string;
	/** What the engine is doing while no text has come, e.g. "reading 27 soft tokens…"; empty otherwise. */
	readonly stage: string;
	/** Milliseconds since the question, at the time of this message: clocks of host and browser may differ. */
	readonly elapsed: number;
	readonly notices: readonly string[];
	readonly facts: readonly FactsModel[];
	/** Of the text so far; those of a growing answer come when it has ended. */
	readonly mentions: readonly MentionModel[];
	/** Markdown that a command computed, e.g. a comparison: shown above `text`, as computed; may be empty. */
	readonly computed: string;
	/** "Written by nano 1.0 — generated, check it"; empty while there is no text. */
	readonly attribution: string;
	/** Soft tokens, times and checksum for a tooltip. */
	readonly provenance: string;
	/** Why the text ends where it does, when that is not the model's own end; may be empty. */
	readonly ending: string;
	readonly failure?: string | undefined;
	readonly canRetry: boolean;
	/** There is evidence to ask for: how it was made, and the probability of each token. */
	readonly hasEvidence: boolean;
	/** What "Run again exactly" has found, e.g. "Run again: the same text, 41 tokens." */
	readonly repetition?: string | undefined;
}

export type MessageModel = QuestionModel | AnswerModel;

/** The newest messages of a thread and what else the chat shows; older messages come on request, see `earlier`. */
export interface ThreadModel {
	readonly id: string;
	readonly title: string;
	readonly messages: readonly MessageModel[];
	/** Messages before the first of these. */
	readonly earlier: number;
	readonly attachments: readonly EntityModel[];
	readonly suggestions: readonly string[];
	/** The unsent text of the composer. */
	readonly draft: string;
}

/** A thread in the list. */
export interface ThreadSummary {
	readonly id: string;
	readonly title: string;
	/** "3 questions · yesterday": ready to show. */
	readonly detail: string;
	/** Where the search found something, as a short excerpt; empty without a search. */
	readonly excerpt: string;
	readonly current: boolean;
}

/** A command that the composer offers behind `/`. */
export interface CommandModel {
	/** Without the slash. */
	readonly name: string;
	readonly description: string;
}

/** An entity of the current editor that the composer offers behind `#`. */
export interface SuggestionModel {
	readonly id: string;
	readonly kind: "molecule" | "protein";
	readonly label: string;
	readonly detail: string;
}

/** A piece of the prompt exactly as the model read it. */
export type PromptPieceModel =
	| { readonly kind: "text"; readonly text: string; readonly tokens: number }
	| { readonly kind: "entity"; readonly entityKind: "molecule" | "protein"; readonly label: string; readonly title: string; readonly softTokens: number };

/** A generated token of the answer, not of its reasoning; the texts of all, joined, are the answer's (a token that only ends a character has an empty text). */
export interface TokenModel {
	readonly text: string;
	/** Between 0 and 1, as the model gave it before sampling. */
	readonly probability: number;
}

/** How an answer was made. */
export interface EvidenceModel {
	/** Label and value, in order: model, file checksum, seed, temperature, times …: ready to show. */
	readonly rows: readonly { readonly label: string; readonly value: string }[];
	readonly prompt: readonly PromptPieceModel[];
	/** Empty where the engine gave no probabilities. */
	readonly tokens: readonly TokenModel[];
	/** Whether "Run again exactly" can be offered; otherwise why not. */
	readonly canRunAgain: boolean;
	readonly whyNot?: string | undefined;
}

const stringKeys = [
	"answering", "attachedEntities", "attachFile", "cancel", "chips", "close", "commandsList", "computed", "computing", "conversation", "copy", "copied", "copyQuestion", "deleteThread", "dropHere", "earlierMessages",
	"edit", "editPlaceholder", "emptyHint", "emptyPrivacy", "emptyTitle", "entitiesList", "exportThread", "factsFor", "fileTooLarge", "generated", "hideTokens", "howMade", "howMadeTitle", "insertCell", "insertComment",
	"jumpToLatest", "loadEarlier", "methods", "moreActions", "newThread", "noEntities", "noThreads", "notMolecule", "openPreview", "openThreads", "placeholder", "preview", "probability", "probabilityLegend", "prompt",
	"questionLabel", "reasoning", "reasoningNow", "remove", "rename", "resend", "retry", "runAgain", "save", "searchThreads", "seconds", "send", "sequence", "showAll", "showTokens", "softToken", "softTokens", "stop", "stopped", "structuresInAnswer",
	"textTooLong", "threads", "tokens", "undo", "valid", "verdictFails", "verdictPasses", "yourQuestion",
] as const;

/**
 * Every text that the browser side shows on its own, translated by the host. `{0}` stands for a value: a name in `deleteThread`, `factsFor`, `fileTooLarge`,
 * `preview`, `remove` and `rename`, a number in `earlierMessages`, `seconds`, `showAll` and `textTooLong` (characters), `softTokens` and `tokens`, a percentage in `probability`.
 */
export type ChatStrings = Readonly<Record<(typeof stringKeys)[number], string>>;
export const chatStringKeys: readonly (keyof ChatStrings)[] = stringKeys;

export type ToView =
	/** Everything anew: after `ready`, after a new thread and when the view is shown again. */
	| { readonly type: "thread"; readonly strings: ChatStrings; readonly commands: readonly CommandModel[]; readonly thread: ThreadModel }
	/** Messages before those that the page has; the answer to `earlier`. */
	| { readonly type: "earlier"; readonly messages: readonly MessageModel[]; readonly earlier: number }
	/** A message that is new or has changed, with all of its text. */
	| { readonly type: "message"; readonly message: MessageModel }
	/** The answer grows, or the reasoning before it: `text` belongs at offset `from`. */
	| { readonly type: "text"; readonly id: string; readonly part?: "reasoning" | undefined; readonly from: number; readonly text: string }
	| { readonly type: "composer"; readonly attachments: readonly EntityModel[]; readonly suggestions: readonly string[] }
	/** The list of threads; the answer to `threads`, and again when it has changed while it is shown. */
	| { readonly type: "threads"; readonly threads: readonly ThreadSummary[] }
	| { readonly type: "title"; readonly title: string }
	| { readonly type: "evidence"; readonly id: string; readonly evidence: EvidenceModel }
	/** Facts of a chip, for its preview. */
	| { readonly type: "inspected"; readonly id: string; readonly entity: EntityModel; readonly facts?: FactsModel | undefined }
	/** Entities of the current editor; `query` as it was asked. */
	| { readonly type: "editorEntities"; readonly query: string; readonly found: readonly SuggestionModel[] }
	/** A line above the composer; with `undo`, a line of its own with a button that sends `undo` with this id. An empty text takes the line away, with `undo` the one with this id. */
	| { readonly type: "note"; readonly text: string; readonly undo?: string | undefined }
	| { readonly type: "focus" }
	| { readonly type: "copied"; readonly id: string };

export type ToHost =
	/** The page has loaded, or has noticed that it missed something: send the thread. */
	| { readonly type: "ready" }
	/** A question, or a command with its text, e.g. "/compare which is more polar?". */
	| { readonly type: "ask"; readonly text: string }
	| { readonly type: "stop" }
	| { readonly type: "retry"; readonly id: string }
	/** Asks a changed question in the place of an earlier one; `id` is the question's. */
	| { readonly type: "edit"; readonly id: string; readonly text: string }
	/** A question's or an answer's text. */
	| { readonly type: "copy"; readonly id: string }
	| { readonly type: "detach"; readonly id: string }
	/** Show a chip of the composer or of a question large, with its facts. */
	| { readonly type: "inspect"; readonly id: string }
	/** Open the panel of a chip's molecule or protein. */
	| { readonly type: "openPreview"; readonly id: string }
	/** Attach what stands in a text that was pasted or dropped; only sent where it looks worth it, the text stays in the composer otherwise. */
	| { readonly type: "attachText"; readonly text: string }
	/** Files or folders dropped from VS Code, as URIs. */
	| { readonly type: "attachUris"; readonly uris: readonly string[] }
	/** A file dropped from the desktop. */
	| { readonly type: "attachFile"; readonly name: string; readonly content: string }
	/** Lets the user choose files. */
	| { readonly type: "pickFiles" }
	| { readonly type: "editorEntities"; readonly query: string }
	/** Attaches one of those. */
	| { readonly type: "attachSuggestion"; readonly id: string }
	| { readonly type: "draft"; readonly text: string }
	| { readonly type: "open"; readonly href: string }
	/** Messages before the one with this id. */
	| { readonly type: "earlier"; readonly before: string }
	| { readonly type: "threads"; readonly search: string }
	| { readonly type: "newThread" }
	| { readonly type: "openThread"; readonly id: string }
	| { readonly type: "renameThread"; readonly id: string; readonly title: string }
	| { readonly type: "deleteThread"; readonly id: string }
	| { readonly type: "undo"; readonly id: string }
	| { readonly type: "evidence"; readonly id: string }
	| { readonly type: "runAgain"; readonly id: string }
	/** An answer into the notebook, below the current cell. */
	| { readonly type: "insertCell"; readonly id: string }
	/** An answer into the editor, as a comment. */
	| { readonly type: "insertComment"; readonly id: string }
	/** The host asks for the format and the file. */
	| { readonly type: "exportThread" };
