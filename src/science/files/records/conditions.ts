import { Failure } from "../../failure.ts";
import type { RecordContent } from "./recordFormat.ts";
import { numberOf } from "./sorting.ts";

/** What a record must be to be shown. */
export interface Condition {
	/** Place of a column; {@link nameColumn} for the name, {@link anyColumn} for the name and all of them. */
	readonly column: number;
	readonly operator: "contains" | "equals" | "above" | "below";
	readonly value: string;
}

export const anyColumn = -1;
export const nameColumn = -2;

/**
 * Nothing is above or below a word, and a table without a row would look like an answer.
 *
 * @throws Failure `no-number`
 */
export function refuseNoNumber({ operator, value }: Condition): void {
	const isCompared = operator === "above" || operator === "below";
	if (isCompared && value.trim() !== "" && numberOf(value.trim()) === undefined) {
		throw new Failure("no-number", `“${value.trim().slice(0, 40)}” is no number, and values are above or below numbers only. Give one, for instance 7.5 or 1e-6.`);
	}
}

/** Whether a record meets a condition; capitals do not matter, and what is no number is neither above nor below one. */
export function conditionTest({ column, operator, value }: Condition): (content: RecordContent) => boolean {
	const wanted = value.trim().toLowerCase();
	const number = numberOf(wanted);
	const meets = (cell: string): boolean => {
		switch (operator) {
			case "contains": return cell.toLowerCase().includes(wanted);
			case "equals": return number === undefined ? cell.trim().toLowerCase() === wanted : numberOf(cell.trim()) === number;
			case "above": return (numberOf(cell.trim()) ?? NaN) > (number ?? NaN);
			case "below": return (numberOf(cell.trim()) ?? NaN) < (number ?? NaN);
		}
	};
	switch (column) {
		case anyColumn: return ({ name, cells }) => meets(name) || cells.some(meets);
		case nameColumn: return ({ name }) => meets(name);
		default: return ({ cells }) => meets(cells[column] ?? "");
	}
}
