import type { CatalogModel } from "../bundle/catalog.ts";
import { memoryNeeded, type EncoderFormat, type LanguageFormat } from "../bundle/memory.ts";

/** How weights are to be written; what is not said is chosen by the machine's memory. */
export interface ChosenWeights {
	/** Q8_0 and Q4_K lose a little; F32 doubles the file for nothing but comparisons. */
	readonly language?: LanguageFormat | undefined;
	readonly protein?: EncoderFormat | undefined;
}

export type Weights = Required<{ readonly [Part in keyof ChosenWeights]: NonNullable<ChosenWeights[Part]> }>;
export type Shapes = Pick<CatalogModel, "language" | "molecule" | "protein" | "format">;

/** From exact to small. F16 is what the published checkpoints hold: it loses nothing, and is slow to read for each token. */
const LADDER: readonly Weights[] = [
	{ language: "F16", protein: "F32" },
	{ language: "F16", protein: "F16" },
	{ language: "Q8_0", protein: "F16" },
	{ language: "Q8_0", protein: "int8" },
	{ language: "Q4_K", protein: "int8" },
	{ language: "Q4_K", protein: "int4" },
];
/** A language model in F16 above this many bytes writes slower than people read. */
const COMFORTABLE = 2e9;
/** Share of the machine's memory that a model may take: the editor, the browser and the data need the rest. */
const SHARE = 0.5;

/**
 * The most exact weights that leave half of the memory free; the smallest where none does.
 *
 * @param memory of the machine, in bytes
 */
export function chooseWeights(shapes: Shapes, chosen: ChosenWeights, memory: number): Weights {
	const rungs = LADDER.map((rung) => ({ language: chosen.language ?? rung.language, protein: chosen.protein ?? rung.protein }));
	const fits = (weights: Weights): boolean => {
		const need = memoryNeeded(shapes, weights);
		return need.total <= memory * SHARE && (chosen.language !== undefined || weights.language !== "F16" || need.language <= COMFORTABLE);
	};
	return rungs.find(fits) ?? (rungs.at(-1) as Weights);
}
