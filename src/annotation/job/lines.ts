import { createHash } from "node:crypto";

/** Characters of a line's checksum. */
const SUM = 16;

/** A line of a journal: a checksum, and an object as JSON. */
export function sealed(value: object): string {
	const json = JSON.stringify(value);
	return `${sumOf(json)} ${json}\n`;
}

/** What a line holds; undefined where it was cut or damaged. */
export function unsealed(line: string): unknown {
	const json = line.slice(SUM + 1);
	if (line[SUM] !== " " || sumOf(json) !== line.slice(0, SUM)) {
		return undefined;
	}
	return JSON.parse(json) as unknown;
}

function sumOf(json: string): string {
	return createHash("sha256").update(json).digest("hex").slice(0, SUM);
}
