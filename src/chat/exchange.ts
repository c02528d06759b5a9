import { randomUUID } from "node:crypto";
import type { MentionModel } from "../../webview/protocol.ts";
import type { ModelIdentity, Notice, Settings, StopReason, Timings, Turn } from "../inference/engine.ts";
import type { Entity } from "../science/entity.ts";
import type { FailureData } from "../science/failure.ts";

/** An entity in the composer or in a question; the id tells two chips apart. */
export interface Attachment {
	readonly id: string;
	readonly entity: Entity;
	/** Where the user got it from, e.g. "ligands.sdf, record 3"; may be empty. */
	readonly origin: string;
	/** It stands in the question's own words, or was taken from an earlier question: another command is not about it. */
	readonly written?: boolean | undefined;
}

export interface ChatQuestion {
	readonly id: string;
	/** Milliseconds since the epoch. */
	readonly at: number;
	/** As the user wrote it, with its command. */
	readonly text: string;
	/** As the model reads it: a command says it in other words. */
	readonly prompt: string;
	/** False where everything is computed. */
	readonly asksModel: boolean;
	readonly attachments: readonly Attachment[];
}

export type ChatStage = "queued" | "starting" | "encoding" | "reading";

/** An answer as far as it has come. Only the thread changes it. */
export interface ChatAnswer {
	readonly id: string;
	/** Milliseconds since the epoch. */
	readonly startedAt: number;
	/** Markdown that a command computed; may be empty. */
	readonly computed: string;
	state: "writing" | "done" | "stopped" | "failed";
	/** The window or the machine ended while it was written. */
	interrupted: boolean;
	/** What the model thought before its answer; empty for models that do not. */
	reasoning: string;
	text: string;
	/** What the engine said last while no text has come. */
	stage: ChatStage | undefined;
	/** Known as soon as the prompt is. */
	softTokens: number | undefined;
	notices: readonly Notice[];
	stop: StopReason | undefined;
	model: ModelIdentity | undefined;
	/** Known as soon as the prompt is; with them, there is evidence. */
	settings: Settings | undefined;
	/** What it was computed on. */
	device: string | undefined;
	/** The whole prompt was read anew, so that the same question gives the same numbers. */
	fresh: boolean;
	timings: Timings | undefined;
	/** How many were generated. */
	tokens: number | undefined;
	failure: FailureData | undefined;
	/** Structures and sequences in the text; undefined while nobody has looked. */
	mentions: readonly MentionModel[] | undefined;
	/** What "Run again exactly" has found. */
	repetition: string | undefined;
}

/** A question with its answer: the unit that is asked again, and that the model reads or does not read later. */
export interface Exchange {
	readonly question: ChatQuestion;
	readonly answer: Readonly<ChatAnswer>;
}

/** An exchange as the thread holds it: asking again gives it another answer. */
export interface OpenExchange {
	readonly question: ChatQuestion;
	answer: ChatAnswer;
}

/** How a question is asked that is not asked as it is written. */
export interface Asking {
	/** What the model reads; the text itself if left out. */
	readonly prompt?: string | undefined;
	/** Markdown above the answer. */
	readonly computed?: string | undefined;
	/** Nothing is generated: `computed` is the answer, with these drawings. */
	readonly only?: readonly MentionModel[] | undefined;
	/** Asked about beside what is attached: written behind a command. */
	readonly attach?: readonly Entity[] | undefined;
}

/** An answer that has not begun. */
export function freshAnswer(id: string, startedAt: number, computed = ""): ChatAnswer {
	return {
		id,
		startedAt,
		computed,
		state: "writing",
		interrupted: false,
		reasoning: "",
		text: "",
		stage: undefined,
		softTokens: undefined,
		notices: [],
		stop: undefined,
		model: undefined,
		settings: undefined,
		device: undefined,
		fresh: false,
		timings: undefined,
		tokens: undefined,
		failure: undefined,
		mentions: undefined,
		repetition: undefined,
	};
}

/** Notices with those that came later; each is told once. */
export function withMore(notices: readonly Notice[], more: readonly Notice[] = []): readonly Notice[] {
	return [...notices, ...more.filter(({ message }) => !notices.some((notice) => notice.message === message))];
}

/**
 * What the model reads for the question of `asked`: every earlier exchange that has text, then the question.
 *
 * An answer that was stopped or broke off stays with the text that the user sees. An exchange without any answer text is left out with its question:
 * two questions in a row are no dialogue in any prompt format, and what made the first one fail (a molecule that is too large) would fail the next
 * one too. Its entities are not lost: the thread hands them back to the composer.
 *
 * @param dialogues whether the model reads dialogues. One that does not takes from the earlier exchanges what was attached last, so it gets one of
 * them: in a long thread the others are a thousand molecules to be prepared for nothing
 */
export function turnsFor(exchanges: readonly Exchange[], asked: Exchange, { dialogues }: { readonly dialogues: boolean }): readonly Turn[] {
	const earlier = readBefore(exchanges, asked);
	const read = dialogues ? earlier : [lastAttached(earlier, asked) ?? earlier.at(-1)].filter((each) => each !== undefined);
	return [...read.flatMap(({ question, answer }): Turn[] => [userTurn(question), { role: "assistant", text: answer.text }]), userTurn(asked.question)];
}

/** "/facts", then "Is it charged?": the model was not asked yet, so it cannot know what "it" is. */
export function meantBy(exchanges: readonly Exchange[]): readonly Attachment[] {
	const last = exchanges.at(-1)?.question;
	return last === undefined || last.asksModel ? [] : last.attachments.map(({ entity, origin }) => ({ id: randomUUID(), entity, origin }));
}

/** For whoever reads it without the thread around it: "How many rings does it have?" with the molecule that was attached before. */
export function onItsOwn(exchanges: readonly Exchange[], exchange: Exchange): Exchange {
	const meant = lastAttached(readBefore(exchanges, exchange), exchange);
	return meant === undefined ? exchange : { ...exchange, question: { ...exchange.question, attachments: meant.question.attachments } };
}

/** The exchanges that a model can read for this one. */
function readBefore(exchanges: readonly Exchange[], asked: Exchange): readonly Exchange[] {
	const index = exchanges.indexOf(asked);
	return exchanges.slice(0, index === -1 ? exchanges.length : index).filter(({ answer }) => answer.text.trim() !== "");
}

/** Where a question without attachments takes its entities from. */
function lastAttached(earlier: readonly Exchange[], asked: Exchange): Exchange | undefined {
	return asked.question.attachments.length > 0 ? undefined : earlier.findLast(({ question }) => question.attachments.length > 0);
}

function userTurn(question: ChatQuestion): Turn {
	return { role: "user", text: question.prompt, entities: question.attachments.map((each) => each.entity) };
}
