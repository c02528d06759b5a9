import type { Chemistry } from "../../science/chemistry.ts";
import { packedTanimoto, type PackedFingerprint } from "../../science/molecule/fingerprint.ts";
import { mapped } from "../breath.ts";

/** A molecule and what a table says of it. */
export interface KnownMolecule {
	readonly smiles: string;
	readonly text: string;
}

export interface Neighbours {
	/** For each asked one, what is said of the most similar known one; undefined where it cannot be compared. */
	readonly texts: readonly (string | undefined)[];
	/** Known ones that are compared with. */
	readonly known: number;
	/** Known ones that are among the asked ones, and left out. */
	readonly leftOut: number;
}

interface Entry extends PackedFingerprint {
	readonly place: number;
	readonly ones: number;
	readonly text: string;
}

/** Molecules whose fingerprints are asked for at a time. */
const BATCH = 200;

/**
 * What is said of the nearest known molecule: Tanimoto coefficient of Morgan fingerprints, radius 2, 2,048 bits, the first of several alike. Known molecules
 * that are asked about (by canonical SMILES) are left out: copying them would be no comparison.
 *
 * @throws Failure of chemistry, `cancelled`
 */
export async function nearestMolecules(asked: readonly string[], known: readonly KnownMolecule[], chemistry: Pick<Chemistry, "fingerprints">, signal: AbortSignal): Promise<Neighbours> {
	const wanted = await fingerprints(asked, chemistry, signal);
	const taken = new Set(wanted.flatMap((one) => one?.smiles ?? []));
	const own = await fingerprints(known.map(({ smiles }) => smiles), chemistry, signal);
	const readable = (await mapped(own, signal, (print, place): Entry[] => (print === undefined ? [] : [{ ...print, place, ones: onesIn(print.bits), text: known[place]?.text ?? "" }]))).flat();
	const library = readable.filter(({ smiles }) => !taken.has(smiles)).sort((one, other) => one.ones - other.ones || one.place - other.place);
	const texts = await mapped(wanted, signal, (print) => print && nearest(print, library)?.text);
	return { texts, known: library.length, leftOut: readable.length - library.length };
}

async function fingerprints(molecules: readonly string[], chemistry: Pick<Chemistry, "fingerprints">, signal: AbortSignal): Promise<readonly (PackedFingerprint | undefined)[]> {
	const all: (PackedFingerprint | undefined)[] = [];
	for (let from = 0; from < molecules.length; from += BATCH) {
		signal.throwIfAborted();
		const some = await chemistry.fingerprints(molecules.slice(from, from + BATCH), signal);
		all.push(...some.map((one) => ("failure" in one ? undefined : one)));
	}
	return all;
}

/** Two fingerprints have no more in common than the smaller one's bits: from the same number of bits outwards, what cannot be nearer is not compared. */
function nearest({ bits }: PackedFingerprint, library: readonly Entry[]): Entry | undefined {
	const ones = onesIn(bits);
	let best: Entry | undefined;
	let similarity = -1;
	const look = (entry: Entry): void => {
		const own = packedTanimoto(bits, entry.bits);
		if (own > similarity || (own === similarity && entry.place < (best?.place ?? 0))) {
			[best, similarity] = [entry, own];
		}
	};
	const middle = firstWith(library, ones);
	let [below, above] = [middle - 1, middle];
	for (;;) {
		const [down, up] = [library[below], library[above]];
		const [downBound, upBound] = [down === undefined ? -1 : bound(ones, down.ones), up === undefined ? -1 : bound(ones, up.ones)];
		if (Math.max(downBound, upBound) < similarity || (down === undefined && up === undefined)) {
			return best;
		}
		if (down !== undefined && downBound >= upBound) {
			look(down);
			below--;
		} else if (up !== undefined) {
			look(up);
			above++;
		}
	}
}

function bound(one: number, other: number): number {
	return Math.max(one, other) === 0 ? 0 : Math.min(one, other) / Math.max(one, other);
}

/** The first place whose fingerprint has at least so many bits. */
function firstWith(library: readonly Entry[], ones: number): number {
	let [low, high] = [0, library.length];
	while (low < high) {
		const middle = (low + high) >> 1;
		if ((library[middle]?.ones ?? 0) < ones) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	return low;
}

function onesIn(bits: Uint8Array): number {
	let ones = 0;
	for (const byte of bits) {
		for (let rest = byte; rest > 0; rest &= rest - 1) {
			ones++;
		}
	}
	return ones;
}
