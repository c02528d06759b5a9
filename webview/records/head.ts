import { html, nothing, type TemplateResult } from "lit";
import { icon } from "../ui/icon.ts";
import { visible } from "../ui/text.ts";
import { nameColumn, type RecordsState, type RecordsStrings, type Sorting } from "../protocol/records.ts";

export interface HeadParts {
	readonly strings: RecordsStrings;
	readonly model: RecordsState | undefined;
	/** Places of those that are shown. */
	readonly columns: readonly number[];
	/** Those that hold numbers: they stand to the right. */
	readonly numeric: ReadonlySet<number>;
	readonly hasDrawings: boolean;
	readonly onSort: (sorting: Sorting | undefined) => void;
}

/** The titles of a table; each sorts by its column. */
export function headOf({ strings, model, columns, numeric, hasDrawings, onSort }: HeadParts): TemplateResult {
	const title = (column: number): TemplateResult => {
		const sorting = model?.sorting?.column === column ? model.sorting : undefined;
		const label = column === nameColumn ? strings.name : visible(model?.columns[column] ?? "");
		return html`<div role="columnheader" class=${numeric.has(column) ? "cell is-number" : "cell"} aria-sort=${sorting === undefined ? "none" : sorting.descending ? "descending" : "ascending"}>
			<button type="button" class="head-button" title=${label} data-testid="sort-column" @click=${() => onSort(next(column, sorting))}><bdi>${label}</bdi>${sorting === undefined ? nothing : icon(sorting.descending ? "arrow-down" : "arrow-up")}</button>
		</div>`;
	};
	return html`<div class="head" role="row" aria-rowindex="1">
		<div role="columnheader" class="cell structure-head"><span class=${hasDrawings ? "head-text" : "visually-hidden"}>${strings.drawing}</span></div>
		${title(nameColumn)}${columns.map(title)}
	</div>`;
}

/** Upwards, downwards, as in the file. */
function next(column: number, sorting: Sorting | undefined): Sorting | undefined {
	return sorting === undefined ? { column, descending: false } : sorting.descending ? undefined : { column, descending: true };
}
