import { readBundle, speaks, type Manifest } from "../bundle/manifest.ts";
import type { PreparedEntity } from "../runtime/encoders.ts";
import { InferenceChild, type ChildOptions } from "./child.ts";
import { abortable, deferred } from "./promises.ts";

/** Methane: one carbon, no bond. */
const MOLECULE: PreparedEntity = { kind: "molecule", smiles: "C", graph: { atoms: [[5, 0]], bonds: [] } };
const PROTEIN: PreparedEntity = { kind: "protein", sequence: "MKTAYIAKQR" };

/**
 * Loads a bundle as the product does, in a process of its own: checksums, self-test of the soft tokens, each encoder on a small entity, and a token of
 * an answer where there is a language model. Fails with what loading, encoding and answering fail with.
 */
export async function tryBundle(options: ChildOptions, signal: AbortSignal): Promise<void> {
	const { manifest } = await readBundle(options.bundleDirectory);
	signal.throwIfAborted();
	const child = new InferenceChild(options);
	try {
		await abortable(child.ready, signal);
		const entities = encoded(manifest);
		for (const entity of entities) {
			await child.encode(entity, signal);
		}
		if (speaks(manifest)) {
			await answer(child, entities, signal);
		}
	} finally {
		await child.end();
	}
}

/** What the bundle has encoders for. */
function encoded(manifest: Manifest): PreparedEntity[] {
	return [MOLECULE, PROTEIN].filter(({ kind }) => manifest[kind] !== undefined);
}

async function answer(child: InferenceChild, entities: readonly PreparedEntity[], signal: AbortSignal): Promise<void> {
	const done = deferred<void>();
	child.ask(
		{ turns: [{ role: "user", text: "What is this?", entities }], maxTokens: 1 },
		(event) => {
			if (event.type === "done") {
				done.resolve();
			}
		},
		done.reject,
	);
	await abortable(done.promise, signal);
}
