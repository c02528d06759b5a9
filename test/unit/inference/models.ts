import { readFileSync } from "node:fs";
import path from "node:path";
import { parseManifest, speaking, type SpeakingManifest } from "../../../src/inference/bundle/manifest.ts";

export const repository = path.resolve(import.meta.dirname, "../../..");
export const nanoDirectory = path.join(repository, "models/nano");

/** The embedded model's manifest as shipped. */
export function nanoManifest(): SpeakingManifest {
	const file = path.join(nanoDirectory, "manifest.json");
	return speaking(parseManifest(readFileSync(file, "utf8"), file));
}

/** BioMedGPT-10B's dialogue format (OpenBioMed 2023, `Conversation._wrap_prompt`) on nano's sizes. */
export function biomedgpt10bManifest(system: string): SpeakingManifest {
	const nano = nanoManifest();
	return { ...nano, title: "BioMedGPT-10B", prompt: { ...nano.prompt, prologue: `${system}### `, history: "full" } };
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
