import type { Fact, MoleculeFacts } from "./molecule/facts.ts";
import { proteinFacts } from "./protein/facts.ts";

/**
 * The line of facts that a model was trained on: its manifest's template with places such as `{formula}`, filled in as the training did
 * (`models/training/questions.py`). A place is the id of a computed fact, or for
 * molecules `lipinski` (`passes`, `fails`; `unknown` of a fragment) and `classes` (names with a comma and a space between them, or `none`);
 * for proteins `mass` (whole kilodaltons, or `unknown`). `{nearest}` stays: who has the model's library puts it in.
 */
export function moleculeFactsIn(template: string, { facts, verdicts }: Pick<MoleculeFacts, "facts" | "verdicts">, classes: readonly string[]): string {
	const [ruleOfFive] = verdicts;
	const lipinski = ruleOfFive === undefined ? "unknown" : ruleOfFive.passes ? "passes" : "fails";
	return filled(template, facts, { lipinski, classes: classes.join(", ") || "none", ...LATER });
}

/** @param sequence as `readSequence` gives it */
export function proteinFactsIn(template: string, sequence: string): string {
	const facts = proteinFacts(sequence);
	const dalton = facts.find(({ id }) => id === "molecularWeight")?.value;
	return filled(template, facts, { mass: typeof dalton === "number" ? `${(dalton / 1000).toFixed(0)} kDa` : "unknown", ...LATER });
}

const LATER = { nearest: "{nearest}" } as const;

/** In one pass: what is put in is no template. A place that nothing is known for tells so. */
function filled(template: string, facts: readonly Fact[], others: Readonly<Record<string, string>>): string {
	const values = new Map<string, string>([...facts.map(({ id, value }) => [id, String(value)] as const), ...Object.entries(others)]);
	return template.replace(/\{(\w+)\}/g, (_, place: string) => values.get(place) ?? "unknown");
}
