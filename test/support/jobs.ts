import { setTimeout as sleep } from "node:timers/promises";
import type { BatchEngine } from "../../src/annotation/batchEngine.ts";
import type { BatchItem, BatchResult, BatchTask } from "../../src/inference/batch.ts";
import type { EngineState, ModelIdentity } from "../../src/inference/engine.ts";

export const MODEL: ModelIdentity = { name: "Echo", version: "1.0", checksum: "e".repeat(64) };

/** A model's process as its supervisor shows it: it says what it was asked, in another order than it was asked, and counts. */
export class EchoEngine implements BatchEngine {
	readonly asked: BatchItem[] = [];
	batches = 0;
	/** Jobs that hold the model now, all that ever did, and batches that nobody's hold covered. */
	holding = 0;
	holds = 0;
	unheld = 0;

	constructor(private readonly model: ModelIdentity = MODEL, private readonly pause = 0) {}

	async countTokens(text: string): Promise<number> {
		return text.length;
	}

	async hold(): Promise<() => void> {
		this.holding++;
		this.holds++;
		return () => void this.holding--;
	}

	state(): EngineState {
		return { state: "ready", model: this.model, device: "cpu", memoryBytes: 0 };
	}

	async *batch(items: readonly BatchItem[], task: BatchTask, signal?: AbortSignal): AsyncGenerator<BatchResult> {
		this.batches++;
		this.unheld += this.holding === 0 ? 1 : 0;
		for (const [index, item] of [...items.entries()].reverse()) {
			await sleep(this.pause, undefined, { signal }).catch(() => undefined);
			if (signal?.aborted === true) {
				return;
			}
			this.asked.push(item);
			yield { index, model: this.model, result: this.answer(item, task) };
		}
	}

	private answer({ text, entities: [entity] }: BatchItem, task: BatchTask): BatchResult["result"] {
		const structure = entity?.kind === "molecule" ? entity.smiles : (entity?.sequence ?? "");
		switch (task.kind) {
			case "write": return { kind: "written", text: `${text} ${structure}: a “molecule”, of course`, stop: "end", notices: [] };
			case "choose": return { kind: "chosen", choice: structure.length % 2, probabilities: [0.25, 0.75], notices: [] };
			case "json": return { kind: "json", json: JSON.stringify({ length: structure.length }), notices: [] };
			case "embed": return { kind: "embedding", vector: Float32Array.of(structure.length / 3, 1e-9, -2), notices: [] };
		}
	}
}
