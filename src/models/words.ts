import * as vscode from "vscode";
import type { Amount, Written } from "../inference/bundle/amounts.ts";
import { inUnits } from "../inference/bundle/sizes.ts";
import type { Manifest } from "../inference/bundle/manifest.ts";
import type { CatalogModel } from "../inference/bundle/catalog.ts";
import type { ImportPhase, ImportProgress } from "../inference/import/progress.ts";
import type { FetchProgress } from "../inference/bundle/fetchModel.ts";
import type { WorkProgress } from "./works.ts";

/** Parts of a line that a narrow view may cut from behind. */
export function joined(parts: readonly (string | undefined)[]): string {
	return parts.filter((part) => part !== undefined && part !== "").join(" · ");
}

/** Bytes as people of the window's language write them. */
export function size(bytes: number): string {
	if (bytes < 1000) {
		return vscode.l10n.t("{0} bytes", bytes);
	}
	const [amount = "", unit = ""] = inUnits(bytes).split(" ");
	return `${Number(amount).toLocaleString(vscode.env.language, { maximumSignificantDigits: 3 })} ${unit}`;
}

/** What files weigh: exactly, from the smallest to the largest, or as computed. */
export function amountInWords({ least, most, estimated }: Amount): string {
	const amount = least === most ? size(least) : vscode.l10n.t("{0} to {1}", size(least), size(most));
	return estimated ? vscode.l10n.t("about {0}", amount) : amount;
}

/** How parts are written: `Q4_K + int8`. */
export function writtenAs({ language, protein }: Pick<Written, "language" | "protein">): string {
	return [language, protein].filter((format) => format !== undefined).join(" + ");
}

/** A time to come, no more exact than it can be known. */
export function duration(seconds: number): string {
	const minutes = Math.round(seconds / 60);
	if (seconds < 55) {
		return vscode.l10n.t("{0} s", Math.max(1, Math.round(seconds)));
	}
	return minutes < 60 ? vscode.l10n.t("{0} min", Math.max(1, minutes)) : vscode.l10n.t("{0} h {1} min", Math.floor(minutes / 60), minutes % 60);
}

/** What an encoder alone is, in a few words; undefined for a model that answers. */
export function silence(manifest: Manifest | undefined): string | undefined {
	if (manifest === undefined || manifest.language !== undefined) {
		return undefined;
	}
	return manifest.protein ? vscode.l10n.t("protein encoder: embeddings, no answers") : vscode.l10n.t("molecule encoder: embeddings, no answers");
}

export function abilitiesInWords(abilities: CatalogModel["abilities"]): string {
	return abilities.map(abilityInWords).join(", ");
}

function abilityInWords(ability: CatalogModel["abilities"][number]): string {
	switch (ability) {
		case "molecules": return vscode.l10n.t("molecules");
		case "proteins": return vscode.l10n.t("proteins");
		case "text": return vscode.l10n.t("text");
		case "reasoning": return vscode.l10n.t("reasoning");
		case "embeddings": return vscode.l10n.t("embeddings");
	}
}

/** How far an import is. */
export function importProgress({ phase, share, secondsLeft }: ImportProgress): WorkProgress {
	return { share, line: joined([phaseInWords(phase), secondsLeft === undefined ? undefined : vscode.l10n.t("about {0} left", duration(secondsLeft))]) };
}

function phaseInWords(phase: ImportPhase): string {
	switch (phase) {
		case "checking": return vscode.l10n.t("Checking all weights");
		case "molecule": return vscode.l10n.t("Writing the molecule encoder");
		case "protein": return vscode.l10n.t("Writing the protein encoder");
		case "language": return vscode.l10n.t("Writing the language model");
		case "checksums": return vscode.l10n.t("Computing checksums");
		case "verifying": return vscode.l10n.t("Verifying");
		case "testing": return vscode.l10n.t("Testing: loading it and asking");
		case "installing": return vscode.l10n.t("Installing");
	}
}

/** How far a download is. */
export function downloadProgress({ phase, file, number, of, done, total }: FetchProgress): WorkProgress {
	const what = phase === "checking" ? vscode.l10n.t("Checking {0}", file) : vscode.l10n.t("Downloading {0}", file);
	const far = total === null ? size(done) : vscode.l10n.t("{0} of {1}", size(done), size(total));
	return { share: total === null ? undefined : Math.min(1, done / total), line: joined([far, of > 1 ? vscode.l10n.t("file {0} of {1}", number, of) : undefined, what]) };
}
