/** How the language model works on a batch: contexts side by side, and sequences in each that take their steps together. */
export interface LanePlan {
	readonly lanes: number;
	readonly sequences: number;
	/** Of each lane; on a GPU llama.cpp's own business. */
	readonly threads: number;
}

export interface LaneMachine {
	/** Size of the language model's file. */
	readonly modelBytes: number;
	readonly gpu: boolean;
	readonly cores: number;
	/** Threads of a single answer. */
	readonly threads: number;
	/** Free memory in bytes where the model's contexts live. */
	readonly freeBytes: number;
	/** Bytes of a context with so many sequences. */
	readonly contextBytes: (sequences: number) => number;
}

/**
 * Below this a step takes a millisecond: several threads, or several sequences in one step, cost more than they bring (nano on one thread: 0.79 ms
 * a token alone, 1.01 with eight sequences), but lanes of one thread each do not disturb each other. They leave no core to the
 * editor alone; the system sees to it that what sleeps most of the time, as an editor does, runs as soon as it wakes.
 */
const SMALL_MODEL = 128 * 1024 * 1024;
/** Node does so many native steps at a time. */
const MOST_LANES = 4;
const MOST_SEQUENCES = 16;
/** The share of the free memory that a batch may take. */
const SHARE = 0.5;

/** A large model reads its weights once for all sequences of a step, a small one has a lane for each core. */
export function planLanes({ modelBytes, gpu, cores, threads, freeBytes, contextBytes }: LaneMachine): LanePlan {
	const room = freeBytes * SHARE;
	if (!gpu && modelBytes <= SMALL_MODEL) {
		const fitting = Math.floor(room / Math.max(1, contextBytes(1)));
		// One more than cores: while one waits for its turn in this program's own thread, another computes.
		return { lanes: Math.max(1, Math.min(cores + 1, MOST_LANES, fitting)), sequences: 1, threads: 1 };
	}
	let sequences = MOST_SEQUENCES;
	while (sequences > 1 && contextBytes(sequences) > room) {
		sequences /= 2;
	}
	return { lanes: 1, sequences, threads };
}
