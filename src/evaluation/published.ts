import { readFile } from "node:fs/promises";
import { z } from "zod";
import { Failure } from "../science/failure.ts";

const schema = z.strictObject({
	schema: z.literal(1),
	figures: z.array(
		z.strictObject({
			/** `known` of a benchmark; of MMLU's subsets with a hyphen behind it, as the file is called. */
			benchmark: z.string().min(1),
			system: z.string().min(1),
			/** By the metric's `id`, as shares of 1; `…-other` where the tokens are of another kind than ours. */
			metrics: z.record(z.string().min(1), z.number().min(0).max(1)),
			/** How it was measured. */
			setting: z.string().min(1),
			source: z.string().min(1),
		}),
	),
});

/** A figure that somebody else measured and told. */
export type PublishedFigure = z.infer<typeof schema>["figures"][number];

/**
 * The figures that come with the product.
 *
 * @throws Failure `published-broken`
 */
export async function readPublished(file: string): Promise<readonly PublishedFigure[]> {
	try {
		return schema.parse(JSON.parse(await readFile(file, "utf8"))).figures;
	} catch (error) {
		throw new Failure("published-broken", "The published figures that come with this program cannot be read. Install it again.", { detail: String(error), cause: error });
	}
}

/** Those of a benchmark; of a subset of MMLU, by the name of its file. */
export function publishedFor(figures: readonly PublishedFigure[], known: string | undefined, file: string): readonly PublishedFigure[] {
	if (known === undefined) {
		return [];
	}
	const subset = known === "mmlu" ? `mmlu-${file.replace(/(?:_(?:test|dev|val))?\.csv(?:\.gz)?$/i, "")}` : known;
	return figures.filter(({ benchmark }) => benchmark === subset);
}
