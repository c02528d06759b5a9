import type { FrameLocator, Page } from "@playwright/test";

/** What a webview is for, as VS Code writes it into the frame's address; panels and custom editors have none. */
export type WebviewPurpose = "webviewView" | "notebookRenderer";

/**
 * The inside of one of our webviews, which is a frame in a frame. Locators in it wait until it is there.
 * Of several panels and custom editors it is the last one opened.
 */
export function webview(page: Page, purpose?: WebviewPurpose): FrameLocator {
	const kind = purpose ? `[src*="purpose=${purpose}"]` : `:not([src*="purpose="])`;
	return page
		.locator(`iframe.webview[src*="extensionId=biomedgpt.biomedgpt"]${kind}`)
		.last()
		.contentFrame()
		.locator("iframe#active-frame")
		.contentFrame();
}
