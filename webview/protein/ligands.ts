import { html, nothing, type TemplateResult } from "lit";
import type { ProteinStrings } from "../protocol/protein.ts";
import type { StructureData } from "../protocol/structure.ts";
import { visible } from "../ui/text.ts";
import { residuePlace } from "./numbering.ts";

export interface LigandList {
	readonly structure: StructureData;
	readonly strings: ProteinStrings;
	/** Index into `StructureData.ligands` of the one that is shown large. */
	readonly focused: number | undefined;
	/** Undefined shows everything again. */
	readonly focus: (ligand: number | undefined) => void;
	readonly select: (residue: number) => void;
}

/** The ligands; one that is chosen is shown large, with the residues around it and their distances. */
export function ligandList({ structure, strings, focused, focus, select }: LigandList): TemplateResult {
	const ligand = focused === undefined ? undefined : structure.ligands[focused];
	return html`
		<div class="ligands" role="group" aria-label=${strings.ligands} data-testid="ligands">
			${structure.ligands.map(({ label }, index) => html`<button type="button" class=${index === focused ? "ligand is-on" : "ligand"} aria-pressed=${index === focused} data-testid="ligand" @click=${() => focus(index === focused ? undefined : index)}>${visible(label)}</button>`)}
		</div>
		${ligand === undefined
			? nothing
			: html`<p class="method">${strings.ligandNeighbours}</p>
					${ligand.neighbours.length === 0
						? html`<p class="quiet">${strings.ligandNone}</p>`
						: html`<div class="neighbours" tabindex="0" role="group" aria-label=${strings.ligandNeighbours}><table class="numbers" data-testid="neighbours">
								<thead><tr><th scope="col">${strings.neighbour}</th><th scope="col">Å</th></tr></thead>
								<tbody>
									${Array.from(ligand.neighbours, (residue, index) => html`<tr><th scope="row"><button type="button" class="link-button" @click=${() => select(residue)}>${residuePlace(structure, residue)}</button></th><td>${(ligand.distances[index] ?? NaN).toFixed(2)}</td></tr>`)}
								</tbody>
							</table></div>`}`}
	`;
}
