/** What the list of models holds: the embedded model, installed ones whole and broken, those that can be had, and which one answers. */
import { cp, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readCatalog } from "../../../src/inference/bundle/catalog.ts";
import { FigureBook } from "../../../src/inference/bundle/figureBook.ts";
import { identityIn, readBundle, speaking } from "../../../src/inference/bundle/manifest.ts";
import { ModelStore } from "../../../src/inference/bundle/store.ts";
import { languageHeader } from "../../../src/inference/runtime/languageFile.ts";
import { modelSizes } from "../../../src/inference/runtime/modelSizes.ts";
import { memoryParts, NO_WISHES, planPlacement } from "../../../src/inference/runtime/placement.ts";
import { activeModel } from "../../../src/models/active.ts";
import { survey, type Survey } from "../../../src/models/survey.ts";

const repository = path.resolve(import.meta.dirname, "../../..");
const embedded = path.join(repository, "models/nano");
const catalogFile = path.join(repository, "models/catalog.json");

let folder: string;
let store: ModelStore;
beforeEach(async () => {
	folder = await mkdtemp(path.join(tmpdir(), "models-"));
	store = new ModelStore(folder);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const look = async (): Promise<Survey> => survey(store, await readCatalog(catalogFile), { embedded, figures: new FigureBook(folder) });

/** Installs a model with the files of nano, as an import would describe it. */
async function install(name: string, origin?: object): Promise<void> {
	const directory = path.join(folder, name);
	await cp(embedded, directory, { recursive: true });
	const file = path.join(directory, "manifest.json");
	await writeFile(file, JSON.stringify({ ...(JSON.parse(await readFile(file, "utf8")) as object), name, title: `Model ${name}`, ...(origin === undefined ? {} : { origin }) }));
}

describe("the list of models", () => {
	it("tells what a model reached on benchmarks here, and of each benchmark the latest", async () => {
		await install("copy");
		const book = new FigureBook(folder);
		const { manifest } = await readBundle(embedded);
		const figure = { benchmark: "pubmedqa", label: "accuracy", value: 0.34, isShare: true, rows: 200, finished: "2026-11-23T18:00:00.000Z" };
		await book.note(identityIn(manifest), [figure, { ...figure, benchmark: "chebi", label: "BLEU-2", value: 0.312, isShare: false }]);
		await book.note(identityIn(manifest), [{ ...figure, value: 0.4, rows: 500 }]);
		const [nano, copy] = (await look()).installed;
		expect(nano?.figures.map(({ benchmark, value, rows }) => [benchmark, value, rows])).toEqual([["pubmedqa", 0.4, 500], ["chebi", 0.312, 200]]);
		// Another title is another model.
		expect(copy?.figures).toEqual([]);
	});

	it("tells no figures where their file is damaged, and makes it anew with the next", async () => {
		const { manifest } = await readBundle(embedded);
		const book = new FigureBook(folder);
		const figure = { benchmark: "chebi", label: "BLEU-2", value: 0.3, isShare: false, rows: 200, finished: "2026-11-23T18:00:00.000Z" };
		await book.note(identityIn(manifest), [figure]);
		const [name = ""] = await readdir(path.join(folder, ".figures"));
		for (const damaged of ["", "{", "[]", JSON.stringify({ version: 1, figures: [{ ...figure, value: "high" }] }), JSON.stringify({ version: 1, figures: [{ ...figure, label: "x".repeat(60_000) }] })]) {
			await writeFile(path.join(folder, ".figures", name), damaged);
			expect((await look()).installed[0]?.figures).toEqual([]);
		}
		expect(await book.note(identityIn(manifest), [figure])).toBe(true);
		expect((await look()).installed[0]?.figures).toEqual([figure]);
		expect(await readdir(path.join(folder, ".figures"))).toEqual([name]);
	});

	it("says so where the models' folder is a file", async () => {
		const file = path.join(folder, "file");
		await writeFile(file, "");
		await expect(survey(new ModelStore(file), await readCatalog(catalogFile), { embedded, figures: new FigureBook(file) })).rejects.toMatchObject({ code: "not-a-folder", message: expect.stringMatching(/is no folder.*Choose another folder/u) as string });
	});

	it("loses figures, and nothing else, where they cannot be written", async () => {
		await writeFile(path.join(folder, "file"), "");
		const { manifest } = await readBundle(embedded);
		const figure = { benchmark: "chebi", label: "BLEU-2", value: 0.3, isShare: false, rows: 200, finished: "2026-11-23T18:00:00.000Z" };
		expect(await new FigureBook(path.join(folder, "file")).note(identityIn(manifest), [figure])).toBe(false);
	});

	it("begins with the embedded one where nothing is installed, and the models' folder need not be there", async () => {
		const { installed, available, removed } = await survey(new ModelStore(path.join(folder, "not-made")), await readCatalog(catalogFile), { embedded, figures: new FigureBook(folder) });
		expect(installed).toMatchObject([{ name: "nano", embedded: true, title: "BioMedGPT nano", failure: undefined }]);
		expect(installed[0]?.bytes).toBeGreaterThan(1e6);
		expect(available.map(({ model }) => model.id)).toContain("biomedgpt-10b");
		expect(removed).toEqual([]);
	});

	it("tells how an imported model is written, and of every model the memory that a plan for it adds up to", async () => {
		await install("ten", { catalogue: "biomedgpt-10b", imported: "2026-01-01T00:00:00.000Z", weights: { language: "Q4_K", molecule: "F32", protein: "int8" }, files: [] });
		const [nano, ten] = (await look()).installed;
		expect(ten).toMatchObject({ name: "ten", embedded: false, title: "Model ten", weights: ["Q4_K", "int8"] });
		const manifest = speaking((await readBundle(embedded)).manifest);
		const sizes = modelSizes(manifest, await languageHeader(path.join(embedded, manifest.language.file)));
		const machine = { cores: 2, threads: 1, totalRam: 16e9, freeRam: 12e9, gpu: undefined };
		const { attempts: [first] } = planPlacement(machine, sizes, { ...NO_WISHES, device: "cpu" });
		const planned = memoryParts(sizes, first ?? { gpuLayers: 0, contextSize: 0 }).reduce((sum, { bytes }) => sum + bytes, 0);
		expect(nano?.memory).toBe(planned);
		// What the files hold counts, and not what the catalogue says of another model.
		expect(ten?.memory).toBe(planned);
		expect(planned).toBeGreaterThan(nano?.bytes ?? Infinity);
	});

	it("keeps a broken model in view, with the reason", async () => {
		await install("cut");
		await writeFile(path.join(folder, "cut", "language.gguf"), "GG");
		await mkdir(path.join(folder, "empty"));
		const { installed } = await look();
		expect(installed.map(({ name, failure }) => [name, failure?.code])).toEqual([["nano", undefined], ["cut", expect.stringMatching(/^(file|bundle)-/)], ["empty", "bundle-missing"]]);
		expect(installed[1]?.failure?.message.length).toBeGreaterThan(20);
	});

	it("moves a removed model to those that can be brought back, and back", async () => {
		await install("ten");
		const { id } = await store.remove("ten");
		const without = await look();
		expect([without.installed.map(({ name }) => name), without.removed.map(({ name }) => name)]).toEqual([["nano"], ["ten"]]);
		await store.restore(id);
		const back = await look();
		expect([back.installed.map(({ name }) => name), back.removed]).toEqual([["nano", "ten"], []]);
	});

	it("says of each model that can be had how one gets it, and what a broken-off download has brought", async () => {
		const { models } = await readCatalog(catalogFile);
		const model = models.find(({ variants }) => variants[0]?.files[0]?.url);
		const [variant] = model?.variants ?? [];
		if (model === undefined || variant === undefined) {
			throw new Error("the catalogue has nothing to download");
		}
		const target = path.join(store.downloadFolder(model, variant), variant.files[0]?.path ?? "");
		await mkdir(path.dirname(target), { recursive: true });
		await writeFile(target, new Uint8Array(1234));
		const { available } = await look();
		expect(available.find((entry) => entry.model.id === model.id)?.variants[0]?.here).toBe(1234);
		for (const { model: each, reachable } of available) {
			const addressed = each.variants.flatMap(({ files }) => files).map(({ url }) => url !== null);
			expect(reachable).toBe(addressed.every(Boolean) ? "all" : addressed.some(Boolean) ? "some" : "none");
			expect(reachable === "all" || each.instructions.length > 0, `${each.id} can be had somehow`).toBe(true);
		}
	});
});

describe("the model that answers", () => {
	const places = { folder: "/models", embedded: "/extension/models/nano" };

	it.each([
		["nothing is chosen", {}, "nano", "/extension/models/nano"],
		["the embedded one is chosen", { model: "nano" }, "nano", "/extension/models/nano"],
		["an installed one is chosen", { model: "biomedgpt-10b-q4-k" }, "biomedgpt-10b-q4-k", path.join("/models", "biomedgpt-10b-q4-k")],
		["somebody's own folder outranks it", { model: "ten", modelFolder: "/lab/model" }, undefined, "/lab/model"],
		["a choice would lead out of the folder", { model: "../../etc" }, "nano", "/extension/models/nano"],
		["a choice names what no model is", { model: ".removed" }, "nano", "/extension/models/nano"],
	])("where %s", (_, settings, name, directory) => {
		expect(activeModel({ model: undefined, modelFolder: undefined, ...settings }, places, () => true)).toEqual({ name, directory });
	});

	it("where the chosen one is gone, is the embedded one, and the lost one is named", () => {
		const asked: string[] = [];
		const gone = (directory: string): boolean => asked.push(directory) === 0;
		expect(activeModel({ model: "ten", modelFolder: undefined }, places, gone)).toEqual({ name: "nano", directory: "/extension/models/nano", missing: "ten" });
		expect(asked).toEqual([path.join("/models", "ten")]);
		// Nothing on the disk is looked at where nothing is chosen.
		activeModel({ model: "", modelFolder: undefined }, places, gone);
		expect(asked).toHaveLength(1);
	});
});
