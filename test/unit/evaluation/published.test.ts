import path from "node:path";
import { describe, expect, it } from "vitest";
import { publishedFor, readPublished } from "../../../src/evaluation/published.ts";
import { repository } from "../inference/models.ts";

const file = path.join(repository, "models/published.json");
/** Metrics of ours that published figures may stand beside. */
const OURS = ["accuracy", "bleu2", "bleu4", "rougeL-marks"];

describe("figures that others published", () => {
	it("each name their setting and source, and a metric of ours or tokens of another kind", async () => {
		const figures = await readPublished(file);
		expect(figures.length).toBeGreaterThan(50);
		for (const { benchmark, metrics } of figures) {
			expect(benchmark).toMatch(/^(?:pubmedqa|medmcqa|medqa|chebi20|mmlu-[a-z_]+)$/);
			expect(Object.keys(metrics).filter((id) => !OURS.includes(id) && !id.endsWith("-other"))).toEqual([]);
		}
		const lines = figures.map(({ benchmark, system, setting }) => `${benchmark} ${system} ${setting}`);
		expect(lines.filter((line, at) => lines.indexOf(line) !== at)).toEqual([]);
	});

	it("are found by the benchmark, and of MMLU by its subset", async () => {
		const figures = await readPublished(file);
		const systems = (known: string | undefined, name: string): readonly string[] => publishedFor(figures, known, name).map(({ system }) => system);
		expect(systems("mmlu", "clinical_knowledge_test.csv")).toEqual(["BioMedGPT-LM-7B"]);
		expect(systems("mmlu", "anatomy_test.csv.gz")).toEqual(["BioMedGPT-LM-7B"]);
		expect(systems("mmlu", "astronomy_test.csv")).toEqual([]);
		expect(systems("chebi20", "test.tsv")).toContain("MolT5-small (77M)");
		expect(systems(undefined, "own.csv")).toEqual([]);
	});

	it("are missed with a sentence where they are damaged", async () => {
		await expect(readPublished(path.join(repository, "package.json"))).rejects.toMatchObject({ code: "published-broken" });
	});
});
