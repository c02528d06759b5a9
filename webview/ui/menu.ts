import { html, LitElement, type TemplateResult } from "lit";
import { property, query, state } from "lit/decorators.js";
import { icon } from "./icon.ts";
import { iconButton } from "./iconButton.ts";

export interface MenuItem {
	readonly icon: string;
	readonly label: string;
	readonly testid: string;
	readonly choose: () => void;
}

/** A button that opens a menu. The menu lies above everything, so that no message clips it. */
export class ActionMenu extends LitElement {
	@property({ attribute: false }) label = "";
	/** Name of the button's codicon, and its test id. */
	@property({ attribute: false }) symbol = "ellipsis";
	@property({ attribute: false }) testid = "more";
	@property({ attribute: false }) items: readonly MenuItem[] = [];
	@state() private open = false;
	@query(".menu") private readonly menu!: HTMLElement | null;

	protected override createRenderRoot(): HTMLElement {
		return this;
	}

	protected override render(): TemplateResult {
		return html`
			${iconButton({ name: this.symbol, label: this.label, testid: this.testid, popup: "menu", expanded: this.open, onClick: () => this.#toggle() })}
			<div class="menu" popover role="menu" aria-label=${this.label} @toggle=${(event: ToggleEvent) => this.#toggled(event)} @keydown=${(event: KeyboardEvent) => this.#pressed(event)}>
				${this.items.map((item) => html`<button type="button" role="menuitem" class="menu-item" tabindex="-1" data-testid=${item.testid} @click=${() => this.#choose(item)}>${icon(item.icon)}<span>${item.label}</span></button>`)}
			</div>
		`;
	}

	#toggle(): void {
		this.menu?.togglePopover();
	}

	#toggled(event: ToggleEvent): void {
		this.open = event.newState === "open";
		if (this.open) {
			this.#place();
			this.menu?.querySelector<HTMLElement>(".menu-item")?.focus();
		}
	}

	/** Below its button, or above it where there is no room. */
	#place(): void {
		const anchor = this.getBoundingClientRect();
		const { menu } = this;
		if (menu !== null) {
			const { width, height } = menu.getBoundingClientRect();
			const below = anchor.bottom + 2;
			menu.style.left = `${Math.max(4, Math.min(anchor.right - width, innerWidth - width - 4))}px`;
			menu.style.top = `${below + height < innerHeight ? below : Math.max(4, anchor.top - height - 2)}px`;
		}
	}

	#pressed(event: KeyboardEvent): void {
		const entries = [...(this.menu?.querySelectorAll<HTMLElement>(".menu-item") ?? [])];
		const at = entries.findIndex((each) => each === document.activeElement);
		const to = { ArrowDown: (at + 1) % entries.length, ArrowUp: (at - 1 + entries.length) % entries.length, Home: 0, End: entries.length - 1 }[event.key];
		if (event.key === "Escape" || event.key === "Tab") {
			event.preventDefault(); // Escape must not stop an answer
			this.#close();
		} else if (to !== undefined) {
			event.preventDefault();
			entries[to]?.focus();
		}
	}

	#choose(item: MenuItem): void {
		this.#close();
		item.choose();
	}

	#close(): void {
		this.menu?.hidePopover();
		this.querySelector<HTMLElement>(".icon-button")?.focus();
	}
}
