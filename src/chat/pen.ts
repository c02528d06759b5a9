/** Text that comes faster is written and shown together. Half a frame of a 60 Hz screen: the engine's own bundles do not wait a second time. Milliseconds. */
const PACE = 8;

/** Writes growing text: first to disk, then to the screen, so that a crash takes nothing that was seen. */
export class Pen {
	/** What is on its way to the disk or has got there. */
	written = "";
	readonly #toDisk: (piece: string) => Promise<void>;
	readonly #show: (piece: string) => void;
	#arrived = "";
	#last = 0;
	#timer: ReturnType<typeof setTimeout> | undefined;
	#busy: Promise<void> | undefined;
	#dropped = false;

	constructor(toDisk: (piece: string) => Promise<void>, show: (piece: string) => void) {
		this.#toDisk = toDisk;
		this.#show = show;
	}

	write(text: string): void {
		this.#arrived += text;
		this.#schedule();
	}

	/** Settles when everything is shown. */
	async finish(): Promise<void> {
		clearTimeout(this.#timer);
		this.#timer = undefined;
		for (; this.#busy !== undefined || this.#arrived !== ""; await this.#busy) {
			if (this.#busy === undefined) {
				this.#flush();
			}
		}
	}

	/** Nothing more is shown. */
	drop(): void {
		clearTimeout(this.#timer);
		this.#dropped = true;
		this.#arrived = "";
	}

	#schedule(): void {
		if (this.#dropped || this.#arrived === "" || this.#timer !== undefined || this.#busy !== undefined) {
			return;
		}
		const wait = this.#last + PACE - Date.now();
		if (wait <= 0) {
			this.#flush(); // the first word does not wait
		} else {
			this.#timer = setTimeout(() => {
				this.#timer = undefined;
				this.#flush();
			}, wait);
		}
	}

	#flush(): void {
		const piece = this.#arrived;
		this.#arrived = "";
		this.#last = Date.now();
		this.written += piece;
		this.#busy = this.#toDisk(piece).then(() => {
			this.#busy = undefined;
			if (!this.#dropped) {
				this.#show(piece);
				this.#schedule();
			}
		});
	}
}
