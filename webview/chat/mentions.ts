import type { MentionModel } from "../protocol.ts";

/** A place of a mention in a text. */
export interface Place {
	readonly mention: MentionModel;
	readonly from: number;
	readonly to: number;
}

/** A badge at each of thousands of places helps nobody. */
const mostPlaces = 200;
/** Characters that continue a SMILES or a word: `CCO` does not stand in `CCOC` or in `CCO[Na]`. */
const continues = /[\p{L}\p{N}=#@\\/[\]%+]/u;

/** Where the mentions stand in a text, in order and without overlaps; the longest wins. */
export function placesOf(text: string, mentions: readonly MentionModel[]): readonly Place[] {
	const places: Place[] = [];
	for (const mention of [...mentions].sort((one, other) => other.text.length - one.text.length)) {
		for (let from = mention.text === "" ? -1 : text.indexOf(mention.text); from >= 0 && places.length < mostPlaces; from = text.indexOf(mention.text, from + mention.text.length)) {
			const to = from + mention.text.length;
			const whole = !continues.test(text.charAt(from - 1)) && !continues.test(text.charAt(to));
			if (whole && !places.some((each) => from < each.to && each.from < to)) {
				places.push({ mention, from, to });
			}
		}
	}
	return places.sort((one, other) => one.from - other.from);
}
