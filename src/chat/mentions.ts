import type { MentionModel } from "../../webview/protocol.ts";
import type { Chemistry } from "../science/chemistry.ts";
import { failureData } from "../science/failure.ts";
import { formulaText } from "../science/molecule/formulaText.ts";
import { tokeniseSmiles } from "../science/molecule/smiles.ts";
import type { Found } from "../science/recognition/found.ts";
import { recogniseInSlices } from "../science/recognise.ts";
import { isDrawn } from "../pages/drawable.ts";

export type MentionChemistry = Pick<Chemistry, "checkAll" | "facts" | "inchiKey">;

/** The words for a sequence's length; from outside because this file knows no `vscode`. */
export interface SequenceTexts {
	readonly residues: (count: number) => string;
	readonly nucleotides: (count: number) => string;
}

/** What a structure or sequence is looked at with. */
export interface MentionServices {
	readonly chemistry: MentionChemistry;
	readonly texts: SequenceTexts;
}

/** More in one answer nobody looks through. */
const MOST_MENTIONS = 50;
/** Characters of an answer that are looked at. */
const LONGEST_TEXT = 100_000;
const CODE_SPAN = /`([^`\s]{2,2000})`/gu;
/** Nothing but what SMILES are written with, and long enough to be meant so: only then it is said what is wrong with it. */
const LIKE_SMILES = /^(?=.{5})(?=.*C|.*c)(?=.*[=#(\d])(?:Cl|Br|[BCNOPSFIbcnops]|\[[^\]]*\]|[=#$/\\().%+\-\d])+$/u;

/**
 * The structures and sequences that a generated text speaks of, each once, in the order of the text: what is a molecule, and why the rest is none.
 *
 * Rejects with a `Failure` of code `cancelled`, or with the reason of the signal.
 */
export async function findMentions(text: string, services: MentionServices, signal: AbortSignal): Promise<readonly MentionModel[]> {
	const looked = text.slice(0, LONGEST_TEXT);
	const found: Found[] = [];
	for (const portion of recogniseInSlices(looked, { languageId: "markdown", fileName: "" })) {
		found.push(...portion);
		await new Promise((resolve) => setImmediate(resolve)); // the host is shared
		signal.throwIfAborted();
	}
	found.push(...codeSpans(looked, found));
	const once = new Map<string, Found>();
	for (const each of found.sort((one, other) => one.start - other.start)) {
		const written = looked.slice(each.start, each.end);
		if (once.size < MOST_MENTIONS && !once.has(written)) {
			once.set(written, each);
		}
	}
	return check([...once], services, signal);
}

/** Drawings that a command asked for. */
export async function drawnMentions(structures: readonly string[], services: MentionServices, signal: AbortSignal): Promise<readonly MentionModel[]> {
	const found = [...new Set(structures)].slice(0, MOST_MENTIONS).map((smiles): [string, Found] => [smiles, { kind: "molecule", notation: "smiles", start: 0, end: smiles.length, text: smiles, cue: "certain" }]);
	return check(found, services, signal);
}

/** What stands between backticks may be a SMILES that could also be a word. */
function codeSpans(text: string, found: readonly Found[]): Found[] {
	const spans: Found[] = [];
	for (const match of text.matchAll(CODE_SPAN)) {
		const written = match[1] ?? "";
		const start = match.index + 1;
		const end = start + written.length;
		const read = tokeniseSmiles(written);
		const wrong = "message" in read;
		if (!found.some((each) => each.start < end && start < each.end) && (!wrong || LIKE_SMILES.test(written))) {
			spans.push({ kind: "molecule", notation: "smiles", start, end, text: written, cue: wrong || LIKE_SMILES.test(written) ? "certain" : "none", problem: wrong ? read : undefined });
		}
		if (spans.length === MOST_MENTIONS) {
			break;
		}
	}
	return spans;
}

async function check(found: readonly (readonly [written: string, found: Found])[], services: MentionServices, signal: AbortSignal): Promise<readonly MentionModel[]> {
	const structures = found.filter(([, { kind, notation, problem }]) => (kind === "molecule" || kind === "reaction") && notation !== "inchi" && problem === undefined);
	const refusals = await services.chemistry.checkAll(structures.map(([, { text }]) => text), signal);
	const refused = new Map(structures.map(([written], index) => [written, refusals[index]?.message]));
	const mentions = await Promise.all(found.map(([written, each]) => mention(written, each, refused.get(written), services, signal)));
	return mentions.filter((each) => each !== undefined);
}

async function mention(text: string, found: Found, refusal: string | undefined, { chemistry, texts }: MentionServices, signal: AbortSignal): Promise<MentionModel | undefined> {
	const { kind, notation } = found;
	const problem = found.problem?.message ?? refusal;
	if (problem !== undefined) {
		// A word between backticks that happens to read as atoms is a word; what was recognised as a structure was meant as one.
		return refusal !== undefined && found.cue === "none" && text.length < 5 ? undefined : { text, kind, label: "", problem };
	}
	if (kind === "protein" || kind === "nucleotide") {
		return { text, kind, label: kind === "protein" ? texts.residues(found.text.length) : texts.nucleotides(found.text.length) };
	}
	if (kind === "reaction") {
		return { text, kind, label: "" };
	}
	try {
		if (notation === "inchi") {
			return { text, kind, label: await chemistry.inchiKey(found.text, signal) };
		}
		const { formula } = await chemistry.facts(found.text, signal);
		const smiles = /^\S*/u.exec(found.text)?.[0] ?? "";
		return { text, kind, label: formulaText(formula), smiles: isDrawn(smiles) === "yes" ? smiles : undefined };
	} catch (error) {
		signal.throwIfAborted();
		return { text, kind, label: "", problem: failureData(error).message };
	}
}
