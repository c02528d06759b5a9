import * as vscode from "vscode";
import type { Entity } from "../../science/entity.ts";
import type { Fact, Verdict } from "../../science/molecule/facts.ts";
import { tidyName } from "../../science/name.ts";
import { plainLine } from "../../wording/plainText.ts";
import type { Exchange } from "../exchange.ts";
import type { TakenThread } from "../parts.ts";
import { computedOf, takenMarkdown, type FactsForTaking } from "./taken.ts";

/** The formats that a thread is exported in, by the endings of their files. */
export type ThreadFormat = "md" | "json" | "ipynb";

/** The text of the file. */
export function exported(thread: TakenThread, format: ThreadFormat, facts: FactsForTaking, signal: AbortSignal): Promise<string> {
	switch (format) {
		case "md": return threadMarkdown(thread, facts, signal);
		case "json": return threadJson(thread, facts);
		case "ipynb": return threadNotebook(thread, facts, signal);
	}
}

async function threadMarkdown({ title, exchanges }: TakenThread, facts: FactsForTaking, signal: AbortSignal): Promise<string> {
	const parts = [`# ${titleOf(title)}`];
	for (const exchange of exchanges) {
		const { question, computed, reasoning, generated } = await takenMarkdown(exchange, facts, signal);
		parts.push(...[question, computed, reasoning, generated].filter((part) => part !== ""), "---");
	}
	return `${parts.slice(0, parts.length > 1 ? -1 : 1).join("\n\n")}\n`;
}

/**
 * The JSON of an exported thread, version 1. README.md describes it; a change that a reader could stumble over gets a new version.
 */
export interface ThreadFile {
	readonly format: "biomedgpt-thread";
	readonly version: 1;
	readonly title: string;
	/** ISO 8601. */
	readonly exported: string;
	readonly exchanges: readonly ExchangeFile[];
}

export interface ExchangeFile {
	readonly question: { readonly text: string; readonly entities: readonly Entity[] };
	/** Computed, never generated: facts of each entity in their order, or why there are none. */
	readonly facts: readonly { readonly facts: readonly Fact[]; readonly verdicts: readonly Verdict[]; readonly problem?: string | undefined }[];
	/** Markdown that a command such as `/compare` computed; empty otherwise. */
	readonly computed: string;
	/** Null where only a computation was asked for. */
	readonly answer: {
		readonly generated: true;
		/** What the model thought before its answer; absent for models that do not. */
		readonly reasoning?: string | undefined;
		/** Without it. */
		readonly text: string;
		/** `done`, `stopped` by the user or with VS Code, `failed`, or `writing` when it was exported before its end. */
		readonly state: "writing" | "done" | "stopped" | "failed";
		/** It was stopped by the end of VS Code, not by the user. */
		readonly interrupted: boolean;
		/** Why it failed; null where it did not. */
		readonly failure: { readonly code: string; readonly message: string } | null;
		readonly model: { readonly name: string; readonly version: string; readonly checksum: string } | null;
	} | null;
}

async function threadJson({ title, exchanges }: TakenThread, facts: FactsForTaking): Promise<string> {
	const file: ThreadFile = {
		format: "biomedgpt-thread",
		version: 1,
		title,
		exported: new Date().toISOString(),
		exchanges: await Promise.all(
			exchanges.map(async (exchange): Promise<ExchangeFile> => {
				const { question, answer } = exchange;
				const computed = computedOf(exchange);
				return {
					question: { text: question.text, entities: question.attachments.map(({ entity }) => entity) },
					facts: (await facts.of(exchange)).map(({ facts: each, verdicts, problem }) => ({ facts: each, verdicts, problem })),
					computed,
					answer: !question.asksModel ? null : { generated: true, reasoning: answer.reasoning || undefined, text: answer.text, state: answer.state, interrupted: answer.interrupted, failure: failureOf(answer), model: answer.model ?? null },
				};
			}),
		),
	};
	// Direction marks as escapes: a reader of the file must not be led astray, and a program reads the same text.
	return `${JSON.stringify(file, undefined, "\t").replace(/[\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`)}\n`;
}

/** Without details: those are for logs, and name the machine's folders. */
function failureOf({ state, failure }: Exchange["answer"]): { readonly code: string; readonly message: string } | null {
	return state === "failed" && failure !== undefined ? { code: failure.code, message: failure.message } : null;
}

/** A Jupyter notebook, nbformat 4.5: the title, then for each exchange a cell with the question, one with what was computed, one with the model's reasoning where there is any, one with what was generated. */
async function threadNotebook({ title, exchanges }: TakenThread, facts: FactsForTaking, signal: AbortSignal): Promise<string> {
	const cells = [cell("title", `# ${titleOf(title)}`, {})];
	for (const [index, exchange] of exchanges.entries()) {
		const parts = await takenMarkdown(exchange, facts, signal);
		for (const part of ["question", "computed", "reasoning", "generated"] as const) {
			if (parts[part] !== "") {
				cells.push(cell(`${part}-${index + 1}`, parts[part], { biomedgpt: { part, ...(part === "generated" && exchange.answer.model !== undefined ? { model: exchange.answer.model } : {}) } }));
			}
		}
	}
	return `${JSON.stringify({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5 }, undefined, 1)}\n`;
}

function cell(id: string, text: string, metadata: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
	return { cell_type: "markdown", id, metadata, source: text.split(/(?<=\n)/) };
}

function titleOf(title: string): string {
	return plainLine(tidyName(title)) || plainLine(vscode.l10n.t("BioMedGPT chat"));
}
