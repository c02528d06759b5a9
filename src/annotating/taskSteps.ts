import * as vscode from "vscode";
import { choicesIn, schemaOf, TASK_KINDS, type Choices, type TaskKind } from "./choices.ts";
import type { Draft } from "./draft.ts";
import { factName, factsOf } from "./factNames.ts";
import type { Item } from "./pick.ts";
import { input, pickMany } from "./pick.ts";
import { faultOfQuestion } from "./questions.ts";
import type { Step } from "./steps.ts";
import { titleOf } from "./words.ts";

/** The questions from “what is to be found out” to the last detail of it. */
export const taskSteps: readonly Step<Draft>[] = [
	async (draft, first) => {
		const items = TASK_KINDS.map((kind): Item<TaskKind> => ({ ...taskItem(kind), choice: kind }));
		const kinds = await pickMany({ title: titleOf(draft.name), placeholder: whatIsRead(draft), first, items, chosen: (kind) => draft.choices.kinds.includes(kind) });
		return kinds === undefined || kinds === "back" ? kinds : withChoices(draft, { kinds });
	},
	when("facts", async (draft, first) => {
		const items = factsOf(draft.structures.kind).map((key): Item<string> => ({ label: factName(key), description: key, choice: key }));
		const facts = await pickMany({ title: titleOf(draft.name), placeholder: vscode.l10n.t("Which facts? Each gets a column of its own"), first, items, chosen: (key) => draft.choices.facts.includes(key) });
		return facts === undefined || facts === "back" ? facts : withChoices(draft, { facts });
	}),
	when("ask", async (draft, first) => {
		const ask = await question(draft, { first, value: draft.choices.ask, prompt: vscode.l10n.t("What shall be asked about each row? {0} stands for the row's cell, as does each other column.", `{${exampleTitle(draft)}}`), placeholder: "What is this molecule used for?" });
		return ask === undefined || ask === "back" ? ask : withChoices(draft, { ask });
	}),
	when("choose", async (draft, first) => {
		const asked = await question(draft, { first, value: draft.choices.choose.question, prompt: vscode.l10n.t("What shall be decided about each row? The answers to choose from come next."), placeholder: "Is this molecule an acid?" });
		return asked === undefined || asked === "back" ? asked : withChoices(draft, { choose: { ...draft.choices.choose, question: asked } });
	}),
	when("choose", async (draft, first) => {
		const choices = await input({ title: titleOf(draft.name), placeholder: "yes, no", prompt: vscode.l10n.t("The answers to choose from, with commas between them. Each row gets one, with its probability."), first, value: draft.choices.choose.choices, check: faultOfChoices });
		return choices === undefined || choices === "back" ? choices : withChoices(draft, { choose: { ...draft.choices.choose, choices } });
	}),
	when("json", async (draft, first) => {
		const asked = await question(draft, { first, value: draft.choices.json.question, prompt: vscode.l10n.t("What shall be asked about each row? The fields of the answer come next."), placeholder: "Which class of compound is this?" });
		return asked === undefined || asked === "back" ? asked : withChoices(draft, { json: { ...draft.choices.json, question: asked } });
	}),
	when("json", async (draft, first) => {
		const fields = await input({ title: titleOf(draft.name), placeholder: "class: acid|base|neutral, rings: integer, use: text", prompt: vscode.l10n.t("The fields of the answer, each with text, number, integer, yes/no or a choice like a|b; or a JSON schema."), first, value: draft.choices.json.fields, check: faultOfFields });
		return fields === undefined || fields === "back" ? fields : withChoices(draft, { json: { ...draft.choices.json, fields } });
	}),
];

/** A step that has something to ask only where its task was chosen. */
function when(kind: TaskKind, step: Step<Draft>): Step<Draft> {
	return async (draft, first) => (draft.choices.kinds.includes(kind) ? step(draft, first) : "skip");
}

function withChoices(draft: Draft, choices: Partial<Choices>): Draft {
	return { ...draft, choices: { ...draft.choices, ...choices } };
}

function question(draft: Draft, options: { readonly first: boolean; readonly value: string; readonly prompt: string; readonly placeholder: string }): ReturnType<typeof input> {
	return input({ ...options, title: titleOf(draft.name), check: (text) => faultOfQuestion(text, draft.look.titles) });
}

/** A column that says more about a row than its structure. */
function exampleTitle({ look: { titles }, structures }: Draft): string {
	return titles.find((title) => /name|id|title/i.test(title) && title !== structures.title) ?? structures.title;
}

function whatIsRead({ structures: { title, kind } }: Draft): string {
	return kind === "molecule" ? vscode.l10n.t("What shall be found out about the molecules in “{0}”?", title) : vscode.l10n.t("What shall be found out about the proteins in “{0}”?", title);
}

function taskItem(kind: TaskKind): vscode.QuickPickItem {
	switch (kind) {
		case "facts": return { label: vscode.l10n.t("Facts"), description: vscode.l10n.t("computed"), detail: vscode.l10n.t("Masses, logP, rules and others, a column each; which, comes next") };
		case "describe": return { label: vscode.l10n.t("Description"), description: vscode.l10n.t("generated"), detail: vscode.l10n.t("A sentence or two by the local model about each row") };
		case "ask": return { label: vscode.l10n.t("Answer to a question…"), description: vscode.l10n.t("generated"), detail: vscode.l10n.t("The same question about each row; it may name its other columns") };
		case "choose": return { label: vscode.l10n.t("One of several answers…"), description: vscode.l10n.t("generated"), detail: vscode.l10n.t("Yes or no, or a list of yours, with the probability that the model gives it") };
		case "json": return { label: vscode.l10n.t("Fields of an answer…"), description: vscode.l10n.t("generated"), detail: vscode.l10n.t("JSON with fields that you name, for programs") };
		case "embed": return { label: vscode.l10n.t("Embedding"), description: vscode.l10n.t("computed by the model's encoder"), detail: vscode.l10n.t("A vector for clustering and search") };
	}
}

function faultOfChoices(text: string): string | undefined {
	const choices = choicesIn(text);
	if (choices.length < 2) {
		return vscode.l10n.t("Give at least two answers, with a comma between them.");
	}
	const twice = choices.find((choice, index) => choices.indexOf(choice) < index);
	return twice === undefined ? undefined : vscode.l10n.t("“{0}” stands there twice.", twice);
}

function faultOfFields(text: string): string | undefined {
	if (schemaOf(text) !== undefined) {
		return undefined;
	}
	return text.trim().startsWith("{") ? vscode.l10n.t("This JSON cannot be read. A schema begins like {0}.", '{"type": "object", "properties": {') : vscode.l10n.t("Write name and type, with commas between the fields: {0}", "class: acid|base, rings: integer, use: text");
}
