import type { AnswerModel, EntityModel, FactModel, FactsModel, MessageModel, QuestionModel, ThreadModel } from "../../webview/protocol.ts";
import type { Notice } from "../inference/engine.ts";
import type { Fact } from "../science/molecule/facts.ts";
import { formulaText } from "../science/molecule/formulaText.ts";
import { proteinFacts } from "../science/protein/facts.ts";
import type { Attachment, Exchange } from "./exchange.ts";
import type { FactsBook } from "./factsBook.ts";
import { attributionText, endingText, namelessProtein, provenanceText, residuesText, stageText, suggestionsFor } from "./strings.ts";
import type { ChatThread } from "./thread.ts";

/** What a chemist looks for first (ids of src/science/molecule/facts.ts); the other facts are one click away. */
const glance: ReadonlySet<string> = new Set(["formula", "averageMass", "logP", "tpsa", "hbd", "hba", "length", "molecularWeight", "unknownResidues"]);

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
	if (entity.kind === "protein") {
		const size = residuesText(entity.sequence.length);
		return { id, kind: "protein", label: entity.name ?? namelessProtein(), detail: size, title: `${entity.name ?? namelessProtein()} (${size})\n${shortened(entity.sequence, 240)}` };
	}
	const known = facts.of(entity);
	const formula = known?.state === "done" ? formulaText(known.facts.formula) : undefined;
	const label = entity.name ?? formula ?? shortened(entity.smiles, 40);
	return {
		id,
		kind: "molecule",
		label,
		detail: entity.name === undefined ? "" : (formula ?? shortened(entity.smiles, 40)),
		title: entity.smiles,
		smiles: entity.smiles,
		problem: known?.state === "failed" ? known.message : undefined,
	};
}

function factsModel(facts: FactsBook, attachment: Attachment): FactsModel | undefined {
	if (attachment.entity.kind === "protein") {
		const { label, title } = entityModel(facts, attachment);
		return { label, title, state: "done", facts: proteinFacts(attachment.entity.sequence).map(factModel), verdicts: [] };
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
