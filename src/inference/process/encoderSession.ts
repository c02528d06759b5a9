import { identityIn, noLanguageModel, type Bundle } from "../bundle/manifest.ts";
import type { BatchTask, BatchValue } from "../batch.ts";
import type { Encoding, ModelIdentity, ModelPlan } from "../engine.ts";
import { Encoders, type PreparedEntity } from "../runtime/encoders.ts";
import type { LoadOptions } from "../runtime/language.ts";
import { encoderPlacement } from "../runtime/encoderPlan.ts";
import { StepGate } from "../runtime/stepGate.ts";
import { embed } from "./embed.ts";
import type { OpenModel } from "./openModel.ts";
import type { PreparedItem } from "./protocol.ts";

/** A bundle that is an encoder alone: it makes vectors, and refuses all that needs a language model with one sentence. */
export class EncoderSession implements OpenModel {
	/** Nothing waits at it: encoders work in steps of their own. */
	readonly gate = new StepGate();
	private readonly encoders: Encoders;

	private constructor(
		private readonly bundle: Bundle,
		readonly plan: ModelPlan,
		budget: number,
	) {
		this.encoders = new Encoders(bundle, { budget });
	}

	/** For a bundle whose files were verified. The encoder itself is loaded by the first entity. */
	static open(bundle: Bundle, { onPlan }: Pick<LoadOptions, "onPlan">): EncoderSession {
		const { plan, budget } = encoderPlacement(bundle.manifest);
		onPlan?.(plan);
		return new EncoderSession(bundle, plan, budget);
	}

	get model(): ModelIdentity {
		return identityIn(this.bundle.manifest);
	}

	get device(): string {
		return this.plan.device;
	}

	async encode(entity: PreparedEntity): Promise<Encoding> {
		return this.encoders.encode(entity);
	}

	async work(item: PreparedItem, task: BatchTask): Promise<BatchValue> {
		if (task.kind !== "embed") {
			throw noLanguageModel(this.bundle.manifest);
		}
		return embed(item, this.encoders);
	}

	/** One: an encoder uses all threads by itself. */
	async parallel(): Promise<number> {
		return 1;
	}

	async ask(): Promise<void> {
		throw noLanguageModel(this.bundle.manifest);
	}

	countTokens(): number {
		throw noLanguageModel(this.bundle.manifest);
	}
}
