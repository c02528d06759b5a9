/**
 * Encoders imported from checkpoints in the layout of the BioMedGPT releases, against PyTorch: what the product's own runtime
 * computes with the ONNX files that the importer writes, for all recorded molecules and proteins.
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Checkpoint } from "../../src/inference/import/checkpoint.ts";
import { writeProteinEncoder } from "../../src/inference/import/onnx/esm.ts";
import { writeMoleculeEncoder } from "../../src/inference/import/onnx/gin.ts";
import { openCheckpoint } from "../../src/inference/import/open.ts";
import { Encoders } from "../../src/inference/runtime/encoders.ts";
import { checkpoints, haveCheckpoints } from "../support/checkpoints.ts";
import { largestDifference, relativeError } from "../support/differences.ts";
import { withSoftTokens } from "../support/encodings.ts";
import { encoderBundle, recordedMolecule, runMolecule, runProteins, type RecordedMolecule } from "../support/importedEncoders.ts";
import { readNpy } from "../support/npy.ts";

interface RecordedProtein {
	readonly id: string;
	readonly sequence: string;
	readonly ids: readonly number[];
	readonly last_hidden_state: { readonly shape: readonly number[]; readonly l2: number; readonly first_rows: readonly number[][]; readonly last_rows: readonly number[][] };
	readonly soft_tokens: string;
}

interface Expected {
	readonly checkpoint: string;
	readonly protein_special_tokens: boolean;
	readonly molecules: readonly RecordedMolecule[];
	readonly molecules_extra: readonly RecordedMolecule[];
	readonly proteins: readonly RecordedProtein[];
}

/** Widths of the small language model and of the encoders (fixtures/checkpoints/README.md). */
const WIDTH = 96;
const GIN_FEATURES = 300;
const ESM_FEATURES = 64;

const skipped = haveCheckpoints ? "" : ` (skipped: there is no folder ${checkpoints})`;
const folder = mkdtempSync(path.join(tmpdir(), "biomedgpt-import-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function recorded<T>(name: string): T {
	return JSON.parse(readFileSync(path.join(checkpoints, name, "expected.json"), "utf8")) as T;
}

async function withCheckpoint<T>(file: string, use: (checkpoint: Checkpoint) => Promise<T>): Promise<T> {
	const checkpoint = await openCheckpoint(path.join(checkpoints, file));
	try {
		return await use(checkpoint);
	} finally {
		await checkpoint.close();
	}
}

describe.skipIf(!haveCheckpoints).each(["biomedgpt-10b-tiny", "biomedgpt-r1-tiny"])(`the encoders of %s, imported${skipped}`, (name) => {
	const expected = haveCheckpoints ? recorded<Expected>(name) : undefined;
	const molecules = [...(expected?.molecules ?? []), ...(expected?.molecules_extra ?? [])];
	const stored = (file: string): Float32Array => readNpy(path.join(checkpoints, name, file)).data;
	const target = (kind: string): string => path.join(folder, `${name}-${kind}.onnx`);
	let encoders: Encoders;

	beforeAll(async () => {
		await withCheckpoint(path.join(name, expected?.checkpoint ?? ""), async (checkpoint) => {
			expect(await writeMoleculeEncoder(checkpoint, target("molecule"), { prefix: "mol_structure_encoder.", adapter: "proj_mol." })).toEqual({ features: GIN_FEATURES, width: WIDTH });
			for (const weights of ["F32", "F16", "int8", "int4"] as const) {
				const file = target(`protein-${weights}`);
				const written = await writeProteinEncoder(checkpoint, file, { config: path.join(checkpoints, name, "esm2/config.json"), prefix: "prot_structure_encoder.", adapter: "proj_prot.", weights });
				expect(written).toEqual({ features: ESM_FEATURES, width: WIDTH, files: [path.basename(file)] });
			}
		});
		const protein = { file: `${name}-protein-F32.onnx`, features: ESM_FEATURES, specialTokens: expected?.protein_special_tokens ?? true, window: 1, maxResidues: 1022 };
		encoders = new Encoders(encoderBundle(folder, { width: WIDTH, molecule: { file: `${name}-molecule.onnx`, features: GIN_FEATURES, maxAtoms: 256 }, protein }));
	});

	it.each(molecules)("gives $smiles the features and soft tokens of PyTorch", async (molecule) => {
		const { features, softTokens } = await withSoftTokens(encoders.encodeOnce(recordedMolecule(molecule)));
		expect(largestDifference(features.data, stored(molecule.node_features))).toBeLessThanOrEqual(2e-4);
		expect(largestDifference(softTokens.data, stored(molecule.soft_tokens))).toBeLessThanOrEqual(1e-5);
	});

	it.each(expected?.proteins ?? [])("gives the protein $id the last hidden state and the soft tokens of PyTorch", async (protein) => {
		const { input, features, softTokens } = await withSoftTokens(encoders.encodeOnce({ kind: "protein", sequence: protein.sequence }));
		const { shape, l2, first_rows, last_rows } = protein.last_hidden_state;
		expect(input).toEqual({ kind: "protein", ids: protein.ids });
		expect([features.rows, features.columns]).toEqual(shape);
		expect(largestDifference(features.data.subarray(0, first_rows.flat().length), first_rows.flat())).toBeLessThanOrEqual(5e-5);
		expect(largestDifference(features.data.subarray(-last_rows.flat().length), last_rows.flat())).toBeLessThanOrEqual(5e-5);
		expect(Math.hypot(...features.data)).toBeCloseTo(l2, 3);
		expect(largestDifference(softTokens.data, stored(protein.soft_tokens))).toBeLessThanOrEqual(1e-5);
	});

	it("loses nothing with weights in half precision, as its file has them", async () => {
		for (const { ids, soft_tokens } of expected?.proteins ?? []) {
			const { soft = [] } = await runProteins(target("protein-F16"), [ids]);
			expect(largestDifference(soft, stored(soft_tokens))).toBeLessThanOrEqual(1e-5);
		}
	});

	it.each([["int8", 0.06], ["int4", 0.5]] as const)("stays near PyTorch with %s weights", async (weights, bound) => {
		for (const { ids, soft_tokens } of expected?.proteins ?? []) {
			const { soft = [] } = await runProteins(target(`protein-${weights}`), [ids]);
			expect(relativeError(soft, stored(soft_tokens))).toBeLessThanOrEqual(bound);
		}
	});

	it("gives two proteins of one batch what each has alone, and nothing beyond their ends", async () => {
		const [short = [], , long = []] = (expected?.proteins ?? []).map(({ ids }) => ids);
		const batch = await runProteins(target("protein-F32"), [short, long]);
		const alone = await runProteins(target("protein-F32"), [short]);
		for (const [output, columns] of [["features", ESM_FEATURES], ["soft", WIDTH]] as const) {
			const rows = batch[output] ?? new Float32Array();
			expect(largestDifference(rows.subarray(0, short.length * columns), alone[output] ?? [])).toBeLessThanOrEqual(1e-5);
			expect(rows.subarray(short.length * columns, long.length * columns).every((value) => value === 0)).toBe(true);
		}
	});
});

describe.skipIf(!haveCheckpoints)(`parts that were published alone${skipped}`, () => {
	it("a molecule encoder in torch's old format gives the features of the whole model, and no soft tokens", async () => {
		const target = path.join(folder, "legacy.onnx");
		await withCheckpoint("legacy-torch/gin_legacy.pth", async (checkpoint) => {
			expect(await writeMoleculeEncoder(checkpoint, target, { prefix: "", adapter: undefined })).toEqual({ features: GIN_FEATURES, width: undefined });
		});
		const whole = recorded<Expected>("biomedgpt-10b-tiny");
		for (const molecule of [...whole.molecules, ...whole.molecules_extra]) {
			const outputs = await runMolecule(target, molecule);
			expect(Object.keys(outputs)).toEqual(["features"]);
			expect(largestDifference(outputs["features"] ?? [], readNpy(path.join(checkpoints, "biomedgpt-10b-tiny", molecule.node_features)).data)).toBeLessThanOrEqual(2e-4);
		}
	});

	it("ESM-2 as facebook/esm2 publishes it gives PyTorch's last hidden state, with and without special tokens", async () => {
		const target = path.join(folder, "esm2.onnx");
		await withCheckpoint("esm2-tiny/model.safetensors", async (checkpoint) => {
			const config = path.join(checkpoints, "esm2-tiny/config.json");
			expect(await writeProteinEncoder(checkpoint, target, { config, prefix: "esm.", adapter: undefined, weights: "F32" })).toMatchObject({ features: ESM_FEATURES, width: undefined });
		});
		const { proteins } = recorded<{ proteins: readonly { ids: readonly number[]; file: string }[] }>("esm2-tiny");
		expect(proteins).toHaveLength(8);
		for (const { ids, file } of proteins) {
			const outputs = await runProteins(target, [ids]);
			expect(Object.keys(outputs)).toEqual(["features"]);
			expect(largestDifference(outputs["features"] ?? [], readNpy(path.join(checkpoints, "esm2-tiny", file)).data)).toBeLessThanOrEqual(5e-5);
		}
	});
});
