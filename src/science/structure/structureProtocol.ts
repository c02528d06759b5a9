import type { FailureData } from "../failure.ts";
import type { StructureData } from "./structureData.ts";

/** A file for the thread that reads structures; its bytes are transferred. */
export interface StructureRequest {
	readonly bytes: Uint8Array<ArrayBuffer>;
	/** Its name, which only decides where the contents do not. */
	readonly name: string;
	/** Which of several models, counted from 1. */
	readonly model: number;
}

export type StructureReply = { readonly kind: "structure"; readonly data: StructureData } | { readonly kind: "failure"; readonly failure: FailureData };

export function isStructureRequest(message: unknown): message is StructureRequest {
	return isRecord(message) && message["bytes"] instanceof Uint8Array && typeof message["name"] === "string" && Number.isInteger(message["model"]);
}

export function isStructureReply(message: unknown): message is StructureReply {
	if (!isRecord(message)) {
		return false;
	}
	if (message["kind"] === "failure") {
		const failure = message["failure"];
		return isRecord(failure) && typeof failure["code"] === "string" && typeof failure["message"] === "string";
	}
	return message["kind"] === "structure" && isRecord(message["data"]) && hasColumns(message["data"]);
}

/** Whether the columns of the atoms are as long as there are atoms. */
function hasColumns(data: Record<string, unknown>): boolean {
	const { atomCount, positions, elements, residueOf, residues, chains } = data;
	return typeof atomCount === "number" && positions instanceof Float32Array && positions.length === 3 * atomCount && elements instanceof Uint8Array && elements.length === atomCount
		&& residueOf instanceof Uint32Array && residueOf.length === atomCount && isRecord(residues) && Array.isArray(chains);
}

/** The memory behind the columns, to be transferred instead of copied. */
export function buffersOf(data: StructureData): ArrayBuffer[] {
	const columns = [data, data.residues, ...data.chains, ...data.ligands].flatMap((part) => Object.values(part as object) as unknown[]);
	return [...new Set(columns.flatMap((column) => (ArrayBuffer.isView(column) && column.buffer instanceof ArrayBuffer ? [column.buffer] : [])))];
}

function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === "object" && value !== null;
}
