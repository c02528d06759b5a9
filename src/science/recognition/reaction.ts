import { tokeniseSmiles } from "../molecule/smiles.ts";
import type { Cue, Found } from "./found.ts";

/** `>` parts the sections; in `->` and `<-` it is an arrow of a dative bond. */
const ARROW = /(?<!-)>/;

/**
 * A reaction SMILES: reactants `>` agents `>` products, each section molecules parted by dots, agents often empty.
 *
 * With a cue one side may be empty. Without one both must be there, and look like more than two letters around a shift operator.
 */
export function considerReaction(text: string, start: number, end: number, cue: Cue): Found | undefined {
	const sections = text.split(ARROW);
	if (sections.length !== 3) {
		return undefined;
	}
	const [reactants = "", agents = "", products = ""] = sections;
	if (reactants === "" && products === "" || ((reactants === "" || products === "") && cue.molecule === "none")) {
		return undefined;
	}
	let atoms = 0;
	for (const section of [reactants, agents, products]) {
		const result = section === "" ? undefined : tokeniseSmiles(section);
		if (result !== undefined && "message" in result) {
			return undefined;
		}
		atoms += result?.atoms.length ?? 0;
	}
	const plain = cue.molecule !== "none" || (atoms >= 4 && /[Cc]/.test(text) && (/[=#([0-9]/.test(text) || atoms >= 8));
	return plain ? { kind: "reaction", notation: "smiles", start, end, text, cue: cue.molecule } : undefined;
}
