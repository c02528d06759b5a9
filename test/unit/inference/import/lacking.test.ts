/** A checkpoint rarely comes with all that belongs to it: what it lacks is told by name, with the place where it is published. */
import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { lackingParts, type LackingPart } from "../../../../src/inference/import/lacking.ts";
import { openCheckpoint } from "../../../../src/inference/import/open.ts";
import { checkpoints, haveCheckpoints } from "../../../support/checkpoints.ts";
import { writeSafetensors } from "../../../support/safetensorsFile.ts";

const skipped = haveCheckpoints ? "" : ` (skipped: there is no folder ${checkpoints})`;
const at = (...names: string[]): string => path.join(checkpoints, ...names);
const tiny = (...names: string[]): string => at("biomedgpt-10b-tiny", ...names);
const briefly = (lacking: readonly LackingPart[]): (readonly [string, boolean])[] => lacking.map(({ part, weights }) => [part, weights]);
let folder: string;
let alone: string;
beforeEach(() => {
	folder = mkdtempSync(path.join(tmpdir(), "biomedgpt-lacking-"));
	alone = path.join(folder, "downloads", "biomedgpt_10b.pth");
	mkdirSync(path.dirname(alone));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe.skipIf(!haveCheckpoints)(`what a BioMedGPT lacks${skipped}`, () => {
	it("are descriptions and tokenizer where only the .pth was downloaded, until each is told", async () => {
		cpSync(tiny("biomedgpt_10b.pth"), alone);
		const lacking = await lackingParts(alone, {});
		expect(lacking).toMatchObject([
			{ part: "language", weights: false, page: "https://huggingface.co/PharMolix/BioMedGPT-LM-7B", width: 96 },
			{ part: "protein", weights: false, page: "https://huggingface.co/facebook/esm2_t36_3B_UR50D", width: 64 },
		]);
		expect(lacking[0]?.catalogue, "of a size that is not published").toBeUndefined();
		expect(briefly(await lackingParts(alone, { language: tiny("biomedgpt-lm") }))).toEqual([["protein", false]]);
		expect(await lackingParts(alone, { language: tiny("biomedgpt-lm"), protein: tiny("esm2") })).toEqual([]);
		expect(await lackingParts(tiny(), {})).toEqual([]);
	});

	it("are still lacking where the wrong folder was chosen for them", async () => {
		cpSync(tiny("biomedgpt_10b.pth"), alone);
		const swapped = { language: tiny("esm2"), protein: tiny("biomedgpt-lm") };
		expect(briefly(await lackingParts(alone, swapped))).toEqual([["language", false], ["protein", false]]);
		// Of another size.
		expect(briefly(await lackingParts(alone, { language: at("hostile", "biomedgpt-lm"), protein: tiny("esm2") }))).toEqual([["language", false]]);
	});

	it("are encoders with their weights where the checkpoint holds adapters alone", async () => {
		const checkpoint = await openCheckpoint(tiny());
		const adapters = path.join(path.dirname(alone), "model.safetensors");
		await writeSafetensors(adapters, checkpoint, (name) => (/^(?:prot_structure|mol_structure)_encoder\./.test(name) ? undefined : name));
		await checkpoint.close();
		const parts = { language: tiny("biomedgpt-lm"), protein: tiny("esm2") };
		const lacking = await lackingParts(adapters, parts);
		expect(briefly(lacking)).toEqual([["protein", true], ["molecule", true]]);
		expect(lacking[0]?.width, "as the adapter reads it").toBe(64);
		expect(await lackingParts(adapters, { ...parts, protein: at("esm2-tiny"), molecule: at("legacy-torch", "gin_legacy.pth") })).toEqual([]);
	});

	it("is published elsewhere for R1", async () => {
		cpSync(at("biomedgpt-r1-tiny", "pytorch_model.bin"), alone);
		expect((await lackingParts(alone, {})).map(({ page }) => page)).toEqual(["https://huggingface.co/PharMolix/BioMedGPT-R1", "https://huggingface.co/facebook/esm2_t36_3B_UR50D"]);
	});

	it("is nothing for a model in one piece", async () => {
		expect(await lackingParts(path.resolve("models/nano/language.gguf"), {})).toEqual([]);
	});
});
