/** What a scientist can install: each entry says truly what it is, what it weighs and under whose terms it stands. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { canBeDownloaded, licenceDigest, licenceText, parseCatalog, readCatalog, type Catalog, type CatalogModel } from "../../../../src/inference/bundle/catalog.ts";
import { languageBytes, languageWeights, memoryNeeded, moleculeWeights, proteinWeights } from "../../../../src/inference/bundle/memory.ts";
import { inUnits } from "../../../../src/inference/bundle/sizes.ts";
import { repository } from "../../../support/engine.ts";

const file = path.join(repository, "models/catalog.json");
let catalog: Catalog;
beforeAll(async () => {
	catalog = await readCatalog(file);
});

function model(id: string): CatalogModel {
	const found = catalog.models.find((each) => each.id === id);
	if (found === undefined) {
		throw new Error(`${id} is not in the catalogue`);
	}
	return found;
}

describe("the catalogue", () => {
	it("offers BioMedGPT's family and its protein encoder", () => {
		expect(catalog.models.map(({ id }) => id)).toEqual(["biomedgpt-10b", "biomedgpt-lm-7b", "biomedgpt-lm-7b-gguf", "biomedgpt-r1-17b", "biomedgpt-mol", "esm2-8m", "esm2-35m", "esm2-150m", "esm2-650m", "esm2-3b"]);
	});

	it("tells how one gets what cannot be fetched: a netdisk, a form, an unknown place", () => {
		const byHand = catalog.models.filter(({ variants }) => !variants.every(canBeDownloaded));
		expect(byHand.map(({ id }) => id)).toEqual(["biomedgpt-10b", "biomedgpt-r1-17b", "biomedgpt-mol"]);
		expect(model("biomedgpt-10b").instructions.join(" ")).toMatch(/Baidu.*1iAMBkuoZnNAylhopP5OgEg.*7a6b/);
		expect(model("biomedgpt-r1-17b").instructions.join(" ")).toMatch(/contact details/);
		for (const { instructions } of catalog.models) {
			expect(instructions.at(-1)).toMatch(/I have the files|\.gguf/);
		}
	});

	it("names who states each licence, and the conflicts between them", () => {
		const text = licenceText(model("biomedgpt-10b"));
		expect(text).toMatch(/CC-BY-NC-4\.0, according to the model's page/);
		expect(licenceText({ ...model("biomedgpt-mol"), licenceNotes: [] })).toMatch(/^Licence: not known \(https:\/\/huggingface\.co\/PharMolix\/BioMedGPT-Mol\)$/m);
		expect(text).toMatch(/“commercial-friendly”.*README/);
		expect(text).toMatch(/contradicts itself/);
		for (const { id, licences, licenceNotes } of catalog.models.filter(({ licences }) => licences.length > 1 || !licences.some(({ name }) => name === "MIT"))) {
			expect([id, licences.length > 0 && licenceNotes.length > 0]).toEqual([id, true]);
		}
		for (const id of ["biomedgpt-10b", "biomedgpt-lm-7b", "biomedgpt-lm-7b-gguf"]) {
			expect(licenceText(model(id))).toContain("Llama 2");
		}
	});

	it("knows by its digest when the terms are others than those that were accepted", () => {
		const shown = model("biomedgpt-10b");
		const digest = licenceDigest(shown);
		expect(digest).toMatch(/^[0-9a-f]{64}$/);
		expect(licenceDigest({ ...shown, summary: "better words" })).toBe(digest);
		expect(licenceDigest({ ...shown, licenceNotes: [...shown.licenceNotes, "And another thing."] })).not.toBe(digest);
		expect(new Set(catalog.models.map(licenceDigest)).size).toBe(catalog.models.length);
	});

	it.each<[string, (catalog: MutableCatalog) => void, RegExp]>([
		["an address that is not encrypted", (c) => set(fileOf(c, 1), { url: "http://example.org/model.safetensors" }), /https/],
		["a file that would lie outside its folder", (c) => set(fileOf(c, 1), { path: "../../.bashrc" }), /below the model's folder/],
		["a hidden file", (c) => set(fileOf(c, 1), { path: "a/.b" }), /below the model's folder/],
		["half a checksum", (c) => set(fileOf(c, 1), { sha256: "abc" }), /sha256/],
		["two sizes for a file", (c) => set(fileOf(c, 1), { bytes: 5, approximateBytes: 5 }), /two sizes/],
		["a file that nobody can get", (c) => set(c.models[0], { instructions: [] }), /no instructions/],
		["the same model twice", (c) => void c.models.push(structuredClone(c.models[0] as Record<string, unknown>)), /biomedgpt-10b is there twice/],
		["molecules without an encoder", (c) => set(c.models[0], { molecule: null }), /lacks an encoder/],
		["text without a language model", (c) => set(c.models[0], { language: null }), /writes text without/],
		["a field that nobody knows", (c) => set(c.models[0], { colour: "red" }), /colour/],
	])("is refused with %s", (_, damage, reason) => {
		const copy = JSON.parse(readFileSync(file, "utf8")) as MutableCatalog;
		damage(copy);
		expect(() => parseCatalog(JSON.stringify(copy), "catalog.json")).toThrow(reason);
	});

	it("is refused in a sentence when it is no JSON or not there", async () => {
		expect(() => parseCatalog("{", "catalog.json")).toThrow(/not JSON/);
		await expect(readCatalog("/nowhere/catalog.json")).rejects.toMatchObject({ code: "catalog-missing" });
	});
});

describe("sizes and memory", () => {
	it("count the weights that the models are named for", () => {
		expect(languageWeights(shapeOf("biomedgpt-lm-7b"))).toBe(6_738_415_616);
		expect(languageWeights(shapeOf("biomedgpt-r1-17b")) / 1e9).toBeCloseTo(14.77, 2);
		expect(languageWeights(shapeOf("biomedgpt-mol")) / 1e9).toBeCloseTo(8.19, 2);
		for (const [id, named] of [["esm2-8m", 8e6], ["esm2-35m", 35e6], ["esm2-150m", 150e6], ["esm2-650m", 650e6], ["esm2-3b", 3e9]] as const) {
			expect(Math.abs(proteinWeights(protein(id)) / named - 1)).toBeLessThan(0.1);
		}
		// 1.86 million in Luo et al.'s encoder.
		expect(moleculeWeights({ layers: 5, width: 300 }) / 1e6).toBeCloseTo(1.86, 2);
	});

	it("give the sizes of the published files", () => {
		const shards = model("biomedgpt-lm-7b").variants[0]?.files.filter(({ path: name }) => name.endsWith(".safetensors")) ?? [];
		const total = shards.reduce((sum, { approximateBytes }) => sum + (approximateBytes ?? 0), 0);
		expect(total / languageBytes(shapeOf("biomedgpt-lm-7b"), "F32")).toBeCloseTo(1, 3);
		const quantised = model("biomedgpt-lm-7b-gguf").variants.find(({ id }) => id === "Q4_K_M")?.files[0]?.approximateBytes ?? 0;
		expect(quantised / languageBytes(shapeOf("biomedgpt-lm-7b"), "Q4_K")).toBeCloseTo(1, 2);
		for (const [id, listed] of [["esm2-150m", 595e6], ["esm2-650m", 2.61e9], ["esm2-3b", 11.37e9]] as const) {
			const { width } = protein(id);
			// Published with the head that guesses masked residues and a table of positions that is not used.
			const unused = width * width + 1026 * width;
			expect(Math.abs(listed / (4 * (proteinWeights(protein(id)) + unused)) - 1)).toBeLessThan(0.002);
		}
	});

	it("shrink with every quantisation, each smaller than the one before", () => {
		for (const { id, variants } of catalog.models.filter(({ format }) => format === "gguf")) {
			const sizes = variants.map(({ files }) => files[0]?.approximateBytes).filter((size) => size !== null && size !== undefined);
			expect([id, new Set(sizes).size]).toEqual([id, sizes.length]);
		}
		const shape = shapeOf("biomedgpt-r1-17b");
		const formats = (["F32", "F16", "Q8_0", "Q4_K"] as const).map((format) => languageBytes(shape, format));
		expect(formats).toEqual([...formats].sort((one, other) => other - one));
	});

	it("tell which model fits a laptop: BioMedGPT-10B in 4 bits with an 8-bit protein encoder takes about 10 GB", () => {
		const need = memoryNeeded(model("biomedgpt-10b"), { language: "Q4_K", protein: "int8" });
		expect(need.language).toBeCloseTo(4.08e9, -7.5);
		expect(need.cache).toBe(2 * 32 * 4096 * 4096 * 2);
		expect(need.protein / 1e9).toBeCloseTo(3.2, 1);
		expect(need.total).toBe(need.language + need.cache + need.molecule + need.protein + need.working);
		expect(need.total / 1e9).toBeGreaterThan(9);
		expect(need.total / 1e9).toBeLessThan(11);
		expect(memoryNeeded(model("biomedgpt-10b"), { language: "Q4_K", protein: "int4", context: 1024 }).total).toBeLessThan(8e9);
	});

	it("count a GGUF as it is, and an encoder alone without a language model", () => {
		const gguf = model("biomedgpt-lm-7b-gguf");
		const variant = gguf.variants.find(({ id }) => id === "Q2_K");
		expect(memoryNeeded(gguf, { language: "F32", protein: "F32", ...(variant && { variant }) }).language).toBe(2.53e9);
		const encoder = memoryNeeded(model("esm2-650m"), { language: "F16", protein: "F32" });
		expect([encoder.language, encoder.cache]).toEqual([0, 0]);
		expect(encoder.protein).toBe(4 * proteinWeights(protein("esm2-650m")));
	});

	it("are said with three figures", () => {
		expect([678, 28_100, 4_081_004_224, 26_953_662_464, 999_700_000, 1.5e12].map(inUnits)).toEqual(["678 bytes", "28.1 kB", "4.08 GB", "27 GB", "1 GB", "1.5 TB"]);
	});
});

interface MutableCatalog {
	models: Record<string, unknown>[];
}

function set(target: Record<string, unknown> | undefined, values: Record<string, unknown>): void {
	Object.assign(target ?? {}, values);
}

/** The first file of a model. */
function fileOf(copy: MutableCatalog, index: number): Record<string, unknown> | undefined {
	return (copy.models[index]?.["variants"] as { readonly files: Record<string, unknown>[] }[])[0]?.files[0];
}

function shapeOf(id: string): NonNullable<CatalogModel["language"]> {
	const { language } = model(id);
	if (language === null) {
		throw new Error(`${id} has no language model`);
	}
	return language;
}

function protein(id: string): NonNullable<CatalogModel["protein"]> {
	const { protein: shape } = model(id);
	if (shape === null) {
		throw new Error(`${id} has no protein encoder`);
	}
	return shape;
}
