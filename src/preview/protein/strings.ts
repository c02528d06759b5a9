import * as vscode from "vscode";
import type { ProteinStrings } from "../../../webview/protocol/protein.ts";

/** The texts of the page, in the user's language. */
export function proteinStrings(): ProteinStrings {
	return { ...sequenceStrings(), ...numberStrings(), ...structureStrings() };
}

function sequenceStrings() {
	const { t } = vscode.l10n;
	return {
		acidic: t("acidic"),
		allMatches: t("{0} matches"),
		allMatchesOne: t("1 match"),
		ambiguous: t("ambiguous"),
		aromatic: t("aromatic"),
		ask: t("Ask"),
		askSelection: t("Ask About the Selection"),
		basic: t("basic"),
		chains: t("Chains"),
		clearSelection: t("Clear the selection"),
		copyFasta: t("Copy FASTA"),
		copySequence: t("Copy Sequence"),
		hydrophobic: t("hydrophobic"),
		legend: t("Legend"),
		matchOf: t("{0} of {1}"),
		motif: t("Motif, as residues or as a regular expression"),
		motifHelp: t("Motif, e.g. N[^P][ST]"),
		motifPresets: t("Known motifs…"),
		nextMatch: t("Next match (Enter)"),
		noMatches: t("no match"),
		noPolymer: t("There is no protein or nucleic acid here, so there is no sequence to show."),
		polar: t("polar"),
		previousMatch: t("Previous match (Shift+Enter)"),
		range: t("residues {0}–{1} · {2} residues"),
		rangeGaps: t("residues {0}–{1}, some missing · {2} residues"),
		rangeOne: t("residue {0}"),
		reopen: t("Reopen as Text"),
		searching: t("searching…"),
		selectHint: t("Drag to select residues, or use Shift and the arrow keys."),
		sequence: t("Sequence"),
		sequenceLabel: t("Sequence of {0}, {1} residues; arrow keys move, with Shift they select"),
		sequenceLabelOne: t("Sequence of {0}, 1 residue"),
		special: t("special"),
	};
}

function numberStrings() {
	const { t } = vscode.l10n;
	return {
		asTable: t("Values as a table"),
		composition: t("Composition"),
		compositionCount: t("Number"),
		compositionPart: t("Part"),
		copyCsv: t("Copy as CSV"),
		copyTsv: t("Copy as TSV"),
		copyValues: t("Copy all values"),
		facts: t("Computed"),
		hydropathy: t("Hydropathy"),
		hydropathyHelp: t("Hydropathy along the sequence; arrow keys move, Enter selects the residues of the window"),
		hydropathyNone: t("This chain is shorter than the window of {0} residues. Choose a shorter window."),
		hydropathyValue: t("{0}: {1}"),
		nextPage: t("Next values"),
		position: t("{0} of {1}"),
		previousPage: t("Previous values"),
		residue: t("Residue"),
		value: t("Value"),
		window: t("Window"),
	};
}

function structureStrings() {
	const { t } = vscode.l10n;
	return {
		ballAndStick: t("Ball and stick"),
		colour: t("Colour"),
		colourBFactor: t("By B-factor"),
		colourChain: t("By chain"),
		colourElement: t("By element"),
		colourPlddt: t("By confidence (pLDDT)"),
		colourResidue: t("By residue"),
		colourStructure: t("By secondary structure"),
		distance: t("{0} Å"),
		drawingSurface: t("Computing the surface…"),
		helix: t("helix"),
		hydrogens: t("Hydrogens"),
		ions: t("Ions and metals"),
		labels: t("Labels"),
		ligandNeighbours: t("Residues and ions with an atom within 5 Å of the ligand, and the shortest distance; water is left out"),
		ligandNone: t("No residue has an atom within 5 Å."),
		ligands: t("Ligands"),
		loading3d: t("Drawing the structure…"),
		loop: t("loop"),
		measure: t("Measure distances"),
		measured: t("{0} to {1}: {2} Å"),
		measureHelp: t("Click two atoms to measure between them."),
		modelOf: t("Model {0} of {1}"),
		moleculeOf: t("Molecule {0} of {1}"),
		neighbour: t("Residue"),
		nextModel: t("Next model"),
		nextMolecule: t("Next molecule"),
		noWebGl: t("The structure cannot be drawn in 3D, because WebGL is switched off or missing here. Its sequence, facts and ligands are shown all the same; on a desktop, hardware acceleration brings WebGL back."),
		notDrawn: t("The structure cannot be drawn in 3D. Its sequence, facts and ligands are shown all the same."),
		notPictured: t("The picture could not be taken. Try again when the structure is seen."),
		picked: t("{0} · {1}"),
		picture: t("Save a picture…"),
		plddtConfident: t("70–90 confident"),
		plddtHigh: t("above 90 very high"),
		plddtLow: t("50–70 low"),
		plddtVeryLow: t("below 50 very low"),
		previousModel: t("Previous model"),
		previousMolecule: t("Previous molecule"),
		reset: t("Reset the view"),
		spheres: t("Spheres"),
		spin: t("Spin"),
		sticks: t("Sticks"),
		strand: t("strand"),
		structure: t("Structure"),
		style: t("Style"),
		styleCartoon: t("Cartoon"),
		surface: t("Surface"),
		viewerHelp: t("3D structure; drag or use the arrow keys to turn it, scroll or use + and - to zoom"),
		water: t("Water"),
	};
}
