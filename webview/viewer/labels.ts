import { residueKinds, type StructureData } from "../protocol/structure.ts";
import { type Label, pointOf } from "./overlay.ts";
import type { Scenery } from "./scenery.ts";
import { symbols } from "./elements.ts";

/** Of which the overlay shows those in front that have room. */
const most = 4000;

/** E.g. `LYS 42`, with the insertion code. */
export function residueText({ residues }: StructureData, residue: number): string {
	const insertion = residues.insertion[residue] ?? 0;
	return `${residues.names[residues.name[residue] ?? 0] ?? ""} ${residues.number[residue] ?? ""}${insertion > 32 ? String.fromCharCode(insertion) : ""}`.trim();
}

/** Names of residues, ligands and ions; of the atoms of a molecule without polymer. */
export function sceneLabels({ data, backbone, hasPolymer }: Scenery, hydrogens: boolean): Label[] {
	const labels: Label[] = [];
	for (let residue = 0; residue < data.residues.count && labels.length < most; residue++) {
		const kind = data.residues.kind[residue] ?? 0;
		const first = data.residues.firstAtom[residue] ?? 0;
		const trace = backbone.trace[residue] ?? -1;
		if (kind === residueKinds.water) {
			continue;
		}
		if (hasPolymer) {
			labels.push({ at: pointOf(data, trace >= 0 ? trace : first), text: residueText(data, residue) });
		} else {
			labels.push(...atomLabels(data, first, data.residues.firstAtom[residue + 1] ?? 0, hydrogens));
		}
	}
	return labels.slice(0, most);
}

/** The file's names where it tells them apart, else element and number, counted from 1 as in mol blocks. */
function atomLabels(data: StructureData, from: number, to: number, hydrogens: boolean): Label[] {
	const names = Array.from({ length: to - from }, (_, index) => data.atomNames[data.names[from + index] ?? 0] ?? "");
	const telling = new Set(names).size === names.length;
	return names.flatMap((name, index) => {
		const [atom, element] = [from + index, data.elements[from + index] ?? 0];
		return element === 1 && !hydrogens ? [] : [{ at: pointOf(data, atom), text: telling ? name : `${symbols[element] ?? ""}${atom + 1}` }];
	});
}
