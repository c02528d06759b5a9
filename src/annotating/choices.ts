import type { JsonSchema } from "../inference/batch.ts";
import type { TaskSpec } from "../annotation/spec.ts";
import type { Kind } from "./factNames.ts";
import { factsOf, usualFacts } from "./factNames.ts";

export const TASK_KINDS = ["facts", "describe", "ask", "choose", "json", "embed"] as const satisfies readonly TaskSpec["kind"][];
export type TaskKind = (typeof TASK_KINDS)[number];

/** What somebody chose to find out, with what was typed for it, also of tasks that are not chosen now. */
export interface Choices {
	readonly kinds: readonly TaskKind[];
	readonly facts: readonly string[];
	readonly ask: string;
	readonly choose: { readonly question: string; readonly choices: string };
	readonly json: { readonly question: string; readonly fields: string };
}

/** Facts cost nothing and are right: they are what most want first. */
export function usualChoices(kind: Kind): Choices {
	return { kinds: ["facts"], facts: usualFacts(kind), ask: "", choose: { question: "", choices: "yes, no" }, json: { question: "", fields: "" } };
}

/** The choices of last time, as far as they can be read and are of this kind. */
export function readChoices(stored: unknown, kind: Kind): Choices {
	const usual = usualChoices(kind);
	if (!isRecord(stored)) {
		return usual;
	}
	const kinds = TASK_KINDS.filter((one) => list(stored["kinds"]).includes(one));
	const facts = factsOf(kind).filter((key) => list(stored["facts"]).includes(key));
	const choose = isRecord(stored["choose"]) ? stored["choose"] : {};
	const json = isRecord(stored["json"]) ? stored["json"] : {};
	return {
		kinds: kinds.length === 0 ? usual.kinds : kinds,
		facts: facts.length === 0 ? usual.facts : facts,
		ask: text(stored["ask"], usual.ask),
		choose: { question: text(choose["question"], ""), choices: text(choose["choices"], usual.choose.choices) },
		json: { question: text(json["question"], ""), fields: text(json["fields"], "") },
	};
}

/** The tasks of a job, in the order of {@link TASK_KINDS}. */
export function tasksOf({ kinds, facts, ask, choose, json }: Choices): readonly TaskSpec[] {
	return TASK_KINDS.filter((kind) => kinds.includes(kind)).map((kind): TaskSpec => {
		switch (kind) {
			case "facts": return { kind, facts };
			case "describe": return { kind };
			case "ask": return { kind, question: ask.trim() };
			case "choose": return { kind, question: choose.question.trim(), choices: choicesIn(choose.choices) };
			case "json": return { kind, question: json.question.trim(), schema: schemaOf(json.fields) ?? {} };
			case "embed": return { kind };
		}
	});
}

/** Answers as somebody types them: `yes, no, cannot tell`. */
export function choicesIn(typed: string): readonly string[] {
	return typed.split(/[,;]/).map((choice) => choice.trim()).filter((choice) => choice !== "");
}

/** What a person calls a type of JSON. */
const TYPES: ReadonlyMap<string, JsonSchema> = new Map([
	...["text", "string"].map((name) => [name, { type: "string" }] as const),
	["number", { type: "number" }],
	["integer", { type: "integer" }],
	...["boolean", "yes/no"].map((name) => [name, { type: "boolean" }] as const),
]);

/**
 * A schema of fields as somebody types them, `target: text, rings: integer, class: acid|base|neutral`, or of a JSON schema that was pasted.
 *
 * @returns undefined where it is neither
 */
export function schemaOf(typed: string): JsonSchema | undefined {
	return typed.trim().startsWith("{") ? pasted(typed) : fieldsIn(typed);
}

function pasted(typed: string): JsonSchema | undefined {
	try {
		const schema: unknown = JSON.parse(typed);
		return isRecord(schema) ? schema : undefined;
	} catch {
		return undefined;
	}
}

function fieldsIn(typed: string): JsonSchema | undefined {
	const fields = typed.split(/[,;]/).map((field) => field.trim()).filter((field) => field !== "").map(fieldOf);
	const read = fields.filter((field) => field !== undefined);
	const names = new Set(read.map(([name]) => name));
	return fields.length === 0 || read.length < fields.length || names.size < read.length ? undefined : { type: "object", properties: Object.fromEntries(bounded(read)), required: [...names], additionalProperties: false };
}

/**
 * Characters of all texts of an answer together, and of one. A small model does not end a text by itself, and an answer without an end
 * fails: measured with nano's 160 tokens on molecules, of which some take a token for each character.
 */
const TEXTS = 100;
const TEXT = { least: 20, most: 80 };

function bounded(fields: readonly (readonly [string, JsonSchema])[]): readonly (readonly [string, JsonSchema])[] {
	const isText = ({ type }: JsonSchema): boolean => type === "string";
	const share = Math.floor(TEXTS / Math.max(1, fields.filter(([, schema]) => isText(schema)).length));
	const maxLength = Math.min(TEXT.most, Math.max(TEXT.least, share));
	return fields.map(([name, schema]) => [name, isText(schema) ? { ...schema, maxLength } : schema]);
}

function fieldOf(typed: string): readonly [string, JsonSchema] | undefined {
	const [, name, type = "text"] = /^([\p{L}_][\p{L}\p{N}_ -]{0,60})(?::\s*(.+))?$/u.exec(typed) ?? [];
	const options = type.split("|").map((option) => option.trim()).filter((option) => option !== "");
	const schema = options.length > 1 ? { enum: options } : TYPES.get(type.trim().toLowerCase());
	return name === undefined || schema === undefined ? undefined : [name.trim(), schema];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

function list(value: unknown): readonly unknown[] {
	return Array.isArray(value) ? value : [];
}

function text(value: unknown, otherwise: string): string {
	return typeof value === "string" && value.length <= 4000 ? value : otherwise;
}
