import type { JobProgress } from "../job.ts";
import type { Counts } from "../annotator.ts";
import { Pace } from "./pace.ts";

/** Milliseconds between two reports of the same. */
const INTERVAL = 250;

/** Tells how far a job is, not too often. */
export class Reporter {
	private state: JobProgress = { phase: "surveying", rows: 0, total: undefined, ok: 0, failed: 0, rowsPerSecond: undefined, secondsLeft: undefined };
	private readonly pace = new Pace();
	private last = Number.NEGATIVE_INFINITY;
	private written = 0;
	/** Rows done that are not written yet. */
	private ahead = 0;

	constructor(private readonly tell: ((progress: JobProgress) => void) | undefined) {}

	phase(phase: JobProgress["phase"]): void {
		this.state = { ...this.state, phase };
		this.now();
	}

	/** @param total rows, where they are known */
	begin(total: number | undefined, { rows, ok, failed }: Counts & { readonly rows: number }): void {
		this.state = { ...this.state, phase: "annotating", total, rows, ok, failed };
		this.written = rows;
		this.pace.mark(rows);
		this.now();
	}

	/** Rows are written. */
	done({ rows, ok, failed }: Counts & { readonly rows: number }): void {
		this.ahead = Math.max(0, this.ahead - (rows - this.written));
		this.written = rows;
		this.state = { ...this.state, ok, failed };
		this.move();
	}

	/** A part of a row is done, and written when all before it is: a slow model does one row a minute. */
	share(share: number): void {
		this.ahead += share;
		this.move();
	}

	waiting(why: string | undefined): void {
		if (this.state.waiting !== why) {
			this.state = { ...this.state, waiting: why };
			this.now();
		}
	}

	private move(): void {
		const { total } = this.state;
		const rows = Math.min(total ?? Number.POSITIVE_INFINITY, this.written + Math.floor(this.ahead + 1e-9));
		this.pace.mark(rows);
		const { speed } = this.pace;
		this.state = { ...this.state, rows, rowsPerSecond: speed, secondsLeft: speed === undefined || total === undefined ? undefined : (total - rows) / speed };
		if (performance.now() - this.last >= INTERVAL) {
			this.now();
		}
	}

	private now(): void {
		this.last = performance.now();
		this.tell?.(this.state);
	}
}
