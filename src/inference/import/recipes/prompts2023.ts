import type { SpeakingManifest } from "../../bundle/manifest.ts";

/**
 * What `chat_utils.py` of OpenBioMed asks about proteins with; those of the reference checkpoints were recorded so, with the dialogues about a
 * molecule and a protein. (The notebook asks about its one protein as about its molecule.)
 */
const BIOLOGY = "You are working as an excellent assistant in biology. Below a human gives the representation of a molecule or a protein. Answer some questions about it. ### ";

/**
 * The dialogue of BioMedGPT-10B's own demonstration (`Conversation._wrap_prompt` and the notebook of OpenBioMed, 2023), to the letter: roles with
 * `: `, messages ended by ` ### `, no newline, each entity but the last a message of its own, and one space before the question.
 */
export const DIALOGUE_2023 = {
	prologue: "You are working as an excellent assistant in chemistry and molecule discovery. Below a human expert gives the representation of a molecule or a protein. Answer questions about it. ### ",
	prologues: { protein: BIOLOGY },
	user: ["Human: ", " ### "],
	assistant: ["Assistant: ", " ### "],
	open: "Assistant: ",
	molecule: ["<molecule>", "</molecule>"],
	protein: ["<protein>", "</protein>"],
	entities: "own-message",
	history: "full",
} satisfies SpeakingManifest["prompt"];

/** The original knows no stop string and writes on as the human; these end an answer where its own turn ends. */
export const STOP_2023 = ["###", "Human:"];

/** How entities stand in the prompt of a model that reads text only: sentences, which any language model understands. */
export const ENTITIES_AS_TEXT = {
	molecule: ["The SMILES of the molecule is {smiles}. Computed facts: {facts}.", ""],
	protein: ["The sequence of the protein is {sequence}. Computed facts: {facts}.", ""],
} satisfies Pick<SpeakingManifest["prompt"], "molecule" | "protein">;
