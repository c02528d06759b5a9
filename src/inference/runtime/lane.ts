import type { LlamaGrammar } from "node-llama-cpp";
import type { AdapterSlot } from "./adapterSlot.ts";
import { READ_STEP, adapterGroups, type Block } from "./blocks.ts";
import type { Carriers } from "./carriers.ts";
import type { GreedySampler, LaneContext, Place, SomeLogits } from "./laneContext.ts";
import type { StepGate } from "./stepGate.ts";

/** A token chosen in a step that several sequences took together, and how clear the choice was. */
export interface Step {
	readonly id: number;
	/** Logits above the next best; infinite where no other sequence can have changed the rounding. */
	readonly lead: number;
}

interface Waiting extends Place {
	readonly sampler: GreedySampler;
	readonly resolve: (step: Step) => void;
	readonly reject: (error: unknown) => void;
}

export interface LaneParts {
	readonly native: LaneContext;
	readonly adapter: AdapterSlot;
	readonly gate: StepGate;
	readonly carriers: Carriers;
	readonly sequences: number;
}

/** Times the largest difference that was measured (between two logits, twice that): other texts may round worse. */
const MARGIN = 2;
/** Where the measurement happens to find less: float32 sums of other order, on the largest of models. */
const LEAST_CLEAR = 2e-3;

/** One context of a batch. Its sequences read one after the other and write together. */
export class Lane {
	private tail: Promise<unknown> = Promise.resolve();
	private waiting: Waiting[] = [];
	private writing = 0;
	/** Ids that each sequence begins with for good. */
	private readonly prefixes = new Map<number, string>();
	/** A lead (in logits) that rounding does not take away: what several sequences write together is rounded in other ways than what one writes alone. */
	private clear = Number.POSITIVE_INFINITY;

	private readonly samplers = new Map<string, GreedySampler>();

	constructor(private readonly parts: LaneParts) {}

	/**
	 * Reads a prompt into a sequence, all but its last token, which it gives.
	 *
	 * The text before the first entity is read on its own and kept, since most prompts begin with the same: read or kept, the numbers are the same.
	 */
	async read(sequence: number, blocks: readonly Block[], signal: AbortSignal): Promise<{ readonly last: number; readonly length: number }> {
		const { adapter } = this.parts;
		const carriers = this.parts.carriers.of(blocks);
		return this.alone(async () => {
			const prefix = leadingText(blocks);
			await this.readPrefix(sequence, prefix, signal);
			const groups = adapterGroups(blocks, carriers.length);
			let length = prefix.length;
			let last = 0;
			for (const [index, group] of groups.entries()) {
				const ids = group.ids(carriers).slice(index === 0 ? prefix.length : 0);
				if (index === groups.length - 1) {
					last = ids.pop() ?? 0;
				}
				const start = length;
				await adapter.with(group.soft(), carriers, () => this.readIds(sequence, start, ids, signal));
				length += ids.length;
			}
			signal.throwIfAborted();
			return { last, length };
		});
	}

	private async readPrefix(sequence: number, prefix: readonly number[], signal: AbortSignal): Promise<void> {
		if (prefix.length > 0 && prefix.join() === this.prefixes.get(sequence)) {
			this.parts.native.forget(sequence, prefix.length);
			return;
		}
		this.empty(sequence);
		await this.readIds(sequence, 0, prefix, signal);
		this.prefixes.set(sequence, prefix.join());
	}

	private async readIds(sequence: number, start: number, ids: readonly number[], signal: AbortSignal): Promise<void> {
		for (let from = 0; from < ids.length; from += READ_STEP) {
			signal.throwIfAborted();
			await this.parts.gate.step(() => this.parts.native.read(sequence, start + from, ids.slice(from, from + READ_STEP)));
		}
	}

	private empty(sequence: number): void {
		this.prefixes.delete(sequence);
		this.parts.native.forget(sequence, 0);
	}

	/**
	 * Measures how far logits move when all sequences take a step together instead of one alone, and from that sets which leads count as clear.
	 * Returns the clear lead.
	 *
	 * @param ids a text of the model's language
	 */
	async calibrate(ids: readonly number[]): Promise<number> {
		const sampler = this.rawSampler(0);
		const watched = [...new Set(ids)];
		const all = Array.from({ length: this.parts.sequences }, (_, sequence) => sequence);
		const alone = await this.teach([0], ids, sampler, watched);
		const together = await this.teach(all, ids, sampler, watched);
		const moved = together.flatMap((step, at) => step.map((logit, index) => Math.abs(logit - (alone[at]?.[index] ?? Number.NaN))));
		this.clear = Math.max(LEAST_CLEAR, MARGIN * 2 * Math.max(...moved));
		return this.clear;
	}

	/** Lets some sequences read the same text token by token; the logits of the watched ids in the last of them at each step. */
	private async teach(sequences: readonly number[], ids: readonly number[], sampler: GreedySampler, watched: readonly number[]): Promise<number[][]> {
		const { native, gate } = this.parts;
		return this.alone(async () => {
			sequences.forEach((sequence) => this.empty(sequence));
			const seen: number[][] = [];
			for (const [position, id] of ids.entries()) {
				await gate.step(async () => {
					const indexes = await native.step(sequences.map((sequence) => ({ sequence, position, id })));
					const { logits } = await native.logits(indexes.at(-1) ?? 0, sampler, watched);
					seen.push(watched.map((watchedId) => logits.get(watchedId) ?? Number.NaN));
				});
			}
			return seen;
		});
	}

	/** Takes part in the common steps while `write` runs. */
	async together<T>(write: () => Promise<T>): Promise<T> {
		this.writing++;
		try {
			return await write();
		} finally {
			this.writing--;
			this.dispatch();
		}
	}

	/** Within {@link together}: reads a token and chooses the next, in one step with all others that write. */
	async nextTogether(place: Place, sampler: GreedySampler): Promise<Step> {
		return new Promise((resolve, reject) => {
			this.waiting.push({ ...place, sampler, resolve, reject });
			this.dispatch();
		});
	}

	/** Reads a token and chooses the next, in a step of its own. */
	async next(place: Place, sampler: GreedySampler): Promise<number> {
		const { native, gate } = this.parts;
		return this.alone(() =>
			gate.step(async () => {
				const [index = 0] = await native.step([place]);
				return native.choose(index, sampler);
			}),
		);
	}

	/** Reads a token, in a step of its own; the logits of some that may follow. */
	async logits(place: Place, sampler: GreedySampler, ids: readonly number[]): Promise<SomeLogits> {
		const { native, gate } = this.parts;
		return this.alone(() =>
			gate.step(async () => {
				const [index = 0] = await native.step([place]);
				return native.logits(index, sampler, ids);
			}),
		);
	}

	/** Forgets a sequence from a position on. */
	async forget(sequence: number, from: number): Promise<void> {
		await this.alone(() => Promise.resolve(this.parts.native.forget(sequence, from)));
	}

	/** Chooses the likeliest token, never a carrier. One for each sequence, for good: a sampler is as large as the vocabulary, and given back late. */
	greedySampler(sequence: number): GreedySampler {
		return this.kept(`greedy ${sequence}`, this.parts.carriers.barred);
	}

	/** Sees the logits as the model gave them; one for each sequence. */
	rawSampler(sequence: number): GreedySampler {
		return this.kept(`raw ${sequence}`, []);
	}

	/** Chooses the likeliest token by the rules of a grammar, from its beginning; to be disposed. */
	grammarSampler(grammar: LlamaGrammar): GreedySampler {
		return this.parts.native.sampler(this.parts.carriers.barred, grammar);
	}

	private kept(name: string, barred: readonly number[]): GreedySampler {
		const sampler = this.samplers.get(name) ?? this.parts.native.sampler(barred);
		this.samplers.set(name, sampler);
		return sampler;
	}

	/** Whether the sequence would have chosen the same alone. */
	isClear({ lead }: Step): boolean {
		return lead >= this.clear;
	}

	async dispose(): Promise<void> {
		await this.tail;
		this.samplers.forEach((sampler) => sampler.dispose());
		await this.parts.native.context.dispose();
	}

	private dispatch(): void {
		if (this.waiting.length > 0 && this.waiting.length >= this.writing) {
			const steps = this.waiting.splice(0).sort((a, b) => a.sequence - b.sequence);
			this.alone(() => this.decode(steps)).catch((error: unknown) => steps.forEach(({ reject }) => reject(error)));
		}
	}

	private async decode(steps: readonly Waiting[]): Promise<void> {
		const { native, gate, sequences } = this.parts;
		const chosen = await gate.step(async () => {
			const indexes = await native.step(steps);
			return Promise.all(
				steps.map(async ({ sampler }, at): Promise<Step> => {
					const index = indexes[at] ?? 0;
					return sequences > 1 ? native.chooseWithLead(index, sampler, this.clear) : { id: await native.choose(index, sampler), lead: Number.POSITIVE_INFINITY };
				}),
			);
		});
		steps.forEach(({ resolve }, at) => resolve(chosen[at] ?? { id: 0, lead: 0 }));
	}

	/** The context does one thing at a time. */
	private alone<T>(work: () => Promise<T>): Promise<T> {
		const result = this.tail.then(work);
		this.tail = result.catch(() => undefined);
		return result;
	}
}

/** Ids before the first entity; none where there is no entity, since then they are all of the prompt. */
function leadingText([first, second]: readonly Block[]): readonly number[] {
	return first?.kind === "text" && second ? first.ids : [];
}
