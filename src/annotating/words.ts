import * as vscode from "vscode";

/** The title of each question of the way to an annotation. */
export function titleOf(name: string): string {
	return vscode.l10n.t("Annotate {0}", name);
}

/** Characters of a name at its beginning and at its end where it must leave room for more. */
const NAME = { beginning: 12, end: 10 };

/** A name of a file, shortened in its middle: its end often tells it from others. */
export function shortName(name: string): string {
	const signs = [...name];
	return signs.length <= NAME.beginning + NAME.end + 1 ? name : `${signs.slice(0, NAME.beginning).join("").trimEnd()}…${signs.slice(-NAME.end).join("")}`;
}

/** As people of the window's language write it. */
export function number(count: number): string {
	return count.toLocaleString(vscode.env.language);
}

export function rowsInWords(rows: number): string {
	return rows === 1 ? vscode.l10n.t("1 row") : vscode.l10n.t("{0} rows", number(rows));
}

/** A time to come, no more exact than it can be known. */
export function duration(seconds: number): string {
	const minutes = Math.round(seconds / 60);
	const hours = Math.floor(minutes / 60);
	if (seconds < 55) {
		return vscode.l10n.t("{0} s", Math.max(1, seconds < 10 ? Math.round(seconds) : Math.round(seconds / 5) * 5));
	}
	return hours === 0 ? vscode.l10n.t("{0} min", Math.max(1, minutes)) : hours < 10 ? vscode.l10n.t("{0} h {1} min", hours, minutes % 60) : vscode.l10n.t("{0} h", number(Math.round(minutes / 60)));
}

/** How fast it goes: two digits where it is slow. */
export function speed(rowsPerSecond: number): string {
	return vscode.l10n.t("{0} rows/s", rowsPerSecond.toLocaleString(vscode.env.language, { maximumSignificantDigits: rowsPerSecond < 10 ? 2 : 3 }));
}

/** Parts of a line that a narrow view may cut from behind. */
export function joined(parts: readonly (string | undefined)[]): string {
	return parts.filter((part) => part !== undefined && part !== "").join(" · ");
}
