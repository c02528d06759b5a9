/** The text that occurs most often; the first of several that are equally common, empty where there is none. */
export function commonest(texts: readonly string[]): string {
	const counts = new Map<string, number>();
	texts.forEach((text) => counts.set(text, (counts.get(text) ?? 0) + 1));
	return [...counts].reduce(([best, most], [text, count]) => (count > most ? [text, count] : [best, most]), ["", 0])[0];
}
