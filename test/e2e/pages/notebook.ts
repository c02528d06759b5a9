import type { Locator } from "@playwright/test";
import type { Workbench } from "./workbench.ts";

/** The open notebook. */
export class Notebook {
	readonly root: Locator;

	constructor(private readonly workbench: Workbench) {
		// `.notebook-editor` would match two elements.
		this.root = workbench.page.locator(".notebookOverlay:visible");
	}

	async open(name: string): Promise<void> {
		await this.workbench.openFile(name);
		await this.root.waitFor();
		await this.cells.first().waitFor();
	}

	/** Code cells in view, top down. */
	get cells(): Locator {
		return this.root.locator(".code-cell-row");
	}

	/** The code cell that contains a text. */
	cell(text: string): Locator {
		return this.cells.filter({ has: this.workbench.page.locator(".view-line", { hasText: text }) }).first();
	}

	async hover(text: string): Promise<Locator> {
		return this.workbench.hover(text, this.root);
	}

	lenses(text: string | RegExp): Locator {
		return this.workbench.lenses(text, this.root);
	}

	/** Items in the status bars of cells. */
	statusItems(text: string | RegExp): Locator {
		return this.root.locator(".cell-statusbar-container .cell-status-item", { hasText: text });
	}
}
