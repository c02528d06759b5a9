import type { LanguageShape } from "../../bundle/catalog.ts";
import type { SpeakingManifest } from "../../bundle/manifest.ts";

/** What distinguishes one BioMedGPT with encoders from another. */
export interface Family {
	/** Key in the catalogue. */
	readonly catalogue: string;
	readonly title: string;
	readonly architecture: LanguageShape["architecture"];
	/** Size of the published language model: a checkpoint of other size is another model in the same layout. */
	readonly published: Pick<LanguageShape, "layers" | "width">;
	readonly licence: string;
	readonly warning: string;
	/** Whether proteins are fed with `<cls>` and `<eos>`. */
	readonly specialTokens: boolean;
	/** Atoms of the largest molecule. */
	readonly maxAtoms: number;
	/** Positions of a dialogue, where the language model allows so many. */
	readonly context: number;
	/** Whether the tokenizer's begin mark stands before the prompt. */
	readonly begins: boolean;
	readonly specialTokensInText: boolean;
	readonly prompt: SpeakingManifest["prompt"];
	readonly generation: SpeakingManifest["generation"];
}
