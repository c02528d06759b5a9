import type { StructureData } from "../protocol/structure.ts";
import { residueKinds } from "../protocol/structure.ts";
import { carbonTint, elementColour } from "./colours.ts";
import { residueText } from "./labels.ts";
import { atomModels, type AtomColour } from "./models.ts";
import { type Label, pointOf } from "./overlay.ts";
import type { Plan, Scenery } from "./scenery.ts";
import type { AtomStyle } from "./threeDmol.ts";

export interface LigandFocus {
	readonly residue: number;
	readonly neighbours: readonly number[];
}

/** Neighbours that are shown and named: more would hide the ligand. */
const most = 60;
const ligandStyle: AtomStyle = { stick: { radius: 0.2, doubleBondScaling: 0.5, tripleBondScaling: 0.4 } };
const neighbourStyle: AtomStyle = { stick: { radius: 0.11, singleBonds: true } };

export function atomsOf({ residues }: StructureData, residue: number): number[] {
	const [first = 0, end = 0] = [residues.firstAtom[residue], residues.firstAtom[residue + 1]];
	return Array.from({ length: Math.max(end - first, 0) }, (_, index) => first + index);
}

/** The ligand as thick sticks, its neighbours as thin ones with their carbons in a paler colour of the scheme. */
export function focusPlan({ data }: Scenery, { residue, neighbours }: LigandFocus, scheme: AtomColour, dark: boolean): Plan {
	const shown = neighbours.slice(0, most);
	const [ligand, around] = [atomsOf(data, residue), shown.flatMap((each) => atomsOf(data, each)).filter((atom) => data.elements[atom] !== 1)];
	const own = (atom: number): number => elementColour(data.elements[atom] ?? 0, dark);
	return {
		name: "focus",
		key: `${residue} ${shown.join()} ${dark} ${scheme(around[0] ?? 0)}`,
		make: function* () {
			yield* atomModels(data, around, neighbourStyle, (atom) => (data.elements[atom] === 6 ? carbonTint(scheme(atom), dark) : own(atom)));
			yield* atomModels(data, ligand, ligandStyle, own);
		},
		pickable: { atoms: [...ligand, ...around], radius: () => 0.45 },
	};
}

/** Names of the neighbours: of amino acids at their alpha carbon. */
export function focusLabels({ data, backbone }: Scenery, { neighbours }: LigandFocus): Label[] {
	return neighbours.slice(0, most).map((residue) => {
		const atoms = atomsOf(data, residue).filter((atom) => data.elements[atom] !== 1);
		const at = data.residues.kind[residue] === residueKinds.aminoAcid ? (backbone.trace[residue] ?? -1) : -1;
		return { at: pointOf(data, at >= 0 ? at : (atoms[Math.floor(atoms.length / 2)] ?? 0)), text: residueText(data, residue), far: true };
	});
}
