import { Pause } from "../pause.ts";
import { PickleMachine } from "./machine.ts";
import { OPERATIONS } from "./operations.ts";
import type { StorageName, Value } from "./pickleValues.ts";

/** A state dict needs about 20 for each tensor. */
const MOST_OPERATIONS = 2_000_000;
const STOP = 0x2e;

export interface Pickled {
	readonly value: Value;
	/** Byte after the pickle. */
	readonly end: number;
	/** All storages that were announced, by key. */
	readonly storages: ReadonlyMap<string, StorageName>;
}

/**
 * Reads a pickle (Python's pickletools, protocols 0 to 5) as data, from byte `begin`. It runs nothing: a global is only a
 * name out of a fixed list, and a call of one gives the tensor or dict that it stands for.
 *
 * Fails with `unsafe-pickle`, `bad-pickle`, `bad-storage` or `bad-dtype`; `file` is named in the sentence.
 */
export async function unpickle(buffer: Buffer, file: string, options: { readonly begin?: number; readonly signal?: AbortSignal | undefined } = {}): Promise<Pickled> {
	const machine = new PickleMachine(buffer, file, options.begin);
	const pause = new Pause(options.signal);
	for (let count = 0; count < MOST_OPERATIONS; count++) {
		if (count % 1024 === 0 && pause.due()) {
			await pause.rest();
		}
		const code = machine.bytes.byte();
		if (code === STOP) {
			return { value: machine.pop(), end: machine.bytes.at, storages: machine.storages };
		}
		const operation = OPERATIONS[code];
		if (!operation) {
			throw machine.bad(`has an operation that pickles do not know (${code})`);
		}
		operation(machine);
	}
	throw machine.bad("is longer than any model's");
}
