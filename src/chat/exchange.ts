import type { ModelIdentity, Notice, StopReason, Timings, Turn } from "../inference/engine.ts";
import type { Entity } from "../science/entity.ts";
import type { FailureData } from "../science/failure.ts";

/** An entity in the composer or in a question; the id tells two chips apart. */
export interface Attachment {
	readonly id: string;
	readonly entity: Entity;
}

export interface ChatQuestion {
	readonly id: string;
	readonly text: string;
	readonly attachments: readonly Attachment[];
}

export type ChatStage = "queued" | "starting" | "encoding" | "reading";

/** An answer as far as it has come. Only the thread changes it. */
export interface ChatAnswer {
	readonly id: string;
	/** Milliseconds since the epoch. */
	readonly startedAt: number;
	state: "writing" | "done" | "stopped" | "failed";
	text: string;
	/** What the engine said last while no text has come. */
	stage: ChatStage | undefined;
	/** Known as soon as the prompt is. */
	softTokens: number | undefined;
	notices: readonly Notice[];
	stop: StopReason | undefined;
	model: ModelIdentity | undefined;
	timings: Timings | undefined;
	failure: FailureData | undefined;
	/** Markdown that a command computed, shown above `text`. */
	computed?: string | undefined;
}

/** A question with its answer: the unit that is asked again, and that the model reads or does not read later. */
export interface Exchange {
	readonly question: ChatQuestion;
	readonly answer: Readonly<ChatAnswer>;
}

/** An answer that has not begun. */
export function freshAnswer(id: string, startedAt: number): ChatAnswer {
	return { id, startedAt, state: "writing", text: "", stage: undefined, softTokens: undefined, notices: [], stop: undefined, model: undefined, timings: undefined, failure: undefined };
}

/**
 * What the model reads for the question of `asked`: every earlier exchange that has text, then the question.
 *
 * An answer that was stopped or broke off stays with the text that the user sees. An exchange without any answer text is left out with its question:
 * two questions in a row are no dialogue in any prompt format, and what made the first one fail (a molecule that is too large) would fail the next
 * one too. Its entities are not lost: the thread hands them back to the composer.
 */
export function turnsFor(exchanges: readonly Exchange[], asked: Exchange): readonly Turn[] {
	const turns: Turn[] = [];
	for (const exchange of exchanges) {
		if (exchange === asked) {
			break;
		}
		if (exchange.answer.text.trim() !== "") {
			turns.push(userTurn(exchange.question), { role: "assistant", text: exchange.answer.text });
		}
	}
	return [...turns, userTurn(asked.question)];
}

function userTurn(question: ChatQuestion): Turn {
	return { role: "user", text: question.text, entities: question.attachments.map((each) => each.entity) };
}
