/** Å: files round, and a drawing may have a wedge's height. */
const FLAT = 0.01;
/** Header and counts line of a mol block. */
const HEADER_LINES = 4;
/** Atoms that are looked at: larger molecules are not drawn. */
const MOST_ATOMS = 4000;
/** Characters of an atom's line that are looked at, by the specification of V3000. */
const LONGEST_LINE = 200;

/**
 * Whether a mol block has a drawing's coordinates: in the plane, and not all in one place. Others (a conformer, or none at all) are laid out anew.
 */
export function hasDrawnLayout(block: string): boolean {
	const places = block.includes("V3000") ? coordinatesV3000(block) : coordinatesV2000(block);
	const [first] = places;
	if (first === undefined || places.some(([, , z]) => Math.abs(z) > FLAT)) {
		return false;
	}
	return places.length === 1 || places.some(([x, y]) => Math.abs(x - first[0]) > FLAT || Math.abs(y - first[1]) > FLAT);
}

type Place = readonly [x: number, y: number, z: number];

function coordinatesV2000(block: string): readonly Place[] {
	const lines = block.split("\n", HEADER_LINES + MOST_ATOMS);
	const atoms = Number((lines[HEADER_LINES - 1] ?? "").slice(0, 3));
	return lines.slice(HEADER_LINES, HEADER_LINES + (Number.isInteger(atoms) ? atoms : 0)).map((line) => [Number(line.slice(0, 10)), Number(line.slice(10, 20)), Number(line.slice(20, 30))] as const);
}

function coordinatesV3000(block: string): readonly Place[] {
	const begin = block.indexOf("M  V30 BEGIN ATOM");
	const end = block.indexOf("M  V30 END ATOM");
	const lines = begin < 0 || end < begin ? [] : block.slice(begin, end).split("\n", MOST_ATOMS + 1).slice(1);
	return lines.filter((line) => line !== "").map((line) => {
		const [, , , , x, y, z] = line.slice(0, LONGEST_LINE).split(/\s+/, 7);
		return [Number(x), Number(y), Number(z)] as const;
	});
}
