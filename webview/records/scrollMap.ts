/** Browsers cut off an element that is higher than some 17 to 33 million pixels: 500,000 rows are higher. */
const HIGHEST = 8_000_000;

/**
 * Where a list of any length stands in a scroller of bounded height. Up to {@link HIGHEST} both are the same; above it the scroll bar is coarser than the
 * list, and whoever scrolls by wheel or key moves the list itself.
 */
export class ScrollMap {
	/** Pixels of the list above the view. */
	top = 0;
	#length = 0;
	#view = 0;
	/** Where we have put the scroll bar ourselves: its event is no news. */
	#expected = -1;

	/** @param length of the whole list; @param view of what is seen of it; pixels */
	resize(length: number, view: number): void {
		this.#length = length;
		this.#view = view;
		this.top = this.#clamped(this.top);
	}

	/** Of the element that gives the scroll bar its length. */
	get height(): number {
		return Math.min(this.#length, HIGHEST);
	}

	get isScaled(): boolean {
		return this.#length > HIGHEST;
	}

	/** The scroll bar was moved. */
	follow(scrollTop: number): void {
		if (Math.abs(scrollTop - this.#expected) >= 1) {
			this.top = this.#clamped(scrollTop * this.#factor);
		}
		this.#expected = -1;
	}

	/** Moves the list; gives where the scroll bar belongs. */
	moveTo(top: number): number {
		this.top = this.#clamped(top);
		return this.top / this.#factor;
	}

	/** To be told what became of {@link moveTo}: browsers round. */
	settled(scrollTop: number): void {
		this.#expected = scrollTop;
	}

	get #factor(): number {
		const room = this.height - this.#view;
		return this.isScaled && room > 0 ? (this.#length - this.#view) / room : 1;
	}

	#clamped(top: number): number {
		return Math.max(0, Math.min(top, this.#length - this.#view));
	}
}
