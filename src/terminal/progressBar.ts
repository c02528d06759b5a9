import type { JobProgress } from "../annotation/job.ts";
import { inUnits } from "../inference/bundle/sizes.ts";

const LEAST_BAR = 10;
const MOST_BAR = 30;
const PHASES: Readonly<Record<JobProgress["phase"], string>> = { surveying: "Reading the table", annotating: "Annotating", finishing: "Finishing" };

/** How far something is that is counted in bytes. */
export interface ByteProgress {
	/** For programs. */
	readonly phase: string;
	/** The same for people. */
	readonly title: string;
	/** Bytes; `total` is null where nobody knows it. */
	readonly done: number;
	readonly total: number | null;
	/** Of everything, not of this phase alone: from 0 to 1; undefined where nobody knows. */
	readonly share: number | undefined;
	readonly secondsLeft: number | undefined;
}

/** How far something is that goes item by item, and is no annotation. */
export interface ItemProgress {
	/** For programs. */
	readonly phase: string;
	/** The same for people. */
	readonly title: string;
	readonly done: number;
	readonly total: number | undefined;
	readonly failed: number;
	readonly perSecond: number | undefined;
	readonly secondsLeft: number | undefined;
	/** Why it waits, e.g. a full disk. */
	readonly waiting?: string | undefined;
}

/**
 * One line of a terminal that tells how far a job is: a bar where the number of rows is known, rows/s, time left, failures.
 *
 * @param columns of the terminal; what does not fit is left out, the least important first
 */
export function progressLine(progress: JobProgress, columns: number): string {
	const { phase, rows, total } = progress;
	const share = total === undefined || total === 0 ? undefined : Math.min(1, rows / total);
	return line(PHASES[phase], share, progress.waiting === undefined ? numbers(progress) : [progress.waiting], columns);
}

/** The same for items of any kind. */
export function itemLine({ title, done, total, failed, perSecond, secondsLeft, waiting }: ItemProgress, columns: number): string {
	const share = total === undefined || total === 0 ? undefined : Math.min(1, done / total);
	const told = numbers({ rows: done, total, failed, rowsPerSecond: perSecond, secondsLeft }, "questions");
	return line(title, share, waiting === undefined ? (total === undefined ? [] : told) : [waiting], columns);
}

/** The same for what is counted in bytes. */
export function byteLine({ title, done, total, share, secondsLeft }: ByteProgress, columns: number): string {
	const amount = total === null ? inUnits(done) : `${inUnits(done)} of ${inUnits(total)}`;
	return line(title, share, [...(share === undefined ? [] : [`${Math.floor(100 * share)} %`]), ...(secondsLeft === undefined ? [] : [`${duration(secondsLeft)} left`]), ...(done === 0 ? [] : [amount])], columns);
}

function line(title: string, share: number | undefined, parts: readonly string[], columns: number): string {
	let text = [title, ...parts].join("  ");
	// The last column is left free: some terminals begin a new line when it is written.
	const room = Math.max(1, columns - 1);
	for (let kept = parts.length; text.length > room && kept > 0; kept--) {
		text = [title, ...parts.slice(0, kept)].join("  ");
	}
	const width = Math.min(MOST_BAR, room - text.length - 2);
	return share === undefined || width < LEAST_BAR ? text.slice(0, room) : text.replace(title, () => `${title}  ${bar(share, width)}`);
}

function numbers({ rows, total, rowsPerSecond, secondsLeft, failed }: Pick<JobProgress, "rows" | "total" | "rowsPerSecond" | "secondsLeft" | "failed">, what = "rows"): readonly string[] {
	const count = (value: number): string => value.toLocaleString("en");
	return [
		...(total === undefined ? [`${count(rows)} ${what}`] : [`${Math.floor((100 * rows) / Math.max(1, total))} %`, `${count(rows)} of ${count(total)} ${what}`]),
		...(secondsLeft === undefined ? [] : [`${duration(secondsLeft)} left`]),
		...(rowsPerSecond === undefined ? [] : [`${rowsPerSecond < 10 ? rowsPerSecond.toFixed(1) : count(Math.round(rowsPerSecond))} ${what}/s`]),
		...(failed === 0 ? [] : [`${count(failed)} failed`]),
	];
}

function bar(share: number, width: number): string {
	const done = Math.round(share * width);
	return "█".repeat(done) + "░".repeat(width - done);
}

/** `0:23`, `1:02:03`, `2 d 3 h`. */
export function duration(seconds: number): string {
	const whole = Math.max(0, Math.round(seconds));
	const [days, hours, minutes] = [Math.floor(whole / 86_400), Math.floor(whole / 3600) % 24, Math.floor(whole / 60) % 60];
	const two = (value: number): string => String(value).padStart(2, "0");
	if (days > 0) {
		return `${days} d ${hours} h`;
	}
	return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}
