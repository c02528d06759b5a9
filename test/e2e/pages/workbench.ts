import { expect, type Locator, type Page } from "@playwright/test";
import { pointOfText } from "./textPosition.ts";

const slow = 60_000;

/** The window of VS Code: what a person does with keyboard and mouse, whatever editor is open. */
export class Workbench {
	readonly quickInput: Locator;
	readonly notifications: Locator;
	readonly statusBar: Locator;

	constructor(readonly page: Page) {
		this.quickInput = page.locator(".quick-input-widget:visible");
		this.notifications = page.locator(".notification-toast");
		this.statusBar = page.locator(".part.statusbar");
	}

	/** Waits until the window works and makes it empty: no editor, no dialog, no message. */
	async reset(): Promise<void> {
		await this.page.locator(".monaco-workbench .part.editor").waitFor({ timeout: slow });
		await this.page.locator(".part.statusbar .statusbar-item").first().waitFor({ timeout: slow });
		await this.page.keyboard.press("Escape");
		if ((await this.page.locator(".part.editor .tab").count()) > 0) {
			await this.runCommand("View: Close All Editors");
			const discard = this.page.locator(".monaco-dialog-box").getByRole("button", { name: "Don't Save" });
			const empty = this.page.locator(".part.editor .tab").first();
			await expect(async () => {
				if (await discard.isVisible()) {
					await discard.click();
				}
				expect(await empty.count()).toBe(0);
			}).toPass({ intervals: [50, 100, 200] });
		}
		if ((await this.notifications.count()) > 0) {
			await this.runCommand("Notifications: Clear All Notifications");
		}
	}

	/** Opens a file of the workspace by quick open and waits for its tab. */
	async openFile(name: string): Promise<void> {
		await this.pick("Control+P", name, name);
		await this.page.locator(".part.editor .tab.active", { hasText: name }).first().waitFor();
	}

	/** Opens a file by a click in the explorer, in the editor that is meant for it. */
	async openInExplorer(name: string): Promise<void> {
		await this.page.locator(".explorer-folders-view .monaco-list-row", { hasText: name }).first().click();
		await this.page.locator(".part.editor .tab.active", { hasText: name }).first().waitFor();
	}

	/** Opens the text of a file that has an editor of ours; quick open remembers in which one of the two it was last. */
	async openAsText(name: string): Promise<void> {
		await this.openFile(name);
		const way = this.page.locator(".editor-group-container.active .editor-actions").getByRole("button", { name: /^(Reopen as Text|Open as Molecule Grid)$/ });
		if ((await way.getAttribute("aria-label")) === "Reopen as Text") {
			await way.click();
		}
		await this.editor.locator(".view-line").first().waitFor();
	}

	/** Runs a command of the palette by its full title, e.g. `View: Close All Editors`. */
	async runCommand(title: string): Promise<void> {
		await this.pick("F1", `>${title}`, title);
	}

	private async pick(key: string, text: string, label: string): Promise<void> {
		const input = this.quickInput.locator("input").first();
		const row = this.quickInput.locator(".monaco-list-row", { hasText: label }).first();
		// The list is made when the box opens: an entry that came later (an extension's command, a file that is indexed
		// only now) appears in a new box. A late change of focus may also close it under us.
		await expect(async () => {
			if (await input.isVisible()) {
				await this.page.keyboard.press("Escape");
			}
			await this.page.keyboard.press(key);
			await input.fill(text, { timeout: 2000 });
			await row.click({ timeout: 3000 });
		}).toPass({ intervals: [50, 100, 200], timeout: slow });
		// Some commands ask on in the same box: it is ours no more when our text has gone.
		await expect.poll(() => input.inputValue({ timeout: 200 }).catch(() => undefined), { intervals: [20] }).not.toBe(text);
	}

	/** The active text editor. */
	get editor(): Locator {
		return this.page.locator(".editor-group-container.active .editor-instance .monaco-editor").first();
	}

	/** Waits until the active editor shows a text. */
	async seeText(text: string): Promise<void> {
		await this.editor.locator(".view-line", { hasText: text }).first().waitFor();
	}

	/** Rests the mouse on a text in a visible line and returns the hover that appears. */
	async hover(text: string, scope: Locator = this.editor): Promise<Locator> {
		const hover = this.page.locator(".monaco-hover:visible").first();
		// Lenses that arrive late push lines down, away from the mouse: look again where the text is. A small movement would not have VS Code ask again
		// where it got no answer while the extension was starting, so the mouse comes from elsewhere.
		await expect(async () => {
			await this.page.mouse.move(5, 5);
			await this.moveMouseTo(text, scope);
			await hover.waitFor({ timeout: 4000 });
		}).toPass({ intervals: [50], timeout: 30_000 });
		return hover;
	}

	/** Takes the mouse to the middle of a text in a visible line. */
	async moveMouseTo(text: string, scope: Locator = this.editor): Promise<void> {
		const { x, y } = await pointOfText(scope, text);
		// Two steps: a hover begins with a movement inside the text.
		await this.page.mouse.move(x - 2, y);
		await this.page.mouse.move(x, y);
	}

	/** Takes the mouse away and closes what hovers. */
	async leaveHover(): Promise<void> {
		await this.page.mouse.move(5, 5);
		await this.page.keyboard.press("Escape");
		await expect(this.page.locator(".monaco-hover:visible")).toHaveCount(0);
	}

	/** Code lenses with a text, top down. */
	lenses(text: string | RegExp, scope: Locator = this.editor): Locator {
		return scope.locator(".codelens-decoration a", { hasText: text });
	}

	/** Messages with a text. */
	notification(text: string | RegExp): Locator {
		return this.notifications.filter({ hasText: text });
	}

	/** Wavy underlines in the active editor: errors, warnings or hints. */
	squiggles(severity: "error" | "warning" | "info" | "hint"): Locator {
		return this.editor.locator(`.squiggly-${severity}`);
	}

	/** Chooses one of VS Code's colour themes by its name, e.g. `Dark Modern`. */
	async chooseTheme(name: string): Promise<void> {
		// The list is filled after the box opens, and what was typed before that is not looked for.
		await expect(async () => {
			await this.page.keyboard.press("Escape");
			await this.runCommand("Preferences: Color Theme");
			await this.choice("Light Modern").waitFor({ timeout: 3000 });
			await this.quickInput.locator("input").first().fill(name);
			await this.choice(name).click({ timeout: 3000 });
		}).toPass({ intervals: [100], timeout: slow });
		await this.quickInput.waitFor({ state: "hidden" });
	}

	/** Colours of the characters of the first visible line that contains a text. */
	async colours(text: string): Promise<Set<string>> {
		const line = this.editor.locator(".view-line", { hasText: text }).first();
		return new Set(await line.locator("span > span").evaluateAll((spans) => spans.map((span) => getComputedStyle(span).color)));
	}

	/** Clicks into the middle of a text in a visible line. */
	async putCursorInto(text: string): Promise<void> {
		const { x, y } = await pointOfText(this.editor, text);
		await this.page.mouse.click(x, y);
	}

	/** Goes to a place by keyboard; lines and columns count from 1. */
	async goTo(line: number, column: number): Promise<void> {
		await this.page.keyboard.press("Control+G");
		await this.quickInput.locator("input").first().fill(`:${line}:${column}`);
		await this.page.keyboard.press("Enter");
		await this.statusBar.getByText(`Ln ${line}, Col ${column}`).waitFor();
	}

	/** Chooses an entry of the box that is open, by its first words. */
	async choose(label: string): Promise<void> {
		await this.choice(label).click();
	}

	/** Entries of the box that is open. */
	choice(label: string | RegExp): Locator {
		return this.quickInput.locator(".monaco-list-row", { hasText: label }).first();
	}

	/** Entries of the menu of quick fixes or refactorings. */
	get codeActions(): Locator {
		return this.page.locator(".action-widget:visible .monaco-list-row.action");
	}

	/** Opens the quick fixes (`.`) or refactorings (`Shift+R`) of what is under the cursor and takes one. */
	async applyCodeAction(key: "." | "Shift+R", title: string): Promise<void> {
		const action = this.codeActions.filter({ hasText: title });
		await expect(async () => {
			await this.page.keyboard.press(`Control+${key}`);
			await action.waitFor({ timeout: 3000 });
		}).toPass({ intervals: [50, 200] });
		await action.click();
		await this.page.locator(".action-widget:visible").waitFor({ state: "hidden" });
	}

	/** Opens the Problems panel and returns its entries. */
	async openProblems(): Promise<Locator> {
		await this.runCommand("Problems: Focus on Problems View");
		return this.page.locator(".markers-panel .monaco-list-row[aria-level='2']");
	}

	/** Makes the window as wide as a test needs. */
	async resize(width: number, height: number): Promise<void> {
		await this.page.setViewportSize({ width, height });
	}
}
