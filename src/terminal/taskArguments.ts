import { checkFactNames } from "../annotation/factNames.ts";
import type { TaskSpec } from "../annotation/spec.ts";
import { failureData } from "../science/failure.ts";
import { usage } from "./usage.ts";

/** A task whose schema stands in a file that is still to be read. */
export interface SchemaTask {
	readonly kind: "schema-file";
	readonly question: string;
	readonly file: string;
	readonly column?: string | undefined;
}

export type TaskArgument = TaskSpec | SchemaTask;

/** An option as it stands on the command line, without its hyphens. */
export interface Option {
	readonly name: string;
	readonly value: string;
}

/** The tasks, of all options in their order: `--choices`, `--json-schema` and `--as` belong to the one before them. */
export function tasksOf(options: readonly Option[]): readonly TaskArgument[] {
	const facts = options.filter(({ name }) => name === "facts").flatMap(({ value }) => listOf(value));
	const tasks: TaskArgument[] = [];
	for (const { name, value } of options) {
		const before = tasks.at(-1);
		const changed = before === undefined ? undefined : changedBy(before, name, value);
		if (changed !== undefined) {
			tasks[tasks.length - 1] = changed;
		} else {
			tasks.push(...begun(name, value, facts, tasks));
		}
	}
	return tasks;
}

function begun(name: string, value: string, facts: readonly string[], tasks: readonly TaskArgument[]): readonly TaskSpec[] {
	switch (name) {
		case "facts":
			return tasks.some(({ kind }) => kind === "facts") ? [] : [{ kind: "facts", facts: checked(facts) }];
		case "describe":
			return [{ kind: "describe" }];
		case "ask":
			return [{ kind: "ask", question: asked(value) }];
		case "embed":
			return [{ kind: "embed" }];
		case "choices":
		case "json-schema":
			throw usage(`--${name} stands behind the --ask that it belongs to, once.`);
		case "as":
			throw usage("--as names the column of the --describe, --ask or --embed before it, once; columns of facts have names of their own.");
		default:
			return [];
	}
}

function changedBy(task: TaskArgument, name: string, value: string): TaskArgument | undefined {
	if (name === "choices" && task.kind === "ask") {
		return { ...task, kind: "choose", choices: choicesOf(value) };
	}
	if (name === "json-schema" && task.kind === "ask") {
		return { ...task, kind: "schema-file", file: value };
	}
	if (name === "as" && task.kind !== "facts" && task.column === undefined && value.trim() !== "") {
		return { ...task, column: value.trim() };
	}
	return undefined;
}

function asked(question: string): string {
	if (question.trim() === "") {
		throw usage('--ask needs a question: --ask "Is it soluble in water?"');
	}
	return question.trim();
}

function checked(names: readonly string[]): readonly string[] {
	try {
		if (names.length === 0) {
			throw usage("--facts needs the names of facts, such as --facts mw,logp,tpsa, or all.");
		}
		checkFactNames(names);
		return names;
	} catch (error) {
		throw usage(failureData(error).message.replace(/ See biomedgpt --help\.$/, ""));
	}
}

/** Between commas, or a JSON array where a choice holds one. */
function choicesOf(text: string): readonly string[] {
	const choices = text.trimStart().startsWith("[") ? arrayOf(text) : listOf(text);
	if (choices.length < 2 || new Set(choices).size < choices.length) {
		throw usage(`--choices needs at least two different answers, such as yes,no, not “${text.slice(0, 100)}”.`);
	}
	return choices;
}

function arrayOf(text: string): readonly string[] {
	let read: unknown;
	try {
		read = JSON.parse(text);
	} catch {
		throw usage(`--choices begins like a JSON array and is none: “${text.slice(0, 100)}”.`);
	}
	return Array.isArray(read) ? read.map((one) => String(one).trim()).filter((one) => one !== "") : [];
}

function listOf(text: string): readonly string[] {
	return text.split(",").map((name) => name.trim()).filter((name) => name !== "");
}
