import { html, nothing, type TemplateResult } from "lit";
import type { MoleculeModel, MoleculeStrings, MoleculeToHost } from "../protocol/molecule.ts";
import { iconButton } from "../ui/iconButton.ts";
import { fill } from "../ui/text.ts";
import { readAtoms, written } from "./selecting.ts";

export interface SelectionParts {
	readonly molecule: MoleculeModel;
	readonly strings: MoleculeStrings;
	/** Atoms counted from 0, in order. */
	readonly selection: readonly number[];
	readonly select: (atoms: readonly number[]) => void;
	readonly say: (message: MoleculeToHost) => void;
}

/** The selected atoms, to be typed too, and what can be asked about them. */
export function selectionBar({ molecule, strings, selection, select, say }: SelectionParts): TemplateResult {
	const typed = (field: HTMLInputElement): void => {
		const atoms = readAtoms(field.value, molecule.atoms);
		if (atoms.length === 0 && field.value.trim() !== "") {
			field.setCustomValidity(fill(strings.atomsUnknown, molecule.atoms));
			field.reportValidity();
			return;
		}
		select(atoms);
		field.value = written(atoms);
	};
	const count = selection.length === 1 ? strings.selectedOne : fill(strings.selected, selection.length);
	return html`
		<div class="selection" data-testid="selection">
			<input
				class="field atoms-field"
				type="text"
				spellcheck="false"
				autocomplete="off"
				.value=${written(selection)}
				placeholder=${strings.atomsPlaceholder}
				aria-label=${strings.atomsList}
				data-testid="atoms"
				@input=${(event: Event) => (event.target as HTMLInputElement).setCustomValidity("")}
				@change=${(event: Event) => typed(event.target as HTMLInputElement)}
			/>
			${selection.length === 0
				? nothing
				: html`<span class="quiet" role="status" data-testid="selected-count">${count}</span>
						${iconButton({ name: "close", label: strings.clearSelection, testid: "clear-selection", onClick: () => select([]) })}
						<vscode-button class="small-button" title=${strings.askSelectionHint} data-testid="ask-selection" @click=${() => say({ type: "askSelection", id: molecule.id, atoms: [...selection] })}>${strings.askSelection}</vscode-button>
						<span class="quiet hint">${strings.askSelectionHint}</span>`}
		</div>
	`;
}
