import { html, type TemplateResult } from "lit";
import { ifDefined } from "lit/directives/if-defined.js";
import { icon } from "./icon.ts";

export interface IconButton {
	/** Name of a codicon. */
	readonly name: string;
	readonly label: string;
	readonly testid: string;
	readonly onClick: (event: Event) => void;
	/** For a button that switches something on and off. */
	readonly pressed?: boolean | undefined;
	/** For a button that opens something beside it. */
	readonly expanded?: boolean | undefined;
	/** What it opens. */
	readonly popup?: "menu" | "dialog" | undefined;
	readonly disabled?: boolean | undefined;
	readonly tooltip?: string | undefined;
}

/**
 * A button that is only an icon, named for screen readers and in a tooltip. The browser's own: every message has some of them, and the toolkit's cost a
 * millisecond each.
 */
export function iconButton({ name, label, testid, onClick, pressed, expanded, popup, disabled = false, tooltip = label }: IconButton): TemplateResult {
	return html`<button
		type="button"
		class=${pressed === true || expanded === true ? "icon-button is-on" : "icon-button"}
		aria-label=${label}
		title=${tooltip}
		data-testid=${testid}
		aria-pressed=${ifDefined(pressed)}
		aria-expanded=${ifDefined(expanded)}
		aria-haspopup=${ifDefined(popup)}
		?disabled=${disabled}
		@click=${onClick}
	>
		${icon(name)}
	</button>`;
}
