/** Walks with the arrow keys through what was asked before, as a shell does. */
export class History {
	#entries: readonly string[] = [];
	/** Steps back from the newest entry; 0 is the text that was being written. */
	#back = 0;
	#unsent = "";

	/** Whether an earlier question stands in the box. */
	get walking(): boolean {
		return this.#back > 0;
	}

	/** The question before the one that is shown; undefined at the oldest. `questions` from the oldest to the newest, `current` what stands in the box. */
	earlier(questions: readonly string[], current: string): string | undefined {
		if (this.#back === 0) {
			this.#entries = withoutRepeats(questions);
			this.#unsent = current;
		}
		if (this.#back >= this.#entries.length) {
			return undefined;
		}
		this.#back++;
		return this.#entries.at(-this.#back);
	}

	/** The question after it, at the end what was being written; undefined where nobody walks. */
	later(): string | undefined {
		if (this.#back === 0) {
			return undefined;
		}
		this.#back--;
		return this.#back === 0 ? this.#unsent : this.#entries.at(-this.#back);
	}

	/** The text was changed or sent: the next walk begins anew. */
	leave(): void {
		this.#back = 0;
		this.#entries = [];
	}
}

/** Each question once, where it was asked last. */
function withoutRepeats(questions: readonly string[]): readonly string[] {
	return questions.filter((each, index) => each.trim() !== "" && questions.lastIndexOf(each) === index);
}
