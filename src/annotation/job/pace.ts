/** Milliseconds that count for the speed. */
const SPAN = 20_000;
/** Milliseconds before anything is said about it. */
const SETTLED = 1000;

/** How fast rows are done of late. */
export class Pace {
	private readonly marks: { readonly time: number; readonly rows: number }[] = [];

	/** @param rows done so far */
	mark(rows: number, time = performance.now()): void {
		this.marks.push({ time, rows });
		while (this.marks.length > 2 && time - (this.marks[1]?.time ?? time) > SPAN) {
			this.marks.shift();
		}
	}

	/** Rows a second; undefined before there is anything to tell. */
	get speed(): number | undefined {
		const first = this.marks[0];
		const last = this.marks.at(-1);
		if (first === undefined || last === undefined || last.time - first.time < SETTLED || last.rows === first.rows) {
			return undefined;
		}
		return ((last.rows - first.rows) * 1000) / (last.time - first.time);
	}
}
