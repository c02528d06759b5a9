import { readFileSync } from "node:fs";
import { cp, mkdtemp, rm, truncate } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { featureVector } from "../../src/inference/properties/heads.ts";
import type { PropertyTask } from "../../src/inference/properties/description.ts";
import { MACCS_BITS, MORGAN_BITS } from "../../src/science/molecule/propertyFeatures.ts";
import { nanoDirectory, realProperties, type RealProperties } from "../support/engine.ts";

/** What the training's Python made of molecules that it held back. */
interface HeadsFixture {
	readonly molecules: readonly {
		readonly smiles: string;
		/** Set bits of Morgan fingerprint and MACCS keys. */
		readonly ones: readonly number[];
		readonly descriptors: readonly number[];
		readonly values: readonly number[];
		/** Half of the interval; 0 for classes. */
		readonly halves: readonly number[];
		readonly nearest: Readonly<Record<string, number>>;
	}[];
}

interface PythonFeatures {
	readonly names: readonly string[];
	readonly molecules: readonly { readonly smiles: string; readonly morgan: string; readonly maccs: string; readonly descriptors: readonly number[] }[];
}

function fixture(name: string): unknown {
	return JSON.parse(readFileSync(path.resolve(import.meta.dirname, "../fixtures/properties", name), "utf8"));
}

const heads = fixture("heads.json") as HeadsFixture;
const python = fixture("python-features.json") as PythonFeatures;
/** RDKit changed their definitions between 2022.09 in Debian and the product's version. */
const REDEFINED = new Set(["NumHBA", "chi2v", "chi2n"]);

let real: RealProperties;
let tasks: readonly PropertyTask[];
let descriptors: readonly string[];
beforeAll(async () => {
	real = await realProperties();
	const description = await real.properties.describe();
	({ tasks } = description);
	({ descriptors } = description.features);
});
afterAll(() => real.dispose());

describe("features of molecules", () => {
	it("equal those of RDKit in Python", async () => {
		expect(python.molecules.length).toBeGreaterThanOrEqual(200);
		for (const { smiles, morgan, maccs, descriptors: expected } of python.molecules) {
			const found = await real.chemistry.propertyFeatures(smiles);
			expect(Buffer.from(found.morgan).toString("base64"), smiles).toBe(morgan);
			expect(Buffer.from(found.maccs).toString("base64"), smiles).toBe(maccs);
			for (const name of descriptors.filter((one) => !REDEFINED.has(one))) {
				const value = expected[python.names.indexOf(name)] ?? Number.NaN;
				expect(Math.abs((found.descriptors[name] ?? Number.NaN) - value), `${name} of ${smiles}`).toBeLessThanOrEqual(1e-4 * Math.max(1, Math.abs(value)));
			}
		}
	});

	it("equal those that the heads were trained on", async () => {
		for (const { smiles, ones, descriptors: expected } of heads.molecules) {
			const vector = featureVector(await real.chemistry.propertyFeatures(smiles), descriptors);
			const bits = vector.subarray(0, MORGAN_BITS + MACCS_BITS);
			expect([...bits.keys()].filter((bit) => bits[bit] === 1), smiles).toEqual(ones);
			expect([...vector.subarray(MORGAN_BITS + MACCS_BITS)], smiles).toEqual(expected.map(Math.fround));
		}
	});
});

describe("predictions", () => {
	it("equal those of the training, with interval and nearest similarity", async () => {
		const results = await real.properties.predictAll(heads.molecules.map(({ smiles }) => smiles));
		expect(heads.molecules).toHaveLength(20);
		heads.molecules.forEach(({ smiles, values, halves, nearest }, at) => {
			const result = results[at];
			expect(result, smiles).toHaveProperty("predictions");
			const predictions = result !== undefined && "predictions" in result ? result.predictions : [];
			expect(predictions.map(({ task }) => task)).toEqual(tasks.map(({ id }) => id));
			predictions.forEach(({ value, interval, similarity }, task) => {
				const { id, kind, set } = tasks[task] ?? { id: "", kind: "class", set: "" };
				expect(Math.abs(value - (values[task] ?? Number.NaN)), `${id} of ${smiles}`).toBeLessThan(1e-4);
				expect(similarity, `${id} of ${smiles}`).toBeCloseTo(nearest[set] ?? Number.NaN, 5);
				expect(interval === undefined, id).toBe(kind === "class");
				if (interval) {
					expect((interval[1] - interval[0]) / 2, `${id} of ${smiles}`).toBeCloseTo(halves[task] ?? Number.NaN, 3);
				}
			});
		});
	});

	it("tell molecules of the training from others", async () => {
		const description = await real.properties.describe();
		// Ethanol is among the training molecules of the sets of hydration and solubility; a siloxane cage is far from all.
		const ethanol = await real.properties.predict("CCO");
		expect(ethanol.find(({ task }) => task === "freesolv")).toMatchObject({ similarity: 1, inDomain: true });
		for (const { task, similarity, inDomain } of await real.properties.predict("C[Si]1(C)O[Si](C)(C)O[Si](C)(C)O[Si](C)(C)O1")) {
			const set = description.sets.find(({ id }) => id === tasks.find(({ id: own }) => own === task)?.set);
			expect(inDomain).toBe(similarity >= (set?.domain.leastSimilarity ?? Number.NaN));
		}
	});

	it("are independent of the batch, and one wrong molecule costs the others nothing", async () => {
		const [good, wrong, again] = await real.properties.predictAll(["CC(=O)Oc1ccccc1C(=O)O", "C1CC", "CCO"]);
		expect(good).toEqual({ predictions: await real.properties.predict("CC(=O)Oc1ccccc1C(=O)O") });
		expect(wrong).toMatchObject({ failure: { code: "invalid-smiles" } });
		expect(again).toHaveProperty("predictions");
		await expect(real.properties.predict("C1CC")).rejects.toMatchObject({ code: "invalid-smiles" });
	});

	it("begin again after the process was killed", async () => {
		await real.properties.predict("CCO");
		const { pid } = real.properties;
		expect(pid).toBeDefined();
		process.kill(pid ?? 0, "SIGKILL");
		await expect.poll(() => real.properties.pid).toBeUndefined();
		expect(await real.properties.predict("CCO")).toHaveLength(tasks.length);
		expect(real.properties.pid).not.toBe(pid);
	});
});

describe("the process of the heads", () => {
	it("ends when idle", async () => {
		const short = await realProperties(nanoDirectory, { idle: 50 });
		try {
			await short.properties.predict("CCO");
			await expect.poll(() => short.properties.pid, { timeout: 5000 }).toBeUndefined();
			expect(await short.properties.predict("CCO")).toHaveLength(tasks.length);
		} finally {
			await short.dispose();
		}
	});

	it("refuses a damaged file", async () => {
		const folder = await mkdtemp(path.join(os.tmpdir(), "damaged-heads-"));
		const broken = await realProperties(folder);
		try {
			await cp(nanoDirectory, folder, { recursive: true });
			await truncate(path.join(folder, "properties.onnx"), 1000);
			await expect(broken.properties.predict("CCO")).rejects.toMatchObject({ code: "file-size" });
		} finally {
			await broken.dispose();
			await rm(folder, { recursive: true });
		}
	});
});
