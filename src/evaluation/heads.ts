import type { PropertyModel } from "../inference/process/propertyModel.ts";
import type { PropertiesDescription } from "../inference/properties/description.ts";
import type { PropertyResult } from "../inference/properties/prediction.ts";
import { Failure } from "../science/failure.ts";
import type { PropertyAnswer, PropertyPredictor } from "./properties.ts";

/**
 * The property heads of a model as what an evaluation asks. A benchmark's column is a task where it has the task's identifier or the title that
 * the task's column has in the set's own file, e.g. `esol` or `measured log solubility in mols per litre`.
 *
 * @returns undefined where the model has no heads
 * @throws Failure `bundle-missing`, `bundle-broken`
 */
export async function headsPredictor(model: Pick<PropertyModel, "describe" | "predictAll">): Promise<PropertyPredictor | undefined> {
	let description: PropertiesDescription;
	try {
		description = await model.describe();
	} catch (error) {
		if (error instanceof Failure && error.code === "no-property-heads") {
			return undefined;
		}
		throw error;
	}
	return {
		predict: async (molecules, titles, signal) => {
			const places = titles.map((title) => placeOf(description, title));
			if (places.every((place) => place === undefined)) {
				const message = `The model has heads for ${description.sets.map(({ id }) => id).join(", ")}, and none for ${titles.join(", ")}. Give a column the title of one of them.`;
				return molecules.map(() => ({ kind: "failed", code: "unknown-property", message }));
			}
			return (await model.predictAll(molecules, signal)).map((result) => answerOf(result, places));
		},
	};
}

function answerOf(result: PropertyResult, places: readonly (number | undefined)[]): PropertyAnswer {
	if ("failure" in result) {
		return { kind: "failed", code: result.failure.code, message: result.failure.message };
	}
	const each = (what: "value" | "similarity"): (number | null)[] => places.map((place) => (place === undefined ? null : (result.predictions[place]?.[what] ?? null)));
	return { kind: "predicted", values: each("value"), similarity: each("similarity") };
}

/** Place of a column among the tasks. */
function placeOf({ tasks }: PropertiesDescription, title: string): number | undefined {
	const plain = (text: string): string => text.trim().toLowerCase();
	const place = tasks.findIndex(({ id, column }) => plain(id) === plain(title) || plain(column) === plain(title));
	return place < 0 ? undefined : place;
}
