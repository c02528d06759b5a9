import * as OCL from "openchemlib";
import { Failure } from "../failure.ts";
import { elementSymbol } from "./elements.ts";

/** A molecule in space. */
export interface MadeConformer {
	/** V2000 or V3000 in Å, hydrogens behind the atoms that were given. */
	readonly molBlock: string;
	/** For each of its first atoms the index of the atom that was given; hydrogens follow. */
	readonly order: readonly number[];
	/** e.g. `One conformer by openchemlib 9.25.0 …, minimised with MMFF94s`. */
	readonly method: string;
	readonly note?: string | undefined;
	/** Whether time was what it lacked: with more of it the shape would be better. */
	readonly unfinished: boolean;
}

declare global {
	/**
	 * How scripts/openchemlib.mjs lets openchemlib be stopped, which has no other way in: when (ms since 1970), the steps that were made, and whether
	 * MMFF94 lacks the length of a bond.
	 */
	var minimisation: { until: number; steps: number; estimated: boolean };
}

/** What openchemlib itself would allow; those that take more are stopped by time long before. */
const MOST_STEPS = 4000;
/** openchemlib's results of a minimisation; its line search gives up with another one. */
const CONVERGED = 0;
const STEPS_ENDED = 1;
/** Combinations of torsions that are tried before the one with the fewest collisions is left to the minimisation. Each costs (atoms)². */
const MOST_TORSION_SETS = 2000;
const TORSION_WORK = 1_000_000;
/** Å between the boxes of separate parts. */
const GAP = 3;

/** @param resources text of openchemlib's `resources.json`: its torsion tables and MMFF94's parameters */
export function prepareConformers(resources: string): void {
	OCL.Resources.register(resources);
}

/**
 * Makes one conformer, with all hydrogens.
 *
 * @param block mol block in the plane with wedges and chiral flag; parts need not be bonded
 * @param seed of openchemlib's random numbers
 * @param milliseconds after which the minimisation ends, and what it has reached is the conformer
 * @throws Failure `conformer-refused`; `conformer-unfinished` where atoms still collide after this time
 */
export function makeConformer(block: string, seed: number, milliseconds: number): MadeConformer {
	const until = Date.now() + milliseconds;
	const parts = partsOf(OCL.Molecule.fromMolfile(block)).map((part) => embed(part, seed, until));
	const made = sideBySide(parts);
	const unfinished = parts.some(({ left }) => left === "time");
	refuseCollisions(made, unfinished);
	const unknown = parts.flatMap(({ withoutParameters }) => withoutParameters ?? []);
	const rough = parts.filter(({ left }) => left !== undefined);
	const notes = [
		...(rough.length === 0 ? [] : [`${unfinished ? "Time ended its minimisation" : "Its minimisation stopped before it converged, which more time would not change"}: angles and distances in it are rough.`]),
		...(parts.some(({ estimated }) => estimated === true) ? ["MMFF94 lacks the length of some of its bonds; it is estimated, and too long for double and triple ones."] : []),
		...(unknown.length === 0 ? [] : [`MMFF94 has no parameters for ${[...new Set(unknown)].join(" and ")} as bonded here, so ${parts.length > 1 ? "a part with it" : "the shape"} is not minimised.`]),
		...(parts.length === 1 ? [] : [`Its ${parts.length} separate parts are placed side by side; distances between them mean nothing.`]),
	];
	const field = unknown.length === parts.length ? ", not minimised" : minimisationOf(parts);
	return {
		molBlock: blockOf(made),
		order: parts.flatMap(({ atoms }) => atoms),
		method: `One conformer of many, by openchemlib ${OCL.version} (likely torsions of crystal structures, seed ${seed})${field}`,
		note: notes.length === 0 ? undefined : notes.join(" "),
		unfinished,
	};
}

/** What was done to a shape once its torsions were there: `0 steps` would claim a minimisation where time left none. */
export function minimisationOf(parts: readonly Pick<EmbeddedPart, "left" | "steps">[]): string {
	const rough = parts.filter(({ left }) => left !== undefined);
	const steps = Math.max(0, ...rough.map((part) => part.steps));
	if (rough.length === 0 || steps > 0) {
		return `, minimised with MMFF94s${rough.length === 0 ? "" : ` (${steps} steps, not converged)`}`;
	}
	const why = rough.some(({ left }) => left === "time") ? ": time ended" : "";
	return parts.some((part) => part.steps > 0) ? `, minimised with MMFF94s in part only${why}` : `, not minimised${why}`;
}

/** Header and counts line of a mol block. */
const HEADER_LINES = 4;

/** With the coordinates as they are: openchemlib stretches a molecule of short bonds, as water is, to the bonds of a drawing. */
function blockOf(molecule: OCL.Molecule): string {
	const atoms = molecule.getAllAtoms();
	if (atoms > 999 || molecule.getAllBonds() > 999) {
		return molecule.toMolfileV3();
	}
	const inSpace = (line: string, atom: number): string => `${pointOf(molecule, atom).map((one) => one.toFixed(4).padStart(10)).join("")}${line.slice(30)}`;
	const lines = molecule.toMolfile().split("\n");
	return lines.map((line, index) => (index >= HEADER_LINES && index < HEADER_LINES + atoms ? inSpace(line, index - HEADER_LINES) : line)).join("\n");
}

interface Part {
	readonly molecule: OCL.Molecule;
	/** Its atoms among those that were given, without hydrogens that openchemlib puts behind all others. */
	readonly atoms: readonly number[];
}

interface EmbeddedPart extends Part {
	/** Why its minimisation did not converge: time ended it, or openchemlib knew no further. */
	readonly left?: "time" | "stuck" | undefined;
	/** Of the minimisation. */
	readonly steps: number;
	/** Whether a bond has a length of no measurement in it. */
	readonly estimated?: boolean | undefined;
	/** Symbol of an element that MMFF94 does not know in this part. */
	readonly withoutParameters?: string | undefined;
}

/** openchemlib itself stumbles over several parts at once. */
function partsOf(whole: OCL.Molecule): readonly Part[] {
	const partOf: number[] = [];
	whole.getFragmentNumbers(partOf, false, false);
	const atoms = Array.from({ length: whole.getAllAtoms() }, (_, atom) => atom);
	const plain = (atom: number): boolean => whole.getAtomicNo(atom) === 1 && whole.getAtomMass(atom) === 0;
	// Numbered as in `partOf`; `copyMoleculeByAtoms` would lose the stereochemistry.
	return whole.getFragments().map((molecule, part) => ({ molecule, atoms: atoms.filter((atom) => partOf[atom] === part && !plain(atom)) }));
}

function embed(part: Part, seed: number, until: number): EmbeddedPart {
	const generator = new OCL.ConformerGenerator(seed);
	const maxTorsionSets = Math.ceil(Math.min(MOST_TORSION_SETS, TORSION_WORK / part.molecule.getAllAtoms() ** 2));
	const made = generator.initializeConformers(part.molecule, { strategy: OCL.ConformerGenerator.STRATEGY_LIKELY_RANDOM, maxTorsionSets }) ? generator.getNextConformerAsMolecule() : null;
	if (made === null) {
		throw new Failure("conformer-refused", "openchemlib found no shape of this molecule in which its atoms do not collide. Cages and very crowded rings are beyond it: open a structure file of the molecule instead.");
	}
	if (made.getAllAtoms() === 1) {
		return { ...part, molecule: made, steps: 0 };
	}
	globalThis.minimisation = { until, steps: 0, estimated: false };
	let field: OCL.ForceFieldMMFF94;
	try {
		field = new OCL.ForceFieldMMFF94(made, "MMFF94s");
	} catch (error) {
		return { ...part, molecule: made, steps: 0, withoutParameters: /to atom \d+ \((\w+)\)/.exec(String(error))?.[1] ?? "its atoms" };
	}
	const result = field.minimise({ maxIts: MOST_STEPS });
	const { steps, estimated } = globalThis.minimisation;
	return { ...part, molecule: made, steps, estimated, left: result === CONVERGED ? undefined : result === STEPS_ENDED && steps < MOST_STEPS ? "time" : "stuck" };
}

type Point = readonly [x: number, y: number, z: number];

function pointOf(molecule: OCL.Molecule, atom: number): Point {
	return [molecule.getAtomX(atom), molecule.getAtomY(atom), molecule.getAtomZ(atom)];
}

function distance(first: Point, second: Point): number {
	return Math.hypot(first[0] - second[0], first[1] - second[1], first[2] - second[2]);
}

/** One molecule of all parts, each centred in y and z, in a row along x. */
function sideBySide(parts: readonly EmbeddedPart[]): OCL.Molecule {
	const row = new OCL.Molecule(0, 0);
	let right = -GAP;
	for (const { molecule } of parts) {
		const points = Array.from({ length: molecule.getAllAtoms() }, (_, atom) => pointOf(molecule, atom));
		const left = Math.min(...points.map(([x]) => x));
		const middle = (axis: 1 | 2): number => points.reduce((sum, point) => sum + point[axis], 0) / points.length;
		const [y, z, shift] = [middle(1), middle(2), right + GAP - left];
		points.forEach((point, atom) => {
			molecule.setAtomX(atom, point[0] + shift);
			molecule.setAtomY(atom, point[1] - y);
			molecule.setAtomZ(atom, point[2] - z);
		});
		right = shift + Math.max(...points.map(([x]) => x));
		row.addMolecule(molecule);
	}
	row.ensureHelperArrays(OCL.Molecule.cHelperNeighbours);
	return row;
}

/** Å: atoms that are not bonded are never nearer, not even across a bicyclopentane. */
const NEAREST_HEAVY = 1.6;
const NEAREST = 0.9;
/** Å: what a bond of C, N and O can be, with a margin. */
const LONGEST_BOND = 2.0;
const LIGHT = new Set([1, 6, 7, 8, 9]);

/**
 * @param unfinished whether time ended the minimisation, which might have parted the atoms
 * @throws Failure `conformer-refused`, or `conformer-unfinished` where more time may help
 */
export function refuseCollisions(molecule: OCL.Molecule, unfinished: boolean): void {
	const atoms = molecule.getAllAtoms();
	const points = Array.from({ length: atoms }, (_, atom) => pointOf(molecule, atom));
	// A minimisation that went astray leaves them, and no comparison below would find them.
	if (!points.flat().every(Number.isFinite)) {
		throw new Failure("conformer-refused", "openchemlib made a shape that cannot be: some of its atoms have no place. Open a structure file of the molecule to see it in 3D.");
	}
	const elements = points.map((_, atom) => molecule.getAtomicNo(atom));
	const collide = (first: number, second: number): boolean => {
		const apart = distance(points[first] ?? [0, 0, 0], points[second] ?? [0, 0, 0]);
		if (molecule.getBond(first, second) >= 0) {
			return apart > LONGEST_BOND && LIGHT.has(elements[first] ?? 0) && LIGHT.has(elements[second] ?? 0);
		}
		return apart < (elements[first] === 1 || elements[second] === 1 ? NEAREST : NEAREST_HEAVY);
	};
	for (let first = 0; first < atoms; first++) {
		for (let second = first + 1; second < atoms; second++) {
			if (collide(first, second)) {
				const [one, other] = [first, second].map((atom) => elementSymbol(elements[atom] ?? 0));
				const apart = `an atom ${one} and an atom ${other} of it are ${distance(points[first] ?? [0, 0, 0], points[second] ?? [0, 0, 0]).toFixed(2)} Å apart`;
				throw unfinished
					? new Failure("conformer-unfinished", `Time ended the minimisation of this shape while it still could not be: ${apart}. Give it more time, or open a structure file of the molecule to see it in 3D.`)
					: new Failure("conformer-refused", `openchemlib made a shape that cannot be: ${apart}. Open a structure file of the molecule to see it in 3D.`);
			}
		}
	}
}
