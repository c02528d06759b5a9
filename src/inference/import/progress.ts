/** What an import is at. */
export type ImportPhase = "checking" | "molecule" | "protein" | "language" | "checksums" | "verifying" | "testing" | "installing";

export interface ImportProgress {
	readonly phase: ImportPhase;
	/** Bytes of this phase (of the sources, or of what was written), done and in all. Both 0 where that is not known. */
	readonly done: number;
	readonly total: number;
	/** Of the whole import, from 0 to 1; never goes back. */
	readonly share: number;
	/** Undefined as long as nobody can tell. */
	readonly secondsLeft: number | undefined;
}

export interface PlannedPhase {
	readonly phase: ImportPhase;
	/** How long it takes beside the others, in any unit. */
	readonly weight: number;
}

/** Milliseconds between two reports, and before the first estimate. */
const INTERVAL = 100;
const SETTLED = 2000;

/** Turns what the phases say into one growing share with an estimate of the time. */
export class Progress {
	private current = 0;
	private reported = 0;
	private share = 0;
	private readonly total: number;

	constructor(
		private readonly phases: readonly PlannedPhase[],
		private readonly report: (progress: ImportProgress) => void,
		private readonly now: () => number = () => performance.now(),
		private readonly began = now(),
	) {
		this.total = phases.reduce((sum, { weight }) => sum + weight, 0);
	}

	/** Begins a phase; those before it count as done. */
	begin(phase: ImportPhase): (done: number, total: number) => void {
		this.current = this.phases.findIndex((each) => each.phase === phase);
		this.say(0, 0, true);
		return (done, total) => this.say(done, total, done === total);
	}

	private say(done: number, total: number, important: boolean): void {
		const time = this.now();
		const planned = this.phases[this.current];
		if (!planned || (!important && time - this.reported < INTERVAL)) {
			return;
		}
		this.reported = time;
		const before = this.phases.slice(0, this.current).reduce((sum, { weight }) => sum + weight, 0);
		const share = (before + (total > 0 ? planned.weight * Math.min(1, done / total) : 0)) / this.total;
		this.share = Math.max(this.share, Number.isFinite(share) ? share : 0);
		const elapsed = time - this.began;
		const secondsLeft = elapsed > SETTLED && this.share > 0.01 ? ((elapsed / this.share) * (1 - this.share)) / 1000 : undefined;
		this.report({ phase: planned.phase, done, total, share: this.share, secondsLeft });
	}
}
