import { describe, expect, it } from "vitest";
import { headsPredictor } from "../../../src/evaluation/heads.ts";
import type { PropertiesDescription } from "../../../src/inference/properties/description.ts";
import type { PropertyResult } from "../../../src/inference/properties/prediction.ts";
import { Failure } from "../../../src/science/failure.ts";

const never = new AbortController().signal;
const description: PropertiesDescription = {
	schema: 1, method: "forests", level: 0.9,
	features: { morgan: { radius: 2, bits: 2048 }, maccs: 167, descriptors: ["amw"] },
	sets: [{ id: "esol", title: "Solubility", reference: "Delaney 2004", training: 10, domain: { leastSimilarity: 0.3 } }, { id: "tox21", title: "Assays", reference: "Tox21", training: 10, domain: { leastSimilarity: 0.3 } }],
	tasks: [{ id: "esol", set: "esol", column: "measured log solubility in mols per litre", title: "Solubility", kind: "number", unit: "log10(mol/L)" }, { id: "tox21-nr-ar", set: "tox21", column: "NR-AR", title: "NR-AR", kind: "class" }],
};

function model(result: PropertyResult): Parameters<typeof headsPredictor>[0] {
	return { describe: async () => description, predictAll: async (molecules) => molecules.map(() => result) };
}

const predicted: PropertyResult = { predictions: [{ task: "esol", value: -2.5, interval: [-4, -1], similarity: 1, inDomain: true }, { task: "tox21-nr-ar", value: 0.1, similarity: 1, inDomain: true }] };

describe("property heads in an evaluation", () => {
	it("answer columns by identifier or by the set's own title, in the benchmark's order", async () => {
		const predictor = await headsPredictor(model(predicted));
		expect(await predictor?.predict(["CCO"], ["nr-ar", "other", " ESOL "], never)).toEqual([{ kind: "predicted", values: [0.1, null, -2.5], similarity: [1, null, 1] }]);
		expect(await predictor?.predict(["CCO"], ["Measured log solubility in mols per litre"], never)).toEqual([{ kind: "predicted", values: [-2.5], similarity: [1] }]);
	});

	it("say which sets there are where no column is theirs", async () => {
		const predictor = await headsPredictor(model(predicted));
		expect(await predictor?.predict(["CCO"], ["melting point"], never)).toMatchObject([{ kind: "failed", code: "unknown-property", message: expect.stringMatching(/esol, tox21.*melting point/) as string }]);
	});

	it("hand on why a molecule has no prediction", async () => {
		const predictor = await headsPredictor(model({ failure: { code: "invalid-smiles", message: "A ring is open." } }));
		expect(await predictor?.predict(["C1CC"], ["esol"], never)).toEqual([{ kind: "failed", code: "invalid-smiles", message: "A ring is open." }]);
	});

	it("are none where the model has none; other failures are told", async () => {
		const failing = (code: string): Parameters<typeof headsPredictor>[0] => ({ ...model(predicted), describe: async () => Promise.reject(new Failure(code, "No.")) });
		expect(await headsPredictor(failing("no-property-heads"))).toBeUndefined();
		await expect(headsPredictor(failing("bundle-broken"))).rejects.toMatchObject({ code: "bundle-broken" });
	});
});
