import type { EntityModel } from "../protocol.ts";
import { looksLikeStructures } from "./structures.ts";

/** A longer text is not put into the box before the host has looked at it. Characters. */
const heldFrom = 20_000;
/** How long the host may take. Milliseconds. */
const wait = 5000;

/**
 * Texts that were pasted and look like structures: the host makes chips of them. Until it has, a text stays where it was pasted, so that nothing is ever lost;
 * a very long one is held back and is put there when no chip has come.
 */
export class Pasted {
	readonly #giveBack: (text: string) => void;
	#pending: { readonly text: string; readonly chips: number; readonly timer: ReturnType<typeof setTimeout> } | undefined;

	/** `giveBack` gets a text that was held and of which nothing came. */
	constructor(giveBack: (text: string) => void) {
		this.#giveBack = giveBack;
	}

	/** Whether the host should see a pasted text, and whether it is "held" or "left" in the box meanwhile; undefined for ordinary text. */
	take(text: string, attachments: readonly EntityModel[]): "held" | "left" | undefined {
		if (!looksLikeStructures(text)) {
			return undefined;
		}
		const held = text.length > heldFrom;
		this.remember(text, attachments, held);
		return held ? "held" : "left";
	}

	/** As `take`, for a text that the host sees in any case. */
	remember(text: string, attachments: readonly EntityModel[], held = false): void {
		this.forget();
		const timer = setTimeout(() => {
			this.#pending = undefined;
			if (held) {
				this.#giveBack(text);
			}
		}, wait);
		this.#pending = { text: text.replace(/\r\n?/gu, "\n"), chips: attachments.length, timer };
	}

	/** Where the text stands that has become the chips among `attachments`; undefined where none has. */
	placeIn(value: string, attachments: readonly EntityModel[]): { readonly from: number; readonly to: number } | undefined {
		const pending = this.#pending;
		const isThere = pending !== undefined && attachments.some((each) => each.title.includes(pending.text.trim()));
		if (pending === undefined || (attachments.length <= pending.chips && !isThere)) {
			return undefined;
		}
		this.forget();
		const from = value.indexOf(pending.text);
		return from < 0 ? undefined : { from, to: from + pending.text.length };
	}

	forget(): void {
		clearTimeout(this.#pending?.timer);
		this.#pending = undefined;
	}

	dispose(): void {
		this.forget();
	}
}
