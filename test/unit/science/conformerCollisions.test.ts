/** Nobody is shown a shape that cannot be, and nobody is told that time is to blame where it is not. */
import { Molecule } from "openchemlib";
import { expect, test } from "vitest";
import { refuseCollisions } from "../../../src/science/molecule/conformer.ts";

/** Methane and neon, whose distance in Å is given. */
function pair(apart: number): Molecule {
	const molecule = new Molecule(2, 0);
	molecule.addAtom(6);
	molecule.setAtomX(molecule.addAtom(10), apart);
	molecule.ensureHelperArrays(Molecule.cHelperNeighbours);
	return molecule;
}

const code = (molecule: Molecule, unfinished: boolean): unknown => {
	try {
		refuseCollisions(molecule, unfinished);
		return undefined;
	} catch (error) {
		return (error as { code: unknown }).code;
	}
};

test("atoms in each other are refused for good, or until there was more time", () => {
	expect([code(pair(3), false), code(pair(1), false), code(pair(1), true), code(pair(3), true)]).toEqual([undefined, "conformer-refused", "conformer-unfinished", undefined]);
});

test("an atom that is nowhere is refused", () => {
	expect([code(pair(NaN), false), code(pair(Infinity), true)]).toEqual(["conformer-refused", "conformer-refused"]);
});
