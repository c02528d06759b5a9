import type { FailureData } from "../../science/failure.ts";

/** A property as heads predict it: never measured. */
export interface PropertyPrediction {
	/** Identifier of the task, e.g. `esol`, `tox21-nr-ar`. */
	readonly task: string;
	/** Calibrated probability of the positive class, 0 to 1; or a number in the task's unit. */
	readonly value: number;
	/** Ends of the interval, where the task is a number. */
	readonly interval?: readonly [number, number] | undefined;
	/** Tanimoto similarity to the nearest molecule that the task's set was trained on. */
	readonly similarity: number;
	/** Whether that is near enough for the errors that were measured to say anything. */
	readonly inDomain: boolean;
}

/** In the order of the description's tasks; or why there is nothing for this molecule. */
export type PropertyResult = { readonly predictions: readonly PropertyPrediction[] } | { readonly failure: FailureData };
