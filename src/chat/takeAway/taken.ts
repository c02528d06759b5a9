import { setImmediate as breath } from "node:timers/promises";
import * as vscode from "vscode";
import type { Chemistry } from "../../science/chemistry.ts";
import type { Entity } from "../../science/entity.ts";
import { tidyName } from "../../science/name.ts";
import { factsMarkdown, factsOf, type EntityFacts } from "../../wording/facts.ts";
import { codeSpan, plainLine, PlainText, withoutUnseen } from "../../wording/plainText.ts";
import { entityKey } from "../../wording/questions.ts";
import type { Exchange } from "../exchange.ts";

/** An exchange as it is taken away: markdown pieces that stay apart. Each may be empty but for the question. */
export interface TakenMarkdown {
	readonly question: string;
	readonly computed: string;
	/** What the model thought before, folded: for whole threads only. */
	readonly reasoning: string;
	/** With the mark that it is generated. */
	readonly generated: string;
}

/** Facts of what an exchange is about, each molecule computed once; the computer is thrown away after one taking. */
export class FactsForTaking {
	private readonly known = new Map<string, Promise<EntityFacts>>();

	constructor(
		private readonly chemistry: Pick<Chemistry, "facts">,
		private readonly signal: AbortSignal,
	) {}

	of({ question }: Exchange): Promise<readonly EntityFacts[]> {
		return Promise.all(question.attachments.map(({ entity }) => this.fact(entity)));
	}

	private fact(entity: Entity): Promise<EntityFacts> {
		const key = `${entityKey(entity)} ${entity.name ?? ""}`;
		const known = this.known.get(key) ?? factsOf(entity, this.chemistry, this.signal);
		this.known.set(key, known);
		return known;
	}
}

/** What was computed for the command that the question was, as markdown; otherwise nothing. */
export function computedOf({ answer }: Exchange): string {
	return answer.computed ?? "";
}

/** All as text to the letter: neither a question nor a model can make a link, a picture or a command in somebody's notebook. */
export async function takenMarkdown(exchange: Exchange, facts: FactsForTaking, signal: AbortSignal): Promise<TakenMarkdown> {
	const { question, answer } = exchange;
	const structures = question.attachments.map(({ entity }) => `> - ${structureMarkdown(entity)}`);
	const asked = [await plain(question.text, "> ", signal), ...(structures.length > 0 ? [">", ...structures] : [])].join("\n");
	const command = withoutUnseen(computedOf(exchange)).trim();
	const computed = command !== "" ? command : (await facts.of(exchange)).map((each) => factsMarkdown(each, { all: false, picture: "" })).join("").trim();
	const text = (await plain(answer.text, "", signal)).trim();
	const ending = plainLine(endingOf(exchange));
	// What the model did not write stands apart from what it wrote.
	const marked = ending === "" ? "" : answer.state === "failed" ? `> ${ending}` : text === "" ? ending : `*${ending}*`;
	const generated = [...(text === "" ? [] : [`**${vscode.l10n.t("Generated")}** · ${plainLine(generatedBy(exchange))}`, text]), marked].filter((part) => part !== "").join("\n\n");
	return { question: asked, computed, reasoning: await reasoningMarkdown(answer.reasoning, signal), generated };
}

async function reasoningMarkdown(reasoning: string, signal: AbortSignal): Promise<string> {
	const text = (await plain(reasoning, "", signal)).trim();
	return text === "" ? "" : `<details><summary>${plainLine(vscode.l10n.t("Reasoning of the model, generated"))}</summary>\n\n${text}\n\n</details>`;
}

/** “written by BioMedGPT nano 0.1.0, check it” */
export function generatedBy({ answer: { model } }: Exchange): string {
	return model === undefined ? vscode.l10n.t("written by a model, check it") : vscode.l10n.t("written by {0} {1}, check it", model.name, model.version);
}

/** Why a text ends before its end; empty where it does not. */
export function endingOf({ answer }: Exchange): string {
	switch (answer.state) {
		case "stopped": return answer.interrupted ? vscode.l10n.t("Interrupted: VS Code ended while this was being written. Ask again for a whole answer.") : vscode.l10n.t("Stopped.");
		case "writing": return vscode.l10n.t("Taken while it was being written.");
		case "failed": return vscode.l10n.t("Failed: {0}", answer.failure?.message ?? vscode.l10n.t("The answer broke off."));
		case "done": return answer.stop === "length" ? vscode.l10n.t("Cut here: the answer has reached its maximum length.") : "";
	}
}

export function kindText({ kind }: Entity): string {
	return kind === "molecule" ? vscode.l10n.t("molecule") : vscode.l10n.t("protein");
}

function structureMarkdown(entity: Entity): string {
	const name = tidyName(entity.name ?? "");
	return `${plainLine(kindText(entity))} ${name === "" ? "" : `${plainLine(name)} `}${codeSpan(entity.kind === "molecule" ? entity.smiles : entity.sequence)}`;
}

/** Characters that are escaped before others may work. */
const PIECE = 10_000;

async function plain(text: string, prefix: string, signal: AbortSignal): Promise<string> {
	const writer = new PlainText(prefix);
	const pieces: string[] = [];
	for (let at = 0; at < text.length; at += PIECE) {
		pieces.push(writer.write(text.slice(at, at + PIECE)));
		if (text.length > PIECE) {
			await breath();
			signal.throwIfAborted();
		}
	}
	return pieces.join("");
}
