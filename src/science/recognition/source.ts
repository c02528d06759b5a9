import type { Carry, Container } from "./carry.ts";
import { START, flat, keyOf } from "./carry.ts";
import { Cues } from "./cues.ts";
import type { Resume, Step } from "./found.ts";
import { MARK_STRIDE, STRIDE, UNCLOSED } from "./found.ts";
import { Lead, LEAD_LENGTH, isKey, openBrackets, opensContainer } from "./lead.ts";
import { lineStop } from "./lines.ts";
import { scanJoined, scanLiteral } from "./literal.ts";
import type { Literal } from "./literal.ts";
import { Quotes } from "./quotes.ts";
import type { Sketch } from "./sketch.ts";
import type { Syntax } from "./syntax.ts";
import { scanText } from "./words.ts";

const MAX_CONTAINERS = 32;
/** More code than this between two literals, and they have nothing to do with each other. */
const LONGEST_GAP = 2000;
const MAX_PARTS = 100;
/** From one literal to the next that is added to it, up to its quote. */
const ADDED = /[ \t]*(?:\r?\n[ \t]*)?\+[ \t]*(?:\r?\n[ \t]*)?[rRuU]?(?=["'`])/y;
/** Side by side on a line, or within brackets also on lines. */
const BESIDE = /[ \t]*(?:\+[ \t]*(?:\r?\n[ \t]*)?)?[rRuU]?(?=["'])/y;
const ADJACENT = /[ \t]*(?:\r?\n[ \t]*)?(?:\+[ \t]*(?:\r?\n[ \t]*)?)?[rRuU]?(?=["'])/y;
/** `rb"…"`, `f"…"`, `r#"…"#`. */
const PREFIX = /(?:^|[^A-Za-z0-9_])([bBuU]?[rRfF]?[bBfFrR]?)#*$/;

/** Looks at the string literals and comments of source code, JSON among it. */
export function sourceResume(syntax: Syntax, carry: Carry = START): Resume {
	return (text, end) => new SourceScan(syntax, carry, text, end).steps();
}

class SourceScan {
	private readonly cues = new Cues();
	private readonly quotes: Quotes;
	private readonly sketch: Sketch = { all: 0, any: 0, foreign: false, end: 0 };
	/** Code since the last literal, of earlier segments and pieces. */
	private gap: string;
	private previous: string | undefined;
	private literal: Literal | undefined;
	private segment = 0;
	private unbroken: boolean;
	private semicolon = false;
	private lead: Lead | undefined;
	private containers: Container[];
	private depth: number;
	private blockComments: boolean;
	private marked = 0;
	/** The last line start that was passed, and the line break behind it. */
	private line = 0;
	private nextBreak = -2;
	/** A comment or string of several lines goes on behind the piece: there is no line start in code any more. */
	private cut = false;
	/** One that the document never closes. */
	private unclosed = false;

	constructor(
		private readonly syntax: Syntax,
		carry: Carry,
		private readonly text: string,
		private readonly end: number,
	) {
		this.quotes = new Quotes(text, end);
		({ gap: this.gap, previous: this.previous, unbroken: this.unbroken, lead: this.lead } = carry);
		this.containers = [...carry.containers];
		this.depth = this.containers.at(-1)?.depth ?? 0;
		this.depth += this.containers.length > 0 ? 1 : 0;
		this.blockComments = syntax.blockComment;
	}

	*steps(): Generator<Step> {
		const { text, end, syntax } = this;
		const marks = new RegExp(`[${syntax.marks.replace(/[\]\\^-]/g, "\\$&")}]`, "g");
		let beat = 0;
		for (let match = marks.exec(text); match !== null && match.index < end; match = marks.exec(text)) {
			const at = match.index;
			if (at - beat > STRIDE) {
				beat = at;
				yield undefined;
			}
			if (at - this.marked >= MARK_STRIDE) {
				yield this.markBefore(at);
			}
			const comment = this.commentEnd(at);
			if (comment !== undefined) {
				this.closeSegment(at);
				this.segment = comment;
				yield* scanText(text, at, comment);
				marks.lastIndex = Math.max(comment, at + 1);
				continue;
			}
			const literal = this.readLiteral(at);
			if (this.unclosed) {
				this.unclosed = false;
				yield UNCLOSED;
			}
			if (literal === undefined) {
				marks.lastIndex = Math.max(this.expressionEnd(at), at + 1);
				continue;
			}
			const key = this.enter(literal, at);
			const joined = this.joinedTo(literal);
			if (!key && this.lead !== undefined) {
				yield* joined.length > 1 ? scanJoined(text, joined, this.lead, this.sketch) : scanLiteral(text, literal, this.lead, this.sketch);
			}
			const last = joined.at(-1) ?? literal;
			this.literal = last;
			this.segment = last.after;
			marks.lastIndex = last.after;
		}
		if (text.charCodeAt(end - 1) === 10 && this.segment <= end) {
			yield this.markBefore(end);
		}
	}

	/** Takes in the code before a literal: what leads to it? Whether it is itself the key of a dictionary. */
	private enter(literal: Literal, at: number): boolean {
		this.closeSegment(at);
		// `if smi == "CCO":` and `x ? "a" : b` have no keys.
		const key = isKey(this.text, literal.after) && /(?:^|[{,([\n])\s*$/.test(this.gap.slice(-40));
		if (!this.unbroken || this.semicolon || this.lead === undefined || this.followsFormat()) {
			const previous = this.literal === undefined ? this.previous : this.text.slice(this.literal.start, Math.min(this.literal.end, this.literal.start + 60));
			const container = this.containers.at(-1)?.lead;
			this.lead = new Lead(this.cues, this.semicolon && this.unbroken ? "" : this.gap.slice(-LEAD_LENGTH), previous, container);
			if (opensContainer(this.gap)) {
				this.containers.push({ lead: this.lead, depth: this.depth - openBrackets(this.gap) });
				this.containers.splice(0, this.containers.length - MAX_CONTAINERS);
			}
		} else if (this.containers.length > 0 && key) {
			// A key of the dictionary: what led to the value before it does not lead to it.
			this.lead = this.containers.at(-1)?.lead;
		}
		this.literal = literal;
		this.previous = undefined;
		this.gap = "";
		this.unbroken = true;
		this.semicolon = false;
		this.segment = literal.after;
		return key;
	}

	/** `readstring("smi", "CCO")`: the literal before says what this one is. */
	private followsFormat(): boolean {
		return this.literal !== undefined && this.literal.end - this.literal.start <= 6 && /^(?:smi|smiles|can)$/.test(this.text.slice(this.literal.start, this.literal.end));
	}

	/** Reads the code up to here: brackets that open and close, and whether anything else stands in it. */
	private closeSegment(stop: number): void {
		const start = this.segment;
		if (stop <= start) {
			return;
		}
		if (stop - start > LONGEST_GAP) {
			this.unbroken = false;
			this.containers.length = 0;
			this.depth = 0;
		} else {
			this.readBrackets(start, stop);
		}
		this.gap = (this.gap + this.text.slice(Math.max(start, stop - LEAD_LENGTH), stop)).slice(-LEAD_LENGTH);
		this.segment = stop;
	}

	private readBrackets(start: number, stop: number): void {
		for (let at = start; at < stop; at++) {
			const code = this.text.charCodeAt(at);
			if (code === 91 || code === 123 || code === 40) {
				this.depth++;
			} else if (code === 93 || code === 125 || code === 41) {
				this.depth--;
				this.leaveContainers();
			} else if (code === 59) {
				this.semicolon = true;
			} else if (code > 32 && code !== 44) {
				this.unbroken = false;
			}
		}
	}

	private leaveContainers(): void {
		while (this.containers.length > 0 && this.depth <= (this.containers.at(-1)?.depth ?? 0)) {
			this.containers.pop();
			this.unbroken = false;
		}
		if (this.containers.length === 0) {
			this.depth = 0;
		}
	}

	/** At the last line start before here that lies in code. */
	private markBefore(at: number): Step {
		const line = this.lineStartBefore(at);
		if (this.cut || line <= this.marked || line < this.segment) {
			return undefined;
		}
		this.closeSegment(line);
		this.marked = line;
		const previous = this.literal === undefined ? this.previous : this.text.slice(this.literal.start, Math.min(this.literal.end, this.literal.start + 60));
		// Held for long: no part of the text may hang on it.
		const carry: Carry = { gap: flat(this.gap), previous: previous === undefined ? undefined : flat(previous), unbroken: this.unbroken && !this.semicolon, lead: this.lead, containers: [...this.containers] };
		return { mark: line, key: keyOf(carry), resume: sourceResume(this.syntax, carry) };
	}

	/** Forwards only: looking back from each quote of a line of a megabyte would take quadratic time. */
	private lineStartBefore(at: number): number {
		if (this.nextBreak === -2) {
			this.nextBreak = this.text.indexOf("\n");
		}
		while (this.nextBreak >= 0 && this.nextBreak < at) {
			this.line = this.nextBreak + 1;
			this.nextBreak = this.text.indexOf("\n", this.line);
		}
		return this.line;
	}

	private commentEnd(at: number): number | undefined {
		const { text, end } = this;
		if (this.blockComments && text.startsWith("/*", at)) {
			const close = text.indexOf("*/", at + 2);
			// One that is never closed is looked for once, not at each of a million "/*".
			this.blockComments = close >= 0 && close < end;
			this.cut ||= !this.blockComments && end < text.length;
			this.unclosed ||= !this.blockComments && end === text.length;
			return this.blockComments ? close + 2 : undefined;
		}
		if (!this.syntax.lineComments.some((mark) => text.startsWith(mark, at))) {
			return undefined;
		}
		return lineStop(text, at, end);
	}

	private readLiteral(at: number): Literal | undefined {
		const { text, syntax } = this;
		const quote = text.charAt(at);
		if (quote !== '"' && quote !== "'" && !(quote === "`" && syntax.backtick)) {
			return undefined;
		}
		const prefix = /[A-Za-z#]/.test(text.charAt(at - 1)) ? (PREFIX.exec(text.slice(Math.max(0, at - 5), at))?.[1] ?? "") : "";
		const triple = quote.repeat(3);
		const mark = syntax.tripleQuotes && text.startsWith(triple, at) ? triple : quote;
		const start = at + mark.length;
		const end = this.quotes.closing(start, mark, mark.length === 1 && quote !== "`");
		if (end === undefined) {
			const long = mark === triple || quote === "`";
			this.cut ||= long && this.end < text.length;
			this.unclosed ||= long && this.end === text.length;
			return undefined;
		}
		const raw = /r/i.test(prefix) || syntax.rawQuotes.includes(quote) || (quote === "`" && text.slice(at - 10, at) === "String.raw");
		const inner = raw && syntax.bracketedRaw && text[start] === "(" && text[end - 1] === ")" ? 1 : 0;
		return { start: start + inner, end: end - inner, after: end + mark.length, raw, formatted: prefix !== "" && /f/i.test(prefix) };
	}

	/** The literals that make one string: side by side, or added to each other. */
	private joinedTo(first: Literal): Literal[] {
		const next = this.text.charCodeAt(first.after);
		if (next === 44 || next === 58 || next === 59 || next === 41 || next === 93 || next === 125) {
			// A comma, colon, semicolon or closing bracket: nearly always.
			return [first];
		}
		const parts = [first];
		for (let last = first; parts.length < MAX_PARTS; ) {
			const { adjacent } = this.syntax;
			const pattern = adjacent === "never" ? ADDED : adjacent === "lines" || this.depth > 0 ? ADJACENT : BESIDE;
			pattern.lastIndex = last.after;
			const found = pattern.exec(this.text);
			const part = found === null || pattern.lastIndex >= this.end ? undefined : this.readLiteral(pattern.lastIndex);
			if (part === undefined) {
				break;
			}
			parts.push(part);
			last = part;
		}
		return parts;
	}

	/** Behind a regular expression, whose quotes begin no string; the next character for anything else. */
	private expressionEnd(at: number): number {
		if (!this.syntax.regularExpressions || this.text[at] !== "/" || !/(?:^|[=(,:[!&|?{};\n]|\breturn)\s*$/.test(this.text.slice(Math.max(0, at - 10), at))) {
			return at + 1;
		}
		const expression = /\/(?![*/])(?:[^\\/[\n]|\\.|\[(?:[^\]\\\n]|\\.){0,300}\]){0,500}\//y;
		expression.lastIndex = at;
		return at + (expression.exec(this.text)?.[0].length ?? 1);
	}
}
