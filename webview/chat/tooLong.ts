import { maximumTyped } from "../guards.ts";
import type { ChatStrings } from "../protocol.ts";
import { fill } from "../ui/text.ts";
import { tell } from "./say.ts";

/** Whether a text of so many characters is more than the host takes; says so in that case. */
export function tooLong(element: HTMLElement, strings: ChatStrings, characters: number): boolean {
	const isTooLong = characters > maximumTyped;
	if (isTooLong) {
		tell(element, fill(strings.textTooLong, characters));
	}
	return isTooLong;
}
