/** Signs that mean something anywhere in a line of markdown, in HTML, or in the chat's formulas (`$`). */
const ANYWHERE = /[\\`*_[<|~$&]/;
/** Signs that make a heading, a quotation or a rule at the beginning of a line. */
const AT_THE_BEGINNING = /[#=>]/;
/** Control and direction characters, but for tab and line break: screens and screen readers would obey them. */
const UNSEEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/;
/** Mean nothing anywhere: they need no look at what stands around them. */
const ORDINARY = /[A-Za-z0-9,;]{1,1000}/y;
const ALL_UNSEEN = new RegExp(UNSEEN, "g");

/**
 * Writes text into markdown so that it reads as it is, piece by piece.
 *
 * What a model generates is text, to the letter: in markdown the SMILES `C[C@@H](N)C` would become a link and `*CC*` slanted
 * letters. It can neither fetch a picture nor offer a link or a command.
 */
export class PlainText {
	private line = "";
	private begun = false;

	/** @param linePrefix stands before every line: `> ` makes a quotation */
	constructor(private readonly linePrefix = "") {}

	/** The markdown of the next piece. */
	write(text: string): string {
		// Joined at the end: a string that grows by single characters is put together later, in one go that takes long.
		const parts = [this.begun || text === "" ? "" : this.linePrefix];
		this.begun ||= text !== "";
		for (let at = 0; at < text.length; ) {
			ORDINARY.lastIndex = at;
			const run = ORDINARY.exec(text)?.[0] ?? "";
			parts.push(run === "" ? this.escaped(text.charAt(at), text.charAt(at + 1)) : this.ordinary(run));
			at += Math.max(1, run.length);
		}
		return parts.join("");
	}

	private ordinary(run: string): string {
		this.line = run.length + this.line.length < 20 ? this.line + run : `…${(this.line + run).slice(-5)}`;
		return run;
	}

	private escaped(character: string, next: string): string {
		if (character === "\r") {
			return "";
		}
		if (character === "\n") {
			this.line = "";
			return `  \n${this.linePrefix}`;
		}
		const line = this.line;
		// As much of the line as any of the questions below looks at.
		this.line = line.length < 20 ? line + character : `…${line.slice(-4)}${character}`;
		if (character === " " || character === "\t") {
			// At the beginning of a line, and one after the other, they would be left out or make a code block.
			return line === "" || /\s$/.test(line) ? "&nbsp;" : " ";
		}
		if (UNSEEN.test(character)) {
			return named(character);
		}
		return ANYWHERE.test(character) || this.begins(line, character, next) || this.isAddress(line, character, next) ? escapedSign(character) : character;
	}

	/** Whether it makes the line something else than text. Where the piece ends, what follows may. */
	private begins(line: string, character: string, next: string): boolean {
		switch (character) {
			case "+":
			case "-":
				return /^\s*$/.test(line) && /^[\s\-+]?$/.test(next);
			case ".":
			case ")":
				return /^\s*\d+$/.test(line) && /^\s?$/.test(next);
			default:
				return AT_THE_BEGINNING.test(character) && /^\s*$/.test(line);
		}
	}

	private isAddress(line: string, character: string, next: string): boolean {
		return (character === ":" && (next === "/" || next === "")) || (character === "." && /www$/i.test(line));
	}
}

/** Text whose control and direction characters are named instead: they can do nothing any more. Tabs and line breaks stay. */
export function withoutUnseen(text: string): string {
	return text.replace(ALL_UNSEEN, (character) => (character === "\r" ? "" : named(character)));
}

/** In one line, as code: a structure is read and copied to the letter. */
export function codeSpan(text: string): string {
	const line = withoutUnseen(text.replace(/\s+/g, " ").trim());
	const longest = Math.max(0, ...[...line.matchAll(/`+/g)].map(([run]) => run.length));
	const fence = "`".repeat(longest + 1);
	const room = line === "" || /^`|`$/.test(line) ? " " : "";
	return `${fence}${room}${line}${room}${fence}`;
}

/** In one line, for names, table cells and sentences. */
export function plainLine(text: string): string {
	return new PlainText().write(text.replace(/\s+/g, " ").trim());
}

function escapedSign(sign: string): string {
	return sign === "<" || sign === "&" ? `&#${sign.charCodeAt(0)};` : `\\${sign}`;
}

function named(character: string): string {
	return `⟨U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}⟩`;
}
