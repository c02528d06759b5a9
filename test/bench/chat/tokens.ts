import type { Sight } from "./inPage.ts";

/** A piece of text as the engine produced it: when, on the wall clock (ms), its oldest token was there. */
export interface Piece {
	readonly text: string;
	readonly producedAt: number;
}

/**
 * For each piece of an answer, how long it took from the engine to the screen (ms).
 *
 * @param seen the whole answer as the page showed it, without white space
 * @returns undefined where the page shows the text differently, with marks of lists or emphasis taken away, so that lengths cannot be compared
 */
export function waysToScreen(pieces: readonly Piece[], sights: readonly Sight[], seen: string): readonly number[] | undefined {
	const texts = pieces.map(({ text }) => text.replace(/\s/gu, ""));
	if (texts.join("") !== seen) {
		return undefined;
	}
	let length = 0;
	return pieces.flatMap(({ producedAt }, index) => {
		length += texts[index]?.length ?? 0;
		const sight = sights.find((each) => each.length >= length);
		return texts[index] === "" || sight === undefined ? [] : [sight.at - producedAt];
	});
}
