import type { Entity } from "../../science/entity.ts";
import type { SpeakingManifest } from "./manifest.ts";

type Prompt = Pick<SpeakingManifest["prompt"], "prologue" | "prologues">;

/**
 * What a dialogue begins with, told by the kinds of what is attached in that part of it which is read.
 *
 * One with a protein begins as for proteins, whatever else is attached: BioMedGPT-10B's recorded dialogues about both do, and a chemist's text is
 * narrower than a biologist's.
 */
export function prologueFor({ prologue, prologues }: Prompt, kinds: readonly Entity["kind"][]): string {
	const kind = (["protein", "molecule"] as const).find((each) => kinds.includes(each));
	return (kind && prologues?.[kind]) ?? prologue;
}

/** The one that takes most room. */
export function longestPrologue({ prologue, prologues = {} }: Prompt): string {
	return [prologues.molecule ?? "", prologues.protein ?? ""].reduce((longest, each) => (Buffer.byteLength(each) > Buffer.byteLength(longest) ? each : longest), prologue);
}
