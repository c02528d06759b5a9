import type { EntityModel } from "../protocol.ts";
import { looksLikeStructures } from "./structures.ts";

/** A longer text is not put into the box before the host has looked at it. Characters. */
const heldFrom = 20_000;
/** How long the host may take. Milliseconds. */
const wait = 5000;
/** So much of a chip's text tells where it came from. Characters. */
const enough = 200;

interface Pending {
	readonly text: string;
	/** Chips that were there before, by their ids. */
	readonly before: ReadonlySet<string>;
	readonly held: boolean;
	readonly timer: ReturnType<typeof setTimeout>;
}

/**
 * Texts that were pasted and look like structures: the host makes chips of them. Until it has, a text stays where it was pasted, so that nothing is ever lost;
 * a very long one is held back and is put there when no chip has come.
 */
export class Pasted {
	readonly #giveBack: (text: string) => void;
	#pending: readonly Pending[] = [];

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
		const timer = setTimeout(() => {
			this.#drop(pending);
			if (held) {
				this.#giveBack(text);
			}
		}, wait);
		const pending = { text: text.replace(/\r\n?/gu, "\n"), before: new Set(attachments.map(({ id }) => id)), held, timer };
		this.#pending = [...this.#pending, pending];
	}

	/** Where a text stands that has become chips among `attachments`; undefined where none has. A text that was held has done its work then, too. */
	placeIn(value: string, attachments: readonly EntityModel[]): { readonly from: number; readonly to: number } | undefined {
		const came = this.#pending.filter((each) => attachments.some((chip) => cameOf(chip, each)));
		const standing = came.filter(({ held, text }) => !held && value.includes(text));
		came.filter((each) => !standing.includes(each)).forEach((each) => this.#drop(each));
		// The text itself, or the longest: who corrects a structure pastes one that contains the other.
		const own = (each: Pending): number => (attachments.some((chip) => isOf(chip, each)) ? 1 : 0);
		const best = standing.toSorted((one, other) => own(other) - own(one) || other.text.length - one.text.length)[0];
		if (best === undefined) {
			return undefined;
		}
		const from = placeOf(best.text, value);
		const to = from + best.text.length;
		const rest = value.slice(0, from) + value.slice(to);
		this.#drop(best);
		this.#pending.filter(({ held, text }) => !held && best.text.includes(text) && !rest.includes(text)).forEach((each) => this.#drop(each));
		return { from, to };
	}

	/** The question is sent, with what is left in it. What is held is not in it, and is still given back. */
	forget(): void {
		this.#pending.filter(({ held }) => !held).forEach((each) => this.#drop(each));
	}

	dispose(): void {
		this.#pending.forEach((each) => this.#drop(each));
	}

	#drop(pending: Pending): void {
		clearTimeout(pending.timer);
		this.#pending = this.#pending.filter((each) => each !== pending);
	}
}

/** Other chips come meanwhile, from files and editors: only one whose structure stands in the text is of the text. */
function cameOf(chip: EntityModel, { text, before }: Pending): boolean {
	if (isOf(chip, { text })) {
		return true; // also where it was attached already
	}
	if (before.has(chip.id) || chip.origin !== "") {
		return false; // from somewhere that has a name
	}
	if (chip.kind === "molecule") {
		return text.includes("M  END") || text.includes(beginning(chip.title));
	}
	const residues = beginning(chip.title.split("\n")[1] ?? "").toUpperCase();
	return residues !== "" && text.toUpperCase().replace(/[^A-Z*]/gu, "").includes(residues);
}

/** Rather where it stands alone than within another word. */
function placeOf(text: string, value: string): number {
	for (let at = value.indexOf(text); at >= 0; at = value.indexOf(text, at + 1)) {
		if (/^\s?$/u.test(value.charAt(at - 1)) && /^\s?$/u.test(value.charAt(at + text.length))) {
			return at;
		}
	}
	return value.indexOf(text);
}

/** Nothing but a line of what the chip says; a part of one may be the same structure before it was corrected. */
function isOf(chip: EntityModel, { text }: Pick<Pending, "text">): boolean {
	return chip.title.split("\n").includes(text.trim());
}

/** Of a text that may be shortened, and told so. */
function beginning(title: string): string {
	return (title.split(/[\n…]/u)[0] ?? "").slice(0, enough);
}
