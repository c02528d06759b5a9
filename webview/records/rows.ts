import { html, nothing, type TemplateResult } from "lit";
import { icon } from "../ui/icon.ts";
import { fill, visible } from "../ui/text.ts";
import type { RecordModel, RecordsStrings } from "../protocol/records.ts";
import type { Layout } from "./look.ts";
import type { Drawn } from "./store.ts";

/** What a card or a row is made of. */
export interface RowParts {
	readonly row: number;
	/** Undefined while it is not there yet. */
	readonly record: RecordModel | undefined;
	readonly drawn: Drawn | undefined;
	readonly titles: readonly string[];
	/** Places of those that are shown. */
	readonly columns: readonly number[];
	readonly numeric: ReadonlySet<number>;
	readonly strings: RecordsStrings;
	readonly isCurrent: boolean;
	readonly isSelected: boolean;
	readonly onClick: (event: MouseEvent) => void;
	readonly onOpen: () => void;
	readonly onMenu: (event: MouseEvent | Element | null) => void;
	readonly onSelect: (event: Event) => void;
}

/** A record as a card: its drawing, its name, some properties. */
export function cardOf(parts: RowParts, place: number): TemplateResult {
	const { record, columns, titles, isCurrent, isSelected } = parts;
	const name = nameOf(parts);
	return html`<div
		id="record-${parts.row}"
		class="card ${isCurrent ? "is-current" : ""} ${isSelected ? "is-selected" : ""}"
		role="gridcell"
		aria-colindex=${place}
		aria-selected=${isSelected}
		data-testid="record"
		@click=${parts.onClick}
		@dblclick=${parts.onOpen}
		@contextmenu=${(event: MouseEvent) => menuAt(event, parts)}
	>
		<div class="card-drawing">${structure(parts)}</div>
		${tools(parts, name)}
		<div class="card-name" title=${name}><bdi>${name}</bdi></div>
		<dl class="card-properties">
			${columns.map((column) => {
				const value = visible(record?.cells[column] ?? "");
				const title = visible(titles[column] ?? "");
				return html`<div class="card-property"><dt title=${title}><bdi>${title}</bdi></dt><dd title=${value}><bdi>${value}</bdi></dd></div>`;
			})}
		</dl>
	</div>`;
}

/** A record as the cells of a row; their line is the row, and has its id. */
export function rowOf(parts: RowParts, layout: Layout): TemplateResult {
	const { record, columns, isCurrent, isSelected } = parts;
	const name = nameOf(parts);
	const state = `${isCurrent ? "is-current" : ""} ${isSelected ? "is-selected" : ""}`;
	return html`<div class="cells ${state}" role="presentation" data-testid="record" @click=${parts.onClick} @dblclick=${parts.onOpen} @contextmenu=${(event: MouseEvent) => menuAt(event, parts)}>
		<div class="cell structure-cell" role="gridcell">${checkbox(parts, name)}${layout === "list" ? problemMark(parts) : structure(parts)}</div>
		<div class="cell name-cell" role="gridcell" title=${name}><bdi>${name}</bdi>${record === undefined ? nothing : moreButton(parts, name)}</div>
		${columns.map((column) => {
			const value = visible(record?.cells[column] ?? "");
			const isLetters = layout === "list" && column === 3;
			return html`<div class="cell ${parts.numeric.has(column) ? "is-number" : ""} ${isLetters ? "is-letters" : ""}" role="gridcell" title=${value}><bdi>${value}</bdi></div>`;
		})}
	</div>`;
}

function nameOf({ record, strings }: RowParts): string {
	if (record === undefined) {
		return "";
	}
	return record.name === "" ? fill(strings.number, (record.record + 1).toLocaleString()) : visible(record.name);
}

function structure({ record, drawn, strings }: RowParts): TemplateResult | typeof nothing {
	const told = record?.problem ?? (drawn !== undefined && "problem" in drawn ? drawn.problem : undefined);
	if (told !== undefined) {
		const problem = visible(told);
		return html`<span class="problem" title=${problem} data-testid="problem">${icon("warning")}<span class="problem-text"><bdi>${problem}</bdi></span><span class="problem-short">${strings.invalid}</span></span>`;
	}
	return drawn === undefined || !("source" in drawn) ? html`<span class="waiting"></span>` : html`<img class="drawing" src=${drawn.source} alt="" draggable="false" decoding="async" data-testid="drawing" />`;
}

function problemMark({ record }: RowParts): TemplateResult | typeof nothing {
	const problem = record?.problem === undefined ? undefined : visible(record.problem);
	return problem === undefined ? nothing : html`<span class="problem" title=${problem} data-testid="problem">${icon("warning")}<span class="visually-hidden">${problem}</span></span>`;
}

function tools(parts: RowParts, name: string): TemplateResult | typeof nothing {
	return parts.record === undefined ? nothing : html`<div class="card-tools">${checkbox(parts, name)}${moreButton(parts, name)}</div>`;
}

function checkbox({ record, isSelected, strings, onSelect }: RowParts, name: string): TemplateResult | typeof nothing {
	const click = (event: Event): void => {
		event.stopPropagation();
		onSelect(event);
	};
	return record === undefined ? nothing : html`<input type="checkbox" class="check" tabindex="-1" aria-label=${fill(strings.select, name)} .checked=${isSelected} data-testid="select" @click=${click} @dblclick=${stop} />`;
}

function moreButton(parts: RowParts, name: string): TemplateResult {
	const click = (event: Event): void => {
		event.stopPropagation();
		parts.onMenu(event.currentTarget as Element);
	};
	const label = fill(parts.strings.actions, name);
	return html`<button type="button" class="icon-button more" tabindex="-1" aria-label=${label} title=${label} aria-haspopup="menu" data-testid="more" @click=${click} @dblclick=${stop}>${icon("ellipsis")}</button>`;
}

function stop(event: Event): void {
	event.stopPropagation();
}

function menuAt(event: MouseEvent, { onMenu }: RowParts): void {
	event.preventDefault();
	onMenu(event);
}
