import { html, nothing, type TemplateResult } from "lit";
import { clip, visible } from "../ui/text.ts";
import { picture } from "./icons.ts";

/** So much of a text is shown where its drawing cannot be. Characters. */
const shownText = 2000;
/** Lines of it. */
const shownLines = 12;

/** A clear line: what is wrong, or what could not be done. */
export function problem(message: string): TemplateResult | typeof nothing {
	return message === "" ? nothing : html`<p class="problem" role="status" data-testid="problem">${picture("warning")}<span>${visible(clip(message, shownText))}</span></p>`;
}

/** The line, and the text as it is. */
export function textInstead(message: string, text: string): TemplateResult {
	const begin = clip(text, shownText).split("\n").slice(0, shownLines).join("\n");
	return html`${problem(message)}<pre class="raw" dir="ltr" tabindex="0" data-testid="raw">${visible(begin)}${begin.length < text.trimEnd().length ? "\n…" : ""}</pre>`;
}

/** The words of an `action-said`, `stage-failed` or other event whose detail is a text. */
export function saidBy(event: Event): string {
	return event instanceof CustomEvent && typeof event.detail === "string" ? event.detail : "";
}
