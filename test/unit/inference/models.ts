import { readFileSync } from "node:fs";
import path from "node:path";
import { parseManifest, speaking, type SpeakingManifest } from "../../../src/inference/bundle/manifest.ts";
import { BIOMEDGPT_10B } from "../../../src/inference/import/recipes/biomedgpt10b.ts";

export const repository = path.resolve(import.meta.dirname, "../../..");
export const nanoDirectory = path.join(repository, "models/nano");

/** The embedded model's manifest as shipped. */
export function nanoManifest(): SpeakingManifest {
	const file = path.join(nanoDirectory, "manifest.json");
	return speaking(parseManifest(readFileSync(file, "utf8"), file));
}

/** BioMedGPT-10B's dialogue format, as its import writes it, on nano's sizes. */
export function biomedgpt10bManifest(): SpeakingManifest {
	return { ...nanoManifest(), title: "BioMedGPT-10B", prompt: BIOMEDGPT_10B.prompt };
}

/** BioMedGPT-R1's dialogue format on nano's sizes. */
export function biomedgptR1SpeakingManifest(): SpeakingManifest {
	const nano = nanoManifest();
	return {
		...nano,
		title: "BioMedGPT-R1",
		language: { ...nano.language, bos: null },
		prompt: {
			prologue: "",
			user: ["<｜User｜>\n", "\n"],
			assistant: ["<｜Assistant｜>\n", "\n"],
			open: "<｜Assistant｜><think>\n",
			molecule: ["<molecule><representation>", "</representation><SMILES>{smiles}</SMILES></molecule>"],
			protein: ["<protein>", "</protein>"],
			entities: "inline",
			history: "full",
		},
	};
}
