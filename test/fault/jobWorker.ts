/**
 * An annotation in a process of its own, to be killed: goes on where the last one was, and says how many rows it has written.
 *
 * Arguments: source, output, chemistry worker.
 */
import { writeSync } from "node:fs";
import { run } from "../../src/annotation/job/run.ts";
import { FactsPool } from "../../src/science/factsPool.ts";
import { EchoEngine } from "../support/jobs.ts";

const [, , source = "", output = "", workerFile = ""] = process.argv;
const facts = new FactsPool({ workerFile, threads: 1 });
const result = await run(
	{ source, output, tasks: [{ kind: "ask", question: "What is {name}?" }, { kind: "facts", facts: ["rings", "charge"] }] },
	{ engine: new EchoEngine(undefined, 1), facts, program: "BioMedGPT 1.0.0" },
	{ signal: new AbortController().signal, resume: true, checkpoint: 20, progress: ({ phase, rows }) => writeSync(1, `${phase} ${rows}\n`) },
);
writeSync(1, `done ${result.rows}\n`);
await facts.dispose();
