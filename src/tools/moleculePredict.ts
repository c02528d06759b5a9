import { z } from "zod";
import type { PropertiesDescription, PropertyTask } from "../inference/properties/description.ts";
import type { PropertyPrediction } from "../inference/properties/prediction.ts";
import { structure } from "./inputs.ts";
import type { Tool } from "./tool.ts";

const input = z.strictObject({ molecule: structure("SMILES or CXSMILES of one molecule, or a mol block, exactly as written") });

/** Measured properties as the embedded model's heads predict them. */
export const moleculePredict: Tool<z.infer<typeof input>> = {
	id: "molecule_predict",
	title: "Predicted properties",
	description:
		"Predicts measured properties of one small molecule on this machine: solubility, lipophilicity, free energy of hydration, passage of the blood-brain barrier, Tox21 assays, side effects, clinical toxicity, HIV inhibition, BACE-1 inhibition. These are PREDICTIONS by small models trained on MoleculeNet, not computed facts and not measurements: each comes with a 90 % interval or a probability, and with “outside the model's domain” where no training molecule is similar. Tell the user so. Not for clinical use.",
	input,
	async run({ molecule }, { properties, signal }) {
		const description = await properties.describe();
		const predictions = await properties.predict(molecule, signal);
		const told = predictions.flatMap((prediction) => description.tasks.flatMap((task) => (task.id === prediction.task ? [{ task, prediction }] : [])));
		const head = `Predicted, not measured (${description.method}; trained on MoleculeNet):`;
		return { text: [head, ...told.map(({ task, prediction }) => lineOf(task, prediction, description))].join("\n"), data: { predicted: true, method: description.method, level: description.level, predictions: told.map(({ task, prediction }) => dataOf(task, prediction)) } };
	},
};

function lineOf({ title, unit, set }: PropertyTask, { value, interval, similarity, inDomain }: PropertyPrediction, { level, sets }: PropertiesDescription): string {
	const what = interval === undefined ? `${title}: probability ${value.toFixed(2)}` : `${title}: ${value.toFixed(2)} ${unit ?? ""} (${Math.round(100 * level)} % interval ${interval[0].toFixed(2)} to ${interval[1].toFixed(2)})`;
	const nearest = `nearest of ${(sets.find(({ id }) => id === set)?.training ?? 0).toLocaleString("en")} training molecules: similarity ${similarity.toFixed(2)}`;
	return `${what} · ${inDomain ? nearest : `OUTSIDE THE MODEL'S DOMAIN, ${nearest}`}`;
}

function dataOf({ title, kind, unit, positive }: PropertyTask, { task, value, interval, similarity, inDomain }: PropertyPrediction): Readonly<Record<string, unknown>> {
	return { id: task, title, kind, value, ...(unit === undefined ? {} : { unit }), ...(positive === undefined ? {} : { positive }), ...(interval === undefined ? {} : { interval }), nearestTrainingSimilarity: similarity, insideDomain: inDomain };
}
