/** Where the next line begins: behind the line feed, or at `end` where there is none before it. */
export function nextLine(text: string, at: number, end: number): number {
	return Math.min(end, lineStop(text, at, end) + 1);
}

/** Where this line stops: at its line feed, or at `end` where there is none before it. */
export function lineStop(text: string, at: number, end: number): number {
	const feed = text.indexOf("\n", at);
	return feed < 0 || feed > end ? end : feed;
}
