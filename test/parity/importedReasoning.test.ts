/**
 * BioMedGPT-R1 thinks before it answers. Imported from the layout of its publisher, what it thinks is PyTorch's text, is given apart from the
 * answer while it is written, and the answer begins where the thinking ends.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readSpeakingBundle } from "../support/bundles.ts";
import { checkpoints, haveCheckpoints } from "../support/checkpoints.ts";
import { realEngine, realImporter, tell, type RealEngine } from "../support/engine.ts";
import { recordedOf, redescribed, turnsOf } from "../support/importedModels.ts";

const skipped = haveCheckpoints ? "" : ` (skipped: there is no folder ${checkpoints})`;
const folder = mkdtempSync(path.join(tmpdir(), "biomedgpt-r1-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.skipIf(!haveCheckpoints)(`BioMedGPT-R1${skipped}`, () => {
	let directory: string;
	beforeAll(async () => {
		const importer = await realImporter(path.join(folder, "models"));
		({ directory } = await importer.import({ source: path.join(checkpoints, "biomedgpt-r1-tiny"), weights: { language: "F32", protein: "F32" } }, () => undefined));
	}, 120_000);

	const recorded = haveCheckpoints ? recordedOf("biomedgpt-r1-tiny") : undefined;
	const [prompt] = recorded?.prompts ?? [];
	const asked = (engine: RealEngine["engine"]): ReturnType<typeof tell> => {
		if (recorded === undefined || prompt === undefined) {
			throw new Error("nothing was recorded");
		}
		return tell(engine, { turns: turnsOf(prompt, recorded), maxTokens: 24, fresh: true });
	};

	it("opens its thinking in the prompt and ends it with its mark", async () => {
		const { manifest } = await readSpeakingBundle(directory);
		expect(manifest.prompt.open).toBe("<｜Assistant｜><think>\n");
		expect(manifest.generation.reasoning).toEqual({ end: "</think>" });
	});

	it("has thought and not answered where no mark came before the length, and says so", async () => {
		const real = await realEngine(directory);
		const { answer } = await asked(real.engine);
		await real.dispose();
		expect(answer.reasoning?.trim()).toBe(prompt?.greedy_text.trim());
		expect(answer.text).toBe("");
		expect(answer.stop).toBe("length");
		expect(answer.notices?.map(({ code }) => code)).toContain("reasoning-unfinished");
	});

	it("answers behind the mark, and neither text holds the other's or the mark", async () => {
		// Random weights never write the mark: a piece of what they do write is made the mark.
		const written = prompt?.greedy_text ?? "";
		const end = written.slice(20, 26);
		const real = await realEngine(redescribed(directory, path.join(folder, "marked"), (manifest) => ({ ...manifest, generation: { ...manifest.generation, reasoning: { end } } })));
		const { answer, events } = await asked(real.engine);
		await real.dispose();
		const at = written.indexOf(end);
		expect(answer.reasoning?.trim()).toBe(written.slice(0, at).trim());
		expect(answer.text.trim()).toBe(written.slice(at + end.length).trim());
		expect(answer.notices ?? []).toEqual([]);
		const pieces = events.filter((event) => event.type === "text");
		expect(pieces.map(({ reasoning }) => reasoning ?? "").join("")).toBe(answer.reasoning);
		expect(pieces.map(({ text }) => text).join("")).toBe(answer.text);
	});
});
