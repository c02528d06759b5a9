import { html, nothing, type TemplateResult } from "lit";
import type { ChatStrings, ToHost } from "../protocol.ts";
import { iconButton } from "../ui/iconButton.ts";
import { visible } from "../ui/text.ts";

export interface Note {
	readonly text: string;
	/** The id of what brings back what was there before; undefined where nothing does. */
	readonly undo?: string | undefined;
}

/** What stands above the composer: what was said last, and the way back that was offered last. As `Notes` in the host has it. */
export interface PageNotes {
	readonly said?: Note | undefined;
	readonly offer?: Note | undefined;
}

/** With these, what was said about something earlier is over; only the host knows when something can no longer be undone. */
const nextThings: ReadonlySet<ToHost["type"]> = new Set(["ask", "edit", "retry", "newThread", "attachText", "attachUris", "attachFile", "attachSuggestion", "pickFiles", "detach", "insertCell", "insertComment", "exportThread"]);

/** The notes that still stand when the user does this. */
export function notesAfter(notes: PageNotes, message: ToHost): PageNotes {
	const emptied = message.type === "draft" && message.text.trim() === "";
	return notes.said !== undefined && (emptied || nextThings.has(message.type)) ? { offer: notes.offer } : notes;
}

/** The notes with what the host says; without text, what it takes back. */
export function notesWith(notes: PageNotes, { text, undo }: Note): PageNotes {
	if (text !== "") {
		return undo === undefined ? { ...notes, said: { text } } : { offer: { text, undo } };
	}
	return undo === undefined ? { offer: notes.offer } : { said: notes.said, offer: notes.offer?.undo === undo ? undefined : notes.offer };
}

/** The notes, each with what closes it; `undo` where that brings something back. */
export function noteLines(notes: PageNotes, strings: ChatStrings, close: (kind: keyof PageNotes, undo?: string) => void): readonly (TemplateResult | typeof nothing)[] {
	return (["offer", "said"] as const).map((kind) => {
		const note = notes[kind];
		return note === undefined ? nothing : noteLine(note, strings, (undo) => close(kind, undo));
	});
}

/** What has just happened, and the way back. */
function noteLine({ text, undo }: Note, strings: ChatStrings, close: (undo?: string) => void): TemplateResult {
	return html`
		<div class="note" role="status" data-testid="note">
			<span class="note-text">${visible(text)}</span>
			${undo === undefined ? nothing : html`<vscode-button appearance="secondary" class="small-button" data-testid="undo" @click=${() => close(undo)}>${strings.undo}</vscode-button>`}
			${iconButton({ name: "close", label: strings.close, testid: "close-note", onClick: () => close() })}
		</div>
	`;
}
