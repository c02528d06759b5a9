import type { Entity } from "../../science/entity.ts";
import { Failure } from "../../science/failure.ts";
import type { SpeakingManifest } from "../bundle/manifest.ts";
import { prologueFor } from "../bundle/prologue.ts";
import type { Notice, Turn } from "../engine.ts";
import { answerRoom } from "../promptSize.ts";

/** An entity with the facts that a wrapping may ask for. */
type FactualEntity = Entity & { readonly facts?: string | undefined };

/** A prompt in the order in which the model reads it; each text part is tokenised on its own (spec: splicing). */
export type PromptPart<E extends Entity = Entity> = { readonly kind: "text"; readonly text: string } | { readonly kind: "entity"; readonly entity: E };

export interface PromptPlan<E extends FactualEntity> {
	readonly parts: readonly PromptPart<E>[];
	readonly notices: readonly Notice[];
	/** Positions that the prompt fills, BOS and soft tokens included. */
	readonly positions: number;
	/** What is left for the answer, at most what was asked for. */
	readonly maxTokens: number;
}

export interface PromptBudget<E extends FactualEntity> {
	/** Positions of a part: its token count, or its entity's soft tokens. */
	readonly measure: (part: PromptPart<E>) => number;
	readonly maxTokens: number;
}

/**
 * Writes a dialogue in a model's format, dropping the oldest turns where it has outgrown the context.
 *
 * The prologue and the newest question are always kept and entities are never cut; a question that does not fit alone
 * fails with `context-overflow`.
 */
export function planPrompt<E extends FactualEntity>(manifest: SpeakingManifest, turns: readonly Turn<E>[], budget: PromptBudget<E>): PromptPlan<E> {
	const { context } = manifest.language;
	const room = answerRoom(context, budget.maxTokens);
	const starts = turns.flatMap((turn, index) => (turn.role === "user" ? [index] : []));
	const measured = (dropped: number): Measured<E> => {
		const parts = promptParts(manifest, turns.slice(starts[dropped]));
		return { dropped, parts, needed: (manifest.language.bos === null ? 0 : 1) + parts.reduce((sum, part) => sum + budget.measure(part), 0) };
	};
	const newest = measured(Math.max(0, starts.length - 1));
	if (newest.needed + room <= context) {
		const { dropped, parts, needed } = longest(newest, measured, ({ needed }) => needed + room <= context);
		return {
			parts,
			positions: needed,
			maxTokens: Math.min(budget.maxTokens, context - needed),
			notices: dropped === 0 ? [] : [turnsDropped(manifest, dropped)],
		};
	}
	throw new Failure(
		"context-overflow",
		`The question and what is attached to it need ${newest.needed} tokens, and ${manifest.title} reads at most ${context - room} beside its answer. Shorten the question or remove an attachment.`,
		{ detail: `context ${context}, prompt ${newest.needed}, answer ${room}` },
	);
}

interface Measured<E extends FactualEntity> {
	/** Questions that are left out, with their answers. */
	readonly dropped: number;
	readonly parts: readonly PromptPart<E>[];
	readonly needed: number;
}

/** As much of the dialogue as fits. Looks from the newest question back in doubled steps, so that a dialogue of years takes no more measuring than what fits. */
function longest<E extends FactualEntity>(newest: Measured<E>, measured: (dropped: number) => Measured<E>, fits: (each: Measured<E>) => boolean): Measured<E> {
	let best = newest;
	let tooLong = -1;
	for (let step = 1; best.dropped > 0 && tooLong < 0; step *= 2) {
		const longer = measured(Math.max(0, newest.dropped - step));
		if (fits(longer)) {
			best = longer;
		} else {
			tooLong = longer.dropped;
		}
	}
	while (best.dropped - tooLong > 1 && best.dropped > 0) {
		const middle = measured(Math.floor((best.dropped + tooLong) / 2));
		if (fits(middle)) {
			best = middle;
		} else {
			tooLong = middle.dropped;
		}
	}
	return best;
}

/** The prompt's parts with neighbouring texts joined, as the model was trained on them. */
export function promptParts<E extends FactualEntity>(manifest: SpeakingManifest, turns: readonly Turn<E>[]): PromptPart<E>[] {
	const { prompt } = manifest;
	const writer = new PartWriter<E>(manifest);
	const kinds = turns.flatMap((turn) => (turn.role === "user" ? turn.entities.map(({ kind }) => kind) : []));
	writer.text(prologueFor(prompt, kinds));
	for (const turn of turns) {
		if (turn.role === "assistant") {
			writer.text(prompt.assistant[0] + turn.text + prompt.assistant[1]);
		} else {
			writeUserTurn(writer, manifest, turn);
		}
	}
	writer.text(prompt.open);
	return writer.parts;
}

function writeUserTurn<E extends FactualEntity>(writer: PartWriter<E>, { prompt }: SpeakingManifest, turn: Turn<E> & { role: "user" }): void {
	const [before, after] = prompt.user;
	writer.text(before);
	for (const [index, entity] of turn.entities.entries()) {
		writer.entity(entity);
		const last = index === turn.entities.length - 1;
		if (!last && prompt.entities === "own-message") {
			writer.text(after + before);
		} else if (!last || turn.text) {
			writer.text(" ");
		}
	}
	writer.text(turn.text + after);
}

class PartWriter<E extends FactualEntity> {
	readonly parts: PromptPart<E>[] = [];

	constructor(private readonly manifest: SpeakingManifest) {}

	text(text: string): void {
		const last = this.parts.at(-1);
		if (last?.kind === "text") {
			this.parts[this.parts.length - 1] = { kind: "text", text: last.text + text };
		} else if (text) {
			this.parts.push({ kind: "text", text });
		}
	}

	entity(entity: E): void {
		const values: Readonly<Record<string, string | undefined>> = { "{facts}": entity.facts ?? "", ...(entity.kind === "molecule" ? { "{smiles}": entity.smiles } : { "{sequence}": entity.sequence }) };
		// In one pass: what is put in is no template.
		const wrapping = this.manifest.prompt[entity.kind].map((text) => text.replace(/\{(?:smiles|sequence|facts)\}/g, (place) => values[place] ?? place));
		this.text(wrapping[0] ?? "");
		// A text-only model has the entity in its wrapping, as text.
		if (this.manifest[entity.kind]) {
			this.parts.push({ kind: "entity", entity });
		}
		this.text(wrapping[1] ?? "");
	}
}

/** The turns that this model can make sense of; fails with `no-question` where the last one is not a question. */
export function readableTurns<E extends FactualEntity>(manifest: SpeakingManifest, turns: readonly Turn<E>[]): { turns: readonly Turn<E>[]; notices: Notice[] } {
	const question = turns.at(-1);
	if (question?.role !== "user") {
		throw new Failure("no-question", "There is nothing to answer: write a question first.", { detail: "the last turn is not the user's" });
	}
	if (manifest.prompt.history === "full") {
		refuseUnreadable(manifest, question.entities);
		return { turns, notices: [] };
	}
	const attached = turns.findLast((turn) => turn.role === "user" && turn.entities.length > 0);
	const entities = attached?.role === "user" ? attached.entities : [];
	refuseUnreadable(manifest, entities);
	return { turns: [{ ...question, entities }], notices: trainingNotices(manifest.title, turns.length, entities.length) };
}

const AS_TEXT = { molecule: "{smiles}", protein: "{sequence}" } as const;
const FACTS = "{facts}";

function refuseUnreadable({ title, prompt, ...encoders }: SpeakingManifest, entities: readonly Entity[]): void {
	const unread = entities.find(({ kind }) => encoders[kind] === undefined && !prompt[kind].some((text) => text.includes(AS_TEXT[kind]) || text.includes(FACTS)));
	if (unread) {
		throw new Failure("no-encoder", `${title} cannot read ${unread.kind}s. Ask without the ${unread.kind}, or choose a model that reads ${unread.kind}s.`);
	}
}

/** What is attached that the model has no encoder for, and how it read that; told once for each kind. */
export function readAsText({ title, prompt, ...encoders }: SpeakingManifest, turns: readonly Turn[]): Notice[] {
	const kinds = new Set(turns.flatMap((turn) => (turn.role === "user" ? turn.entities.map(({ kind }) => kind) : [])));
	return [...kinds].flatMap((kind): Notice[] => {
		const wrapping = prompt[kind].join("");
		if (encoders[kind] !== undefined || !(wrapping.includes(AS_TEXT[kind]) || wrapping.includes(FACTS))) {
			return [];
		}
		const texts = [...(wrapping.includes(AS_TEXT[kind]) ? [kind === "molecule" ? "its SMILES" : "its sequence"] : []), ...(wrapping.includes(FACTS) ? ["a line of computed facts"] : [])];
		return [{ code: "read-as-text", message: `${title} has no encoder for ${kind}s: it read the ${kind} as text, ${texts.join(" and ")}.` }];
	});
}

/** What a model that was trained on single questions about single entities cannot do. */
function trainingNotices(title: string, turns: number, entities: number): Notice[] {
	const notices: Notice[] = [];
	if (turns > 1) {
		notices.push({ code: "history-not-read", message: `${title} answers each question on its own: it reads what was attached last, but not the earlier questions and answers.` });
	}
	if (entities === 0) {
		notices.push({ code: "nothing-attached", message: `${title} can say little without a molecule or a protein: attach one.` });
	}
	if (entities > 1) {
		notices.push({ code: "several-attached", message: `${title} was trained on one molecule or protein at a time: what it says about several is a guess. Ask about each on its own.` });
	}
	return notices;
}

function turnsDropped(manifest: SpeakingManifest, dropped: number): Notice {
	const what = dropped === 1 ? "The oldest question and its answer were" : `The oldest ${dropped} questions and their answers were`;
	return {
		code: "turns-dropped",
		message: `${what} left out, because the dialogue has outgrown the ${manifest.language.context} tokens that ${manifest.title} can read. If the question is about something attached there, attach it again.`,
	};
}
