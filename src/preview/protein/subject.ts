import * as vscode from "vscode";
import type { HeaderFact, ProteinChain, RememberedProtein } from "../../../webview/protocol/protein.ts";
import type { StructureData } from "../../../webview/protocol/structure.ts";
import { residueKinds } from "../../../webview/protocol/structure.ts";
import type { Protein } from "../../science/entity.ts";
import { tidyName } from "../../science/name.ts";
import { methodWords } from "./methodWords.ts";

/** What a page is about: a sequence, or the structure in a file. */
export interface Subject {
	readonly title: string;
	readonly detail: string;
	/** What its parts are said to be of, e.g. in “residues 30–57 of P04637”. */
	readonly name: string;
	/** Where it was found, as the chat tells it. */
	readonly origin: string | undefined;
	readonly chains: readonly ProteinChain[];
	readonly header: readonly HeaderFact[];
	readonly warnings: readonly string[];
	readonly structure?: StructureData | undefined;
	readonly remember?: RememberedProtein | undefined;
}

export function proteinSubject(protein: Protein, origin: string | undefined): Subject {
	const { sequence } = protein;
	const name = tidyName(protein.name ?? "") || vscode.l10n.t("Protein");
	return { title: name, detail: origin ?? "", name, origin, chains: [{ title: name, kind: "protein", letters: sequence }], header: [], warnings: [], remember: { sequence, name: protein.name, origin } };
}

/** @param file the name of the file */
export function structureSubject(structure: StructureData, file: string): Subject {
	const { id, title, chains } = structure;
	const name = id === "" ? file : id;
	const shown = chains.flatMap((chain, place): ProteinChain[] =>
		chain.kind === "other" || chain.sequence === "" ? [] : [{ title: chain.name === "" ? vscode.l10n.t("Chain") : vscode.l10n.t("Chain {0}", chain.name), kind: chain.kind, letters: chain.sequence, place }],
	);
	return { title: name, detail: title, name, origin: file, chains: shown, header: headerOf(structure, shown, file), warnings: structure.warnings ?? [], structure };
}

function headerOf(structure: StructureData, chains: readonly ProteinChain[], file: string): readonly HeaderFact[] {
	const { t } = vscode.l10n;
	const { residues, models, ligands, atomCount } = structure;
	// As many as the sequences have letters: caps are none.
	const polymers = chains.reduce((sum, { letters }) => sum + letters.length, 0);
	const waters = residues.kind.reduce((sum, kind) => sum + (kind === residueKinds.water ? 1 : 0), 0);
	const confidence = structure.confidence === "plddt" ? meanConfidence(structure) : undefined;
	const facts: readonly (HeaderFact | undefined)[] = [
		structure.id === "" ? undefined : { label: t("File"), value: file },
		structure.method === "" ? undefined : { label: t("Method"), value: methodWords(structure.method) },
		structure.resolution === undefined ? undefined : { label: t("Resolution"), value: t("{0} Å", decimals(structure.resolution, 2)) },
		chains.length === 0 ? undefined : { label: t("Chains"), value: number(chains.length) },
		polymers === 0 ? undefined : { label: t("Residues"), value: number(polymers) },
		{ label: t("Atoms"), value: number(atomCount) },
		ligands.length === 0 ? undefined : { label: t("Ligands"), value: number(ligands.length) },
		waters === 0 ? undefined : { label: t("Water"), value: number(waters) },
		confidence === undefined ? undefined : { label: t("Mean pLDDT"), value: confidence },
		models < 2 ? undefined : { label: structure.modelKind === "molecule" ? t("Molecules") : t("Models"), value: number(models) },
	];
	return facts.filter((fact) => fact !== undefined);
}

/** Over residues, each by its first atom, as all atoms of a residue have the same. */
function meanConfidence({ residues, bFactors }: StructureData): string | undefined {
	let [sum, count] = [0, 0];
	for (let residue = 0; residue < residues.count; residue++) {
		if (residues.kind[residue] === residueKinds.aminoAcid) {
			sum += bFactors[residues.firstAtom[residue] ?? 0] ?? 0;
			count++;
		}
	}
	return count === 0 ? undefined : (sum / count).toFixed(1);
}

function decimals(value: number, digits: number): string {
	return value.toLocaleString(vscode.env.language, { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

function number(value: number): string {
	return value.toLocaleString(vscode.env.language);
}
