import { constants, gunzipSync } from "node:zlib";
import { Failure } from "../failure.ts";

/** Bytes of a file, inflated where it is compressed; the largest entries of the PDB have 400 MB as mmCIF, and no page shows them. */
export const LARGEST_STRUCTURE = 300_000_000;

/** Whether bytes begin as gzip does. */
export function isCompressed(bytes: Uint8Array): boolean {
	return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/**
 * Inflates gzip, and what there is of a file that was cut off.
 *
 * @throws Failure `structure-too-large` before more than 300 MB are made, `structure-damaged`
 */
export function inflated(bytes: Uint8Array, warnings: string[]): Uint8Array {
	try {
		return gunzipSync(bytes, { maxOutputLength: LARGEST_STRUCTURE });
	} catch (error) {
		if (codeOf(error) !== "Z_BUF_ERROR") {
			throw failureOf(error);
		}
	}
	try {
		const part = gunzipSync(bytes, { maxOutputLength: LARGEST_STRUCTURE, finishFlush: constants.Z_SYNC_FLUSH });
		warnings.push("The compressed file is cut off; what there is of it is shown. Get it again.");
		return part;
	} catch (error) {
		throw failureOf(error);
	}
}

/** @throws Failure `structure-too-large` */
export function refuseLarge(bytes: Uint8Array): void {
	if (bytes.length > LARGEST_STRUCTURE) {
		throw tooLarge();
	}
}

function codeOf(error: unknown): unknown {
	return error instanceof Error && "code" in error ? error.code : undefined;
}

function failureOf(error: unknown): Failure {
	return codeOf(error) === "ERR_BUFFER_TOO_LARGE" ? tooLarge() : new Failure("structure-damaged", "This file begins as a gzip-compressed one and is damaged, so it cannot be unpacked. Get it again.", { detail: String(error) });
}

function tooLarge(): Failure {
	return new Failure("structure-too-large", `This structure has more than ${LARGEST_STRUCTURE / 1_000_000} MB of text, more than can be shown here. Open a part of it, such as one chain or one assembly.`);
}
