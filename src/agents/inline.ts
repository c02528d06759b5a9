/** Longest text in a progress message (UTF-16 code units). */
const LONGEST = 60;

/**
 * A structure or question in one line of a message that VS Code shows while a tool runs.
 *
 * @param text what an agent gave: the run itself checks that it is a text
 */
export function inline(text: unknown): string {
	const line = (typeof text === "string" ? text : "").slice(0, 10 * LONGEST).replace(/[\p{Cc}\p{Cf}\s]+/gu, " ").trim();
	return line.length <= LONGEST ? line : `${line.slice(0, LONGEST - 1)}…`;
}
