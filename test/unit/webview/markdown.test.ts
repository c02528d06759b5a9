import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ChatPage, chromiumPath, Harness } from "../../support/page/harness.ts";

/** What markdownProbe.ts puts into the page. */
declare const probe: { render(text: string): string; stream(pieces: readonly string[]): { html: string; replaced: number; longest: number } };

describe.skipIf(chromiumPath === undefined)("markdown of a model (needs Chromium: set CHROMIUM)", () => {
	let harness: Harness;
	let chat: ChatPage;
	beforeAll(async () => {
		harness = await Harness.start({ markdown: "test/unit/webview/markdownProbe.ts" });
		chat = await harness.open({ width: 400, theme: "dark" });
		await chat.page.evaluate(async () => {
			const script = document.createElement("script");
			script.nonce = "harness";
			script.src = "/markdown.js";
			document.body.append(script);
			await new Promise((resolve) => (script.onload = resolve));
		});
	});
	afterAll(async () => {
		expect(chat.complaints).toEqual([]);
		await harness.dispose();
	});

	const render = async (text: string): Promise<string> => chat.page.evaluate((source) => probe.render(source), text);

	it("is rendered", async () => {
		expect(await render("A **b** `c<d`\n\n1. x\n2. y")).toBe("<p>A <strong>b</strong> <code>c&lt;d</code></p>\n<ol>\n<li>x</li>\n<li>y</li>\n</ol>\n");
	});

	it("aligns tables without inline styles", async () => {
		expect(await render("| a |\n|--:|\n| 1 |")).toContain('<td align="right">1</td>');
		expect(await render("3. c")).toContain('<ol start="3">');
	});

	it.each([
		"<script>alert(1)</script>",
		"<img src=x onerror=alert(1)>",
		"<style>body{display:none}</style>",
		'<iframe src="https://evil.example"></iframe>',
		"![pixel](https://evil.example/pixel.png)",
		"![pixel](data:image/png;base64,AAAA)",
		"<svg onload=alert(1)>",
		"<a href='javascript:alert(1)'>x</a>",
		"| a |\n|:-:|\n| <img src=https://evil.example/x onerror=alert(1)> |",
	])("keeps nothing dangerous of %s", async (text) => {
		expect(await render(text)).not.toMatch(/<(script|img|style|iframe|svg)|<[^>]*\s(on\w+|style)=/iu);
	});

	it.each(["javascript:alert(1)", "command:workbench.action.quit", "vscode://x", "file:///etc/passwd", "data:text/html,x", "//evil.example", "relative", "JaVaScRiPt:alert(1)"])("makes no link to %s", async (address) => {
		expect(await render(`[text](${address})`)).not.toContain("<a");
	});

	it("keeps links to the web, with their address as the tooltip", async () => {
		expect(await render('[text](https://example.org/x "a harmless place")')).toBe('<p><a href="https://example.org/x" title="https://example.org/x">text</a></p>\n');
	});

	it("that grows ends as if it had been rendered at once, with every finished block left alone", async () => {
		const text = "# Title\n\nA paragraph with [a link][1].\n\n- one\n- two\n\n  still two\n\n```\ncode\n\nmore code\n```\n\n[1]: https://example.org\n\n| a | b |\n|--:|---|\n| 1 | 2 |\n\nThe *end*.";
		const characters = await chat.page.evaluate((pieces) => probe.stream(pieces), [...text]);
		const lines = await chat.page.evaluate((pieces) => probe.stream(pieces), text.split(/(?<=\n)/u));
		const whole = await render(text);
		// A link whose address comes blocks later has been read as words by then: the one difference that streaming makes.
		const plain = (html: string): string => html.replace(/\n/gu, "").replace(/<a [^>]*>a link<\/a>/u, "[a link][1]");
		expect(plain(characters.html)).toBe(plain(whole));
		expect(plain(lines.html)).toBe(plain(whole));
		expect(characters.replaced).toBe(0);
	});

	it.each(["1. alpha\n\n2. beta\n\n3. gamma\n\nThe end.", "- alpha\n\n- beta\n\n  more\n\n---\n\n2 of them."])("keeps the items of a list with empty lines together while it grows: %j", async (list) => {
		const { html, replaced } = await chat.page.evaluate((pieces) => probe.stream(pieces), [...list]);
		expect(html.replace(/\n/gu, "")).toBe((await render(list)).replace(/\n/gu, ""));
		expect(replaced).toBe(0);
	});

	it("costs no more per piece at the end of a long text than at its beginning", async () => {
		const pieces = Array.from({ length: 3000 }, (_, index) => (index % 30 === 29 ? "\n\n" : `some **words** number ${index} `));
		const { longest } = await chat.page.evaluate((all) => probe.stream(all), pieces);
		expect(longest).toBeLessThan(100);
	});
});
