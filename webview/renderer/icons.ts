import check from "@vscode/codicons/src/icons/check.svg" with { type: "text" };
import chat from "@vscode/codicons/src/icons/comment-discussion.svg" with { type: "text" };
import copy from "@vscode/codicons/src/icons/copy.svg" with { type: "text" };
import preview from "@vscode/codicons/src/icons/open-preview.svg" with { type: "text" };
import reset from "@vscode/codicons/src/icons/screen-full.svg" with { type: "text" };
import warning from "@vscode/codicons/src/icons/warning.svg" with { type: "text" };
import { html, type TemplateResult } from "lit";
import { unsafeHTML } from "lit/directives/unsafe-html.js";

/** Codicons as drawings: a font cannot be brought along into a shadow root, and a notebook's page has none that we could count on. */
const icons = { check, chat, copy, preview, reset, warning } as const;

export type IconName = keyof typeof icons;

/** Silent for screen readers. The sources are ours, from the bundle. */
export function picture(name: IconName): TemplateResult {
	return html`<span class="icon" aria-hidden="true">${unsafeHTML(icons[name])}</span>`;
}
