import * as vscode from "vscode";
import type { Chemistry } from "../science/chemistry.ts";
import type { Entity } from "../science/entity.ts";
import { failureData } from "../science/failure.ts";
import { isPlainSmiles } from "../science/molecule/plainSmiles.ts";
import { tokeniseSmiles } from "../science/molecule/smiles.ts";
import type { Found } from "../science/recognition/found.ts";
import { moleculeEntity } from "../science/recognition/subject.ts";
import { recogniseInSlices } from "../science/recognise.ts";
import { descriptionOf } from "./questions.ts";

/** More in one message nobody means to ask about. */
export const MOST_ENTITIES = 8;
/** Words that are tried as SMILES. */
const MOST_CANDIDATES = 100;

/** What a message is about, and its words without the structures. */
export interface ReadMessage {
	/**
	 * Each structure is replaced by what it is, as the models were trained: “this molecule”, or “molecule 2” of several. A message
	 * that is nothing but a structure asks for its description.
	 */
	readonly text: string;
	/** For a question about one of several: without numbers. */
	readonly textAlone: string;
	/** Whether there are words beside the structures. */
	readonly asks: boolean;
	readonly entities: readonly Entity[];
	/** Why something that looks like a structure is not attached; sentences. */
	readonly remarks: readonly string[];
}

export interface ReadingOptions {
	readonly chemistry: Pick<Chemistry, "checkAll" | "facts">;
	/** Whether bare words such as `CCO` are meant as SMILES, as behind `/describe`. */
	readonly structuresExpected?: boolean;
	readonly signal: AbortSignal;
}

/** Finds the molecules and proteins of a message; code spans (`` `CCO` ``) are read as SMILES where they can be. */
export async function readMessage(text: string, { chemistry, structuresExpected = false, signal }: ReadingOptions): Promise<ReadMessage> {
	const found: Found[] = [];
	for (const portion of recogniseInSlices(text, { languageId: "markdown", fileName: "" })) {
		found.push(...portion.map((each) => (structuresExpected || text[each.start - 1] === "`" ? { ...each, cue: "likely" as const } : each)));
		signal.throwIfAborted();
		// Others want to work, too: the extension host is shared.
		await new Promise((resolve) => setImmediate(resolve));
	}
	const all = [...found, ...marked(text, found, structuresExpected)].sort((one, other) => one.start - other.start);
	return attach(text, await meant(all, chemistry, signal));
}

/** The molecules and proteins among what was found in a file, which is not part of the message. */
export async function attachable(found: readonly Found[], { chemistry, signal }: ReadingOptions): Promise<Pick<ReadMessage, "entities" | "remarks">> {
	const all = await meant(found, chemistry, signal);
	// One more than are attached, so that it is said that there are more.
	const first = await Promise.all(all.slice(0, MOST_ENTITIES + 1).map((each) => readable(each, chemistry, signal)));
	return attach("", first.map((each) => ({ ...each, start: 0, end: 0 })));
}

/** A mol block as SMILES: that is what the molecule encoder reads. */
async function readable(found: Found, chemistry: ReadingOptions["chemistry"], signal: AbortSignal): Promise<Found> {
	if (found.notation !== "molfile" || found.problem) {
		return found;
	}
	try {
		return { ...found, notation: "smiles", text: (await chemistry.facts(found.text, signal)).canonicalSmiles };
	} catch (error) {
		signal.throwIfAborted();
		return { ...found, problem: { message: failureData(error).message, span: { start: 0, end: 0 } } };
	}
}

const SPAN = /`([^`\s]{2,})`/g;
const WORD = /[^\s,;`"'“”]{2,}/g;
/** A sign of a bond, a ring or a branch, or nothing but upper-case letters, of which one is carbon: `IN` and `NO` are words. */
const LIKE_SMILES = /[\d=#()[\]]|^(?=.*C)[A-Z]+$/;

/** SMILES that only somebody who expects some can tell from words. Where all are wrong, they come with the reason. */
function marked(text: string, found: readonly Found[], structuresExpected: boolean): Found[] {
	const spans = first(text, SPAN, () => true);
	const words = structuresExpected ? first(text, WORD, (word) => LIKE_SMILES.test(word.text) && !spans.some(({ start }) => start === word.start)) : [];
	const fresh = [...spans, ...words].filter((candidate) => !found.some(({ start, end }) => start < candidate.start + candidate.text.length && candidate.start < end));
	const read = fresh.map(({ start, text: written }): Found => ({ kind: "molecule", notation: "smiles", start, end: start + written.length, text: written, cue: "likely", problem: problemOf(written) }));
	const right = read.filter(({ problem }) => !problem);
	return right.length + found.length > 0 || !structuresExpected ? right : read;
}

interface Candidate {
	readonly start: number;
	readonly text: string;
}

/** The first matches that fit; a message of megabytes has more than anybody means. */
function first(text: string, pattern: RegExp, fits: (candidate: Candidate) => boolean): Candidate[] {
	const candidates: Candidate[] = [];
	for (const match of text.matchAll(pattern)) {
		const inside = match[1] ?? match[0];
		const candidate = { start: match.index + match[0].indexOf(inside), text: inside };
		if (fits(candidate) && candidates.push(candidate) === MOST_CANDIDATES) {
			break;
		}
	}
	return candidates;
}

function problemOf(text: string): Found["problem"] {
	const read = isPlainSmiles(text) ? undefined : tokeniseSmiles(text);
	return read && "message" in read ? read : undefined;
}

/** Without what RDKit refuses and nobody calls a molecule. */
async function meant(found: readonly Found[], chemistry: ReadingOptions["chemistry"], signal: AbortSignal): Promise<readonly Found[]> {
	const doubtful = found.filter(({ kind, notation, cue, problem }) => kind === "molecule" && notation !== "inchi" && cue === "none" && !problem).slice(0, 4 * MOST_ENTITIES);
	const refusals = await chemistry.checkAll(doubtful.map(({ text }) => text), signal);
	const refused = new Set(doubtful.filter((_, index) => refusals[index] !== undefined));
	return found.filter((each) => !refused.has(each));
}

function attach(text: string, found: readonly Found[]): ReadMessage {
	const entities: Entity[] = [];
	const remarks = new Set<string>();
	const several = { molecule: found.filter(isMolecule).length > 1, protein: found.filter(({ kind, problem }) => kind === "protein" && !problem).length > 1 };
	/** The message's own words, in one piece more than there are entities. */
	const words: string[] = [];
	let end = 0;
	for (const each of found) {
		const entity = entityOf(each);
		if (typeof entity === "string") {
			remarks.add(entity);
		} else if (entities.length === MOST_ENTITIES) {
			remarks.add(tooMany());
		} else {
			words.push(text.slice(end, each.start));
			end = each.end;
			entities.push(entity);
		}
	}
	words.push(text.slice(end));
	const asks = words.some((word) => /\p{L}/u.test(word));
	const [only] = entities;
	const alone = only && !asks ? descriptionOf(only.kind) : joined(words, entities.map(({ kind }) => `this ${kind}`));
	const numbered = joined(words, entities.map(({ kind }, index) => (several[kind] ? `${kind} ${entities.slice(0, index + 1).filter((each) => each.kind === kind).length}` : `this ${kind}`)));
	return { text: only && !asks && entities.length === 1 ? alone : numbered, textAlone: alone, asks, entities, remarks: [...remarks] };
}

/** The words with a reference between each two; the marks of a code span around a structure go with it. */
function joined(words: readonly string[], references: readonly string[]): string {
	return words.map((word, index) => [index > 0 ? word.replace(/^`/, "") : word, references[index] ?? ""]).map(([word = "", reference = ""]) => (reference === "" ? word : word.replace(/`$/, "") + reference)).join("").trim();
}

export function tooMany(): string {
	return vscode.l10n.t("Only the first {0} molecules and proteins are read. Ask about the others apart.", MOST_ENTITIES);
}

function isMolecule({ kind, notation, problem }: Found): boolean {
	return kind === "molecule" && notation !== "inchi" && !problem;
}

/** The entity, or why there is none. */
function entityOf(found: Found): Entity | string {
	const { kind, text, name, problem } = found;
	if (problem) {
		return problem.message;
	}
	switch (kind) {
		case "protein":
			return { kind, sequence: text, name };
		case "nucleotide":
			return vscode.l10n.t("A nucleotide sequence is not attached: the model reads proteins. Translate it first.");
		case "reaction":
			return vscode.l10n.t("A reaction is not attached: give the molecules that the question is about one by one.");
		case "molecule":
			return isMolecule(found) ? moleculeEntity(found, "") : vscode.l10n.t("An InChI cannot be turned back into a structure here. Write the molecule as SMILES.");
	}
}
