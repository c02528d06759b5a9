import { readdirSync, readFileSync } from "node:fs";

/** The inference process of an installed extension, found as an administrator would: by its command line (Linux). */
export function inferenceProcess(extension: string): number | undefined {
	for (const entry of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
		try {
			const command = readFileSync(`/proc/${entry}/cmdline`, "utf8");
			if (command.includes(extension) && command.includes("inference-process")) {
				return Number(entry);
			}
		} catch {
			// It ended while we looked.
		}
	}
	return undefined;
}

/**
 * Lets a process run a small part of the time, so that a person's (and a test's) hand is quicker than a tiny model.
 * Returns the end of it.
 */
export function slowMotion(pid: number): () => void {
	const RUN = 3;
	const REST = 90;
	let timer: NodeJS.Timeout | undefined;
	const signal = (name: NodeJS.Signals): void => {
		try {
			process.kill(pid, name);
		} catch {
			// It is gone; there is nothing left to slow down.
		}
	};
	const run = (): void => {
		signal("SIGCONT");
		timer = setTimeout(rest, RUN);
	};
	const rest = (): void => {
		signal("SIGSTOP");
		timer = setTimeout(run, REST);
	};
	rest();
	return () => {
		clearTimeout(timer);
		signal("SIGCONT");
	};
}
