import type { JobProgress } from "../annotation/job.ts";
import type { FailureData } from "../science/failure.ts";
import { byteLine, itemLine, progressLine, type ByteProgress, type ItemProgress } from "./progressBar.ts";

/** Where things are told: the standard error. */
export interface Screen {
	/** Whether a person looks at it. */
	readonly isTTY?: boolean | undefined;
	readonly columns?: number | undefined;
	write(text: string): unknown;
}

/** How a command tells people or programs what it does. */
export interface Voice {
	remark(line: string): void;
	progress(progress: JobProgress): void;
	/** How far something is that is no annotation. */
	bytes(progress: ByteProgress): void;
	/** How far something is that goes item by item. */
	items(progress: ItemProgress): void;
	/** The end of a command: a sentence, and its numbers. */
	done(sentence: string, numbers: Readonly<Record<string, unknown>>): void;
	failed(failure: FailureData): void;
}

/** Milliseconds between two drawings of the bar, and between two lines of progress. */
const BAR_INTERVAL = 100;
const LINE_INTERVAL = 1000;

/** Whether it is time again: now and then, and whenever what matters has changed. */
class Pace {
	private told = Number.NEGATIVE_INFINITY;
	private last = "";

	constructor(private readonly interval: number) {}

	/** @param state what matters */
	due(state: string): boolean {
		if (state === this.last && performance.now() - this.told < this.interval) {
			return false;
		}
		this.last = state;
		this.told = performance.now();
		return true;
	}
}

function stateOf({ phase, waiting, rows, total }: JobProgress): string {
	return JSON.stringify([phase, waiting, rows === total]);
}

function itemState({ title, waiting, done, total }: ItemProgress): string {
	return JSON.stringify([title, waiting, done === total]);
}

/** Sentences; on a terminal also a bar on its last line. In a pipe nothing is told on the way, but that a job waits. */
export class PlainVoice implements Voice {
	private drawn = false;
	private waiting: string | undefined;
	private readonly pace = new Pace(BAR_INTERVAL);

	constructor(private readonly screen: Screen) {}

	remark(line: string): void {
		if (line !== "") {
			this.clear();
			this.screen.write(`${line}\n`);
		}
	}

	progress(progress: JobProgress): void {
		if (this.screen.isTTY === true) {
			this.draw(stateOf(progress), (columns) => progressLine(progress, columns));
		} else {
			this.waits(progress.waiting);
		}
	}

	bytes(progress: ByteProgress): void {
		if (this.screen.isTTY === true) {
			this.draw(progress.title, (columns) => byteLine(progress, columns));
		}
	}

	items(progress: ItemProgress): void {
		if (this.screen.isTTY === true) {
			this.draw(itemState(progress), (columns) => itemLine(progress, columns));
		} else {
			this.waits(progress.waiting);
		}
	}

	done(sentence: string): void {
		this.remark(sentence);
	}

	failed({ message }: FailureData): void {
		this.remark(message);
	}

	private waits(waiting: string | undefined): void {
		if (waiting !== this.waiting) {
			this.waiting = waiting;
			this.remark(waiting ?? "Going on.");
		}
	}

	private draw(state: string, lineOf: (columns: number) => string): void {
		if (this.pace.due(state)) {
			this.drawn = true;
			// A terminal that does not know its width says 0.
			this.screen.write(`\r\u001b[2K${lineOf(this.screen.columns || 80)}`);
		}
	}

	private clear(): void {
		if (this.drawn) {
			this.drawn = false;
			this.screen.write("\r\u001b[2K");
		}
	}
}

/** One JSON object a line, with `event`: `progress`, `remark`, `done` or `failed`. */
export class JsonVoice implements Voice {
	private readonly pace = new Pace(LINE_INTERVAL);

	constructor(private readonly screen: Screen) {}

	remark(message: string): void {
		if (message !== "") {
			this.tell("remark", { message });
		}
	}

	progress(progress: JobProgress): void {
		if (this.pace.due(stateOf(progress))) {
			this.tell("progress", progress);
		}
	}

	bytes(progress: ByteProgress): void {
		if (this.pace.due(progress.title)) {
			this.tell("progress", progress);
		}
	}

	items(progress: ItemProgress): void {
		if (this.pace.due(itemState(progress))) {
			this.tell("progress", progress);
		}
	}

	done(message: string, numbers: Readonly<Record<string, unknown>>): void {
		this.tell("done", { ...numbers, message });
	}

	failed({ code, message }: FailureData): void {
		this.tell("failed", { code, message });
	}

	private tell(event: string, data: object): void {
		this.screen.write(`${JSON.stringify({ event, ...data })}\n`);
	}
}
