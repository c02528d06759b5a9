import { html, nothing, type TemplateResult } from "lit";
import type { ChatStrings } from "../protocol.ts";
import { iconButton } from "../ui/iconButton.ts";
import { visible } from "../ui/text.ts";

export interface NoteActions {
	readonly undo: (id: string) => void;
	readonly close: () => void;
}

/** What has just happened, and the way back. */
export function noteLine({ text, undo }: { readonly text: string; readonly undo?: string | undefined }, strings: ChatStrings, actions: NoteActions): TemplateResult {
	return html`
		<div class="note" role="status" data-testid="note">
			<span class="note-text">${visible(text)}</span>
			${undo === undefined ? nothing : html`<vscode-button appearance="secondary" class="small-button" data-testid="undo" @click=${() => actions.undo(undo)}>${strings.undo}</vscode-button>`}
			${iconButton({ name: "close", label: strings.close, testid: "close-note", onClick: actions.close })}
		</div>
	`;
}
