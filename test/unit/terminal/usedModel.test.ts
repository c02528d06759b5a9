/** Which model answers is remembered, also where somebody may not write beside the models. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { folderFailure } from "../../../src/inference/bundle/store/folders.ts";
import { failureData } from "../../../src/science/failure.ts";
import { inCommandWords } from "../../../src/terminal/commandWords.ts";
import { rememberUsed, usedModel } from "../../../src/terminal/usedModel.ts";

const own = mkdtempSync(path.join(tmpdir(), "biomedgpt-own-"));
afterAll(() => rmSync(own, { recursive: true }));

describe("the choice of a model", () => {
	// Nobody, not even root, makes files there.
	const shared = "/sys/kernel";

	it.skipIf(!existsSync(shared))(`is a person's own where the folder cannot be written${existsSync(shared) ? "" : ` (skipped: there is no ${shared})`}`, async () => {
		await rememberUsed(shared, "big", { own });
		expect(await usedModel(shared, own)).toBe("big");
		await rememberUsed(shared, "other", { own });
		expect(await usedModel(shared, own)).toBe("other");
		expect(await usedModel(path.join(own, "another"), own)).toBeUndefined();
	});

	it("lies beside the models where it can, and one's own goes before it", async () => {
		const folder = mkdtempSync(path.join(own, "models-"));
		await rememberUsed(folder, "big", { own });
		expect(existsSync(path.join(folder, ".used.json"))).toBe(true);
		expect(await usedModel(folder, own)).toBe("big");
		await rememberUsed(folder, "nano", { own });
		expect(await usedModel(folder, own)).toBeUndefined();
		writeFileSync(path.join(folder, ".used.json"), '{"schema":1,"model":7}');
		await expect(usedModel(folder, own)).rejects.toMatchObject({ code: "used-model-broken" });
	});
});

it("the command line speaks of its options, not of settings", () => {
	const refused = folderFailure(Object.assign(new Error("no"), { code: "EROFS" }), "/models");
	expect(inCommandWords(failureData(refused)).message).toMatch(/--models-folder DIR or the variable BIOMEDGPT_MODELS\.$/);
});
