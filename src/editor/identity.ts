import * as vscode from "vscode";
import type { Chemistry } from "../science/chemistry.ts";
import { formulaText } from "../science/molecule/formulaText.ts";
import { readInchi } from "../science/molecule/inchi.ts";
import { nucleotideFacts } from "../science/nucleotide/facts.ts";
import { inWords } from "../wording/factWords.ts";
import { countOfProducts, countOfReactants } from "./moleculeHover.ts";
import { reactionParts } from "./reactionParts.ts";
import type { Subject } from "../science/recognition/subject.ts";

/** Who it is, in the few words of a lens: a formula, or a length. Rejects with a `Failure` where it cannot be read. */
export async function identityOf(subject: Exclude<Subject, { readonly kind: "unreadable" }>, chemistry: Pick<Chemistry, "facts">, signal: AbortSignal): Promise<string> {
	switch (subject.kind) {
		case "molecule":
			return formulaText((await chemistry.facts(subject.structure, signal)).formula);
		case "inchi":
			return ["InChI", formulaText(readInchi(subject.inchi).formula)].filter((part) => part !== "").join(" · ");
		case "reaction": {
			const { reactants, products } = reactionParts(subject.reaction);
			return `${countOfReactants(reactants.length)} → ${countOfProducts(products.length)}`;
		}
		case "protein":
			return subject.gaps > 0 ? vscode.l10n.t("{0}, aligned", residues(subject.sequence.length)) : residues(subject.sequence.length);
		case "nucleotide":
			return nucleotideIdentity(subject.sequence);
	}
}

function residues(count: number): string {
	return count === 1 ? vscode.l10n.t("1 residue") : vscode.l10n.t("{0} residues", count.toLocaleString(vscode.env.language));
}

/** `DNA · 231 nt · GC 52 %` */
function nucleotideIdentity(sequence: string): string {
	const facts = nucleotideFacts(sequence);
	const value = (id: string): number | string | undefined => facts.find((fact) => fact.id === id)?.value;
	const gc = value("gcContent");
	const type = inWords(String(value("type") ?? "")) || vscode.l10n.t("nucleotides");
	return [type, `${sequence.length.toLocaleString(vscode.env.language)} nt`, ...(typeof gc === "number" ? [`GC ${Math.round(gc).toLocaleString(vscode.env.language)} %`] : [])].join(" · ");
}
