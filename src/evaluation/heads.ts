import type { PropertyModel } from "../inference/process/propertyModel.ts";
import type { PropertiesDescription } from "../inference/properties/description.ts";
import { Failure } from "../science/failure.ts";
import type { PropertyPredictor } from "./properties.ts";

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
		predict: async (smiles, titles, signal) => {
			const places = titles.map((title) => placeOf(description, title));
			if (places.every((place) => place === undefined)) {
				return { kind: "failed", code: "unknown-property", message: `The model has heads for ${description.sets.map(({ id }) => id).join(", ")}, and none for ${titles.join(", ")}. Give a column the title of one of them.` };
			}
			const [result] = await model.predictAll([smiles], signal);
			if (result === undefined || "failure" in result) {
				return { kind: "failed", code: result?.failure.code ?? "unexpected", message: result?.failure.message ?? "Nothing was predicted. Evaluate again." };
			}
			return { kind: "predicted", values: places.map((place) => (place === undefined ? null : (result.predictions[place]?.value ?? null))) };
		},
	};
}

/** Place of a column among the tasks. */
function placeOf({ tasks }: PropertiesDescription, title: string): number | undefined {
	const plain = (text: string): string => text.trim().toLowerCase();
	const place = tasks.findIndex(({ id, column }) => plain(id) === plain(title) || plain(column) === plain(title));
	return place < 0 ? undefined : place;
}
