import { isRecord, isText } from "../../annotation/job/guards.ts";
import { Failure } from "../../science/failure.ts";
import type { Benchmark, ChoiceItem, Option } from "./benchmark.ts";

/** Letters of options, in their order. */
export const LETTERS = ["A", "B", "C", "D", "E", "F", "G", "H", "I", "J"] as const;

const DECISIONS: readonly Option[] = ["yes", "no", "maybe"].map((label) => ({ label, text: "" }));

export function lettered(texts: readonly string[]): readonly Option[] {
	return texts.map((text, place) => ({ label: LETTERS[place] ?? "", text }));
}

type Found = Extract<Benchmark, { readonly kind: "choices" }>;
type Row = Readonly<Record<string, unknown>>;

/** One object whose values are questions about abstracts: PubMedQA (Jin et al. 2019). Undefined where it is something else. */
export function pubMedQa(document: Row): Found | undefined {
	const rows = Object.entries(document);
	const items = rows.flatMap(([id, value]) => pubMedItem(id, value) ?? []);
	return items.length === 0 ? undefined : { kind: "choices", known: "pubmedqa", layout: "PubMedQA (JSON)", items, unreadable: rows.length === items.length ? [] : [`${rows.length - items.length} entries have no question, contexts or decision.`] };
}

function pubMedItem(id: string, value: unknown): ChoiceItem | undefined {
	if (!isRecord(value) || !isText(value["QUESTION"]) || !Array.isArray(value["CONTEXTS"])) {
		return undefined;
	}
	const decision = value["final_decision"];
	const right = DECISIONS.findIndex(({ label }) => label === decision);
	return right < 0 ? undefined : { id, context: value["CONTEXTS"].filter(isText).join("\n"), question: value["QUESTION"], options: DECISIONS, right };
}

const MEDMCQA = ["opa", "opb", "opc", "opd"] as const;

/** Objects a line with four options each. Undefined where they are something else. */
export function choiceLines(rows: readonly (readonly [id: string, row: Row])[]): Found | undefined {
	const [, first] = rows[0] ?? [];
	if (first === undefined) {
		return undefined;
	}
	if (MEDMCQA.every((key) => isText(first[key])) && "cop" in first) {
		const base = baseOf(rows.map(([, row]) => row["cop"]));
		return found("medmcqa", "MedMCQA (JSON Lines)", rows, (row) => chosen(MEDMCQA.map((key) => row[key]), Number(row["cop"]) - base));
	}
	if (isRecord(first["options"]) && isText(first["answer_idx"])) {
		return found("medqa", "MedQA-USMLE (JSON Lines)", rows, (row) => {
			const options = isRecord(row["options"]) ? Object.entries(row["options"]).sort(([one], [other]) => (one < other ? -1 : 1)) : [];
			return chosen(options.map(([, text]) => text), options.findIndex(([label]) => label === row["answer_idx"]));
		});
	}
	const key = Array.isArray(first["choices"]) ? "choices" : Array.isArray(first["options"]) ? "options" : undefined;
	return key === undefined || !("answer" in first) ? undefined : found(undefined, "questions with choices (JSON Lines)", rows, (row) => {
		const texts: readonly unknown[] = Array.isArray(row[key]) ? row[key] : [];
		return chosen(texts, placeOf(row["answer"], texts));
	});
}

/** MMLU (Hendrycks et al. 2021): six cells a line, the question, four options and a letter, without a header. Undefined where lines are otherwise. */
export function mmlu(lines: readonly (readonly string[])[]): Found | undefined {
	const isOne = (cells: readonly string[]): boolean => cells.length === 6 && /^[A-D]$/.test((cells[5] ?? "").trim());
	const fitting = lines.filter(isOne);
	if (fitting.length === 0 || fitting.length < lines.length / 2) {
		return undefined;
	}
	const items = lines.flatMap((cells, place) => (isOne(cells) ? [{ id: `line ${place + 1}`, context: "", question: cells[0] ?? "", options: lettered(cells.slice(1, 5)), right: "ABCD".indexOf((cells[5] ?? "").trim()) }] : []));
	return { kind: "choices", known: "mmlu", layout: "MMLU (CSV without a header)", items, unreadable: lines.flatMap((cells, place) => (isOne(cells) ? [] : [`Line ${place + 1} has ${cells.length} cells, where a question, four options and a letter are expected.`])) };
}

function found(known: string | undefined, layout: string, rows: readonly (readonly [string, Row])[], read: (row: Row) => Pick<ChoiceItem, "options" | "right"> | undefined): Found {
	const items: ChoiceItem[] = [];
	const unreadable: string[] = [];
	for (const [id, row] of rows) {
		const choice = read(row);
		if (choice === undefined || !isText(row["question"])) {
			unreadable.push(`${id}: its question, options or right answer are missing.`);
		} else {
			items.push({ id, context: isText(row["context"]) ? row["context"] : "", question: row["question"], ...choice });
		}
	}
	return { kind: "choices", known, layout, items, unreadable };
}

function chosen(texts: readonly unknown[], right: number): Pick<ChoiceItem, "options" | "right"> | undefined {
	return texts.every(isText) && texts.length >= 2 && texts.length <= LETTERS.length && Number.isInteger(right) && right >= 0 && right < texts.length ? { options: lettered(texts), right } : undefined;
}

/** MedMCQA's own files count the right option from 1, its copies on the Hugging Face hub from 0. */
function baseOf(values: readonly unknown[]): 0 | 1 {
	const [fromZero, fromOne] = [values.includes(0), values.includes(4)];
	if (fromZero && fromOne) {
		throw new Failure("benchmark-broken", "The right options (“cop”) of this MedMCQA file go from 0 to 4, so it cannot be told whether they count from 0 or from 1. Take the file from its publisher again.");
	}
	return fromZero ? 0 : 1;
}

/** A place from 0, a letter, or the text of an option. */
function placeOf(answer: unknown, texts: readonly unknown[]): number {
	return typeof answer === "number" ? answer : texts.includes(answer) ? texts.indexOf(answer) : LETTERS.findIndex((letter) => letter === answer);
}
