import { stat } from "node:fs/promises";
import { freemem } from "node:os";
import path from "node:path";
import type { Llama, LlamaModel } from "node-llama-cpp";
import { Failure } from "../../science/failure.ts";
import type { SpeakingBundle } from "../bundle/manifest.ts";
import { AdapterSlot } from "./adapterSlot.ts";
import { READ_STEP } from "./blocks.ts";
import type { Carriers } from "./carriers.ts";
import { contextOptions } from "./contextOptions.ts";
import { inferenceThreads, processorCores } from "./devices.ts";
import { Lane } from "./lane.ts";
import { LaneContext } from "./laneContext.ts";
import { planLanes, type LanePlan } from "./lanePlan.ts";
import { StepGate } from "./stepGate.ts";

/** Milliseconds without work after which the lanes give their memory back. */
const IDLE = 30_000;

/** Where leads (in logits) above this do not count, sequences do not write together: too many texts would be written again alone. Of nano's captions 39 of 60 have a lead below 0.026 somewhere. */
const COARSEST = 0.1;
const SAMPLE = "The molecule is a steroid that has a role as an inhibitor of an enzyme. It is a member of the class of organic compounds.";

/** One sequence of one lane, for as long as one item of a batch is worked on. */
export interface Seat {
	readonly lane: Lane;
	readonly sequence: number;
}

export interface LanesParts {
	readonly bundle: SpeakingBundle;
	readonly llama: Llama;
	readonly model: LlamaModel;
	readonly carriers: Carriers;
	/** A private folder for adapter files. */
	readonly scratch: string;
}

/** The contexts that a batch is worked on with: beside the one that answers people, so that it keeps what it has read. Made by the first item, freed when idle. */
export class Lanes {
	readonly gate = new StepGate();
	private opened: Promise<Lane[]> | undefined;
	private free: Seat[] = [];
	private readonly waiting: ((seat: Seat) => void)[] = [];
	private busy = 0;
	private idle: NodeJS.Timeout | undefined;

	private planned: Promise<LanePlan> | undefined;

	/** @param plan by the machine and the model if absent */
	constructor(
		private readonly parts: LanesParts,
		plan?: LanePlan,
	) {
		this.planned = plan && Promise.resolve(plan);
	}

	/** Items that are worked on at a time. */
	async parallel(): Promise<number> {
		const { lanes, sequences } = await this.plan();
		return lanes * sequences;
	}

	/** Runs `work` as soon as a sequence is free. */
	async use<T>(signal: AbortSignal, work: (seat: Seat) => Promise<T>): Promise<T> {
		clearTimeout(this.idle);
		this.busy++;
		try {
			await (this.opened ??= this.open());
			const seat = await this.take(signal);
			try {
				return await work(seat);
			} finally {
				this.giveBack(seat);
			}
		} finally {
			this.busy--;
			if (this.busy === 0) {
				this.idle = setTimeout(() => void this.close(), IDLE);
				this.idle.unref();
			}
		}
	}

	private async take(signal: AbortSignal): Promise<Seat> {
		signal.throwIfAborted();
		const seat = this.free.shift();
		if (seat) {
			return seat;
		}
		return new Promise((resolve, reject) => {
			const giveUp = (): void => {
				this.waiting.splice(this.waiting.indexOf(go), 1);
				reject(new Failure("cancelled", "Stopped before anything was written."));
			};
			const go = (given: Seat): void => {
				signal.removeEventListener("abort", giveUp);
				resolve(given);
			};
			this.waiting.push(go);
			signal.addEventListener("abort", giveUp, { once: true });
		});
	}

	private giveBack(seat: Seat): void {
		const next = this.waiting.shift();
		if (next) {
			next(seat);
		} else {
			this.free.push(seat);
		}
	}

	/** Not before it is needed: it takes some tens of milliseconds. */
	private async plan(): Promise<LanePlan> {
		return (this.planned ??= planFor(this.parts));
	}

	private async open(): Promise<Lane[]> {
		const plan = await this.plan();
		const lanes: Lane[] = [];
		const free: Seat[][] = [];
		try {
			for (let index = 0; index < plan.lanes; index++) {
				const { lane, sequences } = await this.openLane(index, plan.sequences, plan.threads);
				lanes.push(lane);
				free.push(Array.from({ length: sequences }, (_, sequence) => ({ lane, sequence })));
			}
		} catch (error) {
			// Fewer lanes are slower, not worse.
			if (lanes.length === 0) {
				this.opened = undefined;
				throw error;
			}
		}
		// One sequence of each lane before the second of any.
		this.free = Array.from({ length: plan.sequences }, (_, sequence) => free.flatMap((seats) => seats[sequence] ?? [])).flat();
		return lanes;
	}

	/** With as many sequences as there is memory for. */
	private async openLane(index: number, sequences: number, threads: number): Promise<{ lane: Lane; sequences: number }> {
		const { bundle, llama, model, carriers, scratch } = this.parts;
		try {
			const context = await model.createContext({ ...contextOptions(bundle.manifest), threads: inferenceThreads(), sequences, batchSize: READ_STEP });
			const native = new LaneContext(llama, model, context, threads);
			const adapter = new AdapterSlot(model, context, bundle.manifest.language, carriers, scratch, `lane${index}-`);
			const lane = new Lane({ native, adapter, gate: this.gate, carriers, sequences });
			if (sequences === 1 || (await lane.calibrate(model.tokenize(SAMPLE))) <= COARSEST) {
				return { lane, sequences };
			}
			// So much rounding that nearly every text would have to be written again alone.
			await lane.dispose();
			return await this.openLane(index, 1, threads);
		} catch (error) {
			if (sequences > 1) {
				return this.openLane(index, sequences / 2, threads);
			}
			throw new Failure("not-enough-memory", `There is not enough memory for a batch beside the chat of ${bundle.manifest.title}. Close other programs, or choose a smaller model.`, { cause: error, detail: String(error) });
		}
	}

	/** Frees the contexts; the next item makes new ones. */
	async close(): Promise<void> {
		clearTimeout(this.idle);
		const lanes = this.opened;
		this.opened = undefined;
		this.free = [];
		for (const lane of (await lanes?.catch(() => undefined)) ?? []) {
			await lane.dispose();
		}
	}
}

async function planFor({ bundle, llama, model }: LanesParts): Promise<LanePlan> {
	// A model that was placed on the processor alone has its contexts there too, whatever GPU there is.
	const gpu = llama.gpu !== false && model.gpuLayers > 0;
	const { GgmlType } = await import("node-llama-cpp");
	const { flashAttention } = contextOptions(bundle.manifest);
	const { context: contextSize, keyValueCache, file } = bundle.manifest.language;
	const cache = GgmlType[keyValueCache];
	const sizes = new Map<number, number>();
	for (let sequences = 1; sequences <= 16; sequences *= 2) {
		const { cpuRam, gpuVram } = await model.fileInsights.estimateContextResourceRequirementsV2({ contextSize, modelGpuLayers: model.gpuLayers, batchSize: READ_STEP, sequences, flashAttention, kvCacheKeyType: cache, kvCacheValueType: cache });
		sizes.set(sequences, gpu ? gpuVram : cpuRam);
	}
	const { size } = await stat(path.join(bundle.directory, file));
	const freeBytes = gpu ? (await llama.getVramState()).free : freemem();
	return planLanes({ modelBytes: size, gpu, cores: processorCores(), threads: inferenceThreads(), freeBytes, contextBytes: (sequences) => sizes.get(sequences) ?? 0 });
}
