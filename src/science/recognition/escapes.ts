/** `\\` of every language, `\/` of JSON, and letters by their numbers, as some programs write `=`, `'` and `+`. */
const ESCAPE = /\\(?:([\\/])|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2}))/g;

/** The content of a string literal as its program reads it. */
export function unescaped(content: string): string {
	return content.includes("\\") ? content.replace(ESCAPE, (_, itself: string | undefined, four: string | undefined, two: string | undefined) => itself ?? String.fromCharCode(Number.parseInt(four ?? two ?? "0", 16))) : content;
}

/** Where a character of {@link unescaped} stands in the content as it is written. */
export function writtenOffset(content: string, offset: number): number {
	let read = 0;
	let at = 0;
	for (const match of content.matchAll(ESCAPE)) {
		const plain = match.index - at;
		if (read + plain >= offset) {
			break;
		}
		read += plain + 1;
		at = match.index + match[0].length;
	}
	return Math.min(content.length, at + offset - read);
}
