import type { FrameLocator, Locator } from "@playwright/test";
import { readFileSync } from "node:fs";
import { webview } from "./webview.ts";
import type { Workbench } from "./workbench.ts";

interface Contributions {
	readonly contributes: {
		readonly viewsContainers: { readonly secondarySidebar: readonly { readonly id: string; readonly title: string }[] };
		readonly views: { readonly biomedgpt: readonly { readonly id: string; readonly name: string }[] };
	};
}

/** The chat in the secondary side bar. */
export class ChatView {
	/** The chat's own page. */
	readonly frame: FrameLocator;
	readonly body: Locator;

	constructor(private readonly workbench: Workbench) {
		this.frame = webview(workbench.page, "webviewView");
		this.body = this.frame.locator("body");
	}

	/** Opens the view and puts the cursor in it. */
	async open(): Promise<void> {
		const { contributes } = JSON.parse(readFileSync("package.json", "utf8")) as Contributions;
		const container = contributes.viewsContainers.secondarySidebar.find(({ id }) => id === "biomedgpt");
		const view = contributes.views.biomedgpt.find(({ id }) => id === "biomedgpt.chat");
		// With the container's title: VS Code has a chat view of its own.
		await this.workbench.runCommand(`${container?.title}: Focus on ${view?.name} View`);
		await this.body.waitFor();
	}
}
