import { serialOf } from "./serials.ts";

/** An atom of a line that has blanks or tabs in the place of PDB's columns. */
export interface LooseAtom {
	readonly serial: number;
	readonly name: string;
	readonly residue: string;
	readonly chain: string;
	/** NaN where there is none. */
	readonly number: number;
	readonly insertion: number;
	readonly x: number;
	readonly y: number;
	readonly z: number;
	readonly occupancy: number;
	readonly bFactor: number;
	/** May be empty. */
	readonly element: string;
}

const PLACE = /^([A-Za-z]?)(-?\d{1,9})([A-Za-z]?)$/;
const DECIMAL = /^[-+]?\d{1,9}\.\d{0,9}$/;

/**
 * Reads `ATOM serial name residue [chain] number x y z occupancy B … element`, whatever stands between.
 *
 * @param line of a few hundred characters
 * @returns undefined where no three coordinates follow each other
 */
export function loosePdbAtom(line: string): LooseAtom | undefined {
	const words = line.replace(/^(?:ATOM|HETATM)(?=\S)/, "$& ").split(/[ \t]+/).filter((word) => word !== "");
	// Behind the residue's number: else a coordinate that is none would give its place to the next one.
	const at = words.findIndex((_, index) => index >= 3 && PLACE.test(words[index - 1] ?? "") && [0, 1, 2].every((step) => DECIMAL.test(words[index + step] ?? "")));
	if (at < 0) {
		return undefined;
	}
	const [, serial = "", name = "", residue = "", ...place] = words.slice(0, at);
	const [x = Number.NaN, y = Number.NaN, z = Number.NaN, occupancy = 1, bFactor = 0] = words.slice(at, at + 5).map(Number);
	const [, chain, number = "", insertion = ""] = PLACE.exec(place.length > 1 ? place.slice(1).join("") : (place[0] ?? "")) ?? [];
	const element = words.slice(at + 5).findLast((word) => /^[A-Za-z]{1,2}$/.test(word)) ?? "";
	return { serial: serialOf(serial), name, residue, chain: place.length > 1 ? (place[0] ?? "") : (chain ?? ""), number: number === "" ? Number.NaN : Number(number), insertion: insertion === "" ? 0 : insertion.charCodeAt(0), x, y, z, occupancy, bFactor, element };
}
