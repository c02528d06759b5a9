/** Our annotation, in a process of its own: a whole job as the command line and VS Code run it, with its journal. */
import type { BatchEngine } from "../../../src/annotation/batchEngine.ts";
import { run } from "../../../src/annotation/job/run.ts";
import { FactsPool } from "../../../src/science/factsPool.ts";
import { TEN } from "./ten.ts";

const pool = new FactsPool({ workerFile: process.argv[2] ?? "" });
const refuse = (): never => {
	throw new Error("facts need no model");
};
const engine: BatchEngine = { batch: refuse, countTokens: refuse, hold: refuse, state: refuse };
/** Rows after which everything has its size: threads, caches, buffers. */
const WARM = 10_000;

process.on("message", ({ source, output }: { source: string; output: string }) => {
	void annotate(source, output).then((done) => process.send?.(done));
});
await pool.factsOf(["CCO", "CCN"], TEN);
process.send?.({});

/** @returns milliseconds, those of the processor in all threads, and resident memory in MB after 10,000 rows and at most behind them */
async function annotate(source: string, output: string): Promise<{ readonly time: number; readonly processor: number; readonly early: number; readonly most: number }> {
	const begun = performance.now();
	const used = process.cpuUsage();
	let early = 0;
	let most = 0;
	const progress = ({ rows }: { readonly rows: number }): void => {
		const resident = process.memoryUsage.rss() / 1e6;
		if (rows >= WARM) {
			early ||= resident;
			most = Math.max(most, resident);
		}
	};
	const { ok, failed } = await run({ source, output, tasks: [{ kind: "facts", facts: TEN }] }, { engine, facts: pool, program: "bench" }, { signal: new AbortController().signal, progress });
	if (ok === 0 || failed > ok / 100) {
		throw new Error(`${ok} rows are ok and ${failed} are not`);
	}
	const { user, system } = process.cpuUsage(used);
	return { time: performance.now() - begun, processor: (user + system) / 1000, early, most };
}
