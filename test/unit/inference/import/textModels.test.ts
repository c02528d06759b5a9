/** How models without encoders are spoken to: by their own chat template where they have one that can be used. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { planImport } from "../../../../src/inference/import/plan.ts";
import { dialogueOf } from "../../../../src/inference/import/recipes/textModel.ts";
import { identityOf, knownAs, publishedBy } from "../../../../src/inference/import/recipes/whichModel.ts";
import { importModel } from "../../../../src/inference/import/import.ts";
import { checkpoints, haveCheckpoints } from "../../../support/checkpoints.ts";

const MARKS = { bos: "<s>", eos: "</s>" };
const LLAMA = "{% for m in messages %}{% if m.role == 'user' %}{{ bos_token + '[INST] ' + m.content + ' [/INST]' }}{% else %}{{ ' ' + m.content + ' ' + eos_token }}{% endif %}{% endfor %}";
const folder = mkdtempSync(path.join(tmpdir(), "biomedgpt-text-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("a text model", () => {
	it("is asked as its template writes, and stops where it would go on as the user", () => {
		expect(dialogueOf(undefined, LLAMA, MARKS)).toMatchObject({
			prompt: { prologue: "", user: ["[INST] ", ""], open: " [/INST]", molecule: ["The SMILES of the molecule is {smiles}. Computed facts: {facts}.", ""], history: "full" },
			generation: { stop: ["[INST]"] },
			specialTokensInText: true,
			begins: true,
			notes: [],
		});
	});

	it.each([["no template", undefined], ["one that cannot be taken apart", "{{ raise_exception('no') }}"]])("with %s is asked in the plain format, and that is said", (_, template) => {
		expect(dialogueOf(undefined, template, MARKS)).toMatchObject({ prompt: { open: "Assistant: " }, generation: { stop: ["###", "Human:"] }, specialTokensInText: false, notes: [expect.stringContaining("Human: … ### Assistant: …")] });
	});

	it("that reasons keeps its reasoning apart", () => {
		const template = "{% for m in messages %}<{{ m.role }}>{{ m.content }}</{{ m.role }}>\n{% endfor %}{% if add_generation_prompt %}<assistant><think>\n{% endif %}";
		expect(dialogueOf(undefined, template, MARKS)).toMatchObject({ prompt: { open: "<assistant><think>\n" }, generation: { reasoning: { end: "</think>" } } });
	});

	it("of the BioMedGPT family is known by its name: its dialogue, its tags", () => {
		expect(publishedBy(["BioMedGPT-LM-7B", undefined])).toBe("biomedgpt-lm-7b");
		expect(publishedBy([undefined, "PharMolix_BioMedGPT-Mol.Q4_K_M.gguf"])).toBe("biomedgpt-mol");
		expect(publishedBy(["Llama-2-7b-chat"])).toBeUndefined();
		expect(dialogueOf("biomedgpt-lm-7b", LLAMA, MARKS)).toMatchObject({ prompt: { open: "Assistant: " }, notes: [] });
		expect(dialogueOf("biomedgpt-mol", LLAMA, MARKS).prompt.molecule).toEqual(["<SMILES>{smiles}</SMILES>", ""]);
	});
});

describe("BioMedGPT-LM-7B in a folder of any name", () => {
	const SHAPE = { architecture: "llama", layers: 32, width: 4096, feedForward: 11_008, heads: 32, keyValueHeads: 32, headWidth: 128, vocabulary: 32_000, tied: false, context: 4096 } as const;

	it.each([["no chat template", undefined], ["one that somebody added", LLAMA]])("is known by its shape, with %s, and keeps both licences", (_, template) => {
		const known = knownAs({ names: ["download (1)"], around: "Downloads", shape: SHAPE, template });
		expect(known).toBe("like-lm-7b");
		expect(identityOf(known, "download (1)", "Q4_K")).toMatchObject({
			name: "download-1-q4-k",
			title: "BioMedGPT-LM-7B or another Llama of its shape",
			licence: expect.stringMatching(/Apache-2\.0.*Llama 2 Community License/) as string,
		});
		expect(dialogueOf(known, template, MARKS).notes[0]).toMatch(/shape is that of BioMedGPT-LM-7B/);
	});

	it("is not taken for a model of another shape, nor that for it", () => {
		expect(knownAs({ names: ["x"], around: undefined, shape: { ...SHAPE, feedForward: 14_336, keyValueHeads: 8 }, template: undefined })).toBeUndefined();
		expect(knownAs({ names: ["x"], around: "biomedgpt-lm", shape: { ...SHAPE, architecture: "qwen2" }, template: undefined })).toBeUndefined();
	});

	it.skipIf(!haveCheckpoints)("is known by the folder around", async () => {
		const plan = await planImport({ source: path.join(checkpoints, "biomedgpt-lm-tiny-sharded/safetensors-fp32") }, folder);
		expect(plan).toMatchObject({ title: "BioMedGPT-LM-7B", licence: expect.stringMatching(/Apache-2\.0.*Llama 2 Community License/) as string });
	});
});

it.skipIf(!haveCheckpoints)(`a folder's chat template decides, and its begin mark comes once${haveCheckpoints ? "" : ` (skipped: there is no folder ${checkpoints})`}`, async () => {
	const source = path.join(folder, "lm");
	cpSync(path.join(checkpoints, "biomedgpt-lm-tiny-sharded/safetensors-bf16"), source, { recursive: true });
	const file = path.join(source, "tokenizer_config.json");
	const config = JSON.parse(readFileSync(file, "utf8")) as object;
	for (const [name, addBos, begin] of [["with", true, { bos: 1, prologue: "" }], ["without", false, { bos: null, prologue: "<s>" }]] as const) {
		writeFileSync(file, JSON.stringify({ ...config, add_bos_token: addBos, chat_template: LLAMA }));
		const { manifest } = await importModel({ source, name }, { folder: path.join(folder, "models") });
		expect(manifest).toMatchObject({ language: { bos: begin.bos, specialTokensInText: true }, prompt: { prologue: begin.prologue, user: ["[INST] ", ""] } });
	}
});
