import type { Chemistry, DrawingOptions } from "../../science/chemistry.ts";
import { Failure, failureData } from "../../science/failure.ts";
import { hasDrawnLayout } from "../../science/files/records/layout.ts";
import type { RecordContent } from "../../science/files/records/recordFormat.ts";
import { isMolBlock } from "../../science/molecule/molBlock.ts";
import type { DrawingModel } from "../../../webview/protocol/records.ts";

/** Drawings that wait at the chemistry at once: it is never idle, and what has left the view is not drawn any more. */
const AT_ONCE = 3;
/** Milliseconds: drawings that are made within a frame are told together, and the page draws them together. */
const FRAME = 16;

/** Draws what is in view. */
export class Drawings {
	#wanted: number[] = [];
	#options: DrawingOptions | undefined;
	readonly #running = new Map<number, AbortController>();
	#drawn: DrawingModel[] = [];
	#timer: NodeJS.Timeout | undefined;

	constructor(
		private readonly chemistry: Chemistry,
		private readonly content: (record: number) => Promise<RecordContent>,
		/** In the user's language; the cause is a sentence. */
		private readonly problemOf: (record: number, cause: string) => string,
		private readonly onDrawn: (drawings: readonly DrawingModel[], options: DrawingOptions) => void,
	) {}

	/** Replaces what was wanted before. */
	want(records: readonly number[], options: DrawingOptions): void {
		const isSame = JSON.stringify(options) === JSON.stringify(this.#options);
		this.#tell();
		this.#options = options;
		const wanted = new Set(records);
		for (const [record, abort] of this.#running) {
			if (!isSame || !wanted.has(record)) {
				abort.abort();
				this.#running.delete(record);
			} else {
				wanted.delete(record);
			}
		}
		this.#wanted = [...wanted];
		this.#next();
	}

	/** The file is another one: nothing of what is drawn is an answer any more. */
	forget(): void {
		this.dispose();
		this.#running.clear();
	}

	dispose(): void {
		clearTimeout(this.#timer);
		this.#timer = undefined;
		this.#drawn = [];
		this.#wanted = [];
		for (const abort of this.#running.values()) {
			abort.abort();
		}
	}

	#next(): void {
		while (this.#running.size < AT_ONCE && this.#options !== undefined) {
			const record = this.#wanted.shift();
			if (record === undefined) {
				return;
			}
			const abort = new AbortController();
			this.#running.set(record, abort);
			void this.#draw(record, this.#options, abort);
		}
	}

	async #draw(record: number, options: DrawingOptions, abort: AbortController): Promise<void> {
		let drawing: DrawingModel;
		try {
			const { structure, problem } = await this.content(record);
			drawing = structure === "" ? { record, problem: this.problemOf(record, problem ?? "") } : { record, svg: await this.#svg(structure, options, abort.signal) };
		} catch (error) {
			drawing = { record, problem: this.problemOf(record, failureData(error).message) };
		}
		if (!abort.signal.aborted) {
			this.#running.delete(record);
			this.#drawn.push(drawing);
			this.#next();
			if (this.#running.size === 0) {
				this.#tell();
			} else {
				this.#timer ??= setTimeout(() => this.#tell(), FRAME);
			}
		}
	}

	#tell(): void {
		clearTimeout(this.#timer);
		this.#timer = undefined;
		const drawn = this.#drawn;
		this.#drawn = [];
		if (drawn.length > 0 && this.#options !== undefined) {
			this.onDrawn(drawn, this.#options);
		}
	}

	/** A conformer drawn as it lies hides half of its atoms, and a block without coordinates all: those are laid out anew, without the hydrogens. */
	async #svg(structure: string, options: DrawingOptions, signal: AbortSignal): Promise<string> {
		if (!isMolBlock(structure) || hasDrawnLayout(structure)) {
			return this.chemistry.draw(structure, options, signal);
		}
		let flat = structure;
		try {
			flat = (await this.chemistry.facts(structure, signal)).canonicalSmiles;
		} catch (error) {
			if (signal.aborted || !(error instanceof Failure)) {
				throw error;
			}
		}
		return this.chemistry.draw(flat, options, signal);
	}
}
