import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import { icon } from "../ui/icon.ts";
import { visible } from "../ui/text.ts";

export interface MenuItem {
	readonly label: string;
	/** Name of a codicon. */
	readonly icon?: string | undefined;
	/** For what is switched on and off: the menu stays. */
	readonly checked?: boolean | undefined;
	readonly testid: string;
	readonly choose: () => void;
}

/** Where a menu opens: below an element, or at a place; pixels of the view. */
export interface MenuPlace {
	readonly left: number;
	readonly top: number;
	/** Takes the focus when the menu is closed. */
	readonly back: HTMLElement | undefined;
}

/** A list of actions, by mouse and keyboard; closes when it loses the focus. Tells `menu-closed`. */
export class RecordsMenu extends LitElement {
	@property({ attribute: false }) items: readonly MenuItem[] = [];
	@property({ attribute: false }) place: MenuPlace = { left: 0, top: 0, back: undefined };
	@property({ attribute: false }) label = "";

	protected override createRenderRoot(): HTMLElement {
		return this;
	}

	protected override firstUpdated(): void {
		this.#items()[0]?.focus();
	}

	protected override updated(changed: PropertyValues<this>): void {
		if (changed.has("place")) {
			const menu = this.querySelector<HTMLElement>(".menu");
			if (menu !== null) {
				const { width, height } = menu.getBoundingClientRect();
				menu.style.left = `${Math.max(4, Math.min(this.place.left, innerWidth - width - 4))}px`;
				menu.style.top = `${Math.max(4, Math.min(this.place.top, innerHeight - height - 4))}px`;
			}
		}
	}

	protected override render(): TemplateResult {
		return html`<div class="menu" role="menu" aria-label=${this.label} data-testid="menu" @keydown=${this.#key} @focusout=${this.#left}>
			${this.items.map(
				(item) => html`<button type="button" class="menu-item" role=${item.checked === undefined ? "menuitem" : "menuitemcheckbox"} aria-checked=${item.checked ?? nothing} tabindex="-1" data-testid=${item.testid} @click=${() => this.#choose(item)}>
					${item.checked === undefined ? icon(item.icon ?? "blank") : icon(item.checked ? "check" : "blank")}<bdi>${visible(item.label)}</bdi>
				</button>`,
			)}
		</div>`;
	}

	#items(): HTMLElement[] {
		return [...this.querySelectorAll<HTMLElement>(".menu-item")];
	}

	#choose(item: MenuItem): void {
		if (item.checked === undefined) {
			this.#close(true);
		}
		item.choose();
	}

	#close(takesBack: boolean): void {
		if (takesBack) {
			this.place.back?.focus();
		}
		this.dispatchEvent(new CustomEvent("menu-closed", { bubbles: true }));
	}

	readonly #left = (event: FocusEvent): void => {
		if (!(event.relatedTarget instanceof Node && this.contains(event.relatedTarget))) {
			this.#close(false);
		}
	};

	readonly #key = (event: KeyboardEvent): void => {
		const items = this.#items();
		const at = items.findIndex((item) => item === document.activeElement);
		const next = { ArrowDown: at + 1, ArrowUp: at - 1 + items.length, Home: 0, End: items.length - 1 }[event.key];
		if (next !== undefined) {
			items[next % items.length]?.focus();
		} else if (event.key === "Escape" || event.key === "Tab") {
			this.#close(true);
		} else {
			return;
		}
		event.preventDefault();
		event.stopPropagation();
	};
}
