import type { DrawingOptions, DrawingTheme, Rewrite } from "./chemistry.ts";
import type { FailureData } from "./failure.ts";
import type { ConformerCheck, Embeddable } from "./molecule/embedding.ts";
import type { MoleculeFactKey } from "./molecule/factKeys.ts";
import { isMoleculeFactKey } from "./molecule/factKeys.ts";
import type { FactColumn, MoleculeFacts } from "./molecule/facts.ts";
import type { Fingerprint, FingerprintResult } from "./molecule/fingerprint.ts";
import { BITS } from "./molecule/fingerprint.ts";
import { isMolBlock } from "./molecule/molBlock.ts";
import type { MoleculeGraph } from "./molecule/graph.ts";
import type { MoleculeMatches } from "./molecule/matches.ts";
import type { PropertyFeatures } from "./molecule/propertyFeatures.ts";
import { MACCS_BITS, MORGAN_BITS } from "./molecule/propertyFeatures.ts";
import type { SubstructureResult } from "./molecule/substructure.ts";

/** Heavy atoms above which facts and drawings are refused: a drawing of more is a blot, and InChI takes many seconds. */
export const MAX_HEAVY_ATOMS = 1000;

/** Structures in one message of `checkAll`, `fingerprints` and `substructure`: some 20 ms of work, so that a hover does not wait long behind it. */
export const MAX_BATCH = 8;

/** Molecules in one message of `chosenFacts`, which no hover waits behind: some 50 ms of work. */
export const MAX_FACTS_BATCH = 32;

/** The facts of one molecule, in the order of the columns (null: it has no such fact), or why RDKit refuses it. */
export type FactsRow = { readonly values: readonly (number | string | null)[] } | { readonly failure: FailureData };

/** Chosen facts of many molecules, in their order. */
export interface FactsTable {
	/** In the order of the keys. */
	readonly columns: readonly FactColumn[];
	readonly rows: readonly FactsRow[];
}

/** One job for the chemistry worker. */
export type ChemistryJob =
	| { readonly operation: "facts"; readonly structure: string }
	| { readonly operation: "chosenFacts"; readonly structures: readonly string[]; readonly keys: readonly MoleculeFactKey[] }
	| { readonly operation: "draw"; readonly structure: string; readonly options: DrawingOptions }
	| { readonly operation: "check"; readonly structure: string }
	| { readonly operation: "checkAll"; readonly structures: readonly string[] }
	| { readonly operation: "rewrite"; readonly structure: string; readonly change: Rewrite }
	| { readonly operation: "inchiKey"; readonly structure: string }
	| { readonly operation: "fingerprint"; readonly structure: string }
	| { readonly operation: "fingerprints"; readonly structures: readonly string[] }
	| { readonly operation: "matches"; readonly smarts: string; readonly structure: string }
	| { readonly operation: "molBlock"; readonly structure: string }
	| { readonly operation: "fragment"; readonly structure: string; readonly atoms: readonly number[] }
	| { readonly operation: "embeddable"; readonly structure: string }
	| { readonly operation: "checkConformer"; readonly structure: string; readonly block: string }
	| { readonly operation: "substructure"; readonly smarts: string; readonly structures: readonly string[] }
	| { readonly operation: "propertyFeatures"; readonly structure: string }
	| { readonly operation: "graph"; readonly structure: string };

/** What stands at each place of a `checkAll`: null where RDKit accepts the structure. */
export type CheckResults = readonly (FailureData | null)[];

/** `null` answers a `check` that found nothing wrong. */
export type ChemistryResult = MoleculeFacts | FactsTable | MoleculeGraph | CheckResults | Fingerprint | readonly FingerprintResult[] | MoleculeMatches | PropertyFeatures | Embeddable | ConformerCheck | readonly SubstructureResult[] | string | null;

export type ChemistryRequest = ChemistryJob & { readonly id: number };

/** `ready` comes once, when RDKit is loaded. `broken`: the thread cannot go on and must be replaced. */
export type ChemistryReply =
	| { readonly kind: "ready" }
	| { readonly kind: "failed-to-start"; readonly failure: FailureData }
	| { readonly kind: "result"; readonly id: number; readonly value: ChemistryResult }
	| { readonly kind: "failure"; readonly id: number; readonly failure: FailureData; readonly broken: boolean };

const THEMES: readonly DrawingTheme[] = ["light", "dark", "high-contrast-light", "high-contrast-dark"];
const CHANGES: readonly Rewrite[] = ["canonical", "largest-fragment", "neutral", "kekule", "add-hydrogens", "remove-hydrogens"];

/** Whether a message that reached the worker is a request. */
export function isChemistryRequest(message: unknown): message is ChemistryRequest {
	if (!isRecord(message) || typeof message["id"] !== "number") {
		return false;
	}
	const { operation, structure, structures, options, change, smarts, atoms, block, keys } = message;
	switch (operation) {
		case "checkAll": case "fingerprints": return isBatch(structures, MAX_BATCH);
		case "substructure": return isBatch(structures, MAX_BATCH) && typeof smarts === "string";
		case "chosenFacts": return isBatch(structures, MAX_FACTS_BATCH) && Array.isArray(keys) && keys.every(isMoleculeFactKey);
	}
	if (typeof structure !== "string") {
		return false;
	}
	switch (operation) {
		case "facts": case "graph": case "check": case "inchiKey": case "fingerprint": case "molBlock": case "embeddable": case "propertyFeatures": return true;
		case "checkConformer": return typeof block === "string";
		case "matches": return typeof smarts === "string";
		case "fragment": return isIndices(atoms);
		case "draw": return isDrawingOptions(options);
		case "rewrite": return isRewrite(change);
		default: return false;
	}
}

function isBatch(structures: unknown, most: number): boolean {
	return Array.isArray(structures) && structures.length <= most && structures.every((one) => typeof one === "string");
}

/** Whether drawing options are complete and sane: 16 to 4,096 pixels each way. */
export function isDrawingOptions(options: unknown): options is DrawingOptions {
	const size = (value: unknown): boolean => typeof value === "number" && value >= 16 && value <= 4096;
	return isRecord(options) && THEMES.some((theme) => theme === options["theme"]) && size(options["width"]) && size(options["height"]) && (options["highlight"] === undefined || isIndices(options["highlight"]));
}

/** Whether a value names one of the changes that can be asked for. */
export function isRewrite(change: unknown): change is Rewrite {
	return CHANGES.some((one) => one === change);
}

/** Whether a message from the worker is a reply; whether its value fits the job, {@link answers} says. */
export function isChemistryReply(message: unknown): message is ChemistryReply {
	if (!isRecord(message)) {
		return false;
	}
	switch (message["kind"]) {
		case "ready": return true;
		case "failed-to-start": return isFailureData(message["failure"]);
		case "failure": return typeof message["id"] === "number" && typeof message["broken"] === "boolean" && isFailureData(message["failure"]);
		case "result": return typeof message["id"] === "number" && "value" in message;
		default: return false;
	}
}

/** Whether a result is of the shape that the job's operation promises. */
export function answers(job: ChemistryJob, value: unknown): boolean {
	switch (job.operation) {
		case "facts": return isRecord(value) && isFacts(value);
		case "chosenFacts": return isRecord(value) && isFactsTable(value, job.structures.length, job.keys.length);
		case "draw": return typeof value === "string" && value.startsWith("<svg");
		case "check": return value === null;
		case "checkAll": return Array.isArray(value) && value.length === job.structures.length && value.every((one) => one === null || isFailureData(one));
		case "rewrite": case "fragment": return typeof value === "string" && value !== "";
		case "inchiKey": return typeof value === "string" && /^[A-Z]{14}-[A-Z]{10}-[A-Z]$/.test(value);
		case "fingerprint": return isRecord(value) && typeof value["bits"] === "string" && value["bits"].length === BITS && typeof value["method"] === "string";
		case "fingerprints": return Array.isArray(value) && value.length === job.structures.length && value.every(isFingerprintResult);
		case "matches": return isRecord(value) && typeof value["total"] === "number" && Array.isArray(value["matches"]) && value["matches"].every(isIndices);
		case "embeddable": return isRecord(value) && typeof value["block"] === "string" && isMolBlock(value["block"]) && isIndices(value["written"]) && typeof value["open"] === "number";
		case "checkConformer": return isRecord(value) && typeof value["same"] === "boolean" && isIndices(value["lost"]);
		case "molBlock": return typeof value === "string" && isMolBlock(value);
		case "substructure": return Array.isArray(value) && value.length === job.structures.length && value.every(isSubstructureResult);
		case "propertyFeatures": return isRecord(value) && isBits(value["morgan"], MORGAN_BITS) && isBits(value["maccs"], MACCS_BITS) && isRecord(value["descriptors"]) && Object.values(value["descriptors"]).every(Number.isFinite);
		case "graph": return isRecord(value) && Array.isArray(value["atoms"]) && Array.isArray(value["bonds"]);
	}
}

function isFacts(value: Record<string, unknown>): boolean {
	const texts = ["smiles", "canonicalSmiles", "inchi", "inchiKey", "formula"].every((key) => typeof value[key] === "string");
	return texts && Array.isArray(value["facts"]) && Array.isArray(value["verdicts"]);
}

function isFactsTable({ columns, rows }: Record<string, unknown>, molecules: number, keys: number): boolean {
	return Array.isArray(columns) && columns.length === keys && columns.every(isFactColumn) && Array.isArray(rows) && rows.length === molecules && rows.every((row) => isFactsRow(row, keys));
}

function isFactColumn(value: unknown): boolean {
	return isRecord(value) && typeof value["key"] === "string" && typeof value["label"] === "string" && typeof value["method"] === "string";
}

function isFactsRow(value: unknown, keys: number): boolean {
	return isRecord(value) && ("failure" in value ? isFailureData(value["failure"]) : Array.isArray(value["values"]) && value["values"].length === keys && value["values"].every((one) => one === null || typeof one === "number" || typeof one === "string"));
}

function isSubstructureResult(value: unknown): boolean {
	return isRecord(value) && ("failure" in value ? isFailureData(value["failure"]) : typeof value["matches"] === "number" && typeof value["smiles"] === "string");
}

function isFingerprintResult(value: unknown): boolean {
	return isRecord(value) && ("failure" in value ? isFailureData(value["failure"]) : typeof value["smiles"] === "string" && value["bits"] instanceof Uint8Array && value["bits"].length === BITS / 8);
}

function isBits(value: unknown, bits: number): boolean {
	return value instanceof Uint8Array && value.length === Math.ceil(bits / 8);
}

function isIndices(value: unknown): value is readonly number[] {
	return Array.isArray(value) && value.every((one) => Number.isInteger(one) && one >= 0);
}

function isFailureData(value: unknown): boolean {
	return isRecord(value) && typeof value["code"] === "string" && typeof value["message"] === "string";
}

function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === "object" && value !== null;
}
