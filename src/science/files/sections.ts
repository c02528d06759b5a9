/** The lines of a text, counted from 0, without their breaks. */
export interface Lines {
	readonly count: number;
	at(line: number): string;
}

/**
 * What a section is: a `record` of FASTA, SDF, MOL2 or MOL; a `molecule` in a line of its own; a `model`, a `chain` or `ligands` of a
 * structure; a `dataBlock` or a `category` of CIF. A `block` (lines that belong together) and a `remark` have no entry in an outline.
 */
export type SectionKind = "record" | "molecule" | "model" | "chain" | "ligands" | "dataBlock" | "category" | "block" | "remark";

/** Lines of a file that belong together. */
export interface Section {
	readonly kind: SectionKind;
	/** As it stands in the file, in one line; empty where the file gives none. */
	readonly name: string;
	/** A FASTA description, a SMILES, the names of ligands; empty where there is nothing to say. */
	readonly detail: string;
	/** Residues of a chain. */
	readonly residues?: number;
	/** Both included. */
	readonly first: number;
	readonly last: number;
	readonly children: readonly Section[];
}

export interface Sections {
	readonly sections: readonly Section[];
	/** The line at which the reader stopped because there were too many sections; undefined if it read to the end. */
	readonly stoppedAt: number | undefined;
}

/** Reads sections; gives way every few hundred lines, so that the caller can look at the clock, or stop. */
export type SectionReader = (lines: Lines, limit?: number) => Generator<undefined, Sections>;

/**
 * As many as VS Code lists of a JSON file. It takes the symbols of an outline in one go: twice as many block the extension host
 * for 30 to 50 ms. Nested sections count, too.
 */
export const MAX_SECTIONS = 5000;
/** Lines read between two steps: well under a millisecond. */
export const LINE_STRIDE = 512;
/** Characters of a line that are looked at for a name: a line may hold megabytes. */
export const LOOKED_AT = 4096;

export interface SectionDraft {
	kind: SectionKind;
	name: string;
	detail: string;
	residues?: number;
	readonly first: number;
	last: number;
	readonly children: SectionDraft[];
}

/** Grows a tree of sections line by line. */
export class SectionTree {
	private readonly roots: SectionDraft[] = [];
	private readonly path: SectionDraft[] = [];
	private count = 0;

	constructor(private readonly limit: number) {}

	get full(): boolean {
		return this.count >= this.limit;
	}

	/** The innermost open section. */
	get open(): SectionDraft | undefined {
		return this.path.at(-1);
	}

	/** Begins a section within the open one; it ends with the line it begins with, until it is told otherwise. */
	begin(kind: SectionKind, name: string, first: number): SectionDraft {
		const draft: SectionDraft = { kind, name, detail: "", first, last: first, children: [] };
		(this.open?.children ?? this.roots).push(draft);
		this.path.push(draft);
		this.count++;
		return draft;
	}

	/** The open sections reach to this line. */
	reach(line: number): void {
		for (const draft of this.path) {
			draft.last = line;
		}
	}

	/** Ends the innermost sections as long as they are of these kinds. */
	end(...kinds: readonly SectionKind[]): void {
		while (this.open !== undefined && kinds.includes(this.open.kind)) {
			this.path.pop();
		}
	}

	endInnermost(): void {
		this.path.pop();
	}

	endAll(): void {
		this.path.length = 0;
	}

	result(stoppedAt?: number): Sections {
		return { sections: this.roots, stoppedAt };
	}
}

export function isBlank(line: string): boolean {
	// Not `trim`: it would copy megabytes.
	return !/\S/.test(line);
}
