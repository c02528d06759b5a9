/** Browsers cut off an element that is higher than some 17 to 33 million pixels: 500,000 rows are higher. */
const HIGHEST = 8_000_000;
/** At both ends of a longer list a pixel of the scroll bar is one of the list: there is no mistaking the first and the last row. */
const EDGE = 1_000_000;

/**
 * Where a list of any length stands in a scroller of bounded height. Up to {@link HIGHEST} both are the same. Above it, small steps (a wheel, a finger) move
 * the list as far as the scroller, which the browser does smoothly by itself; a jump of the scroll bar leads to the same part of the list; and when all is
 * quiet, the scroll bar is put where it belongs.
 */
export class ScrollMap {
	/** Pixels of the list above the view. */
	#top = 0;
	#length = 0;
	#view = 1;
	#scrollTop = 0;

	get top(): number {
		return this.#top;
	}

	/** @param length of the whole list; @param view of what is seen of it; pixels */
	resize(length: number, view: number): void {
		this.#length = length;
		this.#view = view;
		this.#top = this.#clamped(this.#top);
	}

	/** Of the element that gives the scroll bar its length. */
	get height(): number {
		return Math.min(this.#length, HIGHEST);
	}

	/** What the places of rows are moved by, in that element. */
	get shift(): number {
		return this.#isScaled ? this.#scrollTop - this.#top : 0;
	}

	/** The scroller was scrolled, by whomever. */
	follow(scrollTop: number): void {
		const step = scrollTop - this.#scrollTop;
		this.#scrollTop = scrollTop;
		this.#top = this.#clamped(!this.#isScaled ? scrollTop : Math.abs(step) < 2 * this.#view ? this.#top + step : this.#listPlace(scrollTop));
	}

	/** Moves the list; gives where the scroll bar belongs. */
	moveTo(top: number): number {
		this.#top = this.#clamped(top);
		return this.#barPlace(this.#top);
	}

	/** Where the browser has put the scroll bar after {@link moveTo}: it rounds. */
	settled(scrollTop: number): void {
		this.#scrollTop = scrollTop;
	}

	/** Where the scroll bar belongs, if it is not there; `isUrgent` where it is at its end and the list is not. */
	get adrift(): { readonly scrollTop: number; readonly isUrgent: boolean } | undefined {
		const scrollTop = this.#barPlace(this.#top);
		if (!this.#isScaled || Math.abs(scrollTop - this.#scrollTop) < 2) {
			return undefined;
		}
		const isUrgent = (this.#scrollTop <= 0 && this.#top > 0) || (this.#scrollTop >= this.height - this.#view - 1 && this.#top < this.#length - this.#view - 1);
		return { scrollTop, isUrgent };
	}

	get #isScaled(): boolean {
		return this.#length > HIGHEST;
	}

	/** Pixels of the list for one of the scroll bar, between the edges. */
	get #factor(): number {
		return (this.#length - this.#view - 2 * EDGE) / (HIGHEST - this.#view - 2 * EDGE);
	}

	#barPlace(top: number): number {
		if (!this.#isScaled || top <= EDGE) {
			return top;
		}
		const left = this.#length - this.#view - top;
		return left <= EDGE ? HIGHEST - this.#view - left : EDGE + (top - EDGE) / this.#factor;
	}

	#listPlace(scrollTop: number): number {
		if (scrollTop <= EDGE) {
			return scrollTop;
		}
		const left = HIGHEST - this.#view - scrollTop;
		return left <= EDGE ? this.#length - this.#view - left : EDGE + (scrollTop - EDGE) * this.#factor;
	}

	#clamped(top: number): number {
		return Math.max(0, Math.min(top, this.#length - this.#view));
	}
}
