import type { Answer, AnswerToken, AskEvent } from "../engine.ts";
import { cancelled } from "./queue.ts";

/** What has been seen of an answer, in case its own summary never comes. */
export class AnswerRecord {
	private readonly started = performance.now();
	private prompt: (AskEvent & { type: "prompt" }) | undefined;
	private promptAt = 0;
	private firstAt = 0;
	private text = "";
	private reasoning = "";
	private readonly ids: number[] = [];
	private readonly tokens: AnswerToken[] = [];

	note(event: AskEvent): void {
		if (event.type === "prompt") {
			this.prompt = event;
			this.promptAt = performance.now() - this.started;
		} else if (event.type === "text") {
			this.firstAt ||= performance.now() - this.started;
			this.text += event.text;
			this.reasoning += event.reasoning ?? "";
			this.ids.push(...event.ids);
			this.tokens.push(...event.tokens);
		}
	}

	cancelledAnswer(): Answer {
		if (!this.prompt) {
			throw cancelled();
		}
		const total = performance.now() - this.started;
		const { settings, model, reading } = this.prompt;
		return { text: this.text, ...(this.reasoning === "" ? {} : { reasoning: this.reasoning }), generatedIds: this.ids, tokens: this.tokens, stop: "cancelled", settings, model, reading, timings: { encode: this.promptAt, prefill: (this.firstAt || total) - this.promptAt, firstToken: this.firstAt || total, total } };
	}
}
