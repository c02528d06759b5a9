import * as vscode from "vscode";
import type { RendererStrings } from "../../webview/protocol/renderer.ts";

/** The texts that the renderer shows on its own; in English they are those that it has itself. */
export function rendererStrings(): RendererStrings {
	const { t } = vscode.l10n;
	return {
		actions: t("Actions for {0}"),
		ask: t("Ask BioMedGPT"),
		copied: t("Copied"),
		copyFasta: t("Copy the record as FASTA"),
		copyFile: t("Copy the file's text"),
		copySmiles: t("Copy SMILES"),
		copyStructure: t("Copy the mol block"),
		depth: t("3D"),
		dna: t("DNA, {0} nucleotides"),
		empty: t("This output is empty."),
		flat: t("2D"),
		loading: t("Loading the 3D viewer…"),
		moreMolecules: t("Show more molecules ({0} left)"),
		moreRecords: t("Show more records ({0} left)"),
		moreResidues: t("Show more of the sequence ({0} left)"),
		noCoordinates: t("There are no atoms with coordinates in this output, so there is nothing to show in 3D. Its text begins:"),
		noDrawing: t("It could not be drawn."),
		noMolfile: t("This is no mol block with atoms, so it cannot be drawn. Its text begins:"),
		noRecords: t("There is no FASTA record in this output: a record begins with a line “>name”. Its text begins:"),
		noViewer: t("The 3D viewer could not be loaded. Reload the window to try again. The text begins:"),
		nucleotides: t("{0} nucleotides"),
		preview: t("Open Preview"),
		reaction: t("reaction"),
		residues: t("{0} residues"),
		rna: t("RNA, {0} nucleotides"),
		sequence: t("Sequence of {0}"),
		show3d: t("Show in 3D"),
		structure: t("{0} atoms"),
		tooLarge: t("This is too large to be drawn in a notebook. Its text begins:"),
		unnamed: t("unnamed"),
		unreadable: t("It could not be shown: {0} The text begins:"),
		viewDistance: t("{0} Å"),
		viewHelp: t("3D structure; drag to turn, scroll to zoom after a click, arrow keys to turn"),
		viewNoWebGl: t("3D needs WebGL, which is switched off here. Switch on hardware acceleration and reload the window."),
		viewReset: t("Reset View"),
		viewSurface: t("Computing the surface…"),
		waiting: t("Drawing…"),
		withoutHost: t("A 2D drawing of a mol block needs the BioMedGPT extension, which does not answer here. The text begins:"),
	};
}
