import type { EntityReading, ModelDescription } from "../engine.ts";
import { readBundle, type Manifest } from "./manifest.ts";

/** What the manifest of a bundle says to faces; fails with `bundle-missing` or `bundle-broken`. */
export async function describeBundle(directory: string): Promise<ModelDescription> {
	return describeModel((await readBundle(directory)).manifest);
}

/** What a manifest says to faces. */
export function describeModel(manifest: Manifest): ModelDescription {
	const { language, generation, prompt, molecule, protein } = manifest;
	return {
		id: manifest.name,
		title: manifest.title,
		version: manifest.version,
		warning: manifest.warning,
		context: language.context,
		maxAnswerTokens: generation.maxTokens,
		dialogues: prompt.history === "full",
		// BOS is a token without a text.
		questionFrame: bytes(prompt.prologue, ...prompt.user, prompt.open) + 1,
		molecule: reading(manifest, prompt.molecule, molecule && { window: 1, extra: 0, maximum: molecule.maxAtoms }),
		protein: reading(manifest, prompt.protein, protein && { window: protein.window, extra: protein.specialTokens ? 2 : 0, maximum: protein.maxResidues }),
	};
}

function reading({ prompt }: Manifest, wrapping: readonly string[], soft: EntityReading["soft"]): EntityReading {
	// Between an entity and what follows stands a space, or the frame of another message.
	const separator = prompt.entities === "own-message" ? bytes(...prompt.user) : 1;
	return { frame: bytes(...wrapping) + separator, soft };
}

function bytes(...texts: readonly string[]): number {
	return texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
}
