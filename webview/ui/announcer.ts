/** Not more often than this: a screen reader that is interrupted all the time says nothing. Milliseconds. */
const pause = 1500;

/**
 * Reads a growing text to screen readers, whole sentences at a time, from a live region of its own: the rendered markdown changes far too often to be one.
 */
export class Announcer {
	readonly #region: HTMLElement;
	#subject: string | undefined;
	#text = "";
	#said = 0;
	#last = 0;
	#timer: ReturnType<typeof setTimeout> | undefined;

	/** `region` is an element with `aria-live="polite"`. */
	constructor(region: HTMLElement) {
		this.#region = region;
	}

	/** The text of `subject` as it is now. Text that was there when a subject is first seen counts as read. */
	follow(subject: string, text: string): void {
		if (this.#subject !== subject) {
			this.#subject = subject;
			this.#said = text.length;
		} else if (text.length < this.#said) {
			this.#said = 0; // asked again
		}
		this.#text = text;
		this.#timer ??= setTimeout(() => this.#flush(false), Math.max(0, this.#last + pause - Date.now()));
	}

	/** Says the rest of the text, then `closing`. */
	finish(closing: string): void {
		this.#flush(true);
		this.say(closing);
		this.#subject = undefined;
	}

	say(text: string): void {
		if (text.trim() === "") {
			return;
		}
		const line = document.createElement("div");
		line.textContent = text;
		this.#region.append(line);
		while (this.#region.childElementCount > 6) {
			this.#region.firstElementChild?.remove();
		}
	}

	#flush(all: boolean): void {
		clearTimeout(this.#timer);
		this.#timer = undefined;
		this.#last = Date.now();
		const unsaid = this.#text.slice(this.#said);
		const end = all ? unsaid.length : sentenceEnd(unsaid);
		if (end > 0) {
			this.#said += end;
			this.say(unsaid.slice(0, end).replace(/[*_`#>|]+/gu, " "));
		}
	}
}

/** Where the last complete sentence or line ends; 0 if there is none. */
function sentenceEnd(text: string): number {
	let end = 0;
	for (const match of text.matchAll(/[.!?:;]\s|\n/gu)) {
		end = match.index + match[0].length;
	}
	return end;
}
