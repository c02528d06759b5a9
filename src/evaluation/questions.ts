import type { BatchItem, BatchTask } from "../inference/batch.ts";
import type { ChoiceItem, TextItem } from "./benchmarks/benchmark.ts";

/** How questions are put to a model; they stand within its own prompt format, as its manifest tells it. Reports quote them. */
export const TEMPLATES = {
	lettered: "{context}\n\n{question}\nA. {option A}\nB. {option B}\n…\nAnswer with the letter of the right option.",
	decision: "{context}\n\nQuestion: {question}\nAnswer with yes, no or maybe.",
} as const;

/** Some items of a benchmark that are asked in one batch. */
export interface QuestionGroup {
	readonly task: BatchTask;
	readonly questions: readonly { readonly item: number; readonly asked: BatchItem }[];
}

export function choiceTemplate(items: readonly ChoiceItem[]): string {
	const [first] = items;
	const template = first === undefined || isLettered(first) ? TEMPLATES.lettered : TEMPLATES.decision;
	return items.some(({ context }) => context !== "") ? template : template.replace("{context}\n\n", "");
}

/** @param places of the items that are asked; those with the same labels go together */
export function choiceGroups(items: readonly ChoiceItem[], places: readonly number[]): readonly QuestionGroup[] {
	const groups = new Map<string, { readonly choices: readonly string[]; readonly places: number[] }>();
	for (const place of places) {
		const choices = items[place]?.options.map(({ label }) => label) ?? [];
		const group = groups.get(choices.join()) ?? { choices, places: [] };
		group.places.push(place);
		groups.set(choices.join(), group);
	}
	return [...groups.values()].map(({ choices, places: own }) => ({ task: { kind: "choose", choices }, questions: own.flatMap((item) => (items[item] === undefined ? [] : [{ item, asked: { text: choiceText(items[item]), entities: [] } }])) }));
}

/** @param question in the place of the items' own, where there is one */
export function textGroup(items: readonly TextItem[], places: readonly number[], question: string | undefined): QuestionGroup {
	return { task: { kind: "write" }, questions: places.flatMap((item) => (items[item] === undefined ? [] : [{ item, asked: { text: question ?? items[item].question, entities: items[item].entity === undefined ? [] : [items[item].entity] } }])) };
}

function choiceText(item: ChoiceItem): string {
	const before = item.context === "" ? "" : `${item.context}\n\n`;
	if (!isLettered(item)) {
		return `${before}Question: ${item.question}\nAnswer with ${spoken(item.options.map(({ label }) => label))}.`;
	}
	return `${before}${item.question}\n${item.options.map(({ label, text }) => `${label}. ${text}`).join("\n")}\nAnswer with the letter of the right option.`;
}

function isLettered({ options }: ChoiceItem): boolean {
	return options.some(({ text }) => text !== "");
}

function spoken(labels: readonly string[]): string {
	return `${labels.slice(0, -1).join(", ")} or ${labels.at(-1) ?? ""}`;
}
