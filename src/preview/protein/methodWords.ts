import * as vscode from "vscode";

/** The wwPDB's experimental methods (mmCIF dictionary, _exptl.method), in the window's language. */
const words: ReadonlyMap<string, () => string> = new Map([
	["X-RAY DIFFRACTION", () => vscode.l10n.t("X-ray diffraction")],
	["NEUTRON DIFFRACTION", () => vscode.l10n.t("neutron diffraction")],
	["FIBER DIFFRACTION", () => vscode.l10n.t("fibre diffraction")],
	["POWDER DIFFRACTION", () => vscode.l10n.t("powder diffraction")],
	["ELECTRON CRYSTALLOGRAPHY", () => vscode.l10n.t("electron crystallography")],
	["ELECTRON MICROSCOPY", () => vscode.l10n.t("electron microscopy")],
	["SOLUTION NMR", () => vscode.l10n.t("solution NMR")],
	["SOLID-STATE NMR", () => vscode.l10n.t("solid-state NMR")],
	["SOLUTION SCATTERING", () => vscode.l10n.t("solution scattering")],
	["THEORETICAL MODEL", () => vscode.l10n.t("theoretical model")],
]);

/** Methods that a file names, joined by `; `; one that nobody knows as the file writes it. */
export function methodWords(methods: string): string {
	return methods.split("; ").map((method) => words.get(method.toUpperCase())?.() ?? method).join(", ");
}
