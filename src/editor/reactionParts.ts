import { moleculesOf, readReaction } from "../science/molecule/reaction.ts";
import { plainSmiles } from "../science/recognition/subject.ts";

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

/** RDKit squeezes them above one arrow: of more, nobody can tell what they are. */
const MOST_DRAWN_AGENTS = 2;

/** Whether a drawing shows the agents, too. */
export function drawsAgents({ agents }: ReactionParts): boolean {
	return agents.length <= MOST_DRAWN_AGENTS;
}

/** As reaction SMILES. */
export function withoutAgents({ reactants, products }: ReactionParts): string {
	return `${reactants.join(".")}>>${products.join(".")}`;
}
