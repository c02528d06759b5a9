import { consider, cueOf } from "./candidate.ts";
import type { Cue, Step } from "./found.ts";
import { NO_CUE, STRIDE } from "./found.ts";
import { scanText, scanWords } from "./words.ts";

/** How a language writes comments and strings, as far as one scan for literals must know. */
interface Syntax {
	readonly lineComments: readonly string[];
	readonly blockComment: boolean;
	readonly tripleQuotes: boolean;
	readonly backtick: boolean;
}

const HASH = new Set(["python", "r", "julia", "ruby", "shellscript", "perl", "yaml", "toml", "snakemake", "nextflow", "makefile", "dockerfile", "elixir", "coffeescript", "powershell", "ini", "properties"]);
const BACKTICK = new Set(["", "javascript", "typescript", "javascriptreact", "typescriptreact", "go", "vue", "svelte", "groovy"]);
const DASHES = new Set(["sql", "lua", "haskell"]);

function syntaxOf(languageId: string): Syntax {
	const hash = HASH.has(languageId);
	const lineComments = hash ? ["#"] : DASHES.has(languageId) ? ["--"] : languageId === "matlab" ? ["%"] : ["//"];
	return { lineComments, blockComment: !hash, tripleQuotes: languageId === "python" || languageId === "julia" || languageId === "snakemake" || languageId === "toml", backtick: BACKTICK.has(languageId) };
}

interface Literal {
	/** Inside the quotes. */
	readonly start: number;
	readonly end: number;
	/** Behind the closing quote. */
	readonly after: number;
	readonly raw: boolean;
}

/** `smiles = [`, `"smiles": `, `MolFromSmiles(`, `row["ligand"] <- c(`, `drug: str = `: a name that leads to the literal. */
const LEADS = /([A-Za-z_][\w.]*)["'[\]]*\s*(?::\s*[\w[\].<>|]+\s*)?(?:===?|!==?|:=|=>|<-|=|:|\()\s*(?:c|list|tuple|set|vec!|r|b|f|u|\w*\.array|Series)?[\s[({&]*$/;
/** Between two members of one list or call. */
const MEMBERS = /^[\s,[\](){};]*$/;

/** Looks at the string literals and comments of source code, JSON among it. */
export function* scanSource(text: string, languageId: string): Generator<Step> {
	const syntax = syntaxOf(languageId);
	const marks = /["'`#/%-]/g;
	const quotes = new Quotes(text);
	let blockComments = syntax.blockComment;
	let cue = NO_CUE;
	let previous: Literal | undefined;
	let beat = 0;
	for (let match = marks.exec(text); match !== null; match = marks.exec(text)) {
		const at = match.index;
		if (at - beat > STRIDE) {
			beat = at;
			yield undefined;
		}
		if (blockComments && text.startsWith("/*", at)) {
			// One that is never closed is looked for once, not at each of a million "/*".
			blockComments = text.includes("*/", at + 2);
		}
		const comment = commentEnd(text, at, syntax, blockComments);
		if (comment !== undefined) {
			yield* scanWords(text, at, comment);
			marks.lastIndex = Math.max(comment, at + 1);
			continue;
		}
		const literal = readLiteral(text, at, syntax, quotes);
		if (literal === undefined) {
			continue;
		}
		cue = cueBefore(text, previous, at, cue);
		if (!isKey(text, literal)) {
			yield* scanLiteral(text, literal, cue);
		}
		previous = literal;
		marks.lastIndex = literal.after;
	}
}

function commentEnd(text: string, at: number, syntax: Syntax, blockComments: boolean): number | undefined {
	if (blockComments && text.startsWith("/*", at)) {
		return text.indexOf("*/", at + 2) + 2;
	}
	if (!syntax.lineComments.some((mark) => text.startsWith(mark, at))) {
		return undefined;
	}
	const newline = text.indexOf("\n", at);
	return newline < 0 ? text.length : newline;
}

function readLiteral(text: string, at: number, syntax: Syntax, quotes: Quotes): Literal | undefined {
	const quote = text.charAt(at);
	if (quote !== '"' && quote !== "'" && !(quote === "`" && syntax.backtick)) {
		return undefined;
	}
	const raw = /(?:^|[^A-Za-z0-9_])[bfBF]?[rR][bfBF]?#*$/.test(text.slice(Math.max(0, at - 5), at)) || text.slice(at - 10, at) === "String.raw";
	const triple = quote.repeat(3);
	const mark = syntax.tripleQuotes && text.startsWith(triple, at) ? triple : quote;
	const start = at + mark.length;
	const end = quotes.closing(start, mark, mark.length === 1 && quote !== "`");
	return end === undefined ? undefined : { start, end, after: end + mark.length, raw };
}

/** Finds closing quotes, and remembers where there is none: else a line of a million `\'` would be searched a million times. */
class Quotes {
	private lineEnd = -1;
	private readonly searched = new Map<string, number>();

	constructor(private readonly text: string) {}

	/** Strings of one line end with it; a quote that does not close is no string (`don't`, `'a` in Rust). */
	closing(start: number, mark: string, oneLine: boolean): number | undefined {
		const limit = oneLine ? this.endOfLine(start) : this.text.length;
		if (this.searched.get(mark) === limit) {
			return undefined;
		}
		for (let at = this.text.indexOf(mark, start); at >= 0 && at < limit; at = this.text.indexOf(mark, at + 1)) {
			let slashes = 0;
			while (this.text[at - 1 - slashes] === "\\" && at - slashes > start) {
				slashes++;
			}
			if (slashes % 2 === 0) {
				return at;
			}
		}
		this.searched.set(mark, limit);
		return undefined;
	}

	private endOfLine(from: number): number {
		if (this.lineEnd < from) {
			const newline = this.text.indexOf("\n", from);
			this.lineEnd = newline < 0 ? this.text.length : newline;
		}
		return this.lineEnd;
	}
}

/** `"smiles": …` of JSON and dictionaries, `"smiles" => …` of Ruby and PHP. */
function isKey(text: string, literal: Literal): boolean {
	return /^\s*(?::(?!:)|=>)/.test(text.slice(literal.after, literal.after + 20));
}

function cueBefore(text: string, previous: Literal | undefined, at: number, cue: Cue): Cue {
	const from = previous?.after ?? 0;
	const gap = text.slice(Math.max(from, at - 200), at).replace(/(?:#|\/\/)[^\n]*\n/g, "\n");
	const unbroken = previous !== undefined && at - from <= 200;
	if (unbroken && MEMBERS.test(gap)) {
		return gap.includes(";") ? NO_CUE : cue;
	}
	// The key before “: ” or “] = ” is itself a literal: {"smiles": "CCO"}, row["smiles"] = "CCO".
	if (unbroken && /^\s*\]?\s*(?::|=>|[=!]?==?|<-)[\s[({]*$/.test(gap)) {
		return cueOf(text.slice(previous.start, previous.end).slice(0, 60));
	}
	const name = /[=:([{-]\s*[A-Za-z.]*$/.test(gap) ? LEADS.exec(gap.slice(-100))?.[1] : undefined;
	return name === undefined ? NO_CUE : cueOf(name);
}

function* scanLiteral(text: string, literal: Literal, cue: Cue): Generator<Step> {
	const { start, end, raw } = literal;
	const content = text.slice(start, end);
	if (!/\s/.test(content)) {
		const value = raw ? content : content.replaceAll("\\\\", "\\");
		const found = consider(value, start, end, cue);
		if (found !== undefined) {
			yield found;
		}
		return;
	}
	yield* scanText(text, start, end);
}

/** YAML: plain values beside quoted ones; the items of a list have the cue of its key. */
export function* scanYaml(text: string): Generator<Step> {
	let cue = NO_CUE;
	let beat = 0;
	for (let start = text.startsWith("\ufeff") ? 1 : 0; start < text.length; ) {
		const newline = text.indexOf("\n", start);
		const stop = newline < 0 ? text.length : newline;
		const { key, value, at } = readYamlLine(text.slice(start, stop));
		if (key !== undefined) {
			cue = cueOf(key);
		}
		if (value !== "") {
			yield* scanYamlValue(text, value, start + at, cue);
		}
		start = stop + 1;
		if (start - beat > STRIDE) {
			beat = start;
			yield undefined;
		}
	}
}

interface YamlLine {
	readonly key: string | undefined;
	/** Without a comment behind it. */
	readonly value: string;
	/** Place of the value in the line. */
	readonly at: number;
}

/** By hand: in one pattern the key and the blanks around it share characters, which takes quadratic time on a long run of them. */
function readYamlLine(line: string): YamlLine {
	let at = skipBlanks(line, 0);
	for (let item = skipDash(line, at); item > at; item = skipDash(line, at)) {
		at = item;
	}
	const colon = line.indexOf(":", at);
	const key = colon < 0 || !/^\s?$/.test(line.charAt(colon + 1)) ? undefined : YAML_KEY.exec(line.slice(at, colon).trimEnd())?.[2];
	at = skipBlanks(line, key === undefined ? at : colon + 1);
	at = skipDash(line, at);
	return { key, value: withoutComment(line.slice(at)), at };
}

const YAML_KEY = /^(["']?)([\w .-]+)\1$/;

function skipBlanks(line: string, from: number): number {
	let at = from;
	while (line[at] === " " || line[at] === "\t") {
		at++;
	}
	return at;
}

/** Behind the `- ` of a list item, or the same place where there is none. */
function skipDash(line: string, at: number): number {
	let end = at + 1;
	while (line[end] === " ") {
		end++;
	}
	return line[at] === "-" && end > at + 1 ? end : at;
}

/** A `#` begins a comment only behind a blank. */
function withoutComment(value: string): string {
	let hash = value.indexOf("#", 1);
	while (hash >= 0 && value[hash - 1] !== " " && value[hash - 1] !== "\t") {
		hash = value.indexOf("#", hash + 1);
	}
	return (hash < 0 ? value : value.slice(0, hash)).trimEnd();
}

function* scanYamlValue(text: string, value: string, at: number, cue: Cue): Generator<Step> {
	const quoted = /^(["'])([^"']*)\1$/.exec(value);
	if (quoted?.[2] !== undefined) {
		const content = quoted[1] === '"' ? quoted[2].replaceAll("\\\\", "\\") : quoted[2];
		yield consider(content, at + 1, at + 1 + quoted[2].length, cue);
	} else if (/[\s"']/.test(value)) {
		yield* scanWords(text, at, at + value.length);
	} else {
		yield consider(value, at, at + value.length, cue);
	}
}
