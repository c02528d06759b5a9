import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parseManifest, type Bundle } from "../../../src/inference/bundle/manifest.ts";
import { readDescription } from "../../../src/inference/properties/description.ts";
import { featureVector } from "../../../src/inference/properties/heads.ts";
import { TrainingMolecules } from "../../../src/inference/properties/trainingMolecules.ts";
import { MACCS_BITS, MORGAN_BITS } from "../../../src/science/molecule/propertyFeatures.ts";
import { readFileSync } from "node:fs";

/** A molecule of the file: the sets that it trains, and its bits. */
interface Trained {
	readonly sets: number;
	readonly ones: readonly number[];
}

function file(molecules: readonly Trained[], bits = MORGAN_BITS): Uint8Array {
	const head = Buffer.alloc(16);
	head.write("BMFP");
	head.writeUInt32LE(1, 4);
	head.writeUInt32LE(molecules.length, 8);
	head.writeUInt32LE(bits, 12);
	return Buffer.concat([head, ...molecules.map(record)]);
}

function record({ sets, ones }: Trained): Buffer {
	const counts = Buffer.alloc(4);
	counts.writeUInt16LE(sets, 0);
	counts.writeUInt16LE(ones.length, 2);
	const gaps = ones.flatMap((one, at) => {
		const gap = one - (ones[at - 1] ?? -1) - 1;
		return gap < 128 ? [gap] : [(gap & 127) | 128, gap >> 7];
	});
	return Buffer.concat([counts, Buffer.from(gaps)]);
}

function packed(ones: readonly number[], bits = MORGAN_BITS): Uint8Array {
	const bytes = new Uint8Array(Math.ceil(bits / 8));
	ones.forEach((one) => (bytes[one >> 3] = (bytes[one >> 3] ?? 0) | (1 << (one & 7))));
	return bytes;
}

describe("fingerprints of the training molecules", () => {
	const trained: readonly Trained[] = [
		{ sets: 0b01, ones: [0, 5, 900, 2047] },
		{ sets: 0b11, ones: [5, 6] },
		{ sets: 0b10, ones: [1, 128, 129, 400] },
	];

	it("give the exact Tanimoto similarity to the nearest of each set", () => {
		const molecules = new TrainingMolecules(file(trained), 3);
		expect([...molecules.nearest(packed([0, 5, 900]))]).toEqual([3 / 4, 1 / 4, 0]);
		expect([...molecules.nearest(packed([1, 128, 129, 400]))]).toEqual([0, 1, 0]);
	});

	it("are refused when cut or of another kind", () => {
		const whole = file(trained);
		expect(() => new TrainingMolecules(whole.subarray(0, whole.length - 1), 2).nearest(packed([0]))).toThrow(expect.objectContaining({ code: "bundle-broken" }));
		expect(() => new TrainingMolecules(file(trained, 1024), 2)).toThrow(expect.objectContaining({ code: "bundle-broken" }));
		expect(() => new TrainingMolecules(new Uint8Array(3), 2)).toThrow(expect.objectContaining({ code: "bundle-broken" }));
	});
});

describe("features of a molecule", () => {
	it("stand in the order Morgan bits, MACCS keys, descriptors", () => {
		const vector = featureVector({ morgan: packed([0, 2047]), maccs: packed([1, 166], MACCS_BITS), descriptors: { tpsa: 12.5, amw: 18 } }, ["amw", "tpsa"]);
		expect([...vector].flatMap((value, at) => (value === 0 ? [] : [[at, value]]))).toEqual([[0, 1], [2047, 1], [MORGAN_BITS + 1, 1], [MORGAN_BITS + 166, 1], [MORGAN_BITS + MACCS_BITS, 18], [MORGAN_BITS + MACCS_BITS + 1, 12.5]]);
	});

	it("are refused where a descriptor is missing", () => {
		expect(() => featureVector({ morgan: packed([]), maccs: packed([], MACCS_BITS), descriptors: {} }, ["tpsa"])).toThrow(expect.objectContaining({ code: "rdkit-changed" }));
	});
});

describe("the description of property heads", () => {
	let directory: string;
	const nano = readFileSync(path.resolve(import.meta.dirname, "../../../models/nano/manifest.json"), "utf8");

	beforeEach(async () => {
		directory = await mkdtemp(path.join(os.tmpdir(), "heads-"));
	});
	afterEach(() => rm(directory, { recursive: true }));

	function bundle(properties: object | undefined): Bundle {
		const manifest = JSON.parse(nano) as Record<string, unknown> & { files: Record<string, unknown> };
		const listed = { bytes: 1, sha256: "0".repeat(64) };
		return { directory, manifest: parseManifest(JSON.stringify({ ...manifest, properties, files: { ...manifest.files, "heads.onnx": listed, "heads.json": listed, "heads.bin": listed } }), "manifest.json") };
	}

	const PART = { file: "heads.onnx", description: "heads.json", molecules: "heads.bin" };

	it("is missed in a model without heads", async () => {
		await expect(readDescription(bundle(undefined))).rejects.toMatchObject({ code: "no-property-heads" });
	});

	it("is refused with its reason where it is not valid", async () => {
		await writeFile(path.join(directory, "heads.json"), JSON.stringify({ schema: 1, method: "forests" }));
		await expect(readDescription(bundle(PART))).rejects.toMatchObject({ code: "bundle-broken", message: expect.stringContaining("features") as string });
	});

	it("is refused where a task belongs to no set", async () => {
		const description = {
			schema: 1, method: "forests", level: 0.9,
			features: { morgan: { radius: 2, bits: MORGAN_BITS }, maccs: MACCS_BITS, descriptors: ["amw"] },
			sets: [{ id: "esol", title: "Solubility", reference: "Delaney 2004", training: 10, domain: { leastSimilarity: 0.3 } }],
			tasks: [{ id: "hiv", set: "hiv", column: "HIV_active", title: "HIV", kind: "class" }],
		};
		await writeFile(path.join(directory, "heads.json"), JSON.stringify(description));
		await expect(readDescription(bundle(PART))).rejects.toMatchObject({ code: "bundle-broken", message: expect.stringContaining("hiv") as string });
	});

	it("must name files that the bundle lists", () => {
		expect(() => bundle({ ...PART, molecules: "other.bin" })).toThrow(/other\.bin is used but not listed/);
	});
});
