import { consider } from "./candidate.ts";
import { cueOf } from "./cues.ts";
import type { Cue, Resume, Step } from "./found.ts";
import { MARK_STRIDE, NO_CUE, STRIDE } from "./found.ts";
import { lineStop } from "./lines.ts";
import { scanText } from "./words.ts";

/** YAML: plain values beside quoted ones; the items of a list have the cue of its key, and so have the keys below it. */
export function yamlResume(outer: YamlContext = { cue: NO_CUE, indent: -1 }): Resume {
	return (text, end) => scanYaml(text, end, outer);
}

interface YamlContext {
	/** Of the last key that had one. */
	readonly cue: Cue;
	/** Column of that key: what is further right belongs to it. */
	readonly indent: number;
}

function* scanYaml(text: string, end: number, outer: YamlContext): Generator<Step> {
	let context = outer;
	let beat = 0;
	let marked = 0;
	for (let start = text.startsWith("\ufeff") ? 1 : 0; start < end; ) {
		const stop = lineStop(text, start, end);
		const line = readYamlLine(text.slice(start, stop));
		const { key, value, at } = line;
		let name: string | undefined;
		if (key !== undefined) {
			const own = cueOf(key);
			const below = line.indent > context.indent && context.cue.molecule === "certain" && own === NO_CUE;
			name = below ? key : undefined;
			context = below ? context : { cue: own, indent: line.indent };
		}
		if (value !== "") {
			for (const found of scanYamlValue(text, value, start + at, context.cue)) {
				yield found !== undefined && "kind" in found && name !== undefined ? { ...found, name } : found;
			}
		}
		start = stop + 1;
		if (start - beat > STRIDE) {
			beat = start;
			yield undefined;
		}
		if (stop < end && (start - marked >= MARK_STRIDE || start >= end)) {
			marked = start;
			yield { mark: start, key: JSON.stringify(context), resume: yamlResume(context) };
		}
	}
}

interface YamlLine {
	readonly key: string | undefined;
	/** Without a comment behind it. */
	readonly value: string;
	/** Place of the value in the line. */
	readonly at: number;
	/** Place of the key or the value, dashes left out. */
	readonly indent: number;
}

/** By hand: in one pattern the key and the blanks around it share characters, which takes quadratic time on a long run of them. */
function readYamlLine(line: string): YamlLine {
	let at = skipBlanks(line, 0);
	for (let item = skipDash(line, at); item > at; item = skipDash(line, at)) {
		at = item;
	}
	const indent = at;
	const colon = line.indexOf(":", at);
	const key = colon < 0 || !/^\s?$/.test(line.charAt(colon + 1)) ? undefined : YAML_KEY.exec(line.slice(at, colon).trimEnd())?.[2];
	at = skipBlanks(line, key === undefined ? at : colon + 1);
	at = skipDash(line, at);
	return { key, value: withoutComment(line.slice(at)), at, indent };
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
	} else if (value.startsWith("[")) {
		for (const item of value.matchAll(/[^\s,"']+/g)) {
			const lead = item.index === 0 ? 1 : 0;
			const bare = item[0].slice(lead).replace(item.index + item[0].length === value.length ? /\]$/ : /$^/, "");
			yield consider(bare, at + item.index + lead, at + item.index + lead + bare.length, cue, false);
		}
	} else if (/[\s"']/.test(value)) {
		yield* scanText(text, at, at + value.length);
	} else {
		yield consider(value, at, at + value.length, cue);
	}
}
