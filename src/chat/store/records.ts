import type { MentionModel } from "../../../webview/protocol.ts";
import type { AnswerToken, ModelIdentity, Notice, PromptSegment, Settings, StopReason, Timings } from "../../inference/engine.ts";
import type { Entity, Molecule, Protein } from "../../science/entity.ts";
import type { FailureData } from "../../science/failure.ts";
import type { Attachment } from "../exchange.ts";
import { count, either, type Fields, finite, flag, type Guard, isRecord, listOf, oneOf, optional, shape, text } from "./guards.ts";

/** The way in which threads are written; a file with a greater number is left alone. */
export const THREAD_VERSION = 1;

/**
 * What happens in a thread, a line of its file each, in the order in which it happened. Nothing is ever changed in place: a later record of
 * the same thing stands for it. Ids are unique in the world, so that lines of two windows may stand among each other.
 */
export type ThreadRecord =
	| { readonly kind: "head"; readonly version: number; readonly id: string; readonly at: number }
	| { readonly kind: "title"; readonly title: string }
	| { readonly kind: "question"; readonly id: string; readonly at: number; readonly text: string; readonly prompt: string; readonly asksModel: boolean; readonly attachments: readonly Attachment[] }
	/** An answer begins, and takes the place of an earlier one to the same question. */
	| { readonly kind: "answer"; readonly id: string; readonly question: string; readonly at: number; readonly computed: string }
	| { readonly kind: "prompt"; readonly answer: string; readonly model: ModelIdentity; readonly settings: Settings; readonly notices: readonly Notice[]; readonly softTokens: number; readonly device?: string | undefined; readonly fresh: boolean }
	| { readonly kind: "text"; readonly answer: string; readonly text: string }
	/** What a model thinks before its answer. */
	| { readonly kind: "reasoning"; readonly answer: string; readonly text: string }
	/** An answer has ended; `text` and `reasoning` where they are not what the records before say. May come again with more. */
	| {
			readonly kind: "ended";
			readonly answer: string;
			readonly state: "done" | "stopped" | "failed";
			readonly text?: string | undefined;
			readonly reasoning?: string | undefined;
			/** What was known only at its end, beside those of the prompt. */
			readonly notices?: readonly Notice[] | undefined;
			readonly stop?: StopReason | undefined;
			readonly model?: ModelIdentity | undefined;
			readonly timings?: Timings | undefined;
			readonly tokens?: number | undefined;
			readonly failure?: FailureData | undefined;
	  }
	| { readonly kind: "mentions"; readonly answer: string; readonly mentions: readonly MentionModel[] }
	| { readonly kind: "repetition"; readonly answer: string; readonly text: string }
	/** Questions, with their answers, that another one has taken the place of. */
	| { readonly kind: "removed"; readonly questions: readonly string[] }
	| { readonly kind: "restored"; readonly questions: readonly string[] }
	| EvidenceRecord;

/** What is only read when somebody asks how an answer was made. */
export type EvidenceRecord =
	| { readonly kind: "segments"; readonly answer: string; readonly segments: readonly PromptSegment[] }
	| { readonly kind: "tokens"; readonly answer: string; readonly tokens: readonly AnswerToken[] };

/** The unsent question of a thread, in a file of its own that is written anew. */
export interface Draft {
	readonly text: string;
	readonly attachments: readonly Attachment[];
}

export const noDraft: Draft = { text: "", attachments: [] };

const id = text;
const molecule = shape<Molecule>({ kind: oneOf("molecule"), smiles: text, name: optional(text) });
const protein = shape<Protein>({ kind: oneOf("protein"), sequence: text, name: optional(text) });
const entity: Guard<Entity> = either(molecule, protein);
const attachment = shape<Attachment>({ id, entity, origin: text, written: optional(flag) });
const model = shape<ModelIdentity>({ name: text, version: text, checksum: text });
const settings = shape<Settings>({ temperature: finite, topK: optional(finite), topP: optional(finite), seed: optional(finite), maxTokens: count });
const notice = shape<Notice>({ code: oneOf("turns-dropped", "sequence-truncated", "history-not-read", "several-attached", "nothing-attached", "read-as-text", "reasoning-unfinished"), message: text });
const timings = shape<Timings>({ encode: count, prefill: count, firstToken: count, total: count });
const failure = shape<FailureData>({ code: text, message: text, detail: optional(text), span: optional(shape<NonNullable<FailureData["span"]>>({ start: count, end: count })) });
const mention = shape<MentionModel>({ text, kind: oneOf("molecule", "protein", "nucleotide", "reaction"), label: text, smiles: optional(text), problem: optional(text) });
const textSegment = shape<Extract<PromptSegment, { kind: "text" }>>({ kind: oneOf("text"), text, ids: listOf(count) });
const entitySegment = shape<Extract<PromptSegment, { kind: "entity" }>>({ kind: oneOf("entity"), entity, softTokens: count });
const token = shape<AnswerToken>({ id: count, text, reasoning: optional(text), probability: count });
const stop = oneOf<StopReason>("end", "stop-string", "length", "cancelled");

type Kinds = { readonly [K in ThreadRecord["kind"]]: Fields<Omit<Extract<ThreadRecord, { kind: K }>, "kind">> };

const kinds: Kinds = {
	head: { version: count, id, at: count },
	title: { title: text },
	question: { id, at: count, text, prompt: text, asksModel: flag, attachments: listOf(attachment) },
	answer: { id, question: id, at: count, computed: text },
	prompt: { answer: id, model, settings, notices: listOf(notice), softTokens: count, device: optional(text), fresh: flag },
	text: { answer: id, text },
	reasoning: { answer: id, text },
	ended: { answer: id, state: oneOf("done", "stopped", "failed"), text: optional(text), reasoning: optional(text), notices: optional(listOf(notice)), stop: optional(stop), model: optional(model), timings: optional(timings), tokens: optional(count), failure: optional(failure) },
	mentions: { answer: id, mentions: listOf(mention) },
	repetition: { answer: id, text },
	removed: { questions: listOf(id) },
	restored: { questions: listOf(id) },
	segments: { answer: id, segments: listOf(either(textSegment, entitySegment)) },
	tokens: { answer: id, tokens: listOf(token) },
};
const guards = new Map<string, Guard<object>>(Object.entries(kinds).map(([kind, fields]) => [kind, shape<object>(fields)]));
const draft = shape<Draft & { version: number }>({ version: count, text, attachments: listOf(attachment) });

/** A line of a thread's file, `\n` included; it begins with its kind, see {@link startsAs}. */
export function recordLine({ kind, ...fields }: ThreadRecord): string {
	return `${JSON.stringify({ kind, ...fields })}\n`;
}

/** Whether a line is of this kind, by its beginning, so that long lines need not be read to be left out. */
export function startsAs(beginning: string, ...wanted: readonly ThreadRecord["kind"][]): boolean {
	return wanted.some((kind) => beginning.startsWith(`{"kind":"${kind}"`));
}

/** A record from a line; undefined where it is torn, foreign or of a later version. */
export function parseRecord(line: string): ThreadRecord | undefined {
	const value = parseJson(line);
	const kind = isRecord(value) && typeof value["kind"] === "string" ? value["kind"] : "";
	return guards.get(kind)?.(value) === true ? (value as ThreadRecord) : undefined;
}

export function draftText({ text: unsent, attachments }: Draft): string {
	return JSON.stringify({ version: THREAD_VERSION, text: unsent, attachments });
}

export function parseDraft(content: string): Draft | undefined {
	const value = parseJson(content);
	return draft(value) && value.version === THREAD_VERSION ? value : undefined;
}

function parseJson(content: string): unknown {
	try {
		return JSON.parse(content);
	} catch {
		return undefined;
	}
}
