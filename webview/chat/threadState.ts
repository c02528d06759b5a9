import type { AnswerModel, MessageModel, ThreadModel, ToView } from "../protocol.ts";

/** A piece of an answer that is being written. */
export type Growth = Omit<Extract<ToView, { readonly type: "text" }>, "type">;

export const emptyThread: ThreadModel = { id: "", title: "", messages: [], earlier: 0, attachments: [], suggestions: [], draft: "" };

/** The page holds no more messages than `most`; it then keeps the newest `kept` and asks for the others when somebody scrolls up. */
const most = 240;
const kept = 120;

/** The thread with a new or changed message. All other messages stay the same objects, so that they are not rendered again. */
export function withMessage(thread: ThreadModel, message: MessageModel): ThreadModel {
	const index = thread.messages.findIndex((each) => each.id === message.id);
	return { ...thread, messages: index < 0 ? [...thread.messages, message] : thread.messages.with(index, message) };
}

/** The thread with messages before its first; those that it has already are left out. */
export function withEarlier(thread: ThreadModel, messages: readonly MessageModel[], earlier: number): ThreadModel {
	const known = new Set(thread.messages.map(({ id }) => id));
	return { ...thread, messages: [...messages.filter(({ id }) => !known.has(id)), ...thread.messages], earlier };
}

/** The thread without its oldest messages, where it has grown beyond what a page should hold. */
export function trimmed(thread: ThreadModel): ThreadModel {
	const surplus = thread.messages.length > most ? thread.messages.length - kept : 0;
	return surplus === 0 ? thread : { ...thread, messages: thread.messages.slice(surplus), earlier: thread.earlier + surplus };
}

/** The thread with more text of an answer, or of the reasoning before it; "missed" where a piece before it never came, undefined where nothing grows. */
export function withText(thread: ThreadModel, { id, part: grown, from, text }: Growth): ThreadModel | "missed" | undefined {
	const part = grown ?? "text";
	const message = thread.messages.find((each) => each.id === id);
	if (message?.role !== "assistant" || message.state !== "writing") {
		return undefined; // stopped here a moment before the host knew
	}
	return message[part].length === from ? withMessage(thread, { ...message, [part]: message[part] + text }) : "missed";
}

/** Whether an answer has not ended, or was not begun anew, between the two. */
export function sameEnd(before: MessageModel | undefined, message: AnswerModel): boolean {
	return before?.role === "assistant" && before.state === message.state && before.canRetry === message.canRetry;
}

/** The answer that is being written. */
export function writing(thread: ThreadModel): AnswerModel | undefined {
	return thread.messages.findLast((message): message is AnswerModel => message.role === "assistant" && message.state === "writing");
}

/** From the oldest. */
export function questionsOf(messages: readonly MessageModel[]): readonly string[] {
	return messages.flatMap((message) => (message.role === "user" ? [message.text] : []));
}
