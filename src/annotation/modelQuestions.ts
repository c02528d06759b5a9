import type { BatchTask, BatchValue, JsonSchema } from "../inference/batch.ts";
import { Failure } from "../science/failure.ts";
import { isRecord } from "./job/guards.ts";
import { checkQuestion, questionOf } from "./placeholders.ts";
import type { TaskSpec } from "./spec.ts";
import type { TableRow, Value } from "./table.ts";
import type { Outcome } from "./tasks.ts";

/** What is asked of a model about each row, and how its answers stand in the table. */
export interface ModelQuestion {
	/** Wanted titles of its columns. */
	readonly titles: readonly string[];
	/** Whether its columns hold what a language model made up; otherwise they are an encoder's numbers. */
	readonly generated: boolean;
	readonly task: BatchTask;
	/** With placeholders, as it stands in the files that tell how a column was made. */
	readonly question: string;
	readonly choices?: readonly string[];
	/** @throws Failure `invalid-question` */
	text(row: TableRow): string;
	/** Values in the order of the titles. */
	outcome(value: BatchValue): Outcome;
}

export type ModelTaskSpec = Exclude<TaskSpec, { readonly kind: "facts" }>;

const MOST_CHOICES = 50;
const LONGEST_CHOICE = 200;

/**
 * @param titles of the table, which placeholders may name
 * @throws Failure `invalid-input`
 */
export function modelQuestion(spec: ModelTaskSpec, { titles, kind }: { readonly titles: readonly string[]; readonly kind: "molecule" | "protein" }): ModelQuestion {
	switch (spec.kind) {
		case "describe":
			return written(spec.column ?? "biomedgpt_description", `Please describe this ${kind}.`);
		case "ask":
			checkQuestion(spec.question, titles);
			return written(spec.column ?? "biomedgpt_answer", spec.question);
		case "choose":
			checkQuestion(spec.question, titles);
			return chosen(spec);
		case "json":
			checkQuestion(spec.question, titles);
			return json(spec);
		case "embed":
			return embedding(spec.column ?? "biomedgpt_embedding", kind);
	}
}

function written(title: string, question: string): ModelQuestion {
	return {
		titles: [title],
		generated: true,
		task: { kind: "write" },
		question,
		text: (row) => questionOf(question, row),
		outcome: (value) => {
			if (value.kind !== "written") {
				throw unasked(value);
			}
			const cut = value.stop === "length" ? ["The answer was cut: it reached its maximum length."] : [];
			return outcomeOf([value.text.trim()], value, cut);
		},
	};
}

function chosen({ question, choices, column = "biomedgpt_choice" }: ModelTaskSpec & { readonly kind: "choose" }): ModelQuestion {
	const distinct = new Set(choices.map((choice) => choice.trim()));
	if (choices.length < 2 || choices.length > MOST_CHOICES || distinct.size < choices.length || choices.some((choice) => choice.trim() !== choice || choice === "" || choice.length > LONGEST_CHOICE)) {
		throw new Failure("invalid-input", `The model chooses among 2 to ${MOST_CHOICES} different choices of up to ${LONGEST_CHOICE} characters, such as yes and no, without white space around them. Correct the choices.`);
	}
	return {
		titles: [column, `${column}_probability`],
		generated: true,
		task: { kind: "choose", choices },
		question,
		choices,
		text: (row) => questionOf(question, row),
		outcome: (value) => {
			if (value.kind !== "chosen") {
				throw unasked(value);
			}
			return outcomeOf([choices[value.choice], Number((value.probabilities[value.choice] ?? 0).toFixed(4))], value);
		},
	};
}

function json({ question, schema, column = "biomedgpt_json" }: ModelTaskSpec & { readonly kind: "json" }): ModelQuestion {
	if (typeof schema !== "object" || schema === null || Array.isArray(schema) || Object.keys(schema).length === 0) {
		throw new Failure("invalid-input", "The JSON schema is no object that says what is to be written. Give one such as {\"type\": \"object\", \"properties\": {\"rings\": {\"type\": \"number\"}}}.");
	}
	return {
		titles: [column],
		generated: true,
		task: { kind: "json", schema },
		question,
		text: (row) => questionOf(question, row),
		outcome: (value) => {
			if (value.kind !== "json") {
				throw unasked(value);
			}
			return outcomeOf([value.json], value, cutIn(value.json, schema));
		},
	};
}

/** A text that is as long as its schema allows would have gone on. */
function cutIn(json: string, { properties }: JsonSchema): readonly string[] {
	const fields = objectIn(json);
	if (!isRecord(fields) || !isRecord(properties)) {
		return [];
	}
	return Object.entries(properties).flatMap(([name, property]) => {
		const [longest, text] = [isRecord(property) ? property["maxLength"] : undefined, fields[name]];
		return typeof longest === "number" && typeof text === "string" && [...text].length >= longest ? [`The text of “${name}” was cut at ${longest} characters.`] : [];
	});
}

function objectIn(json: string): unknown {
	try {
		return JSON.parse(json);
	} catch {
		return undefined;
	}
}

function embedding(title: string, kind: "molecule" | "protein"): ModelQuestion {
	return {
		titles: [title],
		generated: false,
		task: { kind: "embed" },
		question: `Mean of the ${kind} encoder’s output over ${kind === "molecule" ? "the atoms of the canonical SMILES" : "the windows of the sequence"}, 6 significant digits`,
		text: () => "",
		outcome: (value) => {
			if (value.kind !== "embedding") {
				throw unasked(value);
			}
			return outcomeOf([`[${Array.from(value.vector, (number) => String(Number(number.toPrecision(6)))).join(",")}]`], value);
		},
	};
}

function outcomeOf(values: readonly Value[], { notices }: BatchValue, more: readonly string[] = []): Outcome {
	return { values, remarks: [...notices.map(({ message }) => message), ...more] };
}

function unasked({ kind }: BatchValue): Failure {
	return new Failure("unexpected", `The model's process answered with “${kind}”, which was not asked for. Annotate the file again; if it stays, please report it.`);
}
