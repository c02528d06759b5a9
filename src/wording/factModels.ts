import type { Fact, MoleculeFacts, Verdict } from "../science/molecule/facts.ts";
import { formulaText } from "../science/molecule/formulaText.ts";
import { factInWords, verdictInWords } from "./factWords.ts";

/** A fact as a page shows it, in the window's language. */
export interface ShownFact {
	readonly label: string;
	readonly value: string;
	readonly unit?: string | undefined;
	readonly method: string;
	/** One of the few that are shown without being asked for. */
	readonly glance: boolean;
}

/** What a chemist looks for first (ids of src/science/molecule/facts.ts); the other facts are one click away. */
const glance: ReadonlySet<string> = new Set(["formula", "averageMass", "logP", "tpsa", "hbd", "hba", "length", "molecularWeight", "unknownResidues"]);

export function shownFact(fact: Fact): ShownFact {
	const { id, label, value, unit, method } = factInWords(fact);
	return { label, value: id === "formula" ? formulaText(String(value)) : String(value), unit, method, glance: glance.has(id) };
}

/** Facts and verdicts of a molecule as pages show them. */
export function shownFacts({ facts, verdicts }: Pick<MoleculeFacts, "facts" | "verdicts">): { readonly facts: readonly ShownFact[]; readonly verdicts: readonly Verdict[] } {
	return { facts: facts.map(shownFact), verdicts: verdicts.map(verdictInWords).map(({ rule, passes, failing, method }) => ({ rule, passes, failing, method })) };
}
