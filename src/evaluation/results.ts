import { isCount, isRecord, isText, isTexts } from "../annotation/job/guards.ts";

/** What a model answered to one item, or why it did not; plain data for the journal. */
export type ItemResult =
	/** Probabilities in the order of the options; they add up to 1. */
	| { readonly kind: "chosen"; readonly choice: number; readonly probabilities: readonly number[] }
	/** `reasoning`: the text is empty since the model had not come to the end of its reasoning. */
	| { readonly kind: "written"; readonly text: string; readonly cut: boolean; readonly reasoning?: boolean }
	/** In the order of the benchmark's properties; null where the model has no value. `similarity`: Tanimoto, to the nearest molecule that it was trained on. */
	| { readonly kind: "predicted"; readonly values: readonly (number | null)[]; readonly similarity?: readonly (number | null)[] }
	| { readonly kind: "failed"; readonly code: string; readonly message: string };

/** One answer of one benchmark, and what it took. */
export interface Answered {
	readonly benchmark: number;
	/** Place among the benchmark's items. */
	readonly item: number;
	/** Milliseconds since the answer before it, in the same run: they add up to the time that was worked. */
	readonly took: number;
	readonly result: ItemResult;
}

export function isAnswered(value: unknown): value is Answered {
	return isRecord(value) && isCount(value["benchmark"]) && isCount(value["item"]) && typeof value["took"] === "number" && isResult(value["result"]);
}

function isResult(value: unknown): value is ItemResult {
	if (!isRecord(value)) {
		return false;
	}
	switch (value["kind"]) {
		case "chosen": return isCount(value["choice"]) && isNumbers(value["probabilities"]);
		case "written": return isText(value["text"]) && typeof value["cut"] === "boolean" && (value["reasoning"] === undefined || typeof value["reasoning"] === "boolean");
		case "predicted": return isNumbersOrNull(value["values"]) && (value["similarity"] === undefined || isNumbersOrNull(value["similarity"]));
		case "failed": return isTexts([value["code"], value["message"]]);
		default: return false;
	}
}

function isNumbersOrNull(value: unknown): value is readonly (number | null)[] {
	return Array.isArray(value) && value.every((one) => one === null || typeof one === "number");
}

function isNumbers(value: unknown): value is readonly number[] {
	return Array.isArray(value) && value.every((one) => typeof one === "number");
}
