import type { Engine, ModelIdentity } from "../inference/engine.ts";
import { Failure } from "../science/failure.ts";

/** The language model as an annotation uses it: many questions at once, and which model it is that answers. */
export type BatchEngine = Pick<Engine, "batch" | "countTokens" | "hold" | "state">;

export function isOtherModel(one: ModelIdentity, other: ModelIdentity): boolean {
	return one.checksum !== other.checksum || one.name !== other.name || one.version !== other.version;
}

/**
 * The rows of one table are one model's work, also where another one is chosen between two of its blocks.
 *
 * @throws Failure `model-changed`
 */
export function refuseOtherModel(begun: ModelIdentity, now: ModelIdentity): void {
	if (isOtherModel(begun, now)) {
		throw new Failure("model-changed", `This annotation was begun with the model ${begun.name} ${begun.version}, and now ${now.name} ${now.version} answers${begun.name === now.name && begun.version === now.version ? ", whose file is another one" : ""}. Choose the model of then, or discard what is there and begin anew.`);
	}
}

/**
 * Which model will answer; starts it.
 *
 * @param vectorsOnly nothing is to be written: an encoder without a language model serves too
 * @throws Failure those of the engine, `cancelled`
 */
export async function identityOf(engine: BatchEngine, signal: AbortSignal, { vectorsOnly = false } = {}): Promise<ModelIdentity> {
	await engine.countTokens("a", signal).catch((error: unknown) => {
		// It has started to say so.
		if (!vectorsOnly || !(error instanceof Failure) || error.code !== "no-language-model") {
			throw error;
		}
	});
	const now = engine.state();
	if (now.state !== "ready") {
		throw new Failure("engine-died", now.state === "failed" ? now.message : "The language model ended just after it had started. Begin again.");
	}
	return now.model;
}
