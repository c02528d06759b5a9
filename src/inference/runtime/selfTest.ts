import { Failure } from "../../science/failure.ts";
import type { EmbeddingRows } from "./embeddingRows.ts";
import type { Block } from "./blocks.ts";
import type { LanguageModel } from "./language.ts";

/** Rounding of other devices is allowed; anything a wrong splice does to logits is a hundred times larger. */
const TOLERANCE = 1e-3;
const SAMPLE = "The molecule is a steroid.";

/**
 * Proves on this machine that soft tokens reach the model: the embeddings of ordinary tokens, given as soft tokens, must
 * yield the logits of those tokens. Returns the largest difference.
 */
export async function softTokenSelfTest(language: LanguageModel, rows: EmbeddingRows, bos: readonly number[], signal: AbortSignal): Promise<number> {
	const ids = language.tokenize(SAMPLE);
	const tail = language.tokenize("It");
	const embeddings = await Promise.all(ids.map((id) => rows.row(id)));
	const data = new Float32Array(ids.length * rows.width);
	embeddings.forEach((row, index) => data.set(row, index * rows.width));
	const soft: Block = { kind: "soft", entity: { kind: "protein", sequence: "self-test" }, soft: { rows: ids.length, columns: rows.width, data } };
	const expected = await language.logits([{ kind: "text", ids: [...bos, ...ids, ...tail] }], signal);
	const actual = await language.logits([{ kind: "text", ids: bos }, soft, { kind: "text", ids: tail }], signal);
	const difference = expected.reduce((largest, value, index) => Math.max(largest, Math.abs(value - (actual[index] ?? Number.NaN))), 0);
	if (!(difference <= TOLERANCE)) {
		throw new Failure("self-test-failed", "This model's soft tokens do not arrive at its language model as they should, so no answer could be trusted. Install or import the model again, or choose the processor instead of the GPU.", {
			detail: `largest logit difference ${difference}`,
		});
	}
	return difference;
}
