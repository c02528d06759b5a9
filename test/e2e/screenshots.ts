import type { Page } from "@playwright/test";
import { mkdirSync, readdirSync } from "node:fs";
import path from "node:path";

export const screenshots = path.resolve("test-results", "screenshots");

/** Writes the next numbered screenshot of this run, e.g. `03-hover.png`, and returns its path. */
export async function takeScreenshot(page: Page, name: string): Promise<string> {
	mkdirSync(screenshots, { recursive: true });
	const number = String(readdirSync(screenshots).length + 1).padStart(2, "0");
	const file = path.join(screenshots, `${number}-${name.replace(/[^\w.-]+/g, "-")}.png`);
	// A hover fades in: what is shown is how it ends.
	await page.screenshot({ path: file, animations: "disabled" });
	return file;
}
