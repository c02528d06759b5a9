import { html, nothing, svg, type TemplateResult } from "lit";
import type { CompositionBar, ProteinStrings } from "../protocol/protein.ts";
import { residueClass } from "./residues.ts";
import { fillAll } from "./texts.ts";

/** How often each residue occurs: a table whose bars are only the picture of its numbers. `look` searches the residue in the sequence. */
export function compositionTable(bars: readonly CompositionBar[], method: string, strings: ProteinStrings, look: (letter: string) => void): TemplateResult {
	const most = Math.max(1, ...bars.map(({ count }) => count));
	return html`
		<table class="composition" data-testid="composition">
			<thead class="visually-hidden"><tr><th scope="col">${strings.residue}</th><td></td><th scope="col">${strings.compositionCount}</th><th scope="col">${strings.compositionPart}</th></tr></thead>
			<tbody>
				${bars.map(
					({ letter, name, count, fraction }) => html`<tr>
						<th scope="row">${count === 0 ? html`<span class="bar-letter" title=${name}>${letter}</span>` : html`<button type="button" class="bar-letter" title=${name} aria-label=${name} data-testid="bar" data-letter=${letter} @click=${() => look(letter)}>${letter}</button>`}</th>
						<td class="bar-cell" aria-hidden="true"><svg class="bar is-${residueClass(letter, "protein")}" width="100%" height="10">${count === 0 ? nothing : svg`<rect x="0" y="0" rx="2" width=${`${Math.max(0.5, (100 * count) / most)}%`} height="10"></rect>`}</svg></td>
						<td class="bar-count">${count}</td>
						<td class="bar-part">${fillAll("{0}\u00a0%", (100 * fraction).toFixed(1))}</td>
					</tr>`,
				)}
			</tbody>
		</table>
		<p class="method">${method}</p>
	`;
}
