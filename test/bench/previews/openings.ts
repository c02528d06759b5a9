/** How long it takes from a person's click or key to a picture that stands on the screen, by the clocks of the pages themselves. */
import type { Page } from "@playwright/test";

interface BenchWindow extends Window {
	biomedgptBegun?: number;
}

/** Said in the console of a frame: its selector, and when it was painted on the wall clock (ms). */
const PAINTED = "biomedgpt-bench painted";
const LONGEST_WAIT = 60_000;

/**
 * Has every frame that is loaded from now on say when it shows something for the first time: asking from outside is too coarse, since a frame that is not
 * there yet is asked for every half second.
 */
export async function watchPictures(page: Page): Promise<void> {
	await page.addInitScript((painted) => {
		if (window.parent === window.top) {
			return;
		}
		// Timers: VS Code writes the page into a frame that is there already, and frames that were asked for before that never come.
		const timer = setInterval(() => {
			const shown = document.querySelector("[data-testid=drawing], [data-testid=bare]");
			if (shown === null || (shown instanceof HTMLImageElement && (!shown.complete || shown.naturalWidth === 0))) {
				return;
			}
			clearInterval(timer);
			requestAnimationFrame(() => requestAnimationFrame(() => console.debug(painted, (shown as HTMLElement).dataset["testid"], performance.timeOrigin + performance.now())));
		}, 4);
	}, PAINTED);
}

/** Milliseconds from the event that `act` makes in the window to the picture, both by the browser's clock. */
export async function timeFrom(page: Page, event: "click" | "keydown", act: () => Promise<void>, sign: string): Promise<number> {
	await page.evaluate((type) => {
		addEventListener(type, ({ timeStamp }) => ((window as BenchWindow).biomedgptBegun = performance.timeOrigin + timeStamp), { capture: true, once: true });
	}, event);
	const painted = page.waitForEvent("console", { predicate: (message) => message.text().startsWith(PAINTED) && sign.includes(message.text().split(" ")[2] ?? sign), timeout: LONGEST_WAIT });
	await act();
	const at = Number((await painted).text().split(" ").at(-1));
	return at - (await page.evaluate(() => (window as BenchWindow).biomedgptBegun ?? Number.NaN));
}
