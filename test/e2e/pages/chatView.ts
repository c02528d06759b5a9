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

	/** The box that questions are typed into. */
	get composer(): Locator {
		return this.frame.getByRole("textbox", { name: "Question" });
	}

	/** What is attached to the next question. */
	get chips(): Locator {
		return this.frame.getByTestId("attachments").getByTestId("chip");
	}

	get answers(): Locator {
		return this.frame.getByTestId("answer");
	}

	get lastAnswer(): Locator {
		return this.answers.last();
	}

	/** The generated text of the last answer. */
	get lastText(): Locator {
		return this.lastAnswer.getByTestId("answer-text");
	}

	get stopButton(): Locator {
		return this.frame.getByTestId("stop");
	}

	/** Types a question and sends it with Enter. */
	async ask(question: string): Promise<void> {
		await this.composer.fill(question);
		await this.composer.press("Enter");
	}

	/** Waits until the last answer is in one of these states. */
	async untilAnswer(state: "writing" | "done" | "stopped" | "failed"): Promise<void> {
		await this.frame.locator(`[data-testid=answer][data-state=${state}]`).last().waitFor();
	}

	/** Opens the view and puts the cursor in it. */
	async open(): Promise<void> {
		const { contributes } = JSON.parse(readFileSync("package.json", "utf8")) as Contributions;
		const container = contributes.viewsContainers.secondarySidebar.find(({ id }) => id === "biomedgpt");
		const view = contributes.views.biomedgpt.find(({ id }) => id === "biomedgpt.chat");
		const strings = JSON.parse(readFileSync("package.nls.json", "utf8")) as Readonly<Record<string, string>>;
		const name = strings[view?.name.replace(/%/g, "") ?? ""];
		// With the container's title: VS Code has a chat view of its own.
		await this.workbench.runCommand(`${container?.title}: Focus on ${name} View`);
		await this.body.waitFor();
	}
}
