import { moleculesOf, readReaction } from "../science/molecule/reaction.ts";
import { plainSmiles } from "./subject.ts";

/** The molecules of a reaction, each as SMILES, in the order they are written; ions of one salt are two. */
export interface ReactionParts {
	readonly reactants: readonly string[];
	readonly agents: readonly string[];
	readonly products: readonly string[];
}

/** @throws Failure where it is no reaction SMILES */
export function reactionParts(text: string): ReactionParts {
	const reaction = readReaction(plainSmiles(text));
	const of = (role: "reactants" | "agents" | "products"): string[] => moleculesOf(reaction, role).map((molecule) => molecule.text);
	return { reactants: of("reactants"), agents: of("agents"), products: of("products") };
}
