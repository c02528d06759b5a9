import type { Found, FoundKind } from "../science/recognition/found.ts";
import type { Located } from "../science/recognition/located.ts";
import type { Source } from "./sources.ts";
import type { Verdict } from "./validity.ts";

/** Where entities are written, in one form or another. */
export interface EntityWriter {
	readonly invalid: number;
	write(source: Source, found: readonly Located[], verdicts: readonly Verdict[]): void;
	end(): void;
	/** One sentence about all of them. */
	summary(files: number): string;
}

abstract class Counted {
	invalid = 0;
	private readonly kinds = new Map<FoundKind, number>();

	protected count({ found: { kind } }: Located, verdict: Verdict): void {
		this.kinds.set(kind, (this.kinds.get(kind) ?? 0) + 1);
		this.invalid += verdict.valid === false ? 1 : 0;
	}

	summary(files: number): string {
		const kinds = [...this.kinds].map(([kind, count]) => many(count, NOUNS[kind]));
		return `${kinds.join(", ") || "Nothing found"} in ${many(files, ["file", "files"])}${this.invalid > 0 ? `; ${many(this.invalid, ["is", "are"])} not valid` : ""}.`;
	}
}

const NOUNS: Readonly<Record<FoundKind, readonly [one: string, more: string]>> = {
	molecule: ["molecule", "molecules"], reaction: ["reaction", "reactions"], protein: ["protein", "proteins"], nucleotide: ["nucleotide sequence", "nucleotide sequences"],
};

function many(count: number, [one, more]: readonly [string, string]): string {
	return `${count.toLocaleString("en")} ${count === 1 ? one : more}`;
}

/** One JSON array, an entity a line, so that it can be read as it comes and as a whole. */
export class EntityList extends Counted implements EntityWriter {
	private begun = false;

	constructor(private readonly output: (text: string) => void) {
		super();
	}

	write(source: Source, found: readonly Located[], verdicts: readonly Verdict[]): void {
		let text = "";
		for (const [index, one] of found.entries()) {
			const verdict = verdictAt(verdicts, index);
			this.count(one, verdict);
			text += `${this.begun ? "," : "["}\n${JSON.stringify(entityOf(source, one, verdict))}`;
			this.begun = true;
		}
		this.output(text);
	}

	end(): void {
		this.output(this.begun ? "\n]\n" : "[\n]\n");
	}
}

/** The order of the keys is what a person reads first. */
function entityOf({ file, cell }: Source, { found, range }: Located, verdict: Verdict): object {
	const { kind, notation, text, name, cue } = found;
	return { file, cell, kind, notation, text, name: name ?? null, range, cue: cue === "none" ? null : cue, ...verdict };
}

function verdictAt(verdicts: readonly Verdict[], index: number): Verdict {
	const verdict = verdicts[index];
	if (verdict === undefined) {
		throw new Error("an entity was written before it was judged");
	}
	return verdict;
}

/** `file:line:column: kind text  [reason]`, lines and columns from one, as compilers write and editors read. */
export class EntityLines extends Counted implements EntityWriter {
	constructor(
		private readonly output: (text: string) => void,
		private readonly onlyInvalid: boolean,
	) {
		super();
	}

	write({ file, cell }: Source, found: readonly Located[], verdicts: readonly Verdict[]): void {
		const place = cell === undefined ? file : `${file}:cell ${cell + 1}`;
		let text = "";
		for (const [index, one] of found.entries()) {
			const verdict = verdictAt(verdicts, index);
			this.count(one, verdict);
			if (!this.onlyInvalid || verdict.valid === false) {
				const { line, character } = one.range.start;
				text += `${place}:${line + 1}:${character + 1}: ${one.found.kind} ${shown(one.found)}${verdict.reason === null ? "" : `  [${inOneLine(verdict.reason)}]`}\n`;
			}
		}
		this.output(text);
	}

	end(): void {
		// A list of lines needs no end.
	}
}

const LONGEST_SHOWN = 100;

/** A record by its name and size, everything else by its text, shortened. */
function shown({ notation, name, text, kind }: Found): string {
	if (notation === "fasta") {
		return `${name ?? "without a name"} (${many(text.length, kind === "nucleotide" ? ["nucleotide", "nucleotides"] : ["residue", "residues"])})`;
	}
	if (notation === "molfile") {
		return name ?? "without a name";
	}
	return printable(text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN - 1)}…` : text);
}

/** A file must not rule the terminal it is listed on. */
function printable(text: string): string {
	return text.replace(/[\p{Cc}\p{Cf}]/gu, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}

function inOneLine(sentence: string): string {
	return printable(sentence.replace(/\s+/g, " "));
}
