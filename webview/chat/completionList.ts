import { html, nothing, type TemplateResult } from "lit";
import type { ChatStrings } from "../protocol.ts";
import { icon } from "../ui/icon.ts";
import { visible } from "../ui/text.ts";
import type { Completable, Option } from "./completion.ts";

/** The list that stands open above the composer. */
export interface OpenList {
	readonly completable: Completable;
	/** Undefined while the host looks them up. */
	readonly options: readonly Option[] | undefined;
	readonly active: number;
}

export function completionList({ completable, options, active }: OpenList, strings: ChatStrings, choose: (option: Option) => void): TemplateResult {
	const label = completable.kind === "command" ? strings.commandsList : strings.entitiesList;
	if (options === undefined) {
		return html``;
	}
	if (options.length === 0) {
		return html`<p class="completion completion-none" role="status" data-testid="no-completion">${completable.kind === "entity" ? strings.noEntities : nothing}</p>`;
	}
	return html`
		<div class="completion" role="listbox" aria-label=${label} data-testid="completion">
			${options.map(
				(option, index) => html`<div
					class="option ${index === active ? "is-active" : ""}"
					role="option"
					aria-selected=${index === active}
					data-testid="option"
					@mousedown=${(event: Event) => event.preventDefault()}
					@click=${() => choose(option)}
				>
					${icon(option.icon)}<bdi class="option-label">${visible(option.label)}</bdi><bdi class="option-detail">${visible(option.detail)}</bdi>
				</div>`,
			)}
		</div>
	`;
}

/** Tells screen readers which option the arrow keys have reached, while the cursor stays in the box; by element, since the box has a shadow root of its own. */
export function describeList(box: HTMLTextAreaElement, list: Element | null): void {
	box.ariaAutoComplete = "list";
	box.ariaHasPopup = "listbox";
	box.ariaControlsElements = list === null ? null : [list];
	const option = list?.querySelector(".is-active") ?? null;
	box.ariaActiveDescendantElement = option;
	option?.scrollIntoView({ block: "nearest" });
}
