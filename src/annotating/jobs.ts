import * as vscode from "vscode";
import type { JobProgress, JobResult, JobState } from "../annotation/job.ts";
import type { JobSpec } from "../annotation/spec.ts";
import { failureData } from "../science/failure.ts";
import type { AnnotationJob, JobStatus } from "./annotationJob.ts";
import { readJobs, storedJob } from "./annotationJob.ts";

/** What src/annotation does with a job. */
export interface JobWork {
	run(spec: JobSpec, options: { readonly signal: AbortSignal; readonly progress: (progress: JobProgress) => void; readonly resume: boolean }): Promise<JobResult>;
	inspect(output: string): Promise<JobState | undefined>;
	discard(output: string): Promise<void>;
	/** Whether the finished file is there. */
	isThere(output: string): Promise<boolean>;
}

export interface JobsServices {
	readonly work: JobWork;
	/** Where jobs are known over a reload. */
	readonly memory: Pick<vscode.Memento, "get" | "update">;
}

const KEY = "annotating.jobs";
/** Finished jobs that are listed. */
const MOST_DONE = 20;
/** Milliseconds between two looks at a job that another process works on, and between two notes of how far one is. */
const LOOK = 2000;

/** The annotations of this window: one at a time, the others wait. They are known again after a reload, and go on. */
export class Jobs implements vscode.Disposable {
	private readonly changed = new vscode.EventEmitter<AnnotationJob | undefined>();
	/** A job that changed; undefined where the list did. */
	readonly onDidChange = this.changed.event;
	private readonly ended = new vscode.EventEmitter<AnnotationJob>();
	/** A job that is done, or failed. */
	readonly onDidEnd = this.ended.event;
	private jobs: readonly AnnotationJob[] = [];
	private running: { readonly id: string; readonly abort: AbortController; readonly done: Promise<void>; wanted: JobStatus } | undefined;
	private looking: NodeJS.Timeout | undefined;
	private shut = false;
	private kept = 0;

	constructor(private readonly services: JobsServices) {}

	/** In the order in which they were asked for. */
	get all(): readonly AnnotationJob[] {
		return this.jobs;
	}

	/** By its id, as it is now. */
	get(id: string): AnnotationJob | undefined {
		return this.jobs.find((job) => job.id === id);
	}

	/** Whether a job writes, or is going to write, to this place. */
	taken(output: string): boolean {
		return this.jobs.some(({ spec, status }) => spec.output === output && status !== "done");
	}

	/** Begins with it when those before it are done. */
	add(job: AnnotationJob): void {
		this.jobs = [...this.jobs, job];
		this.listed();
		this.next();
	}

	/** Takes up what was known before the window was reloaded: what ran goes on, what another process has is only watched. */
	async restore(): Promise<void> {
		const known = readJobs(this.services.memory.get<unknown>(KEY));
		const found = await Promise.all(known.map((job) => this.found(job)));
		this.jobs = [...found.filter((job) => job !== undefined), ...this.jobs];
		this.listed();
		this.next();
	}

	/** Ends what runs, as paused; goes on with {@link resume}. */
	pause(id: string): Promise<void> {
		return this.stop(id, "paused");
	}

	/** Ends what runs or waits; what was done stays, for {@link resume} or {@link discard}. */
	cancel(id: string): Promise<void> {
		return this.stop(id, "cancelled");
	}

	/** Goes on behind those that wait. */
	resume(id: string): void {
		const job = this.get(id);
		if (job !== undefined && (job.status === "paused" || job.status === "cancelled" || job.status === "failed")) {
			this.jobs = [...this.jobs.filter((one) => one.id !== id), { ...job, status: "queued", failure: undefined, goesOn: job.begun }];
			this.listed();
			this.next();
		}
	}

	/** Begins anew with the first row. */
	async again(id: string): Promise<void> {
		const job = this.get(id);
		if (job !== undefined) {
			await this.services.work.discard(job.spec.output);
			this.change(id, { begun: false, counts: { rows: 0, failed: 0 } });
			this.resume(id);
		}
	}

	/** Deletes what was done of a job that is not done, and forgets it. */
	async discard(id: string): Promise<void> {
		const job = this.get(id);
		if (job !== undefined) {
			await this.stop(id, "cancelled");
			await this.services.work.discard(job.spec.output);
			this.remove(id);
		}
	}

	/** Takes it off the list; files stay. */
	remove(id: string): void {
		this.jobs = this.jobs.filter((job) => job.id !== id);
		this.listed();
	}

	/** Ends what runs, so that it goes on when the window is there again. */
	async shutDown(): Promise<void> {
		this.shut = true;
		clearInterval(this.looking);
		this.running?.abort.abort();
		await this.running?.done;
	}

	dispose(): void {
		void this.shutDown();
		this.changed.dispose();
		this.ended.dispose();
	}

	private async stop(id: string, status: "paused" | "cancelled"): Promise<void> {
		if (this.running?.id === id) {
			this.running.wanted = status;
			this.running.abort.abort();
			await this.running.done;
		} else if (this.get(id)?.status === "queued") {
			this.change(id, { status });
		}
	}

	private next(): void {
		const job = this.jobs.find(({ status }) => status === "queued");
		if (this.running === undefined && !this.shut && job !== undefined) {
			const abort = new AbortController();
			this.running = { id: job.id, abort, done: this.run(job, abort.signal), wanted: "cancelled" };
		}
	}

	private async run(job: AnnotationJob, signal: AbortSignal): Promise<void> {
		// The caller has noted by then that it runs.
		await Promise.resolve();
		this.change(job.id, { status: "running", begun: true });
		try {
			const { rows, failed } = await this.services.work.run(job.spec, { signal, progress: (progress) => this.progressed(job.id, progress), resume: job.begun });
			this.end(job.id, { status: "done", counts: { rows, total: rows, failed } });
		} catch (error) {
			this.failed(job.id, error, signal);
		} finally {
			this.running = undefined;
			this.next();
		}
	}

	private failed(id: string, error: unknown, signal: AbortSignal): void {
		const { code, message } = failureData(error);
		if (signal.aborted) {
			if (!this.shut) {
				this.change(id, { status: this.running?.wanted ?? "cancelled", progress: undefined });
			}
		} else if (code === "job-running") {
			this.change(id, { status: "elsewhere", progress: undefined });
			this.look();
		} else {
			this.end(id, { status: "failed", failure: { code, message } });
		}
	}

	private end(id: string, change: Partial<AnnotationJob>): void {
		this.change(id, { ...change, progress: undefined, goesOn: undefined });
		const job = this.get(id);
		if (job !== undefined) {
			this.ended.fire(job);
		}
	}

	private progressed(id: string, progress: JobProgress): void {
		const { rows, total, failed } = progress;
		this.jobs = this.jobs.map((job) => (job.id === id ? { ...job, progress, counts: { rows, total, failed } } : job));
		this.changed.fire(this.get(id));
		if (performance.now() - this.kept > LOOK) {
			this.keep();
		}
	}

	private change(id: string, change: Partial<AnnotationJob>): void {
		this.jobs = this.jobs.map((job) => (job.id === id ? { ...job, ...change } : job));
		this.keep();
		this.changed.fire(this.get(id));
	}

	private listed(): void {
		const done = this.jobs.filter(({ status }) => status === "done");
		const gone = new Set(done.slice(0, Math.max(0, done.length - MOST_DONE)));
		this.jobs = this.jobs.filter((job) => !gone.has(job));
		this.keep();
		this.changed.fire(undefined);
		if (this.jobs.some(({ status }) => status === "elsewhere")) {
			this.look();
		}
	}

	private keep(): void {
		this.kept = performance.now();
		void this.services.memory.update(KEY, this.jobs.map(storedJob));
	}

	/** As it is after a reload; undefined where nothing is left of it. */
	private async found(job: AnnotationJob): Promise<AnnotationJob | undefined> {
		const { work } = this.services;
		const there = await work.isThere(job.spec.output);
		if (job.status === "done" || there) {
			// Where it was not done here, another process has finished it.
			return there ? { ...job, status: "done", failure: undefined } : undefined;
		}
		const state = await work.inspect(job.spec.output).catch((error: unknown) => failureData(error));
		if (state !== undefined && "code" in state) {
			return { ...job, status: "failed", failure: { code: state.code, message: state.message } };
		}
		// Of a model's answers more may be known than rows are written: they wait in the cache, and count when it is resumed.
		const counts = state === undefined || (!state.running && !wasRunning(job) && job.counts.rows > state.rows) ? job.counts : { rows: state.rows, total: state.total, failed: state.failed };
		if (state?.running === true) {
			return { ...job, counts, status: "elsewhere", goesOn: wasRunning(job) };
		}
		return wasRunning(job) ? { ...job, counts, status: "queued", goesOn: job.begun } : { ...job, counts };
	}

	/** Watches what other processes work on; the end of this window's own life before a reload may take some seconds, too. */
	private look(): void {
		this.looking ??= setInterval(() => void this.lookAgain(), LOOK);
	}

	private async lookAgain(): Promise<void> {
		for (const job of this.jobs.filter(({ status }) => status === "elsewhere")) {
			const found = await this.found(job.goesOn === true ? { ...job, status: "running" } : { ...job, status: "paused" }).catch(() => job);
			if (this.get(job.id)?.status === "elsewhere") {
				if (found === undefined) {
					this.remove(job.id);
				} else {
					this.change(job.id, found);
				}
			}
		}
		if (!this.jobs.some(({ status }) => status === "elsewhere")) {
			clearInterval(this.looking);
			this.looking = undefined;
		}
		this.next();
	}
}

function wasRunning({ status }: AnnotationJob): boolean {
	return status === "running" || status === "queued";
}
