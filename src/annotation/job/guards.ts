import type { ModelIdentity } from "../../inference/engine.ts";
import type { JobSpec, TaskSpec } from "../spec.ts";
import type { AddedColumn } from "../table.ts";
import type { Origin } from "../tasks.ts";

/** What files beside an output hold may have been written by anybody. */
export function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isCount(value: unknown): value is number {
	return Number.isSafeInteger(value) && Number(value) >= 0;
}

export function isText(value: unknown): value is string {
	return typeof value === "string";
}

export function isTexts(value: unknown): value is readonly string[] {
	return Array.isArray(value) && value.every(isText);
}

export function isOptional<T>(value: unknown, guard: (value: unknown) => value is T): value is T | undefined {
	return value === undefined || guard(value);
}

export function isSpec(value: unknown): value is JobSpec {
	return isRecord(value) && isText(value["source"]) && isText(value["output"]) && isOptional(value["column"], isText) && isOptional(value["structures"], isKind)
		&& Array.isArray(value["tasks"]) && value["tasks"].every(isTask) && isOptional(value["shard"], isShard) && isOptional(value["maxRows"], isCount);
}

export function isKind(value: unknown): value is "molecule" | "protein" {
	return value === "molecule" || value === "protein";
}

export function isShard(value: unknown): value is { readonly index: number; readonly of: number } {
	return isRecord(value) && isCount(value["index"]) && isCount(value["of"]) && value["index"] >= 1 && value["index"] <= value["of"];
}

function isTask(value: unknown): value is TaskSpec {
	if (!isRecord(value) || !isOptional(value["column"], isText)) {
		return false;
	}
	switch (value["kind"]) {
		case "facts": return isTexts(value["facts"]);
		case "describe":
		case "embed": return true;
		case "ask": return isText(value["question"]);
		case "choose": return isText(value["question"]) && isTexts(value["choices"]);
		case "json": return isText(value["question"]) && isRecord(value["schema"]);
		default: return false;
	}
}

export function isModel(value: unknown): value is ModelIdentity {
	return isRecord(value) && isText(value["name"]) && isText(value["version"]) && isText(value["checksum"]);
}

export function isColumns(value: unknown): value is readonly AddedColumn[] {
	return Array.isArray(value) && value.every((column) => isRecord(column) && isText(column["title"]) && typeof column["generated"] === "boolean");
}

export function isOrigin(value: unknown): value is Origin {
	if (!isRecord(value) || !isOptional(value["model"], isModel)) {
		return false;
	}
	return value["kind"] === "computed"
		? isText(value["label"]) && isText(value["method"]) && isOptional(value["unit"], isText)
		: value["kind"] === "generated" && isText(value["question"]) && isOptional(value["choices"], isTexts) && value["model"] !== undefined;
}
