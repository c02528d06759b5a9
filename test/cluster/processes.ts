import { readFileSync, readdirSync, readlinkSync } from "node:fs";

/** A process of this machine, as Linux tells of it. */
export interface Process {
	readonly id: number;
	readonly parent: number;
	readonly command: string;
	/** Number of the Slurm job that it belongs to. */
	readonly job: string | undefined;
}

/** Processes that run in a folder: those that a test started there. */
export function processesIn(folder: string): readonly Process[] {
	return readdirSync("/proc")
		.filter((name) => /^\d+$/.test(name))
		.flatMap((name) => {
			try {
				if (readlinkSync(`/proc/${name}/cwd`) !== folder) {
					return [];
				}
				const parts = (file: string): readonly string[] => readFileSync(`/proc/${name}/${file}`, "utf8").split("\0").filter((part) => part !== "");
				const job = parts("environ").find((part) => part.startsWith("SLURM_JOB_ID="))?.replace(/^.*=/, "");
				// The program's name stands between parentheses, and may hold anything.
				const stat = readFileSync(`/proc/${name}/stat`, "utf8");
				const parent = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
				return [{ id: Number(name), parent, command: parts("cmdline").join(" "), job }];
			} catch {
				// It has ended meanwhile.
				return [];
			}
		});
}
