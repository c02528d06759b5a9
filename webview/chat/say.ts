import type { ToHost } from "../protocol.ts";

/** The event that carries a message to the host up to the page's root, which posts it. */
export const sayEvent = "to-host";

/** Tells the host something, from anywhere in the page. */
export function say(from: HTMLElement, message: ToHost): void {
	from.dispatchEvent(new CustomEvent(sayEvent, { detail: message, bubbles: true }));
}

/** Bubbles up to the chat, which shows the text (`detail`) above the composer and has it read out. */
export const tellEvent = "tell";

/** Tells the user something that only the page knows. */
export function tell(from: HTMLElement, text: string): void {
	from.dispatchEvent(new CustomEvent(tellEvent, { detail: text, bubbles: true }));
}
