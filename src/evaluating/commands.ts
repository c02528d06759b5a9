/** Commands of this face. */
export const commands = {
	/** Asks which benchmarks, how many rows and where the report goes, and evaluates the model that answers. */
	evaluate: "biomedgpt.evaluateModel",
} as const;
