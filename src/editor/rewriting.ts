import type * as vscode from "vscode";
import type { Chemistry, Rewrite } from "../science/chemistry.ts";
import { Failure } from "../science/failure.ts";
import type { Located } from "../science/recognition/located.ts";
import { toRange } from "./documentEntities.ts";
import { writtenAs } from "./literal.ts";

export type Rewriter = Pick<Chemistry, "rewrite">;

/** Whether its text is a SMILES that RDKit may write anew: not an InChI, not with a CXSMILES extension that counts its atoms. */
export function isRewritable({ found, problem }: Located): boolean {
	return found.kind === "molecule" && found.notation === "smiles" && !problem;
}

/**
 * The SMILES after a change; undefined where it would say the same as before.
 *
 * Only `canonical` and `kekule` are changes of notation: what the others leave as it is stays as it is written.
 */
export async function changed(smiles: string, change: Rewrite, chemistry: Rewriter, signal: AbortSignal): Promise<string | undefined> {
	const [result, canonical] = await Promise.all([chemistry.rewrite(smiles, change, signal), chemistry.rewrite(smiles, "canonical", signal)]);
	if (result === smiles) {
		return undefined;
	}
	switch (change) {
		case "canonical":
			return result;
		case "remove-hydrogens":
			// RDKit's canonical SMILES has none already.
			return /\[\d*H[\d+-]*\]/.test(smiles) ? result : undefined;
		default:
			return result === canonical ? undefined : result;
	}
}

/** The edit that puts a new SMILES in the place of one; undefined where it is not certain how it must be written there. */
export function replacement(document: vscode.TextDocument, { found, range }: Located, smiles: string): { readonly range: vscode.Range; readonly text: string } | undefined {
	const whole = toRange(range);
	const before = document.lineAt(whole.start.line).text.slice(0, whole.start.character);
	const text = writtenAs(smiles, { languageId: document.languageId, before, raw: document.getText(whole), text: found.text });
	return text === undefined ? undefined : { range: whole, text };
}

/** Undefined for a molecule that RDKit refuses: none of our changes would be honest. Cancelling rejects. */
export async function changedIfReadable(smiles: string, change: Rewrite, chemistry: Rewriter, signal: AbortSignal): Promise<string | undefined> {
	try {
		return await changed(smiles, change, chemistry, signal);
	} catch (error) {
		if (!(error instanceof Failure) || error.code === "cancelled") {
			throw error;
		}
		return undefined;
	}
}
