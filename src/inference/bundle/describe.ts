import type { Entity } from "../../science/entity.ts";
import { LONGEST_FACT_LINE } from "../../science/factLine.ts";
import type { EntityReading, ModelDescription } from "../engine.ts";
import { NEAREST } from "../known/knownEntities.ts";
import { leastContext } from "../runtime/modelSizes.ts";
import { boundedContext } from "../runtime/placement.ts";
import { readBundle, speaks, type Manifest, type SpeakingManifest } from "./manifest.ts";
import { longestPrologue } from "./prologue.ts";

/**
 * What the manifest of a bundle says to faces; fails with `bundle-missing` or `bundle-broken`.
 *
 * @param contextSize positions that are wished for, or that it was given on this machine; its own if absent
 */
export async function describeBundle(directory: string, contextSize: number | "auto" = "auto"): Promise<ModelDescription> {
	const { manifest } = await readBundle(directory);
	if (!speaks(manifest)) {
		return describeModel(manifest);
	}
	const most = manifest.language.context;
	return { ...describeModel(manifest), context: contextSize === "auto" ? most : boundedContext({ most, least: leastContext(manifest) }, contextSize) };
}

/** What a manifest says to faces. */
export function describeModel(manifest: Manifest): ModelDescription {
	const { name: id, title, version, warning } = manifest;
	return { id, title, version, warning, ...(speaks(manifest) ? speech(manifest) : silence()) };
}

type Speech = Omit<ModelDescription, "id" | "title" | "version" | "warning">;

function speech(manifest: SpeakingManifest): Speech {
	const { language, generation, prompt, molecule, protein } = manifest;
	return {
		answers: true,
		context: language.context,
		maxAnswerTokens: generation.maxTokens,
		refusals: generation.refusals,
		dialogues: prompt.history === "full",
		// BOS is a token without a text.
		questionFrame: bytes(longestPrologue(prompt), ...prompt.user, prompt.open) + 1,
		molecule: reading(manifest, prompt.molecule, molecule && { window: 1, extra: 0, maximum: molecule.maxAtoms }, longestLine(manifest, "molecule")),
		protein: reading(manifest, prompt.protein, protein && { window: protein.window, extra: protein.specialTokens ? 2 : 0, maximum: protein.maxResidues }, longestLine(manifest, "protein")),
	};
}

/** An encoder alone has no prompt that anything could come into. */
function silence(): Speech {
	const unread: EntityReading = { frame: 0, soft: undefined, asText: 0, facts: 0 };
	return { answers: false, context: 0, maxAnswerTokens: 0, dialogues: false, questionFrame: 0, molecule: unread, protein: unread };
}

/** The similarity before a neighbour and the sign behind it. */
const BETWEEN_NEIGHBOURS = "1000:  | ".length;
const PLACES = /\{(?:smiles|sequence|facts)\}/g;
const OWN_TEXT = /\{(?:smiles|sequence)\}/;

function reading({ prompt }: SpeakingManifest, wrapping: readonly string[], soft: EntityReading["soft"], longestFacts: number): EntityReading {
	// Between an entity and what follows stands a space, or the frame of another message.
	const separator = prompt.entities === "own-message" ? bytes(...prompt.user) : 1;
	const text = wrapping.join("");
	return { frame: bytes(text.replace(PLACES, "")) + separator, soft, asText: text.split(OWN_TEXT).length - 1, facts: (text.split("{facts}").length - 1) * longestFacts };
}

/** Bytes of a line of facts at most, with what is known of similar ones. */
function longestLine({ prompt, known }: SpeakingManifest, kind: Entity["kind"]): number {
	const library = known?.[kind === "molecule" ? "molecules" : "proteins"];
	const told = library && prompt.facts?.[kind]?.includes(NEAREST) ? library.neighbours * (library.longest + BETWEEN_NEIGHBOURS) : 0;
	return LONGEST_FACT_LINE + told;
}

function bytes(...texts: readonly string[]): number {
	return texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
}
