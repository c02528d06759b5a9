import type { AnswerModel, EntityModel, FactModel, FactsModel, MessageModel, QuestionModel, ThreadModel } from "../../webview/protocol.ts";
import type { Notice } from "../inference/engine.ts";
import type { Entity, Protein } from "../science/entity.ts";
import type { Fact } from "../science/molecule/facts.ts";
import { formulaText } from "../science/molecule/formulaText.ts";
import { tokeniseSmiles } from "../science/molecule/smiles.ts";
import { proteinFacts } from "../science/protein/facts.ts";
import type { Attachment, Exchange } from "./exchange.ts";
import type { FactsBook } from "./factsBook.ts";
import { attributionText, endingText, namelessProtein, notDrawnText, provenanceText, residuesText, stageText, suggestionsFor } from "./strings.ts";
import type { ChatThread } from "./thread.ts";

/** What a chemist looks for first (ids of src/science/molecule/facts.ts); the other facts are one click away. */
const glance: ReadonlySet<string> = new Set(["formula", "averageMass", "logP", "tpsa", "hbd", "hba", "length", "molecularWeight", "unknownResidues"]);

/**
 * What Chromium draws within 0.2 s, nearly always within 0.1 s (measured; time grows with the square of the atoms). The bonds bound the rings: C60 has
 * 90. The characters spare the count: nobody writes 20 for each atom.
 */
const drawable = { atoms: 100, bonds: 150, characters: 2000 } as const;
const knownProteins = new WeakMap<Protein, readonly FactModel[]>();

/** Everything a view shows of the thread. */
export function threadModel(thread: ChatThread): ThreadModel {
	return { messages: thread.exchanges.flatMap((exchange) => exchangeModels(thread, exchange)), ...composerModel(thread), draft: thread.draft };
}

export function composerModel(thread: ChatThread): Pick<ThreadModel, "attachments" | "suggestions"> {
	const { attachments } = thread;
	const molecules = attachments.filter((each) => each.entity.kind === "molecule").length;
	return {
		attachments: attachments.map((each) => entityModel(thread.facts, each)),
		suggestions: thread.exchanges.length > 0 ? [] : suggestionsFor({ molecules, proteins: attachments.length - molecules }),
	};
}

export function exchangeModels(thread: ChatThread, exchange: Exchange): readonly MessageModel[] {
	return [questionModel(thread.facts, exchange), answerModel(thread, exchange)];
}

export function answerModel(thread: ChatThread, exchange: Exchange): AnswerModel {
	const { answer } = exchange;
	return {
		role: "assistant",
		id: answer.id,
		state: answer.state,
		text: answer.text,
		stage: answer.state === "writing" && answer.text === "" ? stageText(answer) : "",
		elapsed: Math.max(0, thread.now() - answer.startedAt),
		notices: newNotices(thread, exchange).map((notice) => notice.message),
		facts: exchange.question.attachments.flatMap((each) => factsModel(thread.facts, each) ?? []),
		attribution: answer.text === "" ? "" : attributionText(answer),
		provenance: answer.text === "" ? "" : provenanceText(answer),
		ending: endingText(answer),
		failure: answer.failure?.message,
		// Asking an older question again would leave the later ones without the answer that they follow.
		canRetry: answer.state !== "writing" && thread.exchanges.at(-1) === exchange,
	};
}

/** What holds for a model's every answer is said once, not under each of them. */
function newNotices(thread: ChatThread, exchange: Exchange): readonly Notice[] {
	const earlier = thread.exchanges.slice(0, thread.exchanges.indexOf(exchange)).flatMap(({ answer }) => answer.notices);
	return exchange.answer.notices.filter((notice) => notice.code !== "history-not-read" || !earlier.some(({ message }) => message === notice.message));
}

function questionModel(facts: FactsBook, { question }: Exchange): QuestionModel {
	return { role: "user", id: question.id, text: question.text, entities: question.attachments.map((each) => entityModel(facts, each)) };
}

function entityModel(facts: FactsBook, { id, entity }: Attachment): EntityModel {
	const name = nameOf(entity);
	if (entity.kind === "protein") {
		const label = name ?? namelessProtein();
		const size = residuesText(entity.sequence.length);
		return { id, kind: "protein", label, detail: size, title: `${label} (${size})\n${shortened(entity.sequence, 240)}` };
	}
	const known = facts.of(entity);
	const formula = known?.state === "done" ? formulaText(known.facts.formula) : undefined;
	const drawn = isDrawn(entity.smiles);
	return {
		id,
		kind: "molecule",
		label: name ?? formula ?? shortened(entity.smiles, 40),
		detail: name === undefined ? "" : (formula ?? shortened(entity.smiles, 40)),
		title: drawn === "too large" ? `${shortened(entity.smiles, 240)}\n${notDrawnText(drawable)}` : entity.smiles,
		smiles: drawn === "yes" ? entity.smiles : undefined,
		problem: known?.state === "failed" ? known.message : undefined,
	};
}

/** An empty name, as a FASTA header may give it, is none. */
function nameOf({ name = "" }: Entity): string | undefined {
	return name.trim() === "" ? undefined : name;
}

/** The page stands still while it draws, Stop included: decided here, where counting costs nothing. Hydrogens that are written count too. */
function isDrawn(smiles: string): "yes" | "too large" | "not readable" {
	if (smiles.length > drawable.characters) {
		return "too large";
	}
	const read = tokeniseSmiles(smiles);
	if ("message" in read) {
		return "not readable";
	}
	return read.atoms.length > drawable.atoms || read.bonds.length > drawable.bonds ? "too large" : "yes";
}

/** Counting the residues of a genome's worth of sequence takes a quarter of a second: once per entity, not per message. */
function proteinFactModels(protein: Protein): readonly FactModel[] {
	const models = knownProteins.get(protein) ?? proteinFacts(protein.sequence).map(factModel);
	knownProteins.set(protein, models);
	return models;
}

function factsModel(facts: FactsBook, attachment: Attachment): FactsModel | undefined {
	if (attachment.entity.kind === "protein") {
		const { label, title } = entityModel(facts, attachment);
		return { label, title, state: "done", facts: proteinFactModels(attachment.entity), verdicts: [] };
	}
	const entry = facts.of(attachment.entity);
	if (entry === undefined) {
		return undefined;
	}
	const { label, title } = entityModel(facts, attachment);
	return {
		label,
		title,
		state: entry.state,
		facts: entry.state === "done" ? entry.facts.facts.map(factModel) : [],
		verdicts: entry.state === "done" ? entry.facts.verdicts.map(({ rule, passes, failing, method }) => ({ rule, passes, failing, method })) : [],
		problem: entry.state === "failed" ? entry.message : undefined,
	};
}

function factModel({ id, label, value, unit, method }: Fact): FactModel {
	return { label, value: id === "formula" ? formulaText(String(value)) : String(value), unit, method, glance: glance.has(id) };
}

function shortened(text: string, maximum: number): string {
	return text.length <= maximum ? text : `${text.slice(0, maximum - 1)}…`;
}
