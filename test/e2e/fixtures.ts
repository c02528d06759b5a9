import { expect as baseExpect, test as base } from "@playwright/test";
import { ChatView } from "./pages/chatView.ts";
import { Notebook } from "./pages/notebook.ts";
import { Workbench } from "./pages/workbench.ts";
import { takeScreenshot } from "./screenshots.ts";
import { startVSCode, type VSCode } from "./vscode.ts";

interface TestFixtures {
	/** The workbench with no editor open and nothing in the way. */
	readonly workbench: Workbench;
	readonly notebook: Notebook;
	readonly chat: ChatView;
	/** Writes a numbered screenshot to `test-results/screenshots`. */
	readonly shot: (name: string) => Promise<string>;
	readonly evidence: undefined;
}

interface WorkerFixtures {
	/** One VS Code for all tests of a worker; a test that fails gets a new one for its successors. */
	readonly vscode: VSCode;
}

export const expect = baseExpect;

/** Playwright's `test`, in which `page` is the window of a real VS Code with the extension installed. */
export const test = base.extend<TestFixtures, WorkerFixtures>({
	vscode: [
		async ({}, use) => {
			const vscode = await startVSCode();
			await use(vscode);
			await vscode.close();
		},
		{ scope: "worker", timeout: 120_000 },
	],
	page: async ({ vscode }, use) => {
		await use(vscode.page);
	},
	workbench: async ({ page }, use) => {
		const workbench = new Workbench(page);
		await workbench.reset();
		await use(workbench);
	},
	notebook: async ({ workbench }, use) => {
		await use(new Notebook(workbench));
	},
	chat: async ({ workbench }, use) => {
		await use(new ChatView(workbench));
	},
	shot: async ({ page }, use) => {
		await use((name) => takeScreenshot(page, name));
	},
	evidence: [
		async ({ vscode }, use, testInfo) => {
			await use(undefined);
			if (testInfo.status !== testInfo.expectedStatus) {
				const path = await takeScreenshot(vscode.page, `FAILED-${testInfo.title}`);
				await testInfo.attach("screenshot", { path, contentType: "image/png" });
			}
			const ours = vscode.blocked.filter(({ frames }) => frames.some((url) => url.includes("extensionId=biomedgpt.biomedgpt")));
			baseExpect(ours, "the extension's views ask nothing of the network").toEqual([]);
			baseExpect(vscode.violations, "webviews keep to their content security policy").toEqual([]);
		},
		{ auto: true },
	],
});
