import type { Point } from "../ui/molecule.ts";

type Atoms = readonly (Point | undefined)[];

/** The atom nearest to a place, not farther than `reach`; all in the units of the drawing. */
export function atomAt(atoms: Atoms, place: Point, reach: number): number | undefined {
	let nearest: number | undefined;
	let least = reach;
	atoms.forEach((atom, index) => {
		const distance = atom === undefined ? Infinity : Math.hypot(atom.x - place.x, atom.y - place.y);
		if (distance <= least) {
			[nearest, least] = [index, distance];
		}
	});
	return nearest;
}

/** The atoms within a lasso; the line need not be closed. */
export function atomsWithin(atoms: Atoms, lasso: readonly Point[]): number[] {
	return atoms.flatMap((atom, index) => (atom !== undefined && isWithin(atom, lasso) ? [index] : []));
}

/** Even-odd rule: a line from the place to the right crosses the lasso an odd number of times. */
function isWithin({ x, y }: Point, lasso: readonly Point[]): boolean {
	let inside = false;
	lasso.forEach((first, index) => {
		const second = lasso[(index + 1) % lasso.length] ?? first;
		if (first.y > y !== second.y > y && x < ((second.x - first.x) * (y - first.y)) / (second.y - first.y) + first.x) {
			inside = !inside;
		}
	});
	return inside;
}

/** `adding` joins; an atom alone that is selected already is taken out again. */
export function selected(before: readonly number[], atoms: readonly number[], adding: boolean): readonly number[] {
	if (!adding) {
		return sorted(atoms);
	}
	const [only] = atoms;
	return atoms.length === 1 && only !== undefined && before.includes(only) ? before.filter((each) => each !== only) : sorted([...before, ...atoms]);
}

/** "3-7, 9": atoms counted from 1, as people do. */
export function written(atoms: readonly number[]): string {
	const ranges: [number, number][] = [];
	for (const atom of sorted(atoms)) {
		const last = ranges.at(-1);
		if (last !== undefined && last[1] === atom - 1) {
			last[1] = atom;
		} else {
			ranges.push([atom, atom]);
		}
	}
	return ranges.map(([first, last]) => (first === last ? `${first + 1}` : `${first + 1}-${last + 1}`)).join(", ");
}

/** The inverse of {@link written}: those of the numbers that name one of `count` atoms. */
export function readAtoms(text: string, count: number): readonly number[] {
	const atoms = text.split(/[\s,;]+/u).flatMap((part) => {
		const [, first, last = first] = /^(\d{1,6})(?:[-–](\d{1,6}))?$/u.exec(part) ?? [];
		const [from, to] = [Math.max(Number(first), 1), Math.min(Number(last), count)];
		return to >= from ? Array.from({ length: to - from + 1 }, (_, index) => from - 1 + index) : [];
	});
	return sorted(atoms);
}

function sorted(atoms: readonly number[]): readonly number[] {
	return [...new Set(atoms)].sort((first, second) => first - second);
}
