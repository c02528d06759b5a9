import type { Family } from "./family.ts";
import { DIALOGUE_2023, STOP_2023 } from "./prompts2023.ts";

/** BioMedGPT-10B (Luo et al. 2023; `BioMedGPTV` in OpenBioMed): GIN, ESM-2-3B and BioMedGPT-LM-7B, a Llama 2. */
export const BIOMEDGPT_10B: Family = {
	catalogue: "biomedgpt-10b",
	title: "BioMedGPT-10B",
	architecture: "llama",
	published: { layers: 32, width: 4096 },
	licence: "CC-BY-NC-4.0 according to its page; its README says “commercial-friendly”; the Llama 2 Community License applies as well",
	warning: "A research model. It makes chemical, biological and medical mistakes; every answer must be checked. Not for clinical use.",
	specialTokens: true,
	// The original has no limit, and its successor keeps a random 256 atoms of larger molecules. Beyond this a molecule is a polymer or a protein.
	maxAtoms: 512,
	// The demonstration stops at 2,048, which two proteins of 1,022 residues fill. Llama 2 was made for 4,096; what fits into 2,048 reads the same.
	context: 4096,
	begins: true,
	specialTokensInText: false,
	prompt: DIALOGUE_2023,
	generation: { maxTokens: 256, stop: STOP_2023 },
};
