import { Failure } from "../../science/failure.ts";
import type { Checkpoint } from "./checkpoint.ts";
import { shown } from "./words.ts";

/** Parts of a BioMedGPT fusion checkpoint that it holds itself; the others come from elsewhere. */
export interface FusionContents {
	readonly language: boolean;
	readonly molecule: boolean;
	readonly protein: boolean;
}

/** What a checkpoint is, by the names of its tensors. */
export type Contents =
	| { readonly kind: "fusion"; readonly inside: FusionContents }
	| { readonly kind: "language" }
	/** ESM-2; `prefix` stands before its names. */
	| { readonly kind: "protein"; readonly prefix: "esm." | "" }
	/** A GIN with bare names. */
	| { readonly kind: "molecule" };

/** Prefixes of a fusion checkpoint (OpenBioMed's BioMedGPTV and its successor for R1). */
export const FUSION = { language: "llm.", molecule: "mol_structure_encoder.", protein: "prot_structure_encoder.", moleculeAdapter: "proj_mol.", proteinAdapter: "proj_prot." } as const;

const ESM_QUERY = "encoder.layer.0.attention.self.query.weight";

/** Fails with `missing-key` where it is none of the models that can be imported, and with `unmerged-lora`. */
export function contentsOf({ tensors }: Checkpoint, file: string): Contents {
	const names = [...tensors.keys()];
	const has = (prefix: string): boolean => names.some((name) => name.startsWith(prefix));
	const unmerged = names.find((name) => /\.lora_[AB]\./.test(name));
	if (unmerged !== undefined) {
		throw new Failure("unmerged-lora", `${shown(file)} holds LoRA weights beside those that they change (${shown(unmerged)}). Merge them first (merge_and_unload in Hugging Face's PEFT), save the model, and import that.`);
	}
	if (Object.values(FUSION).some(has)) {
		return { kind: "fusion", inside: { language: has(FUSION.language), molecule: has(FUSION.molecule), protein: has(FUSION.protein) } };
	}
	if (tensors.has("model.embed_tokens.weight")) {
		return { kind: "language" };
	}
	for (const prefix of ["esm.", ""] as const) {
		if (tensors.has(prefix + ESM_QUERY)) {
			return { kind: "protein", prefix };
		}
	}
	if (tensors.has("x_embedding1.weight") && has("gnns.0.")) {
		return { kind: "molecule" };
	}
	throw unknown(names, file);
}

function unknown(names: readonly string[], file: string): Failure {
	const found = names.length === 0 ? "It holds no tensors at all" : `It holds ${names.slice(0, 3).map(shown).join(", ")}${names.length > 3 ? ` and ${names.length - 3} more tensors` : ""}`;
	return new Failure(
		"missing-key",
		`${shown(file)} is not a model that can be imported. ${found}, but a BioMedGPT checkpoint has llm.…, mol_structure_encoder.…, prot_structure_encoder.… and proj_mol.…, a language model model.embed_tokens.weight, and ESM-2 ${ESM_QUERY}. Choose another file.`,
	);
}
