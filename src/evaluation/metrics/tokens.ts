/**
 * How texts are cut into tokens before they are compared. Figures of one tokenisation say nothing beside those of another, so each metric names its own.
 */
export interface Tokenisation {
	readonly id: "words-and-marks" | "whitespace" | "rouge-score";
	/** For reports. */
	readonly label: string;
	readonly tokens: (text: string) => readonly string[];
}

/** Python's `\w` in Unicode: letters, digits and the underscore, but no combining marks. */
const WORD_OR_MARK = /[\p{L}\p{N}_]+|[^\p{L}\p{N}_\s]/gu;
const WORD = /[\p{L}\p{N}_]+/gu;

/** `\w+|[^\w\s]` of the lower-cased text. */
export const wordsAndMarks: Tokenisation = {
	id: "words-and-marks",
	label: "words and marks, lower-cased (\\w+|[^\\w\\s])",
	tokens: (text) => text.toLowerCase().match(WORD_OR_MARK) ?? [],
};

/** Between white space, as `proteinqa.py` of OpenBioMed 2023 does, which BioMedGPT-10B was measured with. */
export const whitespace: Tokenisation = {
	id: "whitespace",
	label: "between white space, as BioMedGPT’s own scripts",
	tokens: (text) => text.split(/\s+/).filter((token) => token !== ""),
};

/** The default of Google's `rouge_score`: lower-cased runs of ASCII letters and digits, without stemming. */
export const rougeScore: Tokenisation = {
	id: "rouge-score",
	label: "letters and digits, lower-cased, as rouge_score does",
	tokens: (text) => text.toLowerCase().match(/[a-z0-9]+/g) ?? [],
};

/** Lower-cased words alone, so that a full stop in common earns nothing. */
export function words(text: string): readonly string[] {
	return text.toLowerCase().match(WORD) ?? [];
}
