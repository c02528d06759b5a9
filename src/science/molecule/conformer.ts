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
}

/** The same molecule gets the same conformer. */
const SEED = 42;
const MOST_STEPS = 500;
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
 * @throws Failure `conformer-refused`
 */
export function makeConformer(block: string): MadeConformer {
	const parts = partsOf(OCL.Molecule.fromMolfile(block)).map(embed);
	const made = sideBySide(parts);
	refuseCollisions(made);
	const unknown = parts.flatMap(({ withoutParameters }) => withoutParameters ?? []);
	const notes = [
		...(unknown.length === 0 ? [] : [`MMFF94 has no parameters for ${[...new Set(unknown)].join(" and ")} as bonded here, so ${parts.length > 1 ? "a part with it" : "the shape"} is not minimised.`]),
		...(parts.length === 1 ? [] : [`Its ${parts.length} separate parts are placed side by side; distances between them mean nothing.`]),
	];
	const field = unknown.length === parts.length ? ", not minimised" : `, minimised with MMFF94s${parts.every(({ converged }) => converged) ? "" : ` (${MOST_STEPS} steps, not converged)`}`;
	return {
		molBlock: blockOf(made),
		order: parts.flatMap(({ atoms }) => atoms),
		method: `One conformer of many, by openchemlib ${OCL.version} (likely torsions of crystal structures, seed ${SEED})${field}`,
		note: notes.length === 0 ? undefined : notes.join(" "),
	};
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
	readonly converged: boolean;
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

function embed(part: Part): EmbeddedPart {
	const generator = new OCL.ConformerGenerator(SEED);
	const made = generator.initializeConformers(part.molecule, { strategy: OCL.ConformerGenerator.STRATEGY_LIKELY_RANDOM }) ? generator.getNextConformerAsMolecule() : null;
	if (made === null) {
		throw new Failure("conformer-refused", "openchemlib found no shape of this molecule in which its atoms do not collide. Cages and very crowded rings are beyond it: open a structure file of the molecule instead.");
	}
	if (made.getAllAtoms() === 1) {
		return { ...part, molecule: made, converged: true };
	}
	let field: OCL.ForceFieldMMFF94;
	try {
		field = new OCL.ForceFieldMMFF94(made, "MMFF94s");
	} catch (error) {
		return { ...part, molecule: made, converged: true, withoutParameters: /to atom \d+ \((\w+)\)/.exec(String(error))?.[1] ?? "its atoms" };
	}
	return { ...part, molecule: made, converged: field.minimise({ maxIts: MOST_STEPS }) === 0 };
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

function refuseCollisions(molecule: OCL.Molecule): void {
	const atoms = molecule.getAllAtoms();
	const points = Array.from({ length: atoms }, (_, atom) => pointOf(molecule, atom));
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
				throw new Failure("conformer-refused", `openchemlib made a shape that cannot be: an atom ${one} and an atom ${other} of it are ${distance(points[first] ?? [0, 0, 0], points[second] ?? [0, 0, 0]).toFixed(2)} Å apart. Open a structure file of the molecule to see it in 3D.`);
			}
		}
	}
}
