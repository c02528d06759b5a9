import type { AnswerModel, MessageModel, QuestionModel, ThreadModel } from "../../webview/protocol.ts";
import type { Notice } from "../inference/engine.ts";
import { tidyName } from "../science/name.ts";
import { entityModel, factsModel } from "./entityModel.ts";
import type { Exchange } from "./exchange.ts";
import type { ChatThread } from "./thread.ts";
import { attributionText, endingText, provenanceText, stageText, suggestionsFor, untitled } from "./wording.ts";

/** Everything a view shows of the thread, from the exchange with the index `from` on. */
export function threadModel(thread: ChatThread, from = 0): ThreadModel {
	return { id: thread.id, title: titleOf(thread), messages: messageModels(thread, from), earlier: 2 * from, ...composerModel(thread), draft: thread.draft };
}

/** The messages of the exchanges with these indices, `to` not included. */
export function messageModels(thread: ChatThread, from: number, to?: number): readonly MessageModel[] {
	return thread.exchanges.slice(from, to).flatMap((exchange) => exchangeModels(thread, exchange));
}

export function composerModel(thread: ChatThread): Pick<ThreadModel, "attachments" | "suggestions"> {
	const { attachments } = thread;
	const molecules = attachments.filter((each) => each.entity.kind === "molecule").length;
	return {
		attachments: attachments.map((each) => entityModel(thread, each)),
		suggestions: thread.exchanges.length > 0 ? [] : suggestionsFor({ molecules, proteins: attachments.length - molecules }),
	};
}

/** As the user called it, or its first question. */
export function titleOf(thread: Pick<ChatThread, "title" | "exchanges">): string {
	return titleText(thread.title, thread.exchanges[0]?.question.text ?? "");
}

export function titleText(title: string | undefined, firstQuestion: string): string {
	return (title !== undefined && tidyName(title)) || tidyName(firstQuestion) || untitled();
}

export function exchangeModels(thread: ChatThread, exchange: Exchange): readonly MessageModel[] {
	return [questionModel(thread, exchange), answerModel(thread, exchange)];
}

export function answerModel(thread: ChatThread, exchange: Exchange): AnswerModel {
	const { answer, question } = exchange;
	const generated = answer.text !== "" || answer.reasoning !== "";
	return {
		role: "assistant",
		id: answer.id,
		state: answer.state,
		reasoning: answer.reasoning,
		text: answer.text,
		stage: answer.state === "writing" && !generated ? stageText(answer) : "",
		elapsed: Math.max(0, thread.now() - answer.startedAt),
		notices: newNotices(thread, exchange).map((notice) => notice.message),
		facts: question.attachments.flatMap((each) => factsModel(thread, each) ?? []),
		mentions: answer.mentions ?? [],
		computed: answer.computed,
		attribution: generated ? attributionText(answer) : "",
		provenance: generated ? provenanceText(answer) : "",
		ending: question.asksModel ? endingText(answer) : "",
		failure: answer.failure?.message,
		// Asking an older question again would leave the later ones without the answer that they follow.
		canRetry: question.asksModel && answer.state !== "writing" && thread.exchanges.at(-1) === exchange,
		hasEvidence: answer.settings !== undefined,
		repetition: answer.repetition,
	};
}

const ALWAYS: ReadonlySet<Notice["code"]> = new Set(["history-not-read", "read-as-text"]);

/** Reasoning may be longer than the screen: that nothing came of it stands below it (`endingText`). */
const AT_THE_END: Notice["code"] = "reasoning-unfinished";

/** What holds for a model's every answer is said once, not under each of them. */
function newNotices(thread: ChatThread, exchange: Exchange): readonly Notice[] {
	return exchange.answer.notices.filter((notice) => notice.code !== AT_THE_END && (!ALWAYS.has(notice.code) || !saidBefore(thread, exchange, notice)));
}

function saidBefore(thread: ChatThread, exchange: Exchange, { message }: Notice): boolean {
	for (const earlier of thread.exchanges) {
		if (earlier === exchange) {
			break;
		}
		if (earlier.answer.notices.some((each) => each.message === message)) {
			return true;
		}
	}
	return false;
}

function questionModel(thread: ChatThread, { question }: Exchange): QuestionModel {
	return { role: "user", id: question.id, text: question.text, entities: question.attachments.map((each) => entityModel(thread, each)), canEdit: true };
}
