import { type Browser, chromium, type Page } from "@playwright/test";
import { build } from "esbuild";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import type { webviewPage } from "../../../src/pages/page.ts";
import type { ToHost, ToView } from "../../../webview/protocol.ts";
import { themes, type ThemeName } from "./themes.ts";

/** Undefined where there is no browser: say so and skip. */
export const chromiumPath = [process.env["CHROMIUM"], "/usr/bin/chromium"].find((each) => each !== undefined && existsSync(each));

/** The pages draw in 3D where there is no graphics card too. */
const softwareWebGl = ["--disable-gpu", "--enable-unsafe-swiftshader"];

const root = path.resolve(import.meta.dirname, "../../..");
const types: Readonly<Record<string, string>> = { ".js": "text/javascript", ".css": "text/css", ".ttf": "font/ttf", ".html": "text/html; charset=utf-8" };

/** A page of ours: its entry as in esbuild.mjs. */
export interface ServedPage {
	readonly name: string;
	/** From the repository's root. */
	readonly entry: string;
	readonly element: string;
	readonly module?: boolean;
}

export const chatPage: ServedPage = { name: "chat", entry: "webview/chat/main.ts", element: "biomedgpt-chat" };

/** A page in a real browser, with the content security policy it has in VS Code, and the test in the place of the extension host. */
export class Harness {
	readonly #browser: Browser;
	readonly #server: Server;
	readonly #folder: string;

	private constructor(browser: Browser, server: Server, folder: string) {
		this.#browser = browser;
		this.#server = server;
		this.#folder = folder;
	}

	/** Builds the bundle as esbuild.mjs does, plus `extra` entries (name → path from the repository's root), and serves it. */
	static async start(extra: Readonly<Record<string, string>> = {}, executable = chromiumPath ?? "", served: ServedPage = chatPage): Promise<Harness> {
		const folder = await mkdtemp(path.join(tmpdir(), "biomedgpt-page-"));
		await build({
			absWorkingDir: root,
			entryPoints: { [served.name]: served.entry, ...extra },
			outdir: folder,
			bundle: true,
			minify: true,
			platform: "browser",
			target: "es2022",
			format: served.module === true ? "esm" : "iife",
			splitting: served.module === true,
			loader: { ".ttf": "file" },
			legalComments: "none",
		});
		const html = await productPage();
		const server = createServer((request, response) => {
			const name = path.basename(new URL(request.url ?? "/", "http://localhost").pathname) || "index.html";
			const type = types[path.extname(name)] ?? "text/plain";
			if (name === "index.html") {
				response.setHeader("content-type", type).end(html({ cspSource: harnessAddress(server), script: `/${served.name}.js`, style: `/${served.name}.css`, nonce: "harness", language: "en", title: served.name, element: served.element, module: served.module }));
				return;
			}
			readFile(path.join(folder, name)).then(
				(content) => response.setHeader("content-type", type).end(content),
				() => response.writeHead(404).end(),
			);
		});
		await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
		const browser = await chromium.launch({ executablePath: executable, args: ["--no-sandbox", "--force-color-profile=srgb", ...softwareWebGl] });
		return new Harness(browser, server, folder);
	}

	async open<Said = ToHost, Told = ToView>(options: { readonly width: number; readonly height?: number; readonly theme: ThemeName; readonly reducedMotion?: boolean; /** A script for the page, as a file: axe. */ readonly axe?: string }): Promise<HarnessPage<Said, Told>> {
		const page = await this.#browser.newPage({ viewport: { width: options.width, height: options.height ?? 720 }, reducedMotion: options.reducedMotion === true ? "reduce" : "no-preference" });
		if (options.axe !== undefined) {
			await page.addInitScript({ path: options.axe });
		}
		const opened = new HarnessPage<Said, Told>(page);
		await opened.load(harnessAddress(this.#server), options.theme);
		return opened;
	}

	async dispose(): Promise<void> {
		await this.#browser.close();
		await new Promise((resolve) => this.#server.close(resolve));
		await rm(this.#folder, { recursive: true, force: true });
	}
}

/** One page: `Said` is what it tells the host, `Told` what the host tells it. */
export class HarnessPage<Said, Told> {
	readonly page: Page;
	/** What the page told the host. */
	readonly sent: Said[] = [];
	/** Violations of the policy, errors and failed requests: there must be none. */
	readonly complaints: string[] = [];
	/** Called for each message of the page. */
	onMessage: (message: Said) => void = () => undefined;

	constructor(page: Page) {
		this.page = page;
	}

	async load(address: string, theme: ThemeName): Promise<void> {
		const { page } = this;
		page.on("console", (message) => {
			if (message.type() === "error" || /content security policy/iu.test(message.text())) {
				this.complaints.push(message.text());
			}
		});
		page.on("pageerror", (error) => this.complaints.push(String(error)));
		page.on("request", (request) => {
			if (!request.url().startsWith(address) && !request.url().startsWith("data:")) {
				this.complaints.push(`request to ${request.url()}`);
			}
		});
		await page.exposeFunction("toHost", (message: Said) => {
			this.sent.push(message);
			this.onMessage(message);
		});
		await page.addInitScript("globalThis.acquireVsCodeApi = () => ({ postMessage: (message) => void globalThis.toHost(message), getState: () => globalThis.remembered, setState: (state) => void (globalThis.remembered = state) });");
		// VS Code sets its variables on the root element and the theme's kind on the body.
		await page.addInitScript(
			({ variables, kind }) => {
				const apply = (): void => {
					for (const [name, value] of Object.entries(variables)) {
						document.documentElement.style.setProperty(name, value);
					}
					document.documentElement.style.setProperty("background", "var(--vscode-sideBar-background)");
					document.body.classList.add(...kind.split(" "));
				};
				document.addEventListener("DOMContentLoaded", apply, { once: true });
			},
			themes[theme],
		);
		await page.goto(`${address}/`);
	}

	/** Sends what the host would send; nothing to a page that the test has closed. */
	async post(message: Told): Promise<void> {
		try {
			await this.page.evaluate((data) => window.postMessage(data, "*"), message);
		} catch (error) {
			if (!this.page.isClosed()) {
				throw error;
			}
		}
	}

	/** Elements that stick out of the page to the right: there must be none. */
	async overflowing(): Promise<string[]> {
		return this.page.evaluate(() =>
			[...document.querySelectorAll("body *")]
				.filter((element) => element.closest(".scroller, .visually-hidden, svg") === null && element.getBoundingClientRect().right > innerWidth + 0.5)
				.map((element) => `${element.tagName}.${element.getAttribute("class") ?? ""}`),
		);
	}
}

export type ChatPage = HarnessPage<ToHost, ToView>;

/** The product's own page, built here because Playwright and Vitest load TypeScript of other folders differently. */
async function productPage(): Promise<typeof webviewPage> {
	const { outputFiles } = await build({ absWorkingDir: root, entryPoints: ["src/pages/page.ts"], bundle: true, format: "esm", write: false });
	const module = (await import(`data:text/javascript,${encodeURIComponent(outputFiles[0]?.text ?? "")}`)) as { webviewPage: typeof webviewPage };
	return module.webviewPage;
}

function harnessAddress(server: Server): string {
	const address = server.address();
	return typeof address === "object" && address !== null ? `http://127.0.0.1:${address.port}` : "";
}
