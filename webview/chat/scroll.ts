import type { ReactiveController, ReactiveControllerHost } from "lit";

/** A thread that is scrolled up by less than this follows new text. CSS pixels. */
const nearEnd = 48;
/** So near to the top, earlier messages are asked for. CSS pixels. */
const nearTop = 240;
/** A movement so soon after a wheel, a key or a finger is the user's. Milliseconds. */
const gestureLasts = 1000;
const gestures = ["wheel", "touchmove", "keydown", "pointerdown", "pointermove"] as const;

export interface ThreadScrollServices {
	readonly needsEarlier: () => boolean;
	readonly loadEarlier: () => void;
}

/** Where the thread is scrolled to: it follows new text while its end is in view, and stands still where somebody reads when older messages come above. */
export class ThreadScroll implements ReactiveController {
	atEnd = true;
	readonly #host: ReactiveControllerHost & HTMLElement;
	readonly #services: ThreadScrollServices;
	readonly #grown = new ResizeObserver(() => this.#followEnd());
	#scroller: HTMLElement | null = null;
	#follows = true;
	/** The message that somebody reads, and how far it is from the top, until older ones have come. */
	#held: { readonly message: Element; readonly top: number } | undefined;
	/** Earlier messages were asked for when there were so many. */
	#askedAt = -1;
	/** As it was when it was looked at last. CSS pixels. */
	#before = { top: 0, height: 0 };
	#gestureAt = Number.NEGATIVE_INFINITY;

	constructor(host: ReactiveControllerHost & HTMLElement, services: ThreadScrollServices) {
		this.#host = host;
		this.#services = services;
		host.addController(this);
	}

	hostUpdated(): void {
		const scroller = this.#host.querySelector<HTMLElement>(".thread");
		if (scroller !== this.#scroller) {
			this.#grown.disconnect();
			this.#scroller = scroller;
			scroller?.addEventListener("scroll", () => this.#scrolled(), { passive: true });
			for (const gesture of gestures) {
				scroller?.addEventListener(gesture, (event) => this.#touched(event), { passive: true });
			}
			for (const each of [scroller, scroller?.firstElementChild]) {
				if (each !== null && each !== undefined) {
					this.#grown.observe(each);
				}
			}
		}
		this.#restore();
	}

	hostDisconnected(): void {
		this.#grown.disconnect();
		this.#scroller = null;
	}

	/** The end is shown, and stays in view. */
	follow(): void {
		this.#follows = true;
		this.#askedAt = -1;
	}

	toEnd(): void {
		this.follow();
		this.#followEnd();
	}

	/** Messages are about to come above: what is read now stays where it is. */
	hold(): void {
		const scroller = this.#scroller;
		const top = scroller?.getBoundingClientRect().top ?? 0;
		const message = [...(scroller?.querySelectorAll(".message") ?? [])].find((each) => each.getBoundingClientRect().bottom > top);
		if (scroller !== null && message !== undefined) {
			scroller.classList.add("is-held"); // or the browser would move it as well
			this.#held = { message, top: message.getBoundingClientRect().top };
			setTimeout(() => void this.#release());
		}
	}

	/** Puts what is read back to its place; again and again, since the messages above render themselves one by one. */
	#restore(): void {
		const held = this.#held;
		if (this.#scroller !== null && held?.message.isConnected === true) {
			this.#scroller.scrollTop += held.message.getBoundingClientRect().top - held.top;
		}
	}

	async #release(): Promise<void> {
		await this.#host.updateComplete;
		await this.#messagesRendered();
		requestAnimationFrame(() => {
			this.#restore();
			this.#held = undefined;
			this.#scroller?.classList.remove("is-held");
		});
	}

	async #messagesRendered(): Promise<void> {
		await Promise.all([...(this.#scroller?.querySelectorAll<HTMLElement & { readonly updateComplete: Promise<boolean> }>(".message") ?? [])].map(({ updateComplete }) => updateComplete));
	}

	#scrolled(): void {
		const scroller = this.#scroller;
		if (scroller === null || scroller.clientHeight === 0) {
			return;
		}
		const inView = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < nearEnd;
		this.#follows = inView || (this.#follows && !this.#movedUp(scroller));
		if (this.#follows && !inView) {
			scroller.scrollTop = scroller.scrollHeight;
		}
		this.#before = { top: scroller.scrollTop, height: scroller.scrollHeight };
		const atEnd = this.#follows;
		if (atEnd !== this.atEnd) {
			this.atEnd = atEnd;
			this.#host.requestUpdate();
		}
		const count = scroller.querySelectorAll(".message").length;
		if (scroller.scrollTop < nearTop && !atEnd && count !== this.#askedAt && this.#services.needsEarlier()) {
			this.#askedAt = count;
			this.#services.loadEarlier();
		}
	}

	/** A mouse that only passes over the thread moves nothing. */
	#touched(event: Event): void {
		if (event.type !== "pointermove" || (event instanceof PointerEvent && event.buttons !== 0)) {
			this.#gestureAt = performance.now();
		}
	}

	/**
	 * Whether somebody has scrolled up. Messages that render themselves, or come near enough to be laid out, change the height and move what is in
	 * view as well: that alone leads nobody away from the end.
	 */
	#movedUp({ scrollTop, scrollHeight }: HTMLElement): boolean {
		const still = scrollHeight === this.#before.height;
		return scrollTop < this.#before.top && (still || performance.now() - this.#gestureAt < gestureLasts);
	}

	#followEnd(): void {
		this.#restore();
		if (this.#follows && this.#scroller !== null) {
			this.#scroller.scrollTop = this.#scroller.scrollHeight;
		}
		this.#scrolled();
	}
}
