/**
 * How many characters before a word belong to the sentence: an opening bracket, signs of emphasis.
 *
 * @param code a span of code, where a star is an atom
 */
export function leading(word: string, code = false): number {
	return isWrapped(word) || (word.startsWith("(") && balance(word) > 0) ? 1 : word.length - word.replace(code ? /^_+/ : /^[*_]+/, "").length;
}

/** `**CCO**`; a polymer `*CC*` is the same with one star, and is let be what chemists mean. */
export function emphasised(word: string): boolean {
	return /^(?:\*\*|__|_)/.test(word) || /(?:\*\*|__|_)[.:,]?$/.test(word) || (word.startsWith("*") && !/\*[.:]?$/.test(word)) || (!word.startsWith("*") && /\*[.:]?$/.test(word) && !/[=#(]/.test(word));
}

/** The word without the brackets, the emphasis and the full stop that belong to the sentence. */
export function trim(word: string, code = false): string {
	let end = word.length;
	const start = leading(word, code);
	let excess = -balance(word.slice(start));
	for (let letter = word[end - 1]; end > start; letter = word[end - 1]) {
		if (letter === ")" && excess > 0) {
			excess--;
		} else if (letter === undefined || !(code ? /[.:_\\]/ : /[.:*_\\]/).test(letter)) {
			break;
		}
		end--;
	}
	return word.slice(start, end);
}

function isWrapped(word: string): boolean {
	return /^\(.*\)[.:]?$/.test(word) && balance(word) === 0 && closesLast(word);
}

/** `(CC)C(C)` begins and ends with a bracket, and is not wrapped. */
function closesLast(word: string): boolean {
	let open = 0;
	for (let at = 0; at < word.length; at++) {
		open += word[at] === "(" ? 1 : word[at] === ")" ? -1 : 0;
		if (open === 0) {
			return /^[.:]?$/.test(word.slice(at + 1));
		}
	}
	return false;
}

/** Brackets that open less those that close. */
export function balance(word: string): number {
	let open = 0;
	for (const letter of word) {
		open += letter === "(" ? 1 : letter === ")" ? -1 : 0;
	}
	return open;
}
