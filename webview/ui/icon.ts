import { html, type TemplateResult } from "lit";

/** A codicon beside a text or in a labelled button: silent for screen readers. */
export function icon(name: string): TemplateResult {
	return html`<span class="codicon codicon-${name}" aria-hidden="true"></span>`;
}
