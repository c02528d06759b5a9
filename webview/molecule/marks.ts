import { svg, type SVGTemplateResult } from "lit";
import type { Point, Structure } from "../ui/molecule.ts";

/** Units of a drawing, whose bonds are 30 long. */
const radius = 9;

/** What is shown on a drawing beside its bonds. */
export interface Marks {
	/** Atoms of all matches of the SMARTS, and those of the match that is gone to. */
	readonly matched: readonly (readonly number[])[];
	readonly current: readonly number[];
	readonly selected: readonly number[];
}

/** Below the bonds. Each kind has a shape of its own, for those who cannot tell the colours: rounded bands for matches, dashed squares for the selection. */
export function marksBelow({ atoms, bonds }: Structure, { matched, current, selected }: Marks): SVGTemplateResult {
	const all = new Set(matched.flat());
	return svg`${band(atoms, bonds, all, "mark-match")}${band(atoms, bonds, new Set(current), "mark-current")}${selected.map((index) => square(atoms[index]))}`;
}

function band(atoms: Structure["atoms"], bonds: Structure["bonds"], chosen: ReadonlySet<number>, name: string): SVGTemplateResult {
	const lines = bonds.flatMap(([begin, end]) => {
		const [first, second] = [atoms[begin], atoms[end]];
		return chosen.has(begin) && chosen.has(end) && first !== undefined && second !== undefined ? [svg`<line x1=${first.x} y1=${first.y} x2=${second.x} y2=${second.y}></line>`] : [];
	});
	const circles = [...chosen].flatMap((index) => {
		const atom = atoms[index];
		return atom === undefined ? [] : [svg`<circle cx=${atom.x} cy=${atom.y} r=${radius}></circle>`];
	});
	// Twice, so that bonds and atoms are one band: its edge below, its inside above.
	return chosen.size === 0 ? svg`` : svg`<g class="mark ${name}" data-testid=${name} data-atoms=${[...chosen].sort((first, second) => first - second).join(" ")}><g class="band-edge">${lines}${circles}</g><g class="band-inside">${lines}${circles}</g></g>`;
}

function square(atom: Point | undefined): SVGTemplateResult {
	return atom === undefined ? svg`` : svg`<rect class="mark-selected" data-testid="mark-selected" x=${atom.x - radius} y=${atom.y - radius} width=${2 * radius} height=${2 * radius} rx="3"></rect>`;
}

/** Above the bonds: the number of each atom, where its bonds leave most room. */
export function atomNumbers({ atoms, bonds }: Structure): SVGTemplateResult {
	const neighbours = atoms.map((): Point[] => []);
	for (const [begin, end] of bonds) {
		const [first, second] = [atoms[begin], atoms[end]];
		if (first !== undefined && second !== undefined) {
			neighbours[begin]?.push(second);
			neighbours[end]?.push(first);
		}
	}
	const middle = middleOf(atoms);
	return svg`<g class="atom-numbers" data-testid="numbers">${atoms.map((atom, index) => {
		if (atom === undefined) {
			return svg``;
		}
		const angle = freeAngle(atom, neighbours[index] ?? [], Math.atan2(atom.y - middle.y, atom.x - middle.x));
		return svg`<text x=${atom.x + 13 * Math.cos(angle)} y=${atom.y + 13 * Math.sin(angle)}>${index + 1}</text>`;
	})}</g>`;
}

function middleOf(atoms: Structure["atoms"]): Point {
	const drawn = atoms.filter((atom) => atom !== undefined);
	return { x: drawn.reduce((sum, { x }) => sum + x, 0) / drawn.length, y: drawn.reduce((sum, { y }) => sum + y, 0) / drawn.length };
}

/** Radians. Beside an atom with one bond stand its hydrogens, in line with the bond: its number goes across. Of gaps that are alike the one that looks outwards. */
function freeAngle(atom: Point, neighbours: readonly Point[], outwards: number): number {
	const angles = neighbours.map(({ x, y }) => Math.atan2(y - atom.y, x - atom.x)).sort((first, second) => first - second);
	const [only] = angles;
	if (angles.length < 2) {
		const across = (only ?? 0) + (Math.PI * 2) / 3;
		const other = (only ?? 0) - (Math.PI * 2) / 3;
		return only === undefined ? -Math.PI / 2 : Math.sin(across) < Math.sin(other) ? across : other;
	}
	let best = 0;
	let widest = -1;
	angles.forEach((angle, index) => {
		const gap = ((angles[index + 1] ?? (angles[0] ?? 0) + 2 * Math.PI) - angle + 2 * Math.PI) % (2 * Math.PI);
		const room = gap + 0.2 * Math.cos(angle + gap / 2 - outwards);
		if (room > widest) {
			[best, widest] = [angle + gap / 2, room];
		}
	});
	return best;
}
