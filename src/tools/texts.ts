import type { Fact } from "../science/molecule/facts.ts";

/** Longest piece of a user's file or of an agent's input that is repeated (UTF-16 code units). */
const LONGEST_SHOWN = 200;

/** A structure or name in one line, without characters that do something to a terminal or turn the line around. */
export function shown(text: string, longest = LONGEST_SHOWN): string {
	const line = text.slice(0, 4 * longest).replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, " ").trim();
	return line.length <= longest && text.length <= 4 * longest ? line : `${line.slice(0, longest - 1).replace(/[\ud800-\udbff]$/, "")}…`;
}

export function factLine({ label, value, unit, method }: Fact): string {
	return `${label}: ${value}${unit === undefined ? "" : ` ${unit}`} · ${method}`;
}
