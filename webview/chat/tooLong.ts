import { maximumTyped } from "../parse.ts";

/** Bubbles up to the chat, which says so: `detail` is the number of characters. */
export const tooLongEvent = "text-too-long";

/** Whether a text of so many characters is more than the host takes; says so in that case. */
export function tooLong(element: HTMLElement, characters: number): boolean {
	const isTooLong = characters > maximumTyped;
	if (isTooLong) {
		element.dispatchEvent(new CustomEvent(tooLongEvent, { detail: characters, bubbles: true }));
	}
	return isTooLong;
}
