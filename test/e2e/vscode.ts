import type { BrowserContext, Page } from "@playwright/test";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { samples } from "../../scripts/samples.mjs";
import { installStaged } from "../../scripts/stage.mjs";
import { openBrowser, type Blocked } from "../vscode/browser.mjs";
import { ensureHost } from "../vscode/install.mjs";
import { installVsix, startServer, type Server } from "../vscode/server.mjs";

/** A running VS Code with the extension installed and a copy of the samples open. */
export interface VSCode {
	readonly page: Page;
	readonly context: BrowserContext;
	readonly server: Server;
	/** The open folder. */
	readonly workspace: string;
	/** The installed extension: a folder outside the repository, so that nothing can be borrowed from there. */
	readonly extension: string;
	/** User data, logs and state of this run. */
	readonly dir: string;
	/** What the page and its frames asked of the network; nothing of it was answered. */
	readonly blocked: readonly Blocked[];
	/** What the browser has refused to webviews because of their content security policy. */
	readonly violations: readonly string[];
	close(): Promise<void>;
}

export interface VSCodeOptions {
	/** User settings, added to the quiet ones of every run. */
	readonly settings?: Record<string, unknown>;
	/** Environment of the server and with it of the extension host. */
	readonly env?: NodeJS.ProcessEnv;
	/** The language of the window, as VS Code names it, e.g. `zh-cn`; VS Code's own strings stay English. */
	readonly language?: string;
	/** What to open instead of a copy of the samples. */
	readonly folder?: string;
}

/** A file opens at its beginning, wherever the test before it has left it. */
const fresh = { "workbench.editor.restoreViewState": false };

export async function startVSCode({ settings, env, folder, language }: VSCodeOptions = {}): Promise<VSCode> {
	const dir = mkdtempSync(path.join(os.tmpdir(), "biomedgpt-e2e-"));
	const workspace = path.join(dir, "workspace");
	cpSync(folder ?? samples, workspace, { recursive: true });
	const host = await ensureHost();
	const extensions = path.join(dir, "extensions");
	// BIOMEDGPT_VSIX names a package to test instead of the build: what users download.
	const { BIOMEDGPT_VSIX } = process.env;
	const extension = BIOMEDGPT_VSIX ? await installVsix(host, path.resolve(BIOMEDGPT_VSIX), dir) : await installStaged(extensions);
	const server = await startServer({ host, dir, settings: { ...fresh, ...settings }, env, language });
	const { browser, context, page, blocked } = await openBrowser().catch(async (error: unknown) => {
		await server.stop();
		throw error;
	});
	const violations = watchPolicies(page);
	await page.goto(server.url(workspace));
	return {
		page,
		context,
		server,
		workspace,
		extension,
		dir,
		blocked,
		violations,
		close: async () => {
			await browser.close();
			await server.stop();
			rmSync(dir, { recursive: true, force: true, maxRetries: 3 });
		},
	};
}

/** The browser does not say which frame it is about; VS Code's own pages keep to theirs, apart from its scripts, which have an address. */
function watchPolicies(page: Page): readonly string[] {
	const violations: string[] = [];
	page.on("console", (message) => {
		if (/violates the following content security policy/iu.test(message.text()) && message.location().url === "") {
			violations.push(message.text());
		}
	});
	return violations;
}
