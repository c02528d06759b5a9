import { expect } from "vitest";
import type { JobResult } from "../../src/annotation/job.ts";
import { run, type RunOptions } from "../../src/annotation/job/run.ts";
import type { JobServices } from "../../src/annotation/job/services.ts";
import type { JobSpec, TaskSpec } from "../../src/annotation/spec.ts";
import type { FactsSource } from "../../src/science/factsPool.ts";
import { realEngine } from "./engine.ts";
import { type TestFolder, testFolder } from "./folder.ts";
import { EchoEngine } from "./jobs.ts";
import { started } from "./started.ts";

export const FACTS: TaskSpec = { kind: "facts", facts: ["formula", "rings"] };
export const ASK: TaskSpec = { kind: "ask", question: "What is {name}?" };

export interface JobRuns {
	readonly folder: TestFolder;
	/** Real facts, and an engine that echoes. */
	readonly services: (more?: Partial<JobServices>) => JobServices;
	/** Runs a job from `in.csv` to `out.csv`, which asks {@link ASK} if nothing else is told. */
	readonly job: (spec: Partial<JobSpec>, options?: Partial<RunOptions> & { readonly services?: Partial<JobServices> }) => Promise<JobResult>;
	/** Cancels a run when so many blocks have begun, as a person does. */
	readonly interrupted: (spec: Partial<JobSpec>, blocks: number) => Promise<void>;
}

/** Jobs for the tests of a file, on a real disk with real RDKit. Call it outside of the tests. */
export function jobRuns(): JobRuns {
	const real = started(() => realEngine());
	const folder = testFolder("jobs-");
	const { at } = folder;
	const services: JobRuns["services"] = (more = {}) => ({ engine: new EchoEngine(), facts: real().annotation.facts, program: "BioMedGPT 1.0.0", ...more });
	const job: JobRuns["job"] = (spec, options = {}) => run({ source: at("in.csv"), output: at("out.csv"), tasks: [ASK], ...spec }, services(options.services), { signal: new AbortController().signal, ...options });
	const interrupted: JobRuns["interrupted"] = async (spec, blocks) => {
		const stop = new AbortController();
		let begun = 0;
		const facts: FactsSource = {
			factsOf: (molecules, keys, signal) => {
				if (begun++ === blocks) {
					stop.abort();
				}
				return real().annotation.facts.factsOf(molecules, keys, signal);
			},
		};
		await expect(job(spec, { signal: stop.signal, services: { facts } })).rejects.toMatchObject({ code: "cancelled" });
	};
	return { folder, services, job, interrupted };
}

/** A table with so many rows, of which every fiftieth is no molecule, and every tenth the same one. */
export function table(rows: number): string {
	return `name,smiles\n${Array.from({ length: rows }, (_, index) => `m${index},${index % 50 === 7 ? "C1CC" : chain(index % 10 === 0 ? 5 : index)}\n`).join("")}`;
}

/** A molecule of its own for each number. */
function chain(index: number): string {
	return `C${index.toString(3).replace(/./g, (digit) => "CNO"["012".indexOf(digit)] ?? "C")}C`;
}
