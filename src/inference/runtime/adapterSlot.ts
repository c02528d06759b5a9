import { rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { LlamaContext, LlamaModel } from "node-llama-cpp";
import type { SpeakingManifest } from "../bundle/manifest.ts";
import type { Matrix } from "../engine.ts";
import type { Carriers } from "./carriers.ts";
import { softTokenAdapter } from "./softTokens.ts";

/**
 * The parts of node-llama-cpp 3.22.1 that swap adapters on a living context. They are internal, so the version is pinned
 * and the self-test of every bundle exercises them.
 */
interface AdapterContext {
	_setLoras(loras: readonly { readonly filePath: string }[]): Promise<void>;
	readonly _loraAdapters: Set<LoadedAdapter>;
}
interface AdapterModel {
	readonly _loraAdapters: Map<string, LoadedAdapter>;
}
interface LoadedAdapter {
	dispose(): Promise<void>;
}

/** The one adapter that a context has at a time: attached while soft tokens are read, gone before anything is written. */
export class AdapterSlot {
	private readonly context: AdapterContext;
	private readonly model: AdapterModel;
	private serial = 0;

	constructor(
		model: LlamaModel,
		context: LlamaContext,
		private readonly language: SpeakingManifest["language"],
		private readonly carriers: Carriers,
		private readonly scratch: string,
		/** Begins the names of its files: several slots share a folder and a model. */
		private readonly name = "",
	) {
		this.context = context as unknown as AdapterContext;
		this.model = model as unknown as AdapterModel;
	}

	/** Runs `read` while the first carriers stand for the rows of `soft`, in order; without soft tokens it just runs it. */
	async with(soft: readonly Matrix[], carriers: readonly number[], read: () => Promise<void>): Promise<void> {
		if (soft.length === 0) {
			return read();
		}
		const added = await this.carriers.added(soft, carriers);
		const rows = soft.reduce((sum, matrix) => sum + matrix.rows, 0);
		// A path must never be used twice: llama.cpp would give the adapter that it read there before.
		const filePath = path.join(this.scratch, `${this.name}${++this.serial}.gguf`);
		// Synchronous: this process has nothing else to do meanwhile, and each hop to the thread pool costs as much as the file.
		writeFileSync(filePath, softTokenAdapter(this.language, carriers.slice(0, rows), added), { mode: 0o600 });
		try {
			await this.context._setLoras([{ filePath }]);
			// llama.cpp has read it: unpublished structures need not lie on the disk a moment longer.
			remove(filePath);
			await read();
		} finally {
			await this.detach(filePath);
			remove(filePath);
		}
	}

	private async detach(filePath: string): Promise<void> {
		await this.context._setLoras([]);
		const adapter = this.model._loraAdapters.get(filePath);
		if (adapter) {
			this.context._loraAdapters.delete(adapter);
			this.model._loraAdapters.delete(filePath);
			await adapter.dispose();
		}
	}
}

/** A file that something else holds open (a virus scanner) goes with its folder when the process ends. */
function remove(filePath: string): void {
	try {
		rmSync(filePath, { force: true });
	} catch {
		// Not worth an answer.
	}
}
