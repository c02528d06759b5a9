/**
 * Watches that run inside the chat's page. They are sent there as text, so each uses nothing from outside itself. What begins to watch returns at once:
 * the click or key must not come before it.
 *
 * "Painted" is the end of the page's work on a frame, as seen by a message that was posted just before that work: what the page shows by then goes to
 * the screen with it. Event Timing, which the browser rounds to 8 ms, goes on to the screen itself.
 */

/** A text that grows, frame by frame, on the wall clock (ms). */
export interface Sight {
	readonly at: number;
	/** Characters of the answer so far, without white space. */
	readonly length: number;
}

export interface Keystroke {
	/** From the key to the frame that shows it being painted. Milliseconds. */
	readonly toPaint: number;
	/** An answer was being written. */
	readonly streaming: boolean;
	/** In the bare page, see {@link undress}. */
	readonly bare: boolean;
}

/** Milliseconds. */
export interface Opening {
	/** From the click until the newest messages were painted. */
	readonly whole: number;
	/** Of that, since the host's message with the thread had come. */
	readonly rendering: number;
}

/** What the watches have seen in the page. */
export interface Watched {
	readonly keystrokes: Keystroke[];
	/** The browser's own figures for keys of 16 ms and more, rounded to 8 ms. */
	readonly slowKeys: { readonly duration: number; readonly streaming: boolean; readonly bare: boolean }[];
	sights: Sight[];
	/** Of the last answer that was watched, without white space. */
	seen: string;
}

interface WatchedWindow extends Window {
	biomedgptBench?: Watched & { painted(): Promise<void>; question?: Promise<number>; answer?: Promise<void>; opening?: Promise<Opening> };
}

/** Begins to watch keys; called once, before the other watches. */
export function watchKeys(): void {
	const watched: WatchedWindow["biomedgptBench"] = {
		keystrokes: [],
		slowKeys: [],
		sights: [],
		seen: "",
		painted: () =>
			new Promise((resolve) =>
				requestAnimationFrame(() => {
					const { port1, port2 } = new MessageChannel();
					port1.onmessage = () => resolve();
					port2.postMessage(undefined);
				}),
			),
	};
	(window as WatchedWindow).biomedgptBench = watched;
	const streaming = (): boolean => document.querySelector("[data-testid=answer][data-state=writing]") !== null;
	const bare = (): boolean => document.querySelector("[data-bench=text]") !== null;
	const letter = (key: string): boolean => key.length === 1;
	addEventListener(
		"keydown",
		(event) => {
			if (letter(event.key)) {
				const during = streaming();
				void watched.painted().then(() => watched.keystrokes.push({ toPaint: performance.now() - event.timeStamp, streaming: during, bare: bare() }));
			}
		},
		true,
	);
	new PerformanceObserver((list) => {
		for (const { name, duration } of list.getEntries()) {
			if (name === "keydown") {
				watched.slowKeys.push({ duration, streaming: streaming(), bare: bare() });
			}
		}
	}).observe({ type: "event", durationThreshold: 16 } as PerformanceObserverInit);
}

/** Follows the next answer until it has ended, see {@link answered}. */
export function watchAnswer(): void {
	const watched = (window as WatchedWindow).biomedgptBench;
	const last = (): Element | undefined => [...document.querySelectorAll("[data-testid=answer]")].at(-1);
	const before = last();
	const follow = async (): Promise<void> => {
		let state: string | null = null;
		for (let began = false; !began || state === "writing"; began ||= state !== null) {
			await watched?.painted();
			const answer = last();
			state = answer === undefined || answer === before ? null : answer.getAttribute("data-state");
			const shown = document.querySelector("[data-bench=text]") ?? answer?.querySelector("[data-testid=answer-text]");
			const text = state === null ? "" : (shown?.textContent ?? "").replace(/\s/gu, "");
			if (watched !== undefined && text.length !== (watched.sights.at(-1)?.length ?? 0)) {
				// The wall clock relates the page to other processes; it counts whole milliseconds.
				watched.sights.push({ at: Date.now() + 0.5, length: text.length });
				watched.seen = text;
			}
		}
	};
	if (watched !== undefined) {
		watched.sights = [];
		watched.answer = follow();
	}
}

/**
 * The least that a page can do, in the place of the chat's: it appends an answer's text as it comes and has a box to type into. What this takes, VS Code,
 * the browser and the machine take by themselves. {@link dress} ends it.
 */
export function undress(): void {
	const text = document.createElement("pre");
	text.dataset["bench"] = "text";
	text.style.cssText = "height: 60vh; overflow: auto; white-space: pre-wrap";
	const box = document.createElement("textarea");
	box.dataset["bench"] = "box";
	document.querySelector<HTMLElement>("biomedgpt-chat")?.style.setProperty("display", "none");
	document.body.append(text, box);
	box.focus();
	const show = (event: MessageEvent<{ type?: string; text?: string; message?: { role?: string; text?: string; state?: string } } | null>): void => {
		if (!text.isConnected) {
			removeEventListener("message", show, true);
		} else if (event.data?.type === "text") {
			event.stopImmediatePropagation();
			text.append(event.data.text ?? "");
			text.scrollTop = text.scrollHeight;
		} else if (event.data?.type === "message" && event.data.message?.role === "assistant" && event.data.message.state === "writing") {
			text.textContent = event.data.message.text ?? "";
		}
	};
	addEventListener("message", show, true);
}

/** Asks without a click or a key. */
export function askBare(_body: Element, text: string): void {
	document.querySelector<HTMLElement & { readonly host: { post(message: { readonly type: "ask"; readonly text: string }): void } }>("biomedgpt-chat")?.host.post({ type: "ask", text });
}

/** The chat is back. */
export function dress(): void {
	document.querySelectorAll("[data-bench]").forEach((each) => each.remove());
	document.querySelector<HTMLElement>("biomedgpt-chat")?.style.removeProperty("display");
}

/** Settles when the answer that is watched has ended. */
export async function answered(): Promise<void> {
	await (window as WatchedWindow).biomedgptBench?.answer;
}

/** Takes the time from the next click until a thread stands there whose newest answer begins like this, and everything in view is rendered; see {@link opened}. */
export function watchOpening(_body: Element, beginning: string): void {
	const watched = (window as WatchedWindow).biomedgptBench;
	const rendered = (message: Element): boolean => (message.querySelector("[data-testid=answer-text], [data-testid=question-text]")?.textContent ?? "") !== "";
	const open = (): boolean => {
		const thread = document.querySelector("[data-testid=thread]")?.getBoundingClientRect();
		const last = [...document.querySelectorAll("[data-testid=answer-text]")].at(-1);
		if (thread === undefined || last?.textContent?.startsWith(beginning) !== true) {
			return false;
		}
		const inView = [...document.querySelectorAll(".message")].filter((each) => {
			const { top, bottom } = each.getBoundingClientRect();
			return bottom > thread.top && top < thread.bottom;
		});
		const { top, bottom } = last.getBoundingClientRect();
		return inView.length > 1 && inView.every(rendered) && bottom > thread.top && top < bottom && bottom <= thread.bottom;
	};
	const follow = async (): Promise<Opening> => {
		const clicked = await new Promise<number>((resolve) => addEventListener("click", (event) => resolve(event.timeStamp), { capture: true, once: true }));
		let arrived = Number.NaN;
		const message = ({ data }: MessageEvent<{ type?: string } | null>): void => {
			if (data?.type === "thread") {
				arrived = performance.now();
			}
		};
		addEventListener("message", message, true);
		do {
			await watched?.painted();
		} while (!open());
		removeEventListener("message", message, true);
		return { whole: performance.now() - clicked, rendering: performance.now() - arrived };
	};
	if (watched !== undefined) {
		watched.opening = follow();
	}
}

/** How long it took until the thread was open. */
export async function opened(): Promise<Opening> {
	return (window as WatchedWindow).biomedgptBench?.opening ?? { whole: Number.NaN, rendering: Number.NaN };
}

/** Takes the time from the next Enter until the question with this text is painted, in view; see {@link asked}. */
export function watchQuestion(_body: Element, text: string): void {
	const watched = (window as WatchedWindow).biomedgptBench;
	const shown = (): boolean => {
		const last = [...document.querySelectorAll("[data-testid=question-text]")].at(-1);
		const thread = document.querySelector("[data-testid=thread]")?.getBoundingClientRect();
		const box = last?.getBoundingClientRect();
		return last?.textContent === text && box !== undefined && thread !== undefined && box.bottom > thread.top && box.top < thread.bottom;
	};
	const follow = async (): Promise<number> => {
		const entered = await new Promise<number>((resolve) => {
			const pressed = (event: KeyboardEvent): void => {
				if (event.key === "Enter") {
					removeEventListener("keydown", pressed, true);
					resolve(event.timeStamp);
				}
			};
			addEventListener("keydown", pressed, true);
		});
		do {
			await watched?.painted();
		} while (!shown());
		return performance.now() - entered;
	};
	if (watched !== undefined) {
		watched.question = follow();
	}
}

/** Milliseconds from Enter until the question was painted. */
export async function asked(): Promise<number> {
	return (window as WatchedWindow).biomedgptBench?.question ?? Number.NaN;
}

/** What was seen so far. */
export function watched(): Watched {
	const seen = (window as WatchedWindow).biomedgptBench;
	if (seen === undefined) {
		throw new Error("nothing was watched");
	}
	const { keystrokes, slowKeys, sights, seen: text } = seen;
	return { keystrokes, slowKeys, sights, seen: text };
}
