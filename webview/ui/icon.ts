import { html, type TemplateResult } from "lit";

/** A codicon beside a text or in a labelled button: silent for screen readers. */
export function icon(name: string): TemplateResult {
	return html`<span class="codicon codicon-${name}" aria-hidden="true"></span>`;
}

/** Fills `{0}` of a translated text. */
export function fill(template: string, value: string | number): string {
	return template.replace("{0}", () => String(value));
}
