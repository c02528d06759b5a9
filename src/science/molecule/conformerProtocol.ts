import type { FailureData } from "../failure.ts";
import type { MadeConformer } from "./conformer.ts";

/** What the thread is asked: one conformer at a time. */
export interface ConformerRequest {
	readonly id: number;
	/** Mol block in the plane. */
	readonly block: string;
	/** Of the random numbers. */
	readonly seed: number;
	/** After which the minimisation ends. */
	readonly milliseconds: number;
}

export type ConformerReply =
	| { readonly kind: "made"; readonly id: number; readonly conformer: MadeConformer }
	| { readonly kind: "failure"; readonly id: number; readonly failure: FailureData };

/** Whether a message that reached the thread is a request. */
export function isConformerRequest(message: unknown): message is ConformerRequest {
	return isRecord(message) && typeof message["id"] === "number" && typeof message["block"] === "string" && typeof message["seed"] === "number" && typeof message["milliseconds"] === "number";
}

/** Whether a message from the thread is a reply. */
export function isConformerReply(message: unknown): message is ConformerReply {
	if (!isRecord(message) || typeof message["id"] !== "number") {
		return false;
	}
	const { kind, conformer, failure } = message;
	if (kind === "failure") {
		return isRecord(failure) && typeof failure["code"] === "string" && typeof failure["message"] === "string";
	}
	return kind === "made" && isRecord(conformer) && typeof conformer["molBlock"] === "string" && typeof conformer["method"] === "string" && typeof conformer["unfinished"] === "boolean" && Array.isArray(conformer["order"]) && conformer["order"].every((atom) => Number.isInteger(atom)) && ["string", "undefined"].includes(typeof conformer["note"]);
}

function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === "object" && value !== null;
}
