import type { AskEvent } from "../engine.ts";
import { AnswerRecord } from "./answerRecord.ts";
import { EventChannel } from "./channel.ts";
import type { InferenceChild } from "./child.ts";
import type { PreparedRequest } from "./protocol.ts";

/** How long (ms) a stopped answer may take to say its last word; then what has arrived is the answer. */
const STOP_GRACE = 150;
/** A process that has not obeyed a stop by then (ms) hangs: a step of reading takes a large model seconds, not minutes. */
const STOP_LIMIT = 60_000;

/** One exchange with a loaded process, to the last word of either side. */
export async function* converse(child: InferenceChild, request: PreparedRequest, signal: AbortSignal | undefined): AsyncGenerator<AskEvent> {
	const channel = new EventChannel<AskEvent>();
	const record = new AnswerRecord();
	const question = child.ask(request, (event) => channel.push(event), (failure) => channel.fail(failure));
	const stop = (): void => {
		question.cancel();
		setTimeout(() => channel.end(), STOP_GRACE);
	};
	signal?.addEventListener("abort", stop, { once: true });
	if (signal?.aborted) {
		stop();
	}
	try {
		for await (const event of channel) {
			record.note(event);
			yield event;
			if (event.type === "done") {
				return;
			}
		}
		yield { type: "done", answer: record.cancelledAnswer() };
	} finally {
		signal?.removeEventListener("abort", stop);
		// Stopped, or the consumer left early (a closed view): the process need not write on, and must obey some day.
		question.cancel();
		if (question.open()) {
			setTimeout(() => question.open() && child.endStuck(), STOP_LIMIT).unref();
		}
	}
}
