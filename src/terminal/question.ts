import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";

interface Terminal {
	readonly isTTY?: boolean | undefined;
}

/** Asks whoever sits at a terminal; undefined where nobody does. The end of the input is an empty answer. */
export function question(input: Readable & Terminal, output: Pick<Writable, "write"> & Terminal): ((text: string, signal: AbortSignal) => Promise<string>) | undefined {
	if (input.isTTY !== true || output.isTTY !== true) {
		return undefined;
	}
	return async (text, signal) => {
		output.write(text);
		// Not as a terminal: Ctrl-C stays a signal to the program, and the line is edited by the system.
		const lines = createInterface({ input, terminal: false });
		const stop = new AbortController();
		const ended = AbortSignal.any([signal, stop.signal]);
		try {
			const [answer] = (await Promise.race([once(lines, "line", { signal: ended }), once(lines, "close", { signal: ended }).then(() => [""])])) as [string];
			return answer;
		} finally {
			stop.abort();
			lines.close();
		}
	};
}
