import { lineStop } from "./lines.ts";

/** Finds closing quotes, and remembers where there is none: else a line of a million `\'` would be searched a million times. */
export class Quotes {
	private lineEnd = -1;
	private readonly searched = new Map<string, number>();

	constructor(
		private readonly text: string,
		private readonly end: number,
	) {}

	/** Strings of one line end with it; a quote that does not close is no string (`don't`, `'a` in Rust). */
	closing(start: number, mark: string, oneLine: boolean): number | undefined {
		const limit = oneLine ? this.endOfLine(start) : this.end;
		if (this.searched.get(mark) === limit) {
			return undefined;
		}
		for (let at = this.text.indexOf(mark, start); at >= 0 && at < limit; at = this.text.indexOf(mark, at + 1)) {
			let slashes = 0;
			while (this.text.charCodeAt(at - 1 - slashes) === 92 && at - slashes > start) {
				slashes++;
			}
			if (slashes % 2 === 0) {
				return at;
			}
		}
		this.searched.set(mark, limit);
		return undefined;
	}

	private endOfLine(from: number): number {
		if (this.lineEnd < from) {
			this.lineEnd = lineStop(this.text, from, this.end);
		}
		return this.lineEnd;
	}
}
