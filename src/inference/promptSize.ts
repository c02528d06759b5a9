import type { Entity } from "../science/entity.ts";
import { tokeniseSmiles } from "../science/molecule/smiles.ts";
import type { ModelDescription } from "./engine.ts";

/** Positions kept for an answer: a quarter of the context where the whole wish does not fit beside the dialogue. */
export function answerRoom(context: number, wanted: number): number {
	return Math.min(wanted, Math.max(16, Math.floor(context / 4)));
}

/**
 * Tokens that a single question may fill, whatever its characters, beside an answer of full length.
 *
 * Less than what the model really takes: the text of its prompt format is counted as a token a byte.
 */
export function maxQuestionTokens({ context, maxAnswerTokens, questionFrame }: ModelDescription): number {
	return Math.max(0, context - answerRoom(context, maxAnswerTokens) - questionFrame);
}

/** Positions that an attached entity fills at most; exact soft tokens, but its frame, its text and its facts count a token a byte. */
export function maxEntityTokens(model: ModelDescription, entity: Entity): number {
	const { frame, soft, asText, facts } = model[entity.kind];
	const text = frame + asText * Buffer.byteLength(entity.kind === "molecule" ? entity.smiles : entity.sequence) + facts;
	if (soft === undefined) {
		return text;
	}
	const units = Math.min(entity.kind === "molecule" ? atomsOf(entity.smiles) : entity.sequence.length, soft.maximum);
	return text + Math.ceil((units + soft.extra) / soft.window);
}

/** Hydrogens that are written count too, though RDKit may leave them out; what is no SMILES fails when it is asked about. */
function atomsOf(smiles: string): number {
	const read = tokeniseSmiles(smiles);
	return "message" in read ? 0 : read.atoms.length;
}
