/** What a model weighs before one has it: as its publisher says, or computed from the shapes of its parts where nobody says. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { amountOf, usualWays, waysToWrite } from "../../../../src/inference/bundle/amounts.ts";
import { readCatalog, type CatalogModel } from "../../../../src/inference/bundle/catalog.ts";
import { memoryNeeded } from "../../../../src/inference/bundle/memory.ts";
import { chooseWeights } from "../../../../src/inference/import/weights.ts";
import { repository } from "../../../support/engine.ts";

let models: readonly CatalogModel[];
beforeAll(async () => {
	({ models } = await readCatalog(path.join(repository, "models/catalog.json")));
});
function model(id: string): CatalogModel {
	return models.find((each) => each.id === id) as CatalogModel;
}
/** Without the sizes that its publisher tells. */
function untold({ variants, ...rest }: CatalogModel): CatalogModel {
	return { ...rest, variants: variants.map(({ files, ...variant }) => ({ ...variant, files: files.map((file) => ({ ...file, bytes: null, approximateBytes: null })) })) };
}

describe("what a model weighs", () => {
	it("is as its publisher says, where all weights have a size", () => {
		const [variant] = model("biomedgpt-lm-7b").variants;
		expect(amountOf(model("biomedgpt-lm-7b"), variant as never)).toMatchObject({ estimated: false, least: expect.closeTo(26.95e9, -7) as number });
	});

	it.each(["biomedgpt-lm-7b", "esm2-150m", "esm2-650m", "esm2-3b"])("is computed within a hundredth for %s, had its publisher said nothing", (id) => {
		const [variant] = model(id).variants;
		const { least, most, estimated } = amountOf(untold(model(id)), untold(model(id)).variants[0] as never);
		expect([estimated, least]).toEqual([true, most]);
		expect(least / amountOf(model(id), variant as never).least).toBeCloseTo(1, 2);
	});

	it("of a GGUF that somebody makes lies between four and sixteen bits a weight", () => {
		const [variant] = model("biomedgpt-mol").variants;
		const { least, most, estimated } = amountOf(model("biomedgpt-mol"), variant as never);
		expect(estimated).toBe(true);
		// 8.2 billion weights
		expect([least > 4e9, least < 6e9, most > 16e9, most < 17e9]).toEqual([true, true, true, true]);
	});

	it("of a 10B checkpoint is that of ten billion half-precision weights, and what can be downloaded of it is small", () => {
		const ten = model("biomedgpt-10b");
		const [variant] = ten.variants;
		expect(amountOf(ten, variant as never)).toMatchObject({ estimated: true, least: expect.closeTo(19.2e9, -9) as number });
		expect(amountOf(ten, { id: "reachable", files: (variant?.files ?? []).filter(({ url }) => url !== null) })).toMatchObject({ estimated: false, least: expect.closeTo(2.34e6, -5) as number });
	});

	it("is known for every model of the catalogue", () => {
		for (const each of models) {
			for (const variant of each.variants) {
				expect(amountOf(each, variant).least, each.id).toBeGreaterThan(2e7);
			}
		}
	});
});

describe("how a model can be written", () => {
	it("is told with the memory that it takes, growing with the bits", () => {
		const ten = model("biomedgpt-10b");
		expect(usualWays(ten).map(({ language, protein }) => `${language} ${protein ?? ""}`)).toEqual(["Q4_K int4", "Q4_K int8", "Q8_0 int8", "F16 F16"]);
		const memory = usualWays(ten).map((way) => way.memory);
		expect(memory).toEqual([...memory].sort((one, other) => one - other));
		expect(memory[0]).toBe(Math.round(memoryNeeded(ten, { language: "Q4_K", protein: "int4" }).answering));
		expect(waysToWrite(ten)).toHaveLength(12);
	});

	it("is told in the manual as it is computed", () => {
		const ten = model("biomedgpt-10b");
		const manual = readFileSync(path.join(repository, "docs/install-biomedgpt-10b.md"), "utf8");
		const rows = [...manual.matchAll(/^\| `(\w+)` \+ `(\w+)` \| ([\d.]+) GB \| ([\d.]+) GB \| (?:(\d+) GB|–)/gm)].map(([, ...cells]) => cells);
		expect(rows).toHaveLength(5);
		for (const [language, protein, disk, memory, machine] of rows) {
			const way = waysToWrite(ten).find((each) => each.language === language && each.protein === protein);
			expect([Math.abs((way?.disk ?? 0) / 1e9 - Number(disk)), Math.abs((way?.memory ?? 0) / 1e9 - Number(memory))].every((error) => error <= 0.05), `${language ?? ""} + ${protein ?? ""}`).toBe(true);
			if (machine !== undefined) {
				expect(chooseWeights(ten, {}, Number(machine) * 2 ** 30)).toEqual({ language, protein });
			}
		}
	});

	it("has one choice for each format of a language model or of a protein encoder alone, and none for a GGUF", () => {
		expect(waysToWrite(model("biomedgpt-lm-7b")).map(({ language, protein }) => [language, protein])).toEqual([["Q4_K", undefined], ["Q8_0", undefined], ["F16", undefined]]);
		expect(usualWays(model("biomedgpt-mol"))).toEqual([]);
		expect(usualWays(model("esm2-3b")).map(({ language, protein }) => [language, protein])).toEqual([[undefined, "int4"], [undefined, "int8"], [undefined, "F16"], [undefined, "F32"]]);
	});
});
