/** Characters of a cell that are shown. */
const LONGEST = 300;

/** Text of others as Markdown that shows it and does nothing else: no links, no markup, one line. */
export function plain(text: string, longest = LONGEST): string {
	const short = text.length > longest ? `${text.slice(0, longest)}…` : text;
	return short.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, " ").replace(/[\\`*_{}[\]()#+\-.!|<>~&$:@^=]/g, (mark) => `\\${mark}`.replace("\\<", "&lt;").replace("\\>", "&gt;").replace("\\&", "&amp;").replace("\\@", "&#64;").replace("\\:", "&#58;"));
}

/** Text of others in a fixed-width font, also within a table. */
export function code(text: string, longest = LONGEST): string {
	const short = (text.length > longest ? `${text.slice(0, longest)}…` : text).replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, " ");
	const ticks = "`".repeat(Math.max(0, ...[...short.matchAll(/`+/g)].map(([run]) => run.length)) + 1);
	const gap = short.startsWith("`") || short.endsWith("`") ? " " : "";
	return short === "" ? "" : `${ticks}${gap}${short.replaceAll("|", "\\|")}${gap}${ticks}`;
}

export function number(value: number): string {
	return value.toLocaleString("en", { maximumSignificantDigits: 6 });
}

export function tableOf(titles: readonly string[], rows: readonly (readonly string[])[]): string {
	return [titles, titles.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}
