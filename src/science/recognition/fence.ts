import type { Resume, Step } from "./found.ts";
import { UNCLOSED, isFound, shifted } from "./found.ts";

const OPENING = /^(`{3,})[ \t]*\{?\.?([\w+#-]*)/;
/** What READMEs call the languages. */
const NAMES: Readonly<Record<string, string>> = { py: "python", python3: "python", ipython: "python", pycon: "python", js: "javascript", ts: "typescript", sh: "shellscript", bash: "shellscript", shell: "shellscript", zsh: "shellscript", console: "shellscript", yml: "yaml", rb: "ruby", smi: "smiles", jl: "julia", jsonc: "json", md: "markdown" };
/** Without a language, or with one that has no strings. */
const PROSE = /^(?:|text|txt|output|none|plaintext|console|diff|markdown|latex|html|xml)$/;

/**
 * Reads a fenced block of code in the language it names.
 *
 * @returns where it ends; `start` for a fence without a language, which is read as prose; -1 where it may close behind the piece
 */
export function* scanFence(text: string, start: number, end: number, beginning: (languageId: string) => Resume): Generator<Step, number> {
	const [, ticks = "", name = ""] = OPENING.exec(text.slice(start, start + 60)) ?? [];
	const language = NAMES[name.toLowerCase()] ?? name.toLowerCase();
	const body = text.indexOf("\n", start) + 1;
	if (ticks === "" || PROSE.test(language) || body === 0 || body >= end) {
		return end < text.length && body >= end ? -1 : start;
	}
	const close = text.indexOf(`\n${ticks}`, body - 1);
	if (close < 0 || close >= end) {
		if (end < text.length) {
			return -1;
		}
		yield UNCLOSED;
		return start;
	}
	const code = text.slice(body, close + 1);
	for (const step of beginning(language)(code, code.length)) {
		if (step === undefined) {
			yield undefined;
		} else if (isFound(step)) {
			yield shifted(step, body);
		}
	}
	return close + 1 + ticks.length;
}
