import * as vscode from "vscode";
import type { MotifPreset } from "../../../webview/protocol/protein.ts";

/** Motifs that are looked for most, as regular expressions; PROSITE's (Sigrist et al. 2013) by its accession. */
export function knownMotifs(): readonly MotifPreset[] {
	const { t } = vscode.l10n;
	return [
		{ name: t("N-glycosylation"), pattern: "N[^P][ST]", source: t("sequon N-X-S/T, X is not P (Marshall 1972); PROSITE PS00001 asks besides that no P follows") },
		{ name: t("Cell attachment (RGD)"), pattern: "RGD", source: "PROSITE PS00016" },
		{ name: t("ER retention (KDEL)"), pattern: "[KRHQSA][DENQ]EL$", source: "PROSITE PS00014" },
		{ name: t("ATP/GTP binding (P-loop)"), pattern: "[AG].{4}GK[ST]", source: "PROSITE PS00017" },
		{ name: t("Prenylation (CAAX)"), pattern: "C[^DENQ][LIVM].$", source: "PROSITE PS00294" },
		{ name: t("Leucine zipper"), pattern: "L.{6}L.{6}L.{6}L", source: "PROSITE PS00029" },
	];
}
