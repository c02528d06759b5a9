import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { esmConfig, esmShapes, type EsmSize } from "../../support/esmShapes.ts";
import { writeRandomLanguage } from "../../support/randomLanguage.ts";

/** Of Llama-2-7B (Touvron et al. 2023, table 1 and its config.json), with the row that BioMedGPT adds. */
const LLAMA = { width: 4096, feedForward: 11_008, heads: 32, rows: 32_001 };
const GIN = { layers: 5, features: 300 };
const ESM: EsmSize = { features: 320, layers: 6, heads: 20 };

/** Writes a fusion checkpoint in BioMedGPT-10B's layout (all parts in one safetensors file) with its configurations; gives its path. */
export async function writeFusion(folder: string, layers: number): Promise<string> {
	const esm = path.join(folder, "esm2");
	mkdirSync(esm, { recursive: true });
	writeFileSync(path.join(esm, "config.json"), esmConfig(ESM));
	return writeRandomLanguage(folder, {
		...LLAMA,
		layers,
		type: "F16",
		change: (tensors) => {
			const language = [...tensors];
			tensors.clear();
			language.forEach(([name, shape]) => tensors.set(`llm.${name}`, shape));
			ginShapes().forEach(([name, shape]) => tensors.set(`mol_structure_encoder.${name}`, shape));
			Object.entries(esmShapes(ESM)).forEach(([name, shape]) => tensors.set(name.replace(/^esm\./, "prot_structure_encoder."), shape));
			for (const [name, features] of [["proj_mol", GIN.features], ["proj_prot", ESM.features]] as const) {
				tensors.set(`${name}.weight`, [LLAMA.width, features]).set(`${name}.bias`, [LLAMA.width]);
			}
		},
	});
}

/** Names and shapes of GraphMVP's GIN. */
function ginShapes(): [string, readonly number[]][] {
	const { layers, features } = GIN;
	const shapes: [string, readonly number[]][] = [["x_embedding1.weight", [120, features]], ["x_embedding2.weight", [3, features]]];
	for (let layer = 0; layer < layers; layer++) {
		shapes.push(
			[`gnns.${layer}.mlp.0.weight`, [2 * features, features]],
			[`gnns.${layer}.mlp.0.bias`, [2 * features]],
			[`gnns.${layer}.mlp.2.weight`, [features, 2 * features]],
			[`gnns.${layer}.mlp.2.bias`, [features]],
			[`gnns.${layer}.edge_embedding1.weight`, [6, features]],
			[`gnns.${layer}.edge_embedding2.weight`, [3, features]],
			...["weight", "bias", "running_mean", "running_var"].map((name): [string, readonly number[]] => [`batch_norms.${layer}.${name}`, [features]]),
		);
	}
	return shapes;
}
