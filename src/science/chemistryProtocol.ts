import type { DrawingOptions, DrawingTheme } from "./chemistry.ts";
import type { FailureData } from "./failure.ts";
import type { MoleculeFacts } from "./molecule/facts.ts";
import type { MoleculeGraph } from "./molecule/graph.ts";

/** Heavy atoms above which facts and drawings are refused: a drawing of more is a blot, and InChI takes many seconds. */
export const MAX_HEAVY_ATOMS = 1000;

/** One job for the chemistry worker. */
export type ChemistryJob =
	| { readonly operation: "facts"; readonly smiles: string }
	| { readonly operation: "draw"; readonly smiles: string; readonly options: DrawingOptions }
	| { readonly operation: "graph"; readonly smiles: string };

export type ChemistryResult = MoleculeFacts | MoleculeGraph | string;

export type ChemistryRequest = ChemistryJob & { readonly id: number };

/** `ready` comes once, when RDKit is loaded. `broken`: the thread cannot go on and must be replaced. */
export type ChemistryReply =
	| { readonly kind: "ready" }
	| { readonly kind: "failed-to-start"; readonly failure: FailureData }
	| { readonly kind: "result"; readonly id: number; readonly value: ChemistryResult }
	| { readonly kind: "failure"; readonly id: number; readonly failure: FailureData; readonly broken: boolean };

const THEMES: readonly DrawingTheme[] = ["light", "dark", "high-contrast-light", "high-contrast-dark"];

/** Whether a message that reached the worker is a request. */
export function isChemistryRequest(message: unknown): message is ChemistryRequest {
	if (!isRecord(message) || typeof message["id"] !== "number" || typeof message["smiles"] !== "string") {
		return false;
	}
	const { operation, options } = message;
	return operation === "facts" || operation === "graph" || (operation === "draw" && isDrawingOptions(options));
}

/** Whether drawing options are complete and sane: 16 to 4,096 pixels each way. */
export function isDrawingOptions(options: unknown): options is DrawingOptions {
	const size = (value: unknown): boolean => typeof value === "number" && value >= 16 && value <= 4096;
	return isRecord(options) && THEMES.some((theme) => theme === options["theme"]) && size(options["width"]) && size(options["height"]);
}

/** Whether a message from the worker is a reply, complete for the operation it answers. */
export function isChemistryReply(message: unknown): message is ChemistryReply {
	if (!isRecord(message)) {
		return false;
	}
	switch (message["kind"]) {
		case "ready": return true;
		case "failed-to-start": return isFailureData(message["failure"]);
		case "failure": return typeof message["id"] === "number" && typeof message["broken"] === "boolean" && isFailureData(message["failure"]);
		case "result": return typeof message["id"] === "number" && isResult(message["value"]);
		default: return false;
	}
}

/** Whether a result is of the shape that the operation promises. */
export function answers(operation: ChemistryJob["operation"], value: ChemistryResult): boolean {
	return operation === "draw" ? typeof value === "string" : typeof value !== "string" && (operation === "facts" ? "facts" : "bonds") in value;
}

function isResult(value: unknown): boolean {
	if (typeof value === "string") {
		return value.startsWith("<svg");
	}
	return isRecord(value) && (isFacts(value) || (Array.isArray(value["atoms"]) && Array.isArray(value["bonds"])));
}

function isFacts(value: Record<string, unknown>): boolean {
	const texts = ["smiles", "canonicalSmiles", "inchi", "inchiKey", "formula"].every((key) => typeof value[key] === "string");
	return texts && Array.isArray(value["facts"]) && Array.isArray(value["verdicts"]);
}

function isFailureData(value: unknown): boolean {
	return isRecord(value) && typeof value["code"] === "string" && typeof value["message"] === "string";
}

function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === "object" && value !== null;
}
