import * as vscode from "vscode";
import type { EntityAction } from "./action.ts";

/** The addresses that these sites give for searches; an InChIKey has no characters to be escaped. */
const PUBCHEM = "https://pubchem.ncbi.nlm.nih.gov/#query=";
const CHEMBL = "https://www.ebi.ac.uk/chembl/g/#search_results/compounds/query=";
const INCHI_KEY = /^[A-Z]{14}-[A-Z]{10}-[A-Z]$/;

/**
 * Pages that tell more about a structure. Only a click opens one, and only the InChIKey is sent.
 *
 * Whoever knows a structure can recognise its key: the tooltip says so before the click.
 */
export function webActions(inchiKey: string): EntityAction[] {
	if (!INCHI_KEY.test(inchiKey)) {
		return [];
	}
	const tooltip = (site: string): string => vscode.l10n.t("Opens a web page of {0} and sends it the InChIKey {1}, which identifies the structure. Nothing else leaves this machine.", site, inchiKey);
	const open = (address: string) => () => ({ kind: "open" as const, address: address + inchiKey });
	return [
		{ id: "openPubChem", label: vscode.l10n.t("Open in PubChem"), tooltip: tooltip("PubChem"), hoverLabel: "PubChem", web: true, effect: open(PUBCHEM) },
		{ id: "openChembl", label: vscode.l10n.t("Open in ChEMBL"), tooltip: tooltip("ChEMBL"), hoverLabel: "ChEMBL", web: true, effect: open(CHEMBL) },
	];
}
