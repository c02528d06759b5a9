export const LANGUAGE_FILE = "language.gguf";
export const MOLECULE_FILE = "molecule-encoder.onnx";
export const PROTEIN_FILE = "protein-encoder.onnx";

/** Tokens of the longest protein: ESM-2 was trained on so many, whatever its configuration allows. */
export const MOST_PROTEIN = 1024;

export function bounded(value: number, most: number): number {
	return Math.min(value, most);
}

/** A piece of a bundle's name: `Q4_K` → `q4-k`. Undefined characters become one hyphen. */
export function slug(text: string): string {
	return text.toLowerCase().replace(/[^a-z0-9.]+/g, "-").replace(/^[-.]+|[-.]+$/g, "").slice(0, 60);
}

/** What an earlier step has left; a recipe describes a model only when all its parts are written. */
export function required<T>(value: T | undefined): T {
	if (value === undefined) {
		throw new Error("a part of the model was not written");
	}
	return value;
}
