import { html, nothing, svg, type TemplateResult } from "lit";
import type { ProteinStrings } from "../protocol/protein.ts";
import type { StructureData } from "../protocol/structure.ts";
import { visible } from "../ui/text.ts";
import { chainColour, cssColour, factorColours, factorRange, plddtBands, residueClassColours, structureColours } from "../viewer/colours.ts";
import type { ColourScheme } from "../viewer/contract.ts";

/** More chains than that are told by their number only. */
const mostChains = 12;

/** What the colours of the structure mean; nothing for elements, whose colours chemists know. */
export function legendOf(structure: StructureData, scheme: ColourScheme, strings: ProteinStrings): TemplateResult | typeof nothing {
	const entries = entriesOf(structure, scheme, strings);
	return entries.length === 0
		? nothing
		: html`<ul class="colour-legend" aria-label=${strings.legend} data-testid="legend" data-scheme=${scheme}>${entries.map(({ colour, label }) => html`<li>${swatch(colour)}${label}</li>`)}</ul>`;
}

interface Entry {
	readonly colour: number;
	readonly label: string;
}

function entriesOf(structure: StructureData, scheme: ColourScheme, strings: ProteinStrings): readonly Entry[] {
	switch (scheme) {
		case "plddt": {
			const labels = [strings.plddtHigh, strings.plddtConfident, strings.plddtLow, strings.plddtVeryLow];
			return plddtBands.map(({ colour }, index) => ({ colour, label: labels[index] ?? "" }));
		}
		case "chain": {
			const chains = structure.chains.flatMap(({ name, kind }, index) => (kind === "other" ? [] : [{ colour: chainColour(index), label: visible(name) || "\u2013" }]));
			return chains.length > mostChains ? [] : chains;
		}
		case "secondary-structure":
			return [strings.loop, strings.helix, strings.strand].map((label, index) => ({ colour: structureColours[index] ?? 0, label }));
		case "residue": {
			const { hydrophobic, aromatic, polar, acidic, basic, special } = residueClassColours;
			return [
				{ colour: hydrophobic, label: strings.hydrophobic },
				{ colour: aromatic, label: strings.aromatic },
				{ colour: polar, label: strings.polar },
				{ colour: acidic, label: strings.acidic },
				{ colour: basic, label: strings.basic },
				{ colour: special, label: strings.special },
			];
		}
		case "b-factor": {
			const [least, largest] = factorRange(structure);
			return factorColours.map((colour, index) => ({ colour, label: (least + ((largest - least) * index) / (factorColours.length - 1)).toFixed(0) }));
		}
		case "element":
			return [];
	}
}

/** A presentation attribute: the policy forbids style attributes. */
function swatch(colour: number): TemplateResult {
	return html`<svg class="swatch" width="10" height="10" aria-hidden="true">${svg`<rect width="10" height="10" rx="2" fill=${cssColour(colour)}></rect>`}</svg>`;
}
