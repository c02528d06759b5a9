import { Failure } from "../../science/failure.ts";
import type { BatchTask } from "../batch.ts";

/** Fails with `invalid-choices`, `json-schema` or `invalid-length`: what is wrong for every item is told before the first. */
export function checkTask(task: BatchTask): void {
	if (task.kind === "choose") {
		checkChoices(task.choices.map((choice) => choice.trim()));
	}
	if (task.kind === "json") {
		checkSchema(task.schema, "");
	}
	if ((task.kind === "write" || task.kind === "json") && task.maxTokens !== undefined) {
		checkLength(task.maxTokens);
	}
}

/** Fails with `invalid-length` where an answer cannot have so many tokens. */
export function checkLength(wanted: number): number {
	if (!Number.isInteger(wanted) || wanted < 1) {
		throw new Failure("invalid-length", `An answer cannot have ${wanted} tokens at most. Give a whole number from 1 on.`);
	}
	return wanted;
}

const TYPES: ReadonlySet<unknown> = new Set(["object", "array", "string", "number", "integer", "boolean", "null"]);

/** llama.cpp takes what it does not know for null, in silence. */
function checkSchema(schema: unknown, where: string): void {
	const place = where ? `at ${where}` : "at its top";
	const invalid = (why: string): Failure => new Failure("json-schema", `Answers cannot be written by this JSON schema: ${place} ${why}. Use objects with properties, arrays with items, enums, strings, numbers, integers and booleans.`);
	if (!isRecord(schema)) {
		throw invalid("stands something that is no schema");
	}
	const { type, enum: values, properties, items, oneOf } = schema;
	if (values !== undefined && (!Array.isArray(values) || values.length === 0)) {
		throw invalid("is an enum without values");
	}
	const types: readonly unknown[] = Array.isArray(type) ? type : [type];
	if (type === undefined ? values === undefined && oneOf === undefined && !("const" in schema) : types.some((name) => !TYPES.has(name))) {
		throw invalid(type === undefined ? "is no type" : `is the unknown type ${JSON.stringify(type)}`);
	}
	for (const [name, property] of Object.entries(isRecord(properties) ? properties : {})) {
		checkSchema(property, where ? `${where}.${name}` : name);
	}
	if (items !== undefined) {
		checkSchema(items, `${where}[]`);
	}
	(Array.isArray(oneOf) ? oneOf : []).forEach((option) => checkSchema(option, where));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

function checkChoices(choices: readonly string[]): void {
	const invalid = (why: string): Failure => new Failure("invalid-choices", `The model cannot choose: ${why}. Give at least two answers that differ.`);
	if (choices.length < 2) {
		throw invalid(choices.length === 0 ? "there are no answers to choose from" : "there is only one answer to choose from");
	}
	if (choices.some((choice) => choice === "")) {
		throw invalid("one of the answers is empty");
	}
	const twice = choices.find((choice, index) => choices.indexOf(choice) !== index);
	if (twice !== undefined) {
		throw invalid(`“${twice}” is among the answers twice`);
	}
}
