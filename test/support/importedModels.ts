/** What the reference checkpoints' `expected.json` holds of whole models, and what the product makes of them. */
import { linkSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect } from "vitest";
import type { SpeakingManifest } from "../../src/inference/bundle/manifest.ts";
import type { Turn } from "../../src/inference/engine.ts";
import type { Entity } from "../../src/science/entity.ts";
import { checkpoints, isReferenceSet } from "./checkpoints.ts";
import { tell, type RealEngine } from "./engine.ts";
import type { RecordedMolecule } from "./importedEncoders.ts";
import { readNpy } from "./npy.ts";

export interface RecordedProtein {
	readonly id: string;
	readonly sequence: string;
	readonly ids: readonly number[];
	readonly last_hidden_state: { readonly first_rows: readonly number[][]; readonly last_rows: readonly number[][] };
	readonly soft_tokens: string;
}

export interface RecordedPrompt {
	readonly id: string;
	readonly prompt: string;
	readonly segments: readonly ({ readonly type: "text"; readonly text: string; readonly ids: readonly number[] } | { readonly type: "molecule" | "protein"; readonly ref: string; readonly rows: number })[];
	readonly logits_row: number;
	readonly greedy_ids: readonly number[];
	readonly greedy_top2_gaps: readonly number[];
	readonly greedy_text: string;
}

export interface Recorded {
	readonly molecules: readonly RecordedMolecule[];
	readonly molecules_extra: readonly RecordedMolecule[];
	readonly molecules_refused: readonly { readonly smiles: string; readonly code: string }[];
	readonly proteins: readonly RecordedProtein[];
	readonly prompts: readonly RecordedPrompt[];
	readonly logits: string;
}

export function recordedOf<T = Recorded>(folder: string): T {
	return JSON.parse(readFileSync(path.join(checkpoints, folder, "expected.json"), "utf8")) as T;
}

/** A bundle with another description and the same files. */
export function redescribed(directory: string, target: string, change: (manifest: SpeakingManifest) => SpeakingManifest): string {
	const manifest = JSON.parse(readFileSync(path.join(directory, "manifest.json"), "utf8")) as SpeakingManifest;
	mkdirSync(target);
	for (const name of Object.keys(manifest.files)) {
		linkSync(path.join(directory, name), path.join(target, name));
	}
	writeFileSync(path.join(target, "manifest.json"), JSON.stringify(change(manifest)));
	return target;
}

/** Prompts without any frame: what is asked is all that is read, and ends in a question mark. */
export function unframed(manifest: SpeakingManifest): SpeakingManifest {
	return { ...manifest, prompt: { ...manifest.prompt, prologue: "", user: ["", ""], open: "?" } };
}

const FIXED_ANSWER = "It is a salicylate and a COX inhibitor.";
const CHAT = 'Does TNF-α bind β-actin at 5 µM? Answer 12,345 or "no"  (two spaces).';

/** What a person asked, to whom the model then read a recorded prompt. */
export function turnsOf(prompt: RecordedPrompt, { molecules, proteins, prompts }: Pick<Recorded, "molecules" | "proteins" | "prompts">): Turn[] {
	const entities = prompt.segments.flatMap((segment): Entity[] => {
		if (segment.type === "text") {
			return [];
		}
		const molecule = molecules.find(({ id }) => id === segment.ref);
		return [molecule ? { kind: "molecule", smiles: molecule.smiles } : { kind: "protein", sequence: proteins.find(({ id }) => id === segment.ref)?.sequence ?? "" }];
	});
	const user = (text: string, attached: readonly Entity[]): Turn => ({ role: "user", text, entities: attached });
	const [first, second] = [entities.slice(0, 1), entities.slice(1)];
	const later = (answer: string): Turn[] => [user("Please describe this drug.", first), { role: "assistant", text: answer }, user("Does the drug bind to this protein?", second)];
	switch (prompt.id) {
		case "text/raw":
			return [user(prompt.prompt.slice(0, -1), [])];
		case "text/chat":
			return [user(CHAT, [])];
		case "dialogue/turn1":
			return [user("Please describe this drug.", entities)];
		case "dialogue/turn2":
			return later(FIXED_ANSWER);
		case "dialogue/two-at-once":
			return [user("Does the drug bind to this protein?", entities)];
		case "dialogue/own-answer":
			return later(prompts.find(({ id }) => id === "dialogue/turn1")?.greedy_text.trim() ?? "");
		default:
			return [user(prompt.id.startsWith("mol/") ? "Please describe this molecule." : "What is the function of this protein?", entities)];
	}
}

export interface Tolerance {
	/** Of the first logits, absolute. */
	readonly logits: number;
	/** The same where a molecule is read. */
	readonly molecules: number;
	/** Greedy tokens must agree up to the first step at which the best two are nearer than this. */
	readonly tie: number;
}

/** `[prompts, vocabulary]`, of which only the first columns count where `width` is given. */
export interface RecordedLogits {
	readonly shape: readonly number[];
	readonly data: Float32Array;
	readonly width?: number;
}

/**
 * Those of fixtures/checkpoints/README.md. Another set may have molecules whose rounding counts for more: it was measured with PyTorch's own soft tokens,
 * and here they are computed too (PyTorch's rounding and ours in the GIN, each 1e-6 of soft tokens against float64, changed the logits of one by 3e-4).
 * Every mistake changes them by 0.2 or more.
 */
export const TOLERANCES: Readonly<Record<"F32" | "F16", Tolerance>> = { F32: { logits: 2e-4, molecules: isReferenceSet ? 2e-4 : 1e-3, tie: 0 }, F16: { logits: 1e-1, molecules: 1e-1, tie: 0.1 } };

/** Asks what was asked when a prompt was recorded. The segments' ids, the first logits and the greedy tokens must be PyTorch's. Gives the largest difference of a logit. */
export async function expectRecorded(real: RealEngine, prompt: RecordedPrompt, turns: Turn[], logits: RecordedLogits, tolerance: Tolerance): Promise<number> {
	const { answer, prompt: read } = await tell(real.engine, { turns, maxTokens: prompt.greedy_ids.length, firstLogits: true, fresh: true });
	expect(read.segments.map((segment) => (segment.kind === "text" ? segment.ids : segment.softTokens))).toEqual(prompt.segments.map((segment) => (segment.type === "text" ? segment.ids : segment.rows)));
	expect(read.notices).toEqual([]);
	const width = logits.shape[1] ?? 0;
	const expected = logits.data.subarray(prompt.logits_row * width, (prompt.logits_row + 1) * width).subarray(0, logits.width);
	const difference = expected.reduce((largest, value, id) => Math.max(largest, Math.abs(value - (answer.firstLogits?.[id] ?? Number.NaN))), 0);
	expect(difference).toBeLessThanOrEqual(prompt.segments.some(({ type }) => type === "molecule") ? tolerance.molecules : tolerance.logits);
	const tie = prompt.greedy_top2_gaps.findIndex((gap) => gap < tolerance.tie);
	const certain = tie < 0 ? prompt.greedy_ids.length : tie;
	expect(answer.generatedIds.slice(0, certain)).toEqual(prompt.greedy_ids.slice(0, certain));
	return difference;
}

export function logitsOf(folder: string, file: string): RecordedLogits {
	return readNpy(path.join(checkpoints, folder, file));
}
