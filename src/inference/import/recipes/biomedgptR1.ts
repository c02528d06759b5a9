import type { Family } from "./family.ts";

/** BioMedGPT-R1 (2025): the encoders of the 10B model with DeepSeek-R1-Distill-Qwen-14B, a Qwen2 that reasons before it answers. */
export const BIOMEDGPT_R1: Family = {
	catalogue: "biomedgpt-r1-17b",
	title: "BioMedGPT-R1",
	architecture: "qwen2",
	published: { layers: 48, width: 5120 },
	licence: "none stated by the publisher",
	warning: "A research model. Its reasoning and its answers contain chemical, biological and medical mistakes; every answer must be checked. Not for clinical use.",
	specialTokens: false,
	maxAtoms: 512,
	// Qwen2.5 reads far more; keys and values of 14 billion parameters take 1.6 GB at this length, which holds two proteins and long reasoning.
	context: 8192,
	// Its newest code puts none there, though the tokenizer would.
	begins: false,
	specialTokensInText: true,
	prompt: {
		prologue: "",
		user: ["<｜User｜>\n", "\n"],
		// Earlier answers stand without their reasoning.
		assistant: ["<｜Assistant｜>\n", "\n"],
		open: "<｜Assistant｜><think>\n",
		molecule: ["<molecule><representation>", "</representation><SMILES>{smiles}</SMILES></molecule>"],
		protein: ["<protein>", "</protein>"],
		entities: "inline",
		history: "full",
	},
	// The file's own settings (config.yaml) end at 512 tokens, within many chains of thought.
	generation: { maxTokens: 2048, stop: ["<｜User｜>", "<｜Assistant｜>"], reasoning: { end: "</think>" } },
};
