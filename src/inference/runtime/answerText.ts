import type { AnswerToken } from "../engine.ts";
import type { GeneratedToken } from "./sampling.ts";
import { VisibleText } from "./visibleText.ts";
import { WholeCharacters, type Decode, type Piece } from "./wholeCharacters.ts";

/**
 * Turns generated tokens into the answer's text as they come: whole characters only, nothing of a stop string, trimmed.
 *
 * Of a model that thinks before it answers, the reasoning up to its end mark comes first and is kept apart; both are trimmed, and the mark
 * shows in neither. Each token is released exactly once: all `text` that `push` and `finish` return, joined, is the answer, and all
 * `reasoning` the reasoning.
 */
export class AnswerText {
	private readonly characters: WholeCharacters;
	private readonly answer: VisibleText;
	private readonly reasoning: VisibleText | undefined;
	private answering: boolean;

	/**
	 * @param stops strings that end the answer, also within its reasoning, and do not belong to it
	 * @param reasoningEnd what ends the reasoning that the answer begins with; absent where there is none
	 */
	constructor(
		decode: Decode,
		stops: readonly string[],
		private readonly reasoningEnd?: string,
	) {
		this.characters = new WholeCharacters(decode);
		this.answer = new VisibleText(stops);
		this.reasoning = reasoningEnd === undefined ? undefined : new VisibleText([reasoningEnd, ...stops]);
		this.answering = reasoningEnd === undefined;
	}

	/** Whether a stop string was written. */
	get stopped(): boolean {
		return (this.answering ? this.answer : this.reasoning)?.stop !== undefined;
	}

	/** Whether the model is still, or has ended, within its reasoning. */
	get reasons(): boolean {
		return !this.answering;
	}

	/** Takes the next token; returns those that show now, often none. */
	push(token: GeneratedToken): AnswerToken[] {
		return this.take(this.characters.push(token));
	}

	/** Releases what was held back, once no more tokens come; what never shows has an empty text. */
	finish(): AnswerToken[] {
		const last = this.take(this.characters.finish());
		const part = this.answering ? this.answer : this.reasoning;
		return [...last, ...(part?.finish() ?? []).map(({ shown }) => (this.answering ? answerToken(shown) : reasoningToken(shown)))];
	}

	private take(pieces: readonly Piece[]): AnswerToken[] {
		if (this.answering || this.reasoning === undefined) {
			return this.answer.add(pieces).map(answerToken);
		}
		const shown = this.reasoning.add(pieces).map(reasoningToken);
		if (this.reasoning.stop !== this.reasoningEnd) {
			return shown;
		}
		this.answering = true;
		const first: Piece[] = [];
		for (const { shown: piece, behind } of this.reasoning.finish()) {
			if (behind === undefined) {
				shown.push(reasoningToken(piece));
			} else {
				first.push({ token: piece.token, text: behind, before: piece.text || undefined });
			}
		}
		return [...shown, ...this.answer.add(first).map(answerToken)];
	}
}

function answerToken({ token, text, before }: Piece): AnswerToken {
	return before === undefined ? { ...token, text } : { ...token, text, reasoning: before };
}

function reasoningToken({ token, text }: Piece): AnswerToken {
	return { ...token, text: "", reasoning: text };
}
