/** Longest name that is shown, in UTF-16 code units, the … included. */
const LONGEST_NAME = 120;
/** A cell of a file may hold megabytes: no more is looked at for a name. */
const LOOKED_AT = 4096;

/** Controls of terminals, and marks that turn the direction of text: a file must not rule where it is shown. */
const UNSEEN = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** A name as it is shown in one line: white space (a quoted cell may hold line breaks) becomes one space, a long one ends in “…”. */
export function tidyName(text: string): string {
	const trimmed = text.trim();
	const name = trimmed.slice(0, LOOKED_AT).replace(/\s+/g, " ").replace(UNSEEN, "");
	if (name.length <= LONGEST_NAME && trimmed.length <= LOOKED_AT) {
		return name;
	}
	return `${name.slice(0, LONGEST_NAME - 1).replace(/[\ud800-\udbff]$/, "").trimEnd()}…`;
}
