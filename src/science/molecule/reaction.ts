import type { Span } from "../failure.ts";
import { Failure } from "../failure.ts";
import { readSmilesWithin, refuseLongSmiles } from "./smiles.ts";
import type { Smiles } from "./smilesGraph.ts";

/** `>` parts the sections; in `->` it is the arrow of a dative bond. */
const ARROW = /(?<!-)>/g;
const ROLES = ["reactants", "agents", "products"] as const;

export type ReactionRole = (typeof ROLES)[number];

/** One section of a reaction, its molecules parted by dots. */
export interface ReactionSection {
	readonly role: ReactionRole;
	/** In the whole text. */
	readonly span: Span;
	/** Its spans are places in the whole text too. */
	readonly smiles: Smiles;
}

/** A reaction SMILES whose grammar is right. */
export interface Reaction {
	readonly text: string;
	/** Reactants, agents, products; those that are empty are left out. */
	readonly sections: readonly ReactionSection[];
	readonly heavyAtoms: number;
}

/** Whether a text has the arrow of a reaction rather than being one molecule. */
export function hasReactionArrow(text: string): boolean {
	return text.includes(">") && text.search(ARROW) >= 0;
}

/**
 * Reads the grammar of a reaction SMILES, `reactants>agents>products`, in one linear pass; agents and one side may be empty.
 *
 * @throws Failure `invalid-smiles` with the span in the whole text; `molecule-too-large`
 */
export function readReaction(text: string): Reaction {
	refuseLongSmiles(text);
	const arrows = [...text.matchAll(ARROW)].map((match) => match.index);
	if (arrows.length !== 2) {
		const last = arrows.at(-1) ?? 0;
		throw new Failure("invalid-smiles", `A reaction SMILES has two “>”, as in CCO>>CC=O or CCO>[Cr]>CC=O; this one has ${arrows.length}. Check the arrow at character ${last + 1}.`, { span: { start: last, end: last + 1 } });
	}
	const [first = 0, second = 0] = arrows;
	const spans: readonly Span[] = [{ start: 0, end: first }, { start: first + 1, end: second }, { start: second + 1, end: text.length }];
	const sections = ROLES.flatMap((role, index) => {
		const span = spans[index] ?? { start: 0, end: 0 };
		return span.start === span.end ? [] : [{ role, span, smiles: readSmilesWithin(text, span) }];
	});
	if (!sections.some(({ role }) => role !== "agents")) {
		throw new Failure("invalid-smiles", "This reaction has neither reactants nor products. Write the molecules before and behind the arrow, as in CCO>>CC=O.", { span: { start: 0, end: text.length } });
	}
	return { text, sections, heavyAtoms: sections.reduce((sum, { smiles }) => sum + smiles.heavyAtoms, 0) };
}

/** The molecules of a section, each with its place in the whole text: what stands between the dots that are no part of a bracket. */
export function moleculesOf(reaction: Reaction, role: ReactionRole): readonly { readonly text: string; readonly span: Span }[] {
	const section = reaction.sections.find((one) => one.role === role);
	if (section === undefined) {
		return [];
	}
	let start = section.span.start;
	return section.smiles.text.split(".").map((text) => {
		const span = { start, end: start + text.length };
		start = span.end + 1;
		return { text, span };
	});
}
