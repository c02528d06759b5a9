import type { SpeakingManifest } from "../bundle/manifest.ts";
import type { Notice, StopReason } from "../engine.ts";
import { AnswerText } from "../runtime/answerText.ts";
import type { LanguageModel } from "../runtime/language.ts";
import { decodeWithMarks } from "../runtime/wholeCharacters.ts";

/** What turns a model's tokens into its answer, reasoning apart. */
export function answerTextOf(language: Pick<LanguageModel, "detokenize" | "unwritten">, { generation }: SpeakingManifest): AnswerText {
	const end = generation.reasoning?.end;
	const marks = new Map<number, string>();
	for (const text of end === undefined ? generation.stop : [end, ...generation.stop]) {
		const id = language.unwritten(text);
		if (id !== undefined) {
			marks.set(id, text);
		}
	}
	return new AnswerText(decodeWithMarks((ids, before) => language.detokenize(ids, before), marks), generation.stop, end);
}

/** The model told to answer at once: its reasoning is opened and ended by the prompt. For answers whose very first token counts. */
export function withoutReasoning(manifest: SpeakingManifest): SpeakingManifest {
	const { prompt, generation } = manifest;
	return generation.reasoning === undefined ? manifest : { ...manifest, prompt: { ...prompt, open: `${prompt.open}\n${generation.reasoning.end}\n\n` } };
}

/** What to tell of an answer that ended within its reasoning. */
export function unfinishedReasoning(title: string, stop: StopReason, tokens: number): Notice[] {
	if (stop === "cancelled") {
		return [];
	}
	const message =
		stop === "length"
			? `${title} was still reasoning when it had written the ${tokens.toLocaleString("en")} tokens that were allowed, and came to no answer. Allow longer answers, or ask something narrower.`
			: `${title} ended within its reasoning and came to no answer. Ask again in other words.`;
	return [{ code: "reasoning-unfinished", message }];
}
