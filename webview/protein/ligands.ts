import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import type { ProteinStrings } from "../protocol/protein.ts";
import { residueKinds, type StructureData } from "../protocol/structure.ts";
import { visible } from "../ui/text.ts";
import { residuePlace } from "./numbering.ts";
import { pickedEvent } from "./structurePanel.ts";

/** `detail` is the `LigandData` that is to be shown large, or null: everything is shown again. */
export const ligandEvent = "ligand-focus";
/** `detail` are residues that are to glow; none where it is empty. */
export const glowEvent = "ligand-glow";

/** What is no polymer: the ligands, and the ions by name; water is counted in the page's head. Empty where there is neither. */
export class LigandCard extends LitElement {
	@property({ attribute: false }) structure!: StructureData;
	@property({ attribute: false }) strings!: ProteinStrings;
	/** Residues of a sequence are selected: they glow in the place of the ions. */
	@property({ attribute: false }) selected = false;
	/** Index of the ligand that is shown large, or the name of the ions that glow. */
	@state() private focused: number | string | undefined;

	protected override createRenderRoot(): HTMLElement {
		return this;
	}

	protected override willUpdate(changed: PropertyValues<this>): void {
		if (changed.has("structure") || (this.selected && typeof this.focused === "string")) {
			this.focused = undefined;
		}
	}

	protected override render(): TemplateResult | typeof nothing {
		const { structure, strings } = this;
		const ions = ionsOf(structure);
		const hasLigands = structure.ligands.length > 0;
		if (!hasLigands && ions.size === 0) {
			return nothing;
		}
		const title = hasLigands ? strings.ligands : strings.ions;
		return html`<section class="card" aria-label=${title}>
			<div class="card-head"><h2>${title}</h2></div>
			${hasLigands ? this.#ligands() : nothing}
			${ions.size === 0 ? nothing : html`${hasLigands ? html`<h3 class="group-title">${strings.ions}</h3>` : nothing}${this.#ions(ions)}`}
		</section>`;
	}

	/** Ligands; one that is chosen is shown large, with the residues around it and their distances. */
	#ligands(): TemplateResult {
		const { structure, strings, focused } = this;
		const ligand = typeof focused === "number" ? structure.ligands[focused] : undefined;
		return html`
			<div class="ligands" role="group" aria-label=${strings.ligands} data-testid="ligands">
				${structure.ligands.map(({ label }, index) => html`<button type="button" class=${index === focused ? "ligand is-on" : "ligand"} aria-pressed=${index === focused} data-testid="ligand" @click=${() => this.#focus(index === focused ? undefined : index)}>${visible(label)}</button>`)}
			</div>
			${ligand === undefined
				? nothing
				: html`<p class="method">${strings.ligandNeighbours}</p>
						${ligand.neighbours.length === 0
							? html`<p class="quiet">${strings.ligandNone}</p>`
							: html`<div class="neighbours" tabindex="0" role="group" aria-label=${strings.ligandNeighbours}><table class="numbers" data-testid="neighbours">
									<thead><tr><th scope="col">${strings.neighbour}</th><th scope="col">Å</th></tr></thead>
									<tbody>
										${Array.from(ligand.neighbours, (residue, index) => html`<tr><th scope="row"><button type="button" class="link-button" @click=${() => this.#tell(pickedEvent, [residue])}>${residuePlace(structure, residue)}</button></th><td>${(ligand.distances[index] ?? NaN).toFixed(2)}</td></tr>`)}
									</tbody>
								</table></div>`}`}
		`;
	}

	/** A button for each name of ions, with how many there are. */
	#ions(ions: ReadonlyMap<string, readonly number[]>): TemplateResult {
		const { strings, focused } = this;
		return html`<div class="ligands" role="group" aria-label=${strings.ions} data-testid="ions">
			${[...ions].map(([name, residues]) => html`<button type="button" class=${name === focused ? "ligand is-on" : "ligand"} aria-pressed=${name === focused} data-testid="ion" @click=${() => this.#glow(name === focused ? undefined : name, residues)}>${visible(name)}<span class="ion-count">${`\u00a0× ${residues.length}`}</span></button>`)}
		</div>`;
	}

	#focus(ligand: number | undefined): void {
		this.focused = ligand;
		this.#tell(ligandEvent, ligand === undefined ? null : this.structure.ligands[ligand]);
	}

	#glow(name: string | undefined, residues: readonly number[]): void {
		if (typeof this.focused === "number") {
			this.#tell(ligandEvent, null);
		}
		this.focused = name;
		this.#tell(glowEvent, name === undefined ? [] : residues);
	}

	#tell(name: string, detail: unknown): void {
		this.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));
	}
}

/** Residues of ions by their name, in the order of the file. */
function ionsOf({ residues }: StructureData): ReadonlyMap<string, readonly number[]> {
	const ions = new Map<string, number[]>();
	residues.kind.forEach((kind, residue) => {
		if (kind === residueKinds.ion) {
			const name = residues.names[residues.name[residue] ?? 0] ?? "";
			const known = ions.get(name) ?? [];
			ions.set(name, known);
			known.push(residue);
		}
	});
	return ions;
}
