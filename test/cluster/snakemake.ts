import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { repository } from "../support/engine.ts";

const workflow = path.join(repository, "workflow");

export function profile(name: string): string {
	return path.join(workflow, "profiles", name);
}

/** One run of the workflow that goes on while a test does something to it. */
export class Run {
	private said = "";

	private constructor(private readonly process: ChildProcess) {
		for (const stream of [process.stdout, process.stderr]) {
			stream?.on("data", (chunk: Buffer) => (this.said += chunk.toString()));
		}
	}

	static start(project: string, args: readonly string[], environment: NodeJS.ProcessEnv = process.env): Run {
		return new Run(spawn("snakemake", ["--snakefile", path.join(workflow, "Snakefile"), "--nocolor", ...args], { cwd: project, env: environment, stdio: ["ignore", "pipe", "pipe"] }));
	}

	/** Its exit code, and everything that it said. */
	async end(): Promise<{ readonly code: number | null; readonly said: string }> {
		if (this.process.exitCode === null && this.process.signalCode === null) {
			await once(this.process, "exit");
		}
		return { code: this.process.exitCode, said: this.said };
	}

	/** As Ctrl-C does. */
	interrupt(): void {
		this.process.kill("SIGINT");
	}

	/** Waits for something to be there; fails where the run ends before it. */
	async until<Found>(what: string, look: () => Found | undefined): Promise<Found> {
		for (;;) {
			const found = look();
			if (found !== undefined) {
				return found;
			}
			if (this.process.exitCode !== null) {
				throw new Error(`The workflow ended (${this.process.exitCode}) before ${what}:\n${this.said}`);
			}
			await pause(20);
		}
	}
}
