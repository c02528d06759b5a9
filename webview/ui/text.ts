/**
 * Control characters, which show nothing or drive a terminal, and the marks that turn the direction of the text after them: with them a name or an answer can
 * look like something else than it is. Isolates and direction marks stay, since honest right-to-left text needs them, and every text of ours stands in an
 * element of its own, where they end.
 */
const unseen = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e]/gu;

/** A text of others with its invisible characters shown: `␛` for an escape, `[U+202E]` for a direction override, as VS Code's editor does. */
export function visible(text: string): string {
	return text.search(unseen) < 0 ? text : text.replace(unseen, picture);
}

function picture(character: string): string {
	const code = character.charCodeAt(0);
	if (code < 0x20) {
		return String.fromCharCode(0x2400 + code);
	}
	return code === 0x7f ? "\u2421" : `[U+${code.toString(16).toUpperCase().padStart(4, "0")}]`;
}

/** At most `maximum` characters, not cut within one that takes two. */
export function clip(text: string, maximum: number): string {
	if (text.length <= maximum) {
		return text;
	}
	const last = text.charCodeAt(maximum - 1);
	return text.slice(0, last >= 0xd800 && last < 0xdc00 ? maximum - 1 : maximum);
}

/** Fills `{0}` of a translated text. */
export function fill(template: string, value: string | number): string {
	return template.replace("{0}", () => String(value));
}
