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
}

export type AnswerState = "writing" | "done" | "stopped" | "failed";

export interface AnswerModel {
	readonly role: "assistant";
	readonly id: string;
	readonly state: AnswerState;
	/** Everything generated so far, as markdown. */
	readonly text: string;
	/** What the engine is doing while no text has come, e.g. "reading 27 soft tokens…"; empty otherwise. */
	readonly stage: string;
	/** Milliseconds since the question, at the time of this message: clocks of host and browser may differ. */
	readonly elapsed: number;
	readonly notices: readonly string[];
	readonly facts: readonly FactsModel[];
	/** "Written by nano 1.0 — generated, check it"; empty while there is no text. */
	readonly attribution: string;
	/** Soft tokens, times and checksum for a tooltip. */
	readonly provenance: string;
	/** Why the text ends where it does, when that is not the model's own end; may be empty. */
	readonly ending: string;
	readonly failure?: string | undefined;
	readonly canRetry: boolean;
}

export type MessageModel = QuestionModel | AnswerModel;

/** Everything the chat shows. */
export interface ThreadModel {
	readonly messages: readonly MessageModel[];
	readonly attachments: readonly EntityModel[];
	readonly suggestions: readonly string[];
	/** The unsent text of the composer. */
	readonly draft: string;
}

const stringKeys = [
	"attachedEntities", "computed", "computing", "conversation", "copy", "copied", "emptyHint", "emptyPrivacy", "emptyTitle", "factsFor", "jumpToLatest",
	"methods", "placeholder", "questionLabel", "remove", "retry", "seconds", "send", "stop", "stopped", "verdictFails", "verdictPasses", "yourQuestion",
] as const;

/** Every text that the browser side shows on its own, translated by the host. `{0}` stands for a value. */
export type ChatStrings = Readonly<Record<(typeof stringKeys)[number], string>>;

export type ToView =
	/** Everything anew: after `ready`, after a new thread and when the view is shown again. */
	| { readonly type: "thread"; readonly strings: ChatStrings; readonly thread: ThreadModel }
	/** A message that is new or has changed, with all of its text. */
	| { readonly type: "message"; readonly message: MessageModel }
	/** The answer grows: `text` belongs at offset `from`. */
	| { readonly type: "text"; readonly id: string; readonly from: number; readonly text: string }
	| { readonly type: "composer"; readonly attachments: readonly EntityModel[]; readonly suggestions: readonly string[] }
	| { readonly type: "focus" }
	| { readonly type: "copied"; readonly id: string };

export type ToHost =
	/** The page has loaded, or has noticed that it missed something: send the thread. */
	| { readonly type: "ready" }
	| { readonly type: "ask"; readonly text: string }
	| { readonly type: "stop" }
	| { readonly type: "retry"; readonly id: string }
	| { readonly type: "copy"; readonly id: string }
	| { readonly type: "detach"; readonly id: string }
	| { readonly type: "draft"; readonly text: string }
	| { readonly type: "open"; readonly href: string };

/** A message from a page, or undefined if it is none of ours. */
export function parseToHost(value: unknown): ToHost | undefined {
	return parse(toHost, value);
}

/** A message from the host, or undefined if it is none of ours. */
export function parseToView(value: unknown): ToView | undefined {
	return parse(toView, value);
}

type Guard<T> = (value: unknown) => value is T;
type Fields<T> = { readonly [K in Exclude<keyof T, "type" | "role">]-?: Guard<T[K]> };
type Variants<T extends { readonly type: string }> = { readonly [K in T["type"]]: Fields<Extract<T, { readonly type: K }>> };

/** Far above any question; a bound so that a broken page cannot fill the host's memory. */
const maximumTyped = 1_000_000;

const text: Guard<string> = (value): value is string => typeof value === "string";
const typed: Guard<string> = (value): value is string => typeof value === "string" && value.length <= maximumTyped;
const flag: Guard<boolean> = (value): value is boolean => typeof value === "boolean";
const count: Guard<number> = (value): value is number => typeof value === "number" && Number.isFinite(value) && value >= 0;

function record(value: unknown): value is Record<string, unknown> {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

function optional<T>(guard: Guard<T>): Guard<T | undefined> {
	return (value): value is T | undefined => value === undefined || guard(value);
}

function oneOf<T extends string>(...known: readonly T[]): Guard<T> {
	return (value): value is T => known.some((each) => each === value);
}

function listOf<T>(guard: Guard<T>): Guard<readonly T[]> {
	return (value): value is readonly T[] => Array.isArray(value) && value.every((each) => guard(each));
}

/** Own keys only: a message must not borrow fields from a prototype. */
function shape<T>(fields: Fields<T>): Guard<T> {
	const guards = Object.entries<Guard<unknown>>(fields);
	return (value): value is T => record(value) && guards.every(([key, guard]) => guard(Object.hasOwn(value, key) ? value[key] : undefined));
}

function parse<T extends { readonly type: string }>(variants: Variants<T>, value: unknown): T | undefined {
	if (!record(value) || typeof value["type"] !== "string" || !Object.hasOwn(variants, value["type"])) {
		return undefined;
	}
	const isVariant: Guard<T> = shape(variants[value["type"] as T["type"]] as Fields<T>);
	return isVariant(value) ? value : undefined;
}

const entity = shape<EntityModel>({ id: text, kind: oneOf("molecule", "protein"), label: text, detail: text, title: text, smiles: optional(text), problem: optional(text) });
const facts = shape<FactsModel>({
	label: text,
	title: text,
	state: oneOf("computing", "done", "failed"),
	facts: listOf(shape<FactModel>({ label: text, value: text, unit: optional(text), method: text, glance: flag })),
	verdicts: listOf(shape<VerdictModel>({ rule: text, passes: flag, failing: listOf(text), method: text })),
	problem: optional(text),
});
const question = shape<QuestionModel>({ id: text, text, entities: listOf(entity) });
const answer = shape<AnswerModel>({
	id: text,
	state: oneOf("writing", "done", "stopped", "failed"),
	text,
	stage: text,
	elapsed: count,
	notices: listOf(text),
	facts: listOf(facts),
	attribution: text,
	provenance: text,
	ending: text,
	failure: optional(text),
	canRetry: flag,
});
const message: Guard<MessageModel> = (value): value is MessageModel => record(value) && (value["role"] === "user" ? question(value) : value["role"] === "assistant" && answer(value));
const thread = shape<ThreadModel>({ messages: listOf(message), attachments: listOf(entity), suggestions: listOf(text), draft: text });
const strings: Guard<ChatStrings> = (value): value is ChatStrings => record(value) && stringKeys.every((key) => text(value[key]));

const toView: Variants<ToView> = {
	thread: { strings, thread },
	message: { message },
	text: { id: text, from: count, text },
	composer: { attachments: listOf(entity), suggestions: listOf(text) },
	focus: {},
	copied: { id: text },
};

const toHost: Variants<ToHost> = {
	ready: {},
	ask: { text: typed },
	stop: {},
	retry: { id: typed },
	copy: { id: typed },
	detach: { id: typed },
	draft: { text: typed },
	open: { href: typed },
};
