/** Annotations of a window: they wait for one another, are paused and cancelled, and go on after a reload. */
import { afterEach, describe, expect, it, vi } from "vitest";
import type { JobProgress, JobResult, JobState } from "../../../src/annotation/job.ts";
import type { JobSpec } from "../../../src/annotation/spec.ts";
import { Failure } from "../../../src/science/failure.ts";

vi.mock("vscode", () => import("./vscode.ts"));
const { Jobs } = await import("../../../src/annotating/jobs.ts");
const { newJob } = await import("../../../src/annotating/annotationJob.ts");
const { jobLine } = await import("../../../src/annotating/jobText.ts");

const TOTAL = 1000;

/** The disk and the processes that write to it: what a window finds after a reload. */
class Machine {
	readonly finished = new Set<string>();
	readonly unfinished = new Map<string, { rows: number; by: object | undefined }>();
	readonly resumed: string[] = [];
	/** Another process takes an output. */
	take(output: string): void {
		this.unfinished.set(output, { rows: 10, by: {} });
	}
}

/** What src/annotation does, with rows that a test lets go by. */
function workOn(machine: Machine) {
	const me = {};
	const going = new Map<string, { progress(rows: number): void; finish(): void; fail(failure: Failure): void }>();
	const work = {
		run: (spec: JobSpec, { signal, progress, resume }: { signal: AbortSignal; progress: (progress: JobProgress) => void; resume: boolean }) =>
			new Promise<JobResult>((resolve, reject) => {
				const there = machine.unfinished.get(spec.output);
				if (there?.by !== undefined && there.by !== me) {
					reject(new Failure("job-running", "Another process works on it."));
					return;
				}
				if (there !== undefined && !resume) {
					reject(new Failure("job-exists", "Something unfinished lies there."));
					return;
				}
				const state = { rows: there?.rows ?? 0, by: me as object | undefined };
				machine.unfinished.set(spec.output, state);
				machine.resumed.push(`${spec.output}@${state.rows}`);
				const leave = (error: Failure): void => {
					state.by = undefined;
					reject(error);
				};
				signal.addEventListener("abort", () => leave(new Failure("cancelled", "It was cancelled.")));
				going.set(spec.output, {
					progress: (rows) => {
						state.rows = rows;
						progress({ phase: "annotating", rows, total: TOTAL, ok: rows - 3, failed: 3, rowsPerSecond: 812.4, secondsLeft: 540 });
					},
					finish: () => {
						machine.unfinished.delete(spec.output);
						machine.finished.add(spec.output);
						resolve({ spec, rows: TOTAL, ok: TOTAL - 3, failed: 3, skipped: 0, columns: [], model: undefined, output: spec.output, about: "" });
					},
					fail: leave,
				});
			}),
		inspect: async (output: string): Promise<JobState | undefined> => {
			const there = machine.unfinished.get(output);
			return there && { journal: "", spec: specOf(output), rows: there.rows, total: TOTAL, ok: 0, failed: 0, running: there.by !== undefined };
		},
		discard: async (output: string) => void machine.unfinished.delete(output),
		isThere: async (output: string) => machine.finished.has(output),
	};
	return { work, at: (output: string) => going.get(output) ?? expect.fail(`${output} does not run`) };
}

class Memory {
	private readonly values = new Map<string, string>();
	get<Value>(key: string): Value | undefined {
		const value = this.values.get(key);
		return value === undefined ? undefined : (JSON.parse(value) as Value);
	}
	async update(key: string, value: unknown): Promise<void> {
		this.values.set(key, JSON.stringify(value));
	}
	keys(): readonly string[] {
		return [...this.values.keys()];
	}
}

const specOf = (output: string): JobSpec => ({ source: "/t/a.csv", output, column: "smiles", structures: "molecule", tasks: [{ kind: "facts", facts: ["logP"] }] });
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A window on a machine. */
async function open(machine: Machine, memory = new Memory()) {
	const { work, at } = workOn(machine);
	const jobs = new Jobs({ work, memory });
	await jobs.restore();
	await turn();
	const add = async (output: string): Promise<string> => {
		const job = newJob(specOf(output), "a.csv");
		jobs.add(job);
		await turn();
		return job.id;
	};
	return { jobs, at, add, memory, statuses: () => jobs.all.map(({ status }) => status) };
}

afterEach(() => void vi.useRealTimers());

describe("annotations", () => {
	it("run one at a time, and say how far they are", async () => {
		const { jobs, add, at, statuses } = await open(new Machine());
		const first = await add("/t/1.csv");
		await add("/t/2.csv");
		expect(statuses()).toEqual(["running", "queued"]);
		at("/t/1.csv").progress(250);
		expect(jobLine(jobs.get(first) ?? expect.fail())).toBe("250 of 1,000 rows · 812 rows/s · 9 min left · 3 failed");
		at("/t/1.csv").finish();
		await turn();
		expect(statuses()).toEqual(["done", "running"]);
		expect(jobLine(jobs.get(first) ?? expect.fail())).toBe("1,000 rows · 3 failed");
	});

	it("keep what was done when they are paused or cancelled, and go on from there", async () => {
		const machine = new Machine();
		const { jobs, add, at, statuses } = await open(machine);
		const id = await add("/t/1.csv");
		at("/t/1.csv").progress(250);
		await jobs.pause(id);
		expect(statuses()).toEqual(["paused"]);
		jobs.resume(id);
		await turn();
		at("/t/1.csv").progress(400);
		await jobs.cancel(id);
		expect(jobLine(jobs.get(id) ?? expect.fail())).toBe("cancelled · 400 of 1,000 rows · 3 failed");
		jobs.resume(id);
		await turn();
		expect(machine.resumed).toEqual(["/t/1.csv@0", "/t/1.csv@250", "/t/1.csv@400"]);
	});

	it("go on after a reload where they ran, wait where they waited, and stay paused where they were", async () => {
		const machine = new Machine();
		const before = await open(machine);
		const paused = await before.add("/t/1.csv");
		before.at("/t/1.csv").progress(100);
		await before.jobs.pause(paused);
		await before.add("/t/2.csv");
		before.at("/t/2.csv").progress(200);
		await before.add("/t/3.csv");
		await before.jobs.shutDown();
		const after = await open(machine, before.memory);
		expect(after.statuses()).toEqual(["paused", "running", "queued"]);
		expect(after.jobs.all[1]?.goesOn).toBe(true);
		expect(after.jobs.all[0]?.counts).toMatchObject({ rows: 100, total: TOTAL });
		expect(machine.resumed.at(-1)).toBe("/t/2.csv@200");
		await after.jobs.shutDown();
	});

	it("still tell after a reload how much was done of a cancelled one, where a model's answers are ahead of what is written", async () => {
		const machine = new Machine();
		const before = await open(machine);
		const id = await before.add("/t/1.csv");
		before.at("/t/1.csv").progress(66);
		await before.jobs.cancel(id);
		// Rows are written block by block; the answers wait in the cache.
		machine.unfinished.set("/t/1.csv", { rows: 0, by: undefined });
		await before.jobs.shutDown();
		const after = await open(machine, before.memory);
		expect(jobLine(after.jobs.get(id) ?? expect.fail())).toBe("cancelled · 66 of 1,000 rows · 3 failed");
	});

	it("are only watched while another process works on them, and taken up when it has gone", async () => {
		const machine = new Machine();
		const before = await open(machine);
		await before.add("/t/1.csv");
		await before.jobs.shutDown();
		machine.take("/t/1.csv");
		vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
		const after = await open(machine, before.memory);
		expect(after.statuses()).toEqual(["elsewhere"]);
		await vi.advanceTimersByTimeAsync(3000);
		expect(after.statuses()).toEqual(["elsewhere"]);
		machine.unfinished.set("/t/1.csv", { rows: 700, by: undefined });
		await vi.advanceTimersByTimeAsync(3000);
		await turn();
		expect(after.statuses()).toEqual(["running"]);
		expect(machine.resumed.at(-1)).toBe("/t/1.csv@700");
		await after.jobs.shutDown();
	});

	it("that another process has finished are done", async () => {
		const machine = new Machine();
		const before = await open(machine);
		await before.add("/t/1.csv");
		await before.jobs.shutDown();
		machine.unfinished.delete("/t/1.csv");
		machine.finished.add("/t/1.csv");
		const after = await open(machine, before.memory);
		expect(after.statuses()).toEqual(["done"]);
	});

	it("say why they failed, and let the next one begin", async () => {
		const { jobs, add, at, statuses } = await open(new Machine());
		const id = await add("/t/1.csv");
		await add("/t/2.csv");
		at("/t/1.csv").fail(new Failure("source-changed", "a.csv has changed."));
		await turn();
		expect(statuses()).toEqual(["failed", "running"]);
		expect(jobLine(jobs.get(id) ?? expect.fail())).toContain("a.csv has changed.");
	});

	it("begin anew from the first row, or are discarded with all that was done", async () => {
		const machine = new Machine();
		const { jobs, add, at } = await open(machine);
		const id = await add("/t/1.csv");
		at("/t/1.csv").progress(250);
		await jobs.cancel(id);
		await jobs.again(id);
		await turn();
		expect(machine.resumed.at(-1)).toBe("/t/1.csv@0");
		await jobs.discard(id);
		expect(jobs.all).toEqual([]);
		expect(machine.unfinished.size).toBe(0);
	});

	it("are not read from a memory that holds something else", async () => {
		const memory = new Memory();
		const { add, jobs } = await open(new Machine(), memory);
		await add("/t/1.csv");
		await jobs.shutDown();
		const [key = ""] = memory.keys();
		await memory.update(key, [{ id: 1 }, "x", ...(memory.get<object[]>(key) ?? []).map((job) => ({ ...job, spec: { source: 5 } }))]);
		expect((await open(new Machine(), memory)).jobs.all).toEqual([]);
	});
});
