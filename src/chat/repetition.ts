import * as vscode from "vscode";
import type { Answer, AskEvent, Engine } from "../inference/engine.ts";
import { Failure, failureData } from "../science/failure.ts";
import { whyNotAgain } from "./evidence.ts";
import type { Exchange } from "./exchange.ts";
import type { ChatThread } from "./thread.ts";

/** "Run again exactly": asks the same once more, shows nothing of it, and tells whether the same came out. */
export class Repetition {
	readonly #engine: Pick<Engine, "ask">;
	#running: AbortController | undefined;

	constructor(engine: Pick<Engine, "ask">) {
		this.#engine = engine;
	}

	async run(thread: ChatThread, exchange: Exchange): Promise<void> {
		if (this.#running !== undefined || whyNotAgain(exchange) !== undefined) {
			return;
		}
		const abort = new AbortController();
		this.#running = abort;
		const first = exchange.answer;
		const before = first.repetition;
		const tell = (text: string | undefined, keep: boolean): void => {
			if (exchange.answer === first) { // it may have been asked anew meanwhile
				thread.setRepetition(exchange, text, { keep });
			}
		};
		tell(vscode.l10n.t("Running again… Escape stops it."), false);
		try {
			const again = await this.#answer(thread, exchange, abort.signal);
			tell(verdict(first, again), true);
		} catch (error) {
			const { code, message } = failureData(error);
			tell(abort.signal.aborted || code === "cancelled" ? before : vscode.l10n.t("It could not be run again: {0}", message), false);
		} finally {
			this.#running = undefined;
		}
	}

	/** True where something was running. */
	stop(): boolean {
		this.#running?.abort();
		return this.#running !== undefined;
	}

	async #answer(thread: ChatThread, exchange: Exchange, signal: AbortSignal): Promise<Answer> {
		const { temperature, topK, topP, seed, maxTokens } = exchange.answer.settings ?? { temperature: 0, maxTokens: undefined };
		let last: AskEvent | undefined;
		for await (const event of this.#engine.ask({ ...thread.requestFor(exchange), sampling: { temperature, topK, topP, seed }, maxTokens, fresh: true }, signal)) {
			last = event;
		}
		if (last?.type !== "done" || last.answer.stop === "cancelled") {
			throw new Failure("cancelled", "The answer was not written to its end.");
		}
		return last.answer;
	}
}

/** What came out, and where it is not the same, why that may be. */
export function verdict(first: Exchange["answer"], again: Pick<Answer, "text" | "reasoning" | "generatedIds" | "model" | "reading">): string {
	const { t } = vscode.l10n;
	const tokens = again.generatedIds.length;
	const device = again.reading?.device;
	const otherModel = first.model !== undefined && first.model.checksum !== again.model.checksum;
	const otherDevice = first.device !== undefined && device !== undefined && first.device !== device;
	const { reasoning = "" } = again;
	if (first.text === again.text && first.reasoning === reasoning) {
		const same = tokens === 1 ? t("Run again: the same text, 1 token.") : t("Run again: the same text, {0} tokens.", tokens);
		return otherModel ? `${same} ${t("Yet the model is another one: its file's checksum was {0} and is {1}.", first.model?.checksum.slice(0, 12) ?? "", again.model.checksum.slice(0, 12))}` : same;
	}
	const differs = first.text === again.text ? t("Run again: the same answer after other reasoning, {0}.", difference(first.reasoning, reasoning)) : t("Run again: another text, {0}.", difference(first.text, again.text));
	const reason = otherModel
		? t("The model is another one: its file's checksum was {0} and is {1}.", first.model?.checksum.slice(0, 12) ?? "", again.model.checksum.slice(0, 12))
		: otherDevice
			? t("It was computed on {0} then and on {1} now, which round differently.", first.device ?? "", device ?? "")
			: first.fresh
				? t("Model, prompt, settings and device are the same: the device itself does not always round alike.")
				: t("The first time the model went on from the earlier questions, now it read everything anew, which rounds differently.");
	return `${differs} ${reason}`;
}

function difference(first: string, again: string): string {
	const place = differsAt(first, again);
	return vscode.l10n.t("from character {0} on (“{1}” instead of “{2}”)", place + 1, around(again, place), around(first, place));
}

function differsAt(one: string, other: string): number {
	let place = 0;
	while (place < one.length && one[place] === other[place]) {
		place++;
	}
	return place;
}

function around(text: string, place: number): string {
	const excerpt = text.slice(place, place + 24);
	return excerpt === "" ? "∎" : `${excerpt}${place + 24 < text.length ? "…" : ""}`;
}
