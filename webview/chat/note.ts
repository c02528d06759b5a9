import { html, nothing, type TemplateResult } from "lit";
import type { ChatStrings, MessageModel, ToHost } from "../protocol.ts";
import { iconButton } from "../ui/iconButton.ts";
import { visible } from "../ui/text.ts";

export interface NoteActions {
	readonly undo: (id: string) => void;
	readonly close: () => void;
}

export interface Note {
	readonly text: string;
	/** The id of what brings back what was there before; undefined where nothing does. */
	readonly undo?: string | undefined;
}

/** The note that still stands when the user does this: what was said about something earlier goes. As `Notes` in the host has it, which does not know of the page's own notes. */
export function noteAfter(note: Note | undefined, { type }: ToHost): Note | undefined {
	const goes = type === "ask" || type === "edit" || type === "newThread" || (type === "retry" && note?.undo === undefined);
	return goes ? undefined : note;
}

/** What has just happened, and the way back. */
export function noteLine({ text, undo }: Note, strings: ChatStrings, actions: NoteActions): TemplateResult {
	return html`
		<div class="note" role="status" data-testid="note">
			<span class="note-text">${visible(text)}</span>
			${undo === undefined ? nothing : html`<vscode-button appearance="secondary" class="small-button" data-testid="undo" @click=${() => actions.undo(undo)}>${strings.undo}</vscode-button>`}
			${iconButton({ name: "close", label: strings.close, testid: "close-note", onClick: actions.close })}
		</div>
	`;
}

/** What was said of an answer that was being written is over with it. */
export function noteOnceAnswered(note: Note | undefined, message: MessageModel, strings: ChatStrings | undefined): Note | undefined {
	const writing = message.role === "user" || message.state === "writing";
	return !writing && note?.text === strings?.answering ? undefined : note;
}
