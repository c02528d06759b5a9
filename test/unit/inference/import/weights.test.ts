/** Which weights an import writes where nobody chose, on machines of all sizes. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { parseCatalog } from "../../../../src/inference/bundle/catalog.ts";
import { Progress, type ImportProgress } from "../../../../src/inference/import/progress.ts";
import { chooseWeights } from "../../../../src/inference/import/weights.ts";

const { models } = parseCatalog(readFileSync(path.resolve("models/catalog.json"), "utf8"), "catalog.json");
const model = (id: string) => models.find((each) => each.id === id) ?? models[0]!;
const GB = 1e9;

it.each([
	["biomedgpt-10b", 8, "Q4_K", "int4"],
	["biomedgpt-10b", 16, "Q4_K", "int4"],
	["biomedgpt-10b", 24, "Q4_K", "int8"],
	["biomedgpt-10b", 32, "Q8_0", "F16"],
	["biomedgpt-10b", 64, "Q8_0", "F16"],
	["biomedgpt-lm-7b", 16, "Q4_K", "int8"],
	["biomedgpt-lm-7b", 32, "Q8_0", "F16"],
	["biomedgpt-r1-17b", 32, "Q4_K", "int8"],
	["biomedgpt-r1-17b", 64, "Q8_0", "F16"],
])("%s on a machine with %d GB is written as %s, its protein encoder as %s", (id, memory, language, protein) => {
	expect(chooseWeights(model(id), {}, memory * GB)).toEqual({ language, protein });
});

it("what a person chose stays, and the rest follows it", () => {
	expect(chooseWeights(model("biomedgpt-10b"), { language: "F16" }, 48 * GB)).toEqual({ language: "F16", protein: "F16" });
	expect(chooseWeights(model("biomedgpt-10b"), { protein: "F32" }, 16 * GB)).toEqual({ language: "Q4_K", protein: "F32" });
});

it("progress grows from 0 to 1 over all phases, with an estimate as soon as there is one", () => {
	const told: ImportProgress[] = [];
	let time = 0;
	const progress = new Progress([{ phase: "molecule", weight: 1 }, { phase: "language", weight: 8 }, { phase: "verifying", weight: 1 }], (each) => told.push(each), () => time);
	progress.begin("molecule")(10, 10);
	const language = progress.begin("language");
	for (let done = 0; done <= 100; done++) {
		time += 90;
		language(done, 100);
	}
	progress.begin("verifying")(1, 1);
	const shares = told.map(({ share }) => share);
	expect(shares).toEqual([...shares].sort((one, other) => one - other));
	expect([shares[0], shares.at(-1)]).toEqual([0, 1]);
	expect(told.length).toBeLessThan(80);
	expect(told.find(({ secondsLeft }) => secondsLeft !== undefined)?.share).toBeGreaterThan(0.1);
	// 9.09 seconds for nine tenths: one second more.
	expect(told.find(({ phase }) => phase === "verifying")?.secondsLeft).toBeCloseTo(1, 0);
});
