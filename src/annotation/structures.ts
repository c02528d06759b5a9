import { Failure } from "../science/failure.ts";
import { isMolBlock } from "../science/molecule/molBlock.ts";
import { consider } from "../science/recognition/candidate.ts";
import { cueOf } from "../science/recognition/cues.ts";
import type { Cue } from "../science/recognition/found.ts";
import type { TableRow } from "./table.ts";

/** The column that a table is annotated by. */
export interface Structures {
	readonly title: string;
	readonly kind: "molecule" | "protein";
}

interface Read extends Structures {
	readonly cue: Cue;
	/** Of the cells that are not empty, those that read as one: 0 to 1. */
	readonly share: number;
}

/** Titles that a sentence lists. */
const MOST_LISTED = 30;

/**
 * Finds the column of SMILES or protein sequences, or what is in the one that was named.
 *
 * What its title says counts first (`smiles`), then what most of its cells are.
 *
 * @param sample the first rows
 * @param named as a user gave it; capitals do not matter
 * @throws Failure `no-such-column`, `no-structures`
 */
export function structuresIn(titles: readonly string[], sample: readonly TableRow[], named?: string): Structures {
	if (named !== undefined) {
		const title = titles.find((one) => one === named) ?? titles.find((one) => one.toLowerCase() === named.trim().toLowerCase());
		if (title === undefined) {
			throw new Failure("no-such-column", `There is no column “${named.slice(0, 100)}” in this file. There are ${listed(titles)}.`);
		}
		return kindOf(title, readAs(title, sample));
	}
	const read = titles.flatMap((title) => readAs(title, sample));
	const best = read.find(({ cue, kind, share }) => kind === "molecule" && cue.molecule === "certain" && share > 0) ?? mostly(read);
	if (best === undefined) {
		throw new Failure("no-structures", `No column of this file reads as SMILES or protein sequences. Name the column that holds them. There are ${listed(titles)}.`);
	}
	return { title: best.title, kind: best.kind };
}

function readAs(title: string, sample: readonly TableRow[]): readonly Read[] {
	const cue = cueOf(title);
	const cells = sample.map((row) => row.get(title)?.trim() ?? "").filter((text) => text !== "");
	const kinds = cells.map((text) => kindIn(text, cue));
	const share = (kind: Read["kind"]): number => kinds.filter((one) => one === kind).length / Math.max(1, cells.length);
	return (["molecule", "protein"] as const).map((kind) => ({ title, kind, cue, share: share(kind) }));
}

/** A cell may hold a mol block or a FASTA record, too. Of InChI RDKit makes no molecule here. */
function kindIn(text: string, cue: Cue): Read["kind"] | undefined {
	if (text.includes("\n")) {
		return isMolBlock(text) ? "molecule" : text.startsWith(">") ? kindIn(text.slice(text.indexOf("\n") + 1).replace(/\s+/g, ""), { ...cue, protein: true }) : undefined;
	}
	const found = consider(text, 0, text.length, cue);
	return found?.notation === "inchi" || (found?.kind !== "molecule" && found?.kind !== "protein") ? undefined : found.kind;
}

function mostly(read: readonly Read[]): Read | undefined {
	return read.filter(({ share }) => share >= 0.5).sort((one, other) => other.share - one.share)[0];
}

/** A column that was named is taken at its word, also where few of its cells can be read. */
function kindOf(title: string, read: readonly Read[]): Structures {
	const [molecule, protein] = read;
	const cue = molecule?.cue;
	const undecided = (molecule?.share ?? 0) === (protein?.share ?? 0);
	const isProtein = undecided ? cue?.protein === true && cue.molecule === "none" : (protein?.share ?? 0) > (molecule?.share ?? 0);
	return { title, kind: isProtein ? "protein" : "molecule" };
}

/** Columns by their titles, for a sentence. */
export function listed(titles: readonly string[]): string {
	const some = titles.slice(0, MOST_LISTED).map((title) => `“${title.slice(0, 60)}”`).join(", ");
	return titles.length > MOST_LISTED ? `${some} and ${titles.length - MOST_LISTED} more` : some;
}
