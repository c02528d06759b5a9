import * as vscode from "vscode";
import type { Answer, Engine, ModelIdentity, Notice, Turn } from "../inference/engine.ts";
import { plainLine, PlainText } from "../wording/plainText.ts";

/** What is needed of VS Code's response stream. */
export type Response = Pick<vscode.ChatResponseStream, "markdown" | "button">;

export interface AnswerOptions {
	/** Remarks of the model that were made before. */
	readonly saidBefore: ReadonlySet<Notice["code"]>;
	readonly signal: AbortSignal;
	/** Called with all of the generated text whenever it has grown: an answer that breaks off is kept as far as it came. */
	readonly onText: (generated: string) => void;
}

/** Streams one answer as a quotation below a line that says who wrote it. Rejects with the engine's `Failure`. */
export async function streamAnswer(engine: Pick<Engine, "ask">, turns: readonly Turn[], response: Response, { saidBefore, signal, onText }: AnswerOptions): Promise<void> {
	const quotation = new PlainText("> ");
	let text = "";
	for await (const event of engine.ask({ turns }, signal)) {
		switch (event.type) {
			case "stage":
				// No progress message: VS Code folds what stands before the last of them away, the facts and the mark included.
				break;
			case "prompt":
				response.markdown(heading(event.model, event.notices.filter(({ code }) => !saidBefore.has(code))));
				break;
			case "text":
				// Nothing of the reasoning: VS Code's chat has no fold for it.
				if (event.text !== "") {
					text += event.text;
					onText(text);
					response.markdown(quotation.write(event.text));
				}
				break;
			case "done":
				response.markdown(`\n\n${endingMarkdown(event.answer, text)}`);
		}
	}
}

/** Stands before the text, so that a text that breaks off is marked, too. */
function heading({ name, version }: ModelIdentity, notices: readonly Notice[]): string {
	const mark = `**${vscode.l10n.t("Generated")}** · ${plainLine(vscode.l10n.t("written by {0} {1}, check it", name, version))}`;
	return `\n\n${[mark, ...notices.map(({ message }) => plainLine(message))].join("  \n")}\n\n`;
}

function endingMarkdown({ stop, notices = [] }: Pick<Answer, "stop" | "notices">, text: string): string {
	if (notices.length > 0) {
		return notices.map(({ message }) => `*${plainLine(message)}*\n\n`).join("");
	}
	const ending = stop === "cancelled" ? vscode.l10n.t("Stopped.") : stop === "length" ? vscode.l10n.t("Cut here: the answer has reached its maximum length.") : text.trim() === "" ? vscode.l10n.t("The model ended its answer without a word.") : "";
	return ending === "" ? "" : `*${plainLine(ending)}*\n\n`;
}
